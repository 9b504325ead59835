// SPDX-License-Identifier: Apache-2.0
//
// JPEG XL by libjxl, without a parallel runner: everything runs in the caller. The codestream's
// orientation counts, Exif's does not.
// Source: ISO/IEC 18181-2, 9.
#include <jxl/decode.h>

#include <algorithm>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "assay/codec/formats_internal.h"
#include "assay/codec/iso_boxes_internal.h"
#include "assay/codec/metadata_internal.h"

namespace assay::codec {
namespace {

struct Destroy {
  void operator()(JxlDecoder* decoder) const { JxlDecoderDestroy(decoder); }
};
using Decoder = std::unique_ptr<JxlDecoder, Destroy>;

Decoder Subscribe(const Draft& draft, int events) {
  Decoder decoder(JxlDecoderCreate(nullptr));
  if (decoder == nullptr) throw std::bad_alloc();
  JxlDecoderSetKeepOrientation(decoder.get(), JXL_TRUE);
  JxlDecoderSetUnpremultiplyAlpha(decoder.get(), JXL_TRUE);
  JxlDecoderSubscribeEvents(decoder.get(), events);
  // The input stays open: a missing rest is then told apart from damage.
  JxlDecoderSetInput(decoder.get(), draft.file.data(), draft.file.size());
  return decoder;
}

void AddBox(Draft& draft, std::string_view type, ByteView body) {
  const Wire wire = BigEndian(body);
  if (type == "jumb") draft.credentials = true;
  if (type != "Exif" && type != "xml ") return;
  if (!draft.TakeMetadata(body.size())) return;
  if (type == "xml ") return AddXmp(draft, AsText(body));
  AddExif(draft, wire.From(4 + std::uint64_t{wire.U32(0)}));
  draft.orientation = 1;
}

/// Boxes under Brotli, which libjxl unpacks: all of them in one walk, within the budget.
void ReadCompressedBoxes(Draft& draft) {
  const Decoder decoder = Subscribe(draft, JXL_DEC_BOX);
  JxlDecoderSetDecompressBoxes(decoder.get(), JXL_TRUE);
  constexpr std::size_t kStep_bytes = std::size_t{64} << 10U;
  std::string type;
  Bytes body;
  const auto finish = [&] {
    const std::size_t unused = JxlDecoderReleaseBoxBuffer(decoder.get());
    body.resize(body.size() - std::min(unused, body.size()));
    if (!type.empty()) AddBox(draft, type, body);
    type.clear();
    body.clear();
  };
  for (;;) {
    const JxlDecoderStatus status = JxlDecoderProcessInput(decoder.get());
    if (status == JXL_DEC_BOX) {
      finish();
      JxlBoxType packed{};
      JxlBoxType name{};
      JxlDecoderGetBoxType(decoder.get(), packed, JXL_FALSE);
      JxlDecoderGetBoxType(decoder.get(), name, JXL_TRUE);
      if (std::string_view(packed, 4) != "brob") continue;
      type.assign(name, 4);
      body.resize(kStep_bytes);
      JxlDecoderSetBoxBuffer(decoder.get(), body.data(), body.size());
    } else if (status == JXL_DEC_BOX_NEED_MORE_OUTPUT) {
      const std::size_t used = body.size() - JxlDecoderReleaseBoxBuffer(decoder.get());
      if (used + kStep_bytes > draft.metadata_left_bytes()) return draft.Note("limit.metadata");
      body.resize(used + kStep_bytes);
      JxlDecoderSetBoxBuffer(decoder.get(), body.data() + used, kStep_bytes);
    } else {
      return finish();
    }
  }
}

bool IsContainer(ByteView file) { return BigEndian(file).StartsWith(4, "JXL "); }

void ReadBoxes(Draft& draft) {
  if (!IsContainer(draft.file)) return;
  bool compressed = false;
  Boxes boxes(draft.file);
  while (const auto box = boxes.Next()) {
    compressed = compressed || box->type == "brob";
    if (box->whole) AddBox(draft, box->type, box->body);
  }
  if (compressed) ReadCompressedBoxes(draft);
}

/// Frames of an animation, without their pixels.
std::int64_t CountFrames(const Draft& draft) {
  const Decoder decoder = Subscribe(draft, JXL_DEC_FRAME);
  std::int64_t frames = 0;
  while (frames < draft.options.limits.frames &&
         JxlDecoderProcessInput(decoder.get()) == JXL_DEC_FRAME)
    ++frames;
  return std::max<std::int64_t>(1, frames);
}

class Reader {
 public:
  explicit Reader(Draft& draft)
      : draft_(draft),
        decoder_(
            Subscribe(draft, JXL_DEC_BASIC_INFO | JXL_DEC_COLOR_ENCODING | JXL_DEC_FULL_IMAGE)) {}

