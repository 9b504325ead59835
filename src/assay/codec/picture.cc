// SPDX-License-Identifier: Apache-2.0
#include "assay/codec/picture.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <ctime>
#include <utility>

#include "assay/codec/draft_internal.h"
#include "assay/codec/formats_internal.h"
#include "assay/codec/metadata_internal.h"
#include "assay/codec/sniff_internal.h"
#include "assay/codec/wire_internal.h"
#include "assay/media/colour.h"
#include "assay/media/layout.h"
#include "assay/media/orient.h"

namespace assay::codec {
namespace {

/// Grey samples under an RGB profile: legal in JPEG, and only RGB can be converted.
media::Image Widened(const media::Image& grey) {
  media::Image rgb(grey.width_px(), grey.height_px(), 3);
  const auto to = rgb.samples();
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = grey.samples()[i / 3];
  return rgb;
}

/// Grey with alpha is held as RGBA: the grey goes through its profile alone.
Result<media::Image> ConvertGrey(const media::Image& rgba, ByteView icc) {
  media::Image grey(rgba.width_px(), rgba.height_px(), 1);
  const auto channels = static_cast<std::size_t>(rgba.channels());
  for (std::size_t i = 0; i < grey.samples().size(); ++i)
    grey.samples()[i] = rgba.samples()[i * channels];
  ASSAY_LET(const media::Image converted, media::ToSrgb(grey.view(), icc));
  media::Image out = rgba;
  for (std::size_t i = 0; i < grey.samples().size(); ++i)
    std::fill_n(out.samples().begin() + static_cast<std::ptrdiff_t>(i * channels), 3,
                converted.samples()[i]);
  return out;
}

/// The profile's own word for its samples. Source: ICC.1:2022, 7.2.6.
std::string_view ColourSpace(ByteView icc) { return AsText(BigEndian(icc).Slice(16, 4)); }

std::string_view ConvertInks(Draft& draft) {
  const bool exact = media::IsCmykProfile(draft.icc);
  draft.picture.image = media::CmykToRgb(draft.picture.image.view(), draft.icc);
  if (!exact) draft.Note("cmyk.approximate");
  if (exact) return "applied";
  if (draft.icc.empty()) return "none";
  draft.Repair("icc.dropped");
  return "dropped";
}

/// Brings the image to sRGB and says what became of the profile.
std::string_view ConvertColours(Draft& draft) {
  if (draft.cmyk) return ConvertInks(draft);
  if (draft.icc.empty()) return draft.icc_refused ? "dropped" : "none";
  media::Image& image = draft.picture.image;
  const bool rgb_profile = ColourSpace(draft.icc) == "RGB ";
  if (rgb_profile && media::IsSrgb(draft.icc)) return "applied";
  if (rgb_profile && image.channels() == 1) image = Widened(image);
  const bool grey_in_rgb = draft.mode.starts_with("grey") && image.channels() > 1 && !rgb_profile;
  auto converted =
      grey_in_rgb ? ConvertGrey(image, draft.icc) : media::ToSrgb(image.view(), draft.icc);
  if (!converted.ok()) {
    draft.Repair("icc.dropped");
    return "dropped";
  }
  image = std::move(converted).value();
  return "applied";
}

Json Header(const Draft& draft, std::string_view icc) {
  Json header = {{"format", draft.format},
                 {"mode", draft.mode},
                 {"bits", draft.bits},
                 {"orientation", draft.orientation},
                 {"icc", icc},
                 {"progressive", draft.progressive},
                 {"animated", draft.animated},
                 {"trailing_bytes", draft.trailing_bytes}};
  if (draft.rows >= 0) header["rows"] = draft.rows;
  return header;
}

/// Turns the picture, and tells where in it the full one lies: a decoder that scales rounds up, so
/// its last column and row may be covered in part, and turning may bring them to the front.
void Turn(Draft& draft) {
  Picture& picture = draft.picture;
  const media::Size given{picture.image.width_px(), picture.image.height_px()};
  const media::Size full = picture.eighths == 8
                               ? given
                               : media::Size{static_cast<std::int32_t>(picture.width_px),
                                             static_cast<std::int32_t>(picture.height_px)};
  const media::Affine turn = media::Upright(given, draft.orientation);
  const media::Point a = media::Mapped(turn, media::Point{0, 0});
  const media::Point b = media::Mapped(turn, media::Point{full.width_px * picture.eighths / 8.0,
                                                          full.height_px * picture.eighths / 8.0});
  picture.extent = {std::min(a.x_px, b.x_px), std::min(a.y_px, b.y_px), std::max(a.x_px, b.x_px),
                    std::max(a.y_px, b.y_px)};
  const bool lies = draft.orientation >= 5;
  picture.upright = lies ? media::Size{full.height_px, full.width_px} : full;
  picture.image = media::Oriented(std::move(picture.image), draft.orientation);
}

Picture Finished(Draft draft) {
  std::string_view icc = draft.icc.empty() && !draft.icc_refused ? "none" : "dropped";
  if (draft.decided()) {
    icc = ConvertColours(draft);
    Turn(draft);
  } else {
    draft.picture.image = {};
  }
  draft.picture.header = Header(draft, icc);
  return std::move(draft.picture);
}

/// glibc's qsort asks the kernel for the size of memory at its first array over 1 KB (libtiff).
void WarmUpSort() {
  std::array<int, 1024> numbers{};
  std::qsort(numbers.data(), numbers.size(), sizeof(int), [](const void* a, const void* b) {
    return *static_cast<const int*>(a) - *static_cast<const int*>(b);
  });
}

}  // namespace

Picture ReadPicture(ByteView bytes, const Options& options) {
  Draft draft(bytes, options);
  const Format* format = Sniff(bytes);
  if (bytes.empty()) draft.Refuse(Outcome::kEmpty, "file.empty");
  if (format == nullptr) draft.Refuse(Outcome::kNotMedia, "file.unknown");
  if (format == nullptr) return Finished(std::move(draft));
  draft.format = std::string(format->name);
  draft.picture.media_type = format->media_type;
  if (format->read == nullptr) {
    draft.Refuse(Outcome::kUnsupported, "format." + draft.format);
    return Finished(std::move(draft));
  }
  format->read(draft);
  if (draft.credentials) AddCredentials(draft);
  // A reader that neither decoded nor refused would be a bug of ours: an empty picture says
  // nothing.
  if (draft.decided() && draft.picture.image.empty())
    draft.Refuse(Outcome::kCorrupt, draft.format + ".data");
  return Finished(std::move(draft));
}

int EighthsLeaving(media::Size upright, std::int32_t long_side_px) {
  if (long_side_px <= 0) return 8;
  const std::int64_t longer_px = std::max(upright.width_px, upright.height_px);
  int eighths = 8;
  for (const int denominator : {2, 4, 8}) {
    if (longer_px >= std::int64_t{long_side_px} * denominator) eighths = 8 / denominator;
  }
  return eighths;
}

void WarmUp() {
  tzset();  // the first gmtime or mktime of any library reads /etc/localtime unless TZ is set
  WarmUpSort();
  WarmUpXmp();
  WarmUpTiff();
  WarmUpHeif();
}

}  // namespace assay::codec
