// SPDX-License-Identifier: Apache-2.0
#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "assay/codec/exif_internal.h"
#include "assay/codec/formats_internal.h"
#include "assay/codec/ifd_internal.h"

namespace assay::codec {
namespace {

constexpr std::uint16_t kWidth = 0x0100;
constexpr std::uint16_t kHeight = 0x0101;
constexpr std::uint16_t kBits = 0x0102;
constexpr std::uint16_t kPhotometric = 0x0106;
constexpr std::uint16_t kSamples = 0x0115;
constexpr std::uint16_t kProfile = 0x8773;
constexpr std::uint16_t kDngVersion = 0xC612;

struct Source {
  ByteView all;
  std::uint64_t at = 0;
  bool ended = false;  ///< asked for bytes behind the end
  bool failed = false;
};

Source& SourceOf(thandle_t handle) { return *static_cast<Source*>(handle); }

tmsize_t Read(thandle_t handle, void* to, tmsize_t count) {
  Source& source = SourceOf(handle);
  const std::uint64_t left = source.at < source.all.size() ? source.all.size() - source.at : 0;
  const std::uint64_t n = std::min(left, static_cast<std::uint64_t>(count));
  if (n < static_cast<std::uint64_t>(count)) source.ended = true;
  if (n > 0) std::memcpy(to, source.all.data() + source.at, n);
  source.at += n;
  return static_cast<tmsize_t>(n);
}

tmsize_t Write(thandle_t, void*, tmsize_t) { return 0; }

toff_t Seek(thandle_t handle, toff_t offset, int whence) {
  Source& source = SourceOf(handle);
  const std::uint64_t base = whence == SEEK_CUR   ? source.at
                             : whence == SEEK_END ? source.all.size()
                                                  : 0;
  source.at = base + offset;
  return source.at;
}

int CloseNothing(thandle_t) { return 0; }
toff_t SizeOf(thandle_t handle) { return SourceOf(handle).all.size(); }
int Map(thandle_t, void**, toff_t*) { return 0; }
void Unmap(thandle_t, void*, toff_t) {}

int OnError(TIFF*, void* source, const char*, const char*, va_list) {
  static_cast<Source*>(source)->failed = true;
  return 1;
}
int OnWarning(TIFF*, void*, const char*, const char*, va_list) { return 1; }

struct Close {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
  void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
  void operator()(TIFFRGBAImage* image) const { TIFFRGBAImageEnd(image); }
};

std::unique_ptr<TIFF, Close> Open(Source& source, std::int64_t memory_bytes) {
  const std::unique_ptr<TIFFOpenOptions, Close> options(TIFFOpenOptionsAlloc());
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), memory_bytes);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), OnError, &source);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), OnWarning, &source);
  return std::unique_ptr<TIFF, Close>(TIFFClientOpenExt(
      "memory", "rm", &source, Read, Write, Seek, CloseNothing, SizeOf, Map, Unmap, options.get()));
}

/// Pages, by the chain of directories; stops at a loop and over the limit.
std::int64_t CountPages(const TiffStart& tiff, std::int64_t limit) {
  std::set<std::uint64_t> seen;
  std::uint64_t at = tiff.first;
  while (at != 0 && std::ssize(seen) <= limit && tiff.stream.Has(at, 2) && seen.insert(at).second)
    at = ReadDirectory(tiff.stream, at, tiff.big).next;
  return std::max<std::int64_t>(1, std::ssize(seen));
}

std::int64_t Number(const Directory& directory, std::uint16_t tag, std::int64_t otherwise) {
  const Field* field = directory.Find(tag);
  const auto value = field == nullptr ? std::nullopt : field->Integer();
  return value ? static_cast<std::int64_t>(std::min<std::uint64_t>(*value, INT32_MAX)) : otherwise;
}

/// Source: TIFF 6.0, PhotometricInterpretation.
std::string_view Mode(std::int64_t photometric, std::int64_t samples) {
  switch (photometric) {
    case 0:
    case 1:
      return samples > 1 ? "grey_alpha" : "grey";
    case 3:
      return "palette";
    case 5:
      return "cmyk";
    case 8:
    case 9:
    case 10:
      return "lab";
    default:
      return samples > 3 ? "rgb_alpha" : "rgb";
  }
}