  void Read() {
    while (Step()) {
    }
  }

 private:
  /// True: go on.
  bool Step() {
    switch (JxlDecoderProcessInput(decoder_.get())) {
      case JXL_DEC_BASIC_INFO:
        return Header();
      case JXL_DEC_COLOR_ENCODING:
        return Colours();
      case JXL_DEC_NEED_IMAGE_OUT_BUFFER:
        return Buffers();
      case JXL_DEC_FULL_IMAGE:
        complete_ = true;
        return !draft_.animated || Finish();
      case JXL_DEC_SUCCESS:
        draft_.trailing_bytes = static_cast<std::int64_t>(JxlDecoderReleaseInput(decoder_.get()));
        return Finish();
      case JXL_DEC_NEED_MORE_INPUT:
        return draft_.Refuse(Outcome::kTruncated, "jxl.ended");
      default:
        return draft_.Refuse(Outcome::kCorrupt, "jxl.data");
    }
  }

  bool Header() {
    if (JxlDecoderGetBasicInfo(decoder_.get(), &info_) != JXL_DEC_SUCCESS)
      return draft_.Refuse(Outcome::kCorrupt, "jxl.structure");
    for (std::size_t i = 0; i < info_.num_extra_channels; ++i) {
      JxlExtraChannelInfo extra{};
      JxlDecoderGetExtraChannelInfo(decoder_.get(), i, &extra);
      if (extra.type == JXL_CHANNEL_BLACK) black_ = i;
    }
    const bool alpha = info_.alpha_bits > 0;
    const bool grey = info_.num_color_channels == 1;
    channels_ = black_ ? 3 : alpha ? 4 : grey ? 1 : 3;
    draft_.mode = black_ ? "cmyk"
                  : grey ? (alpha ? "grey_alpha" : "grey")
                         : (alpha ? "rgb_alpha" : "rgb");
    draft_.bits = static_cast<int>(info_.bits_per_sample);
    draft_.orientation = static_cast<int>(info_.orientation);
    draft_.animated = info_.have_animation != 0;
    // Every channel is decoded, also those that nobody asked for, as floating point numbers.
    const std::int64_t all_channels =
        std::int64_t{info_.num_color_channels} + info_.num_extra_channels;
    return draft_.Admit({info_.xsize, info_.ysize, draft_.animated ? CountFrames(draft_) : 1,
                         all_channels, draft_.bits > 8 ? 2 : 1});
  }

