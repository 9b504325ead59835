// SPDX-License-Identifier: Apache-2.0
//
// HEIC and AVIF by libheif: the primary item, turned and mirrored as the container says. Exif's
// orientation is ignored there, as the standard wants. No threads of libheif's own; for those of
// the codecs behind it see overrides.cc.
// Source: ISO/IEC 23008-12, 6.5.10 and 6.5.12; MIAF (ISO/IEC 23000-22), 7.3.6.7.
#include <libheif/heif.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/codec/formats_internal.h"
#include "assay/codec/iso_boxes_internal.h"
#include "assay/codec/metadata_internal.h"

namespace assay::codec {
namespace {

using namespace std::string_view_literals;

template <auto Release>
struct Freer {
  template <typename T>
  void operator()(T* handle) const {
    Release(handle);
  }
};
template <typename T, auto Release>
using Owned = std::unique_ptr<T, Freer<Release>>;
using Context = Owned<heif_context, heif_context_free>;
using Handle = Owned<heif_image_handle, heif_image_handle_release>;

bool Refuse(Draft& draft, const heif_error& error) {
  switch (error.code) {
    case heif_error_Unsupported_filetype:
    case heif_error_Unsupported_feature:
    case heif_error_Decoder_plugin_error:
      break;
    case heif_error_Memory_allocation_error:
      return draft.Refuse(Outcome::kBomb, "limit.memory");
    default:
      return draft.Refuse(Outcome::kCorrupt, "heif.data");
  }
  const bool decoder = error.code == heif_error_Decoder_plugin_error;
  return decoder ? draft.Refuse(Outcome::kCorrupt, "heif.data")
                 : draft.Refuse(Outcome::kUnsupported, "heif.feature");
}

/// Samples of the first track of pictures; 0 without one. Source: ISO/IEC 14496-12, 8.7.3.
std::int64_t CountSamples(ByteView movie) {
  Boxes boxes(movie);
  while (const auto box = boxes.Next()) {
    if (box->type != "trak") continue;
    const ByteView media = FindBox(box->body, "mdia");
    const Wire handler = BigEndian(FindBox(media, "hdlr"));
    if (!handler.StartsWith(8, "pict") && !handler.StartsWith(8, "vide")) continue;
    const ByteView table = FindBox(FindBox(media, "minf"), "stbl");
    return BigEndian(FindBox(table, "stsz")).U32(8);
  }
  return 0;
}

struct Container {
  std::int64_t sequence_frames = 0;
  bool items = false;  ///< there is a "meta" box: pictures, not only tracks or the "mini" form
  bool ended = false;
};

/// Identifies a box of content credentials. Source: C2PA 2.1, A.5.1.
constexpr std::string_view kCredentialsId =
    "\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81"sv;

Container WalkContainer(Draft& draft) {
  Container found;
  Boxes boxes(draft.file);
  while (const auto box = boxes.Next()) {
    found.ended = found.ended || !box->whole;
    found.items = found.items || box->type == "meta";
    if (box->type == "moov") found.sequence_frames = CountSamples(box->body);
    if (box->type == "uuid" && AsText(box->body).starts_with(kCredentialsId))
      draft.credentials = true;
  }
  return found;
}

void AddBlock(Draft& draft, std::string_view type, std::string_view content, ByteView block) {
  if (type == "Exif") {
    // Four bytes say how far behind them the TIFF stream starts.
    const Wire wire = BigEndian(block);
    AddExif(draft, wire.From(4 + std::uint64_t{wire.U32(0)}));
    draft.orientation = 1;
  } else if (type == "mime" && content == "application/rdf+xml") {
    AddXmp(draft, AsText(block));
  }
}

void ReadMetadata(Draft& draft, const heif_image_handle* handle) {
  const int count = heif_image_handle_get_number_of_metadata_blocks(handle, nullptr);
  std::vector<heif_item_id> ids(static_cast<std::size_t>(std::max(0, count)));
  heif_image_handle_get_list_of_metadata_block_IDs(handle, nullptr, ids.data(), count);
  for (const heif_item_id id : ids) {
    Bytes block(heif_image_handle_get_metadata_size(handle, id));
    if (block.empty() || !draft.TakeMetadata(block.size())) continue;
    if (heif_image_handle_get_metadata(handle, id, block.data()).code != heif_error_Ok) {
      draft.Note("heif.metadata");
      continue;
    }
    const char* content = heif_image_handle_get_metadata_content_type(handle, id);
    AddBlock(draft, heif_image_handle_get_metadata_type(handle, id),
             content == nullptr ? "" : content, block);
  }
}

/// Perceptual quantizer and hybrid log-gamma need a tone map that nobody named.
/// Source: ITU-T H.273, table 3.
bool IsHdr(const heif_image_handle* handle) {
  heif_color_profile_nclx* coded = nullptr;
  if (heif_image_handle_get_nclx_color_profile(handle, &coded).code != heif_error_Ok) return false;
  const Owned<heif_color_profile_nclx, heif_nclx_color_profile_free> owner(coded);
  return coded->transfer_characteristics == heif_transfer_characteristic_ITU_R_BT_2100_0_PQ ||
         coded->transfer_characteristics == heif_transfer_characteristic_ITU_R_BT_2100_0_HLG;
}

void ReadProfile(Draft& draft, const heif_image_handle* handle) {
  const std::size_t size_bytes = heif_image_handle_get_raw_color_profile_size(handle);
  if (size_bytes == 0) return;
  if (size_bytes > static_cast<std::uint64_t>(draft.options.limits.icc_bytes))
    return draft.RefuseProfile();
  Bytes profile(size_bytes);
  if (heif_image_handle_get_raw_color_profile(handle, profile.data()).code == heif_error_Ok)
    draft.TakeProfile(profile);
}

/// Sides as cropped but not yet turned, which the library does not tell: of the two ways round, the
/// one nearer to the coded sides, since cropping takes little away.
void Unturn(const heif_image_handle* handle, Shape& shape) {
  const std::int64_t coded_width_px = heif_image_handle_get_ispe_width(handle);
  const std::int64_t coded_height_px = heif_image_handle_get_ispe_height(handle);
  const auto distance = [&](std::int64_t width_px, std::int64_t height_px) {
    return std::abs(width_px - coded_width_px) + std::abs(height_px - coded_height_px);
  };
  if (distance(shape.height_px, shape.width_px) < distance(shape.width_px, shape.height_px))
    std::swap(shape.width_px, shape.height_px);
}

bool ReadHeader(Draft& draft, heif_context* context, const heif_image_handle* handle,
                const Container& container) {
  draft.animated = container.sequence_frames > 1;
  const std::int64_t items = heif_context_get_number_of_top_level_images(context);
  const std::int64_t frames = std::max({std::int64_t{1}, container.sequence_frames, items});
  const bool alpha = heif_image_handle_has_alpha_channel(handle) != 0;
  draft.mode = alpha ? "rgb_alpha" : "rgb";
  draft.bits = std::max(1, heif_image_handle_get_luma_bits_per_pixel(handle));
  const std::int64_t sample_bytes = draft.bits > 8 ? 2 : 1;
  Shape shape{heif_image_handle_get_ispe_width(handle), heif_image_handle_get_ispe_height(handle),
              frames, alpha ? 4 : 3, sample_bytes};
  // What is coded is held against the limits as well as what is left of it.
  if (!draft.Admit(shape)) return false;
  shape.width_px = heif_image_handle_get_width(handle);
  shape.height_px = heif_image_handle_get_height(handle);
  Unturn(handle, shape);
  if (!draft.Admit(shape)) return false;
  ReadMetadata(draft, handle);
  if (IsHdr(handle)) return draft.Refuse(Outcome::kUnsupported, "colour.hdr");
  ReadProfile(draft, handle);
  return true;
}

void Unpremultiply(media::Image& image) {
  const auto samples = image.samples();
  for (std::size_t i = 0; i + 3 < samples.size(); i += 4) {
    const unsigned alpha = samples[i + 3];
    for (std::size_t c = i; alpha != 0 && c < i + 3; ++c)
      samples[c] =
          static_cast<std::uint8_t>(std::min(255U, (samples[c] * 255U + alpha / 2) / alpha));
  }
}

void Decode(Draft& draft, const heif_image_handle* handle) {
  const bool alpha = draft.mode == "rgb_alpha";
  const Owned<heif_decoding_options, heif_decoding_options_free> options(
      heif_decoding_options_alloc());
  options->convert_hdr_to_8bit = 1;
  options->strict_decoding = 1;
  heif_image* raw = nullptr;
  const heif_error error = heif_decode_image(
      handle, &raw, heif_colorspace_RGB,
      alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, options.get());
  const Owned<heif_image, heif_image_release> decoded(raw);
  if (error.code != heif_error_Ok) {
    Refuse(draft, error);
    return;
  }
  int stride_bytes = 0;
  const std::uint8_t* plane =
      heif_image_get_plane_readonly(raw, heif_channel_interleaved, &stride_bytes);
  const int width_px = heif_image_get_width(raw, heif_channel_interleaved);
  const int height_px = heif_image_get_height(raw, heif_channel_interleaved);
  if (plane == nullptr || width_px < 1 || height_px < 1) return;
  media::Image image(width_px, height_px, alpha ? 4 : 3);
  for (std::int32_t y = 0; y < height_px; ++y) {
    const auto row = image.MutableRow(y);
    std::memcpy(row.data(), plane + static_cast<std::ptrdiff_t>(y) * stride_bytes, row.size());
  }
  if (alpha && heif_image_handle_is_premultiplied_alpha(handle) != 0) Unpremultiply(image);
  draft.picture.image = std::move(image);
}

}  // namespace

void ReadHeif(Draft& draft) {
  const Container container = WalkContainer(draft);
  const Context context(heif_context_alloc());
  heif_context_set_max_decoding_threads(context.get(), 0);
  heif_error error = heif_context_read_from_memory_without_copy(context.get(), draft.file.data(),
                                                                draft.file.size(), nullptr);
  heif_image_handle* raw = nullptr;
  if (error.code == heif_error_Ok)
    error = heif_context_get_primary_image_handle(context.get(), &raw);
  const Handle handle(raw);
  if (container.ended && error.code != heif_error_Ok)
    draft.Refuse(Outcome::kTruncated, "heif.ended");
  if (!container.items) draft.Refuse(Outcome::kUnsupported, "heif.no_item");
  if (error.code != heif_error_Ok) {
    Refuse(draft, error);
    return;
  }
  if (!ReadHeader(draft, context.get(), raw, container)) return;
  if (container.ended) draft.Refuse(Outcome::kTruncated, "heif.ended");
  if (draft.decided()) Decode(draft, raw);
}

void WarmUpHeif() {
  heif_init(nullptr);  // loads codec plug-ins from files where the build has them
}

}  // namespace assay::codec
