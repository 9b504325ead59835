// SPDX-License-Identifier: Apache-2.0
//
// What a picture is worth to look at, in numbers: everything that one decode can tell. Facts only:
// thresholds, and what happens beyond them, belong to policy. Whether a size is odd, or a picture
// an outlier, is a question to the whole set.
#pragma once

#include <optional>

#include "assay/core/fact.h"
#include "assay/core/result.h"
#include "assay/media/image.h"
#include "assay/media/resize.h"
#include "assay/quality/sharpness.h"
#include "assay/quality/tones.h"

namespace assay::quality {

struct Scores {
  double aspect = 0;       ///< short side / long side of the full picture
  double information = 0;  ///< min(1, entropy / 10 bits): small says little
  double blurry = 0;       ///< BlurScore at 512: small is blurred; within 0.005 of full size
  double border = 0;       ///< BorderShare at a long side of 512
  std::optional<double> blockiness;  ///< none when scaling has merged the blocks
  Sharpness sharpness;               ///< at a long side of 512
  Tones tones;
};

/// Measures `image`, which shows a picture of `full` pixels, maybe scaled down by its decoder.
///
/// Shapes:  `image` upright, sRGB, long side >= 512 or as large as the picture: smaller ones are
///          measured as they are. `full` in the same orientation.
/// Errors:  kInvalidArgument for an empty image or a `full` with a side under 1.
/// Cost:    O(pixels of image); one grey copy and one of 512 pixels are allocated.
/// Exact:   integer pixels, sums and histograms; doubles never fused.
/// Source:  aspect, information: cleanvision 0.3.7 image_property.py; the rest: see its header.
Result<Scores> Measure(const media::ImageView& image, media::Size full);

/// The fact "quality.scores": an object with one number (or true/false) a score, rounded to four
/// decimals, so that the last bit of a logarithm never shows. "blockiness" is left out when
/// unknown.
Fact ToFact(const Scores& scores);

}  // namespace assay::quality