  bool Colours() {
    JxlColorEncoding coded{};
    const bool known =
        JxlDecoderGetColorAsEncodedProfile(
            decoder_.get(), nullptr, JXL_COLOR_PROFILE_TARGET_ORIGINAL, &coded) == JXL_DEC_SUCCESS;
    if (known && (coded.transfer_function == JXL_TRANSFER_FUNCTION_PQ ||
                  coded.transfer_function == JXL_TRANSFER_FUNCTION_HLG))
      return draft_.Refuse(Outcome::kUnsupported, "colour.hdr");
    if (info_.uses_original_profile == 0) {
      // Coded in an absolute space: libjxl can give sRGB at once.
      JxlColorEncoding srgb{};
      srgb.color_space = info_.num_color_channels == 1 ? JXL_COLOR_SPACE_GRAY : JXL_COLOR_SPACE_RGB;
      srgb.white_point = JXL_WHITE_POINT_D65;
      srgb.primaries = JXL_PRIMARIES_SRGB;
      srgb.transfer_function = JXL_TRANSFER_FUNCTION_SRGB;
      srgb.rendering_intent = JXL_RENDERING_INTENT_RELATIVE;
      JxlDecoderSetPreferredColorProfile(decoder_.get(), &srgb);
    }
    std::size_t size_bytes = 0;
    if (JxlDecoderGetICCProfileSize(decoder_.get(), nullptr, JXL_COLOR_PROFILE_TARGET_DATA,
                                    &size_bytes) != JXL_DEC_SUCCESS)
      return true;
    if (size_bytes > static_cast<std::uint64_t>(draft_.options.limits.icc_bytes)) {
      draft_.RefuseProfile();
      return true;
    }
    Bytes profile(size_bytes);
    if (JxlDecoderGetColorAsICCProfile(decoder_.get(), nullptr, JXL_COLOR_PROFILE_TARGET_DATA,
                                       profile.data(), profile.size()) == JXL_DEC_SUCCESS)
      draft_.TakeProfile(profile);
    return true;
  }

  bool Buffers() {
    const JxlPixelFormat format{static_cast<std::uint32_t>(channels_), JXL_TYPE_UINT8,
                                JXL_NATIVE_ENDIAN, 0};
    image_ = media::Image(static_cast<std::int32_t>(info_.xsize),
                          static_cast<std::int32_t>(info_.ysize), channels_);
    bool set = JxlDecoderSetImageOutBuffer(decoder_.get(), &format, image_.samples().data(),
                                           image_.samples().size()) == JXL_DEC_SUCCESS;
    if (black_) {
      const JxlPixelFormat plane{1, JXL_TYPE_UINT8, JXL_NATIVE_ENDIAN, 0};
      inks_ = media::Image(image_.width_px(), image_.height_px(), 1);
      set = set && JxlDecoderSetExtraChannelBuffer(
                       decoder_.get(), &plane, inks_.samples().data(), inks_.samples().size(),
                       static_cast<std::uint32_t>(*black_)) == JXL_DEC_SUCCESS;
    }
    return set || draft_.Refuse(Outcome::kCorrupt, "jxl.structure");
  }

  /// Always false: nothing is left to do.
  bool Finish() {
    if (!complete_) return draft_.Refuse(Outcome::kCorrupt, "jxl.data");
    draft_.picture.image = black_ ? Inks() : std::move(image_);
    draft_.cmyk = black_.has_value();
    return false;
  }

  /// Four inks in one picture; the codestream stores what each leaves of the light.
  media::Image Inks() {
    media::Image all(image_.width_px(), image_.height_px(), 4);
    const auto to = all.samples();
    for (std::size_t i = 0; i < to.size(); ++i) {
      const std::size_t pixel = i / 4;
      const std::uint8_t light =
          i % 4 == 3 ? inks_.samples()[pixel] : image_.samples()[3 * pixel + i % 4];
      to[i] = static_cast<std::uint8_t>(255 - light);
    }
    return all;
  }

  Draft& draft_;
  Decoder decoder_;
  JxlBasicInfo info_{};
  std::optional<std::size_t> black_;
  std::int32_t channels_ = 3;
  media::Image image_;
  media::Image inks_;
  bool complete_ = false;
};

}  // namespace

void ReadJxl(Draft& draft) {
  ReadBoxes(draft);
  Reader(draft).Read();
}

}  // namespace assay::codec