bool ReadHeader(Draft& draft, const TiffStart& tiff) {
  const Directory first = ReadDirectory(tiff.stream, tiff.first, tiff.big);
  if (first.Find(kWidth) == nullptr || first.Find(kHeight) == nullptr) {
    const bool there = tiff.stream.Has(tiff.first, 2);
    return there ? draft.Refuse(Outcome::kCorrupt, "tiff.structure")
                 : draft.Refuse(Outcome::kTruncated, "tiff.ended");
  }
  const std::int64_t samples = Number(first, kSamples, 1);
  draft.bits = static_cast<int>(Number(first, kBits, 1));
  draft.mode = Mode(Number(first, kPhotometric, 2), samples);
  const std::int64_t pages = CountPages(tiff, draft.options.limits.frames);
  const std::int64_t sample_bytes = std::max(1, draft.bits / 8);
  if (!draft.Admit({Number(first, kWidth, 0), Number(first, kHeight, 0), pages,
                    std::max<std::int64_t>(samples, 4), sample_bytes}))
    return false;
  if (first.Find(kDngVersion) != nullptr) return draft.Refuse(Outcome::kUnsupported, "tiff.raw");
  AddTiffFields(draft, tiff);
  const Field* profile = first.Find(kProfile);
  // Inks and Lab are converted by libtiff itself, without the profile.
  const bool convertible = draft.mode != "cmyk" && draft.mode != "lab";
  if (profile != nullptr && convertible) draft.TakeProfile(profile->value.bytes());
  if (!convertible) draft.Note("colour.approximate");
  return true;
}

/// libtiff packs RGBA with colours multiplied by alpha. Opaque pictures lose the fourth channel.
media::Image Unpacked(const std::vector<std::uint32_t>& raster, std::int32_t width_px,
                      std::int32_t height_px, bool grey) {
  const bool opaque =
      std::ranges::all_of(raster, [](auto pixel) { return TIFFGetA(pixel) == 255; });
  const std::int32_t channels = !opaque ? 4 : grey ? 1 : 3;
  media::Image image(width_px, height_px, channels);
  const auto to = image.samples();
  const auto step = static_cast<std::size_t>(channels);
  for (std::size_t i = 0; i < raster.size(); ++i) {
    const std::uint32_t alpha = TIFFGetA(raster[i]);
    const auto straight = [&](std::uint32_t value) {
      if (alpha == 0) return std::uint8_t{0};
      return static_cast<std::uint8_t>(std::min(255U, (value * 255 + alpha / 2) / alpha));
    };
    to[i * step] = straight(TIFFGetR(raster[i]));
    if (channels == 1) continue;
    to[i * step + 1] = straight(TIFFGetG(raster[i]));
    to[i * step + 2] = straight(TIFFGetB(raster[i]));
    if (channels == 4) to[i * step + 3] = static_cast<std::uint8_t>(alpha);
  }
  return image;
}

void Decode(Draft& draft, TIFF* tiff, const Source& source) {
  std::array<char, 1024> why{};
  TIFFRGBAImage state{};
  if (TIFFRGBAImageOK(tiff, why.data()) == 0 ||
      TIFFRGBAImageBegin(&state, tiff, /*stop=*/1, why.data()) == 0) {
    draft.Refuse(Outcome::kUnsupported, "tiff.samples");
    return;
  }
  const std::unique_ptr<TIFFRGBAImage, Close> end(&state);
  // Rows as they are stored: the draft's orientation turns them, for all formats alike.
  state.orientation = ORIENTATION_TOPLEFT;
  state.req_orientation = ORIENTATION_TOPLEFT;
  const auto width_px = static_cast<std::int32_t>(draft.picture.width_px);
  const auto height_px = static_cast<std::int32_t>(draft.picture.height_px);
  std::vector<std::uint32_t> raster(static_cast<std::size_t>(width_px) *
                                    static_cast<std::size_t>(height_px));
  const bool read = TIFFRGBAImageGet(&state, raster.data(), state.width, state.height) != 0;
  if (!read || source.failed) {
    if (source.ended) draft.Refuse(Outcome::kTruncated, "tiff.ended");
    draft.Refuse(Outcome::kCorrupt, "tiff.data");
    return;
  }
  draft.picture.image = Unpacked(raster, width_px, height_px, draft.mode == "grey");
}

}  // namespace

void ReadTiff(Draft& draft) {
  const auto start = FindTiff(draft.file);
  if (!start) {
    draft.Refuse(Outcome::kCorrupt, "tiff.structure");
    return;
  }
  if (!ReadHeader(draft, *start)) return;
  Source source{draft.file};
  const auto tiff = Open(source, draft.options.limits.decoded_bytes);
  std::uint32_t width_px = 0;
  std::uint32_t height_px = 0;
  const bool opened = tiff != nullptr &&
                      TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &width_px) != 0 &&
                      TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &height_px) != 0;
  // Two readers must agree on the size that the limits were held against.
  if (!opened || width_px != draft.picture.width_px || height_px != draft.picture.height_px) {
    if (source.ended) draft.Refuse(Outcome::kTruncated, "tiff.ended");
    draft.Refuse(Outcome::kCorrupt, "tiff.structure");
    return;
  }
  Decode(draft, tiff.get(), source);
}

void WarmUpTiff() {
  TIFFSetErrorHandler(nullptr);  // what has no handle yet would print
  TIFFSetWarningHandler(nullptr);
}

}  // namespace assay::codec
