// SPDX-License-Identifier: Apache-2.0
//
// Foreign bytes -> a typed outcome, pixels and embedded metadata. Linked by assay-worker only.
// Opens no file, starts no thread, and refuses by header before it allocates.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/fact.h"
#include "assay/core/record.h"
#include "assay/media/image.h"
#include "assay/media/resize.h"

namespace assay::codec {

/// Checked on the header, enforced again while decoding. Source: docs/reference/limits.md.
struct Limits {
  std::int64_t pixels = 100'000'000;
  std::int64_t side_px = 65'535;
  std::int64_t aspect_ratio = 200;
  std::int64_t frames = 3'000;  ///< the first number that is refused
  std::int64_t decoded_bytes = 1LL << 30;
  std::int64_t icc_bytes = 4LL << 20;
  std::int64_t metadata_bytes = 16LL << 20;

  bool operator==(const Limits&) const = default;
};

struct Options {
  Limits limits;
  /// How many eighths of its size, 1 to 8, a JPEG of that upright size is decoded at. Asked once
  /// its header is read, and of no other format; all of them when there is nobody to ask.
  std::function<int(media::Size)> eighths;
  /// The first scans of a progressive JPEG will do: rougher, ten times as fast, and what is wrong
  /// with later ones stays unseen. For files that have been judged before.
  bool preview = false;
};

/// What one file turned out to be. `image` is empty unless IsDecided(outcome).
struct Picture {
  Outcome outcome = Outcome::kNotMedia;
  std::vector<std::string> codes;  ///< stable words, sorted: "icc.dropped", "limit.pixels"
  std::string media_type;          ///< "image/jpeg"; empty when unknown
  std::int64_t width_px = 0;       ///< stored, before orientation
  std::int64_t height_px = 0;
  std::int64_t frames = 0;
  Json header;              ///< value of the fact "media.header"
  media::Image image;       ///< frame 0: RGB8, RGBA8 or grey; sRGB, oriented, maybe scaled
  media::Size upright;      ///< full size of what `image` shows
  media::Box extent;        ///< where in `image` that lies: scaled, a side may end inside a pixel
  int eighths = 8;          ///< of its full size, of `image`
  std::vector<Mark> marks;  ///< embedded metadata, in file order
};

/// Sniffs, checks limits, reads metadata, decodes, applies ICC -> sRGB and orientation once.
///
/// Errors:  none: whatever the bytes are, the answer is an outcome. std::bad_alloc passes through.
Picture ReadPicture(ByteView bytes, const Options& options);

/// The smallest of 1, 2, 4 and 8 eighths that leaves the longer side at `long_side_px` or above; 8
/// when none does, or 0 is asked for.
int EighthsLeaving(media::Size upright, std::int32_t long_side_px);

/// Marks of an XMP packet or sidecar file. Errors: kCorrupt when it is no XMP.
Result<std::vector<Mark>> ReadXmp(std::string_view packet);

/// JPEG of a picture, for thumbnails in reports: 4:2:0, no metadata.
Bytes EncodeJpeg(const media::ImageView& image, int quality);

/// Loads and touches whatever a library would open or ask the kernel later. Call before lock-down.
void WarmUp();

}  // namespace assay::codec
