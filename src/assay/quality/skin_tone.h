// SPDX-License-Identifier: Apache-2.0
//
// The colour of skin as a picture shows it: measured, not perceived by a person and not reported by
// the one who is seen. These are three attributes, and none stands for another. No group of people
// is inferred, and no bin is called one. Light and camera move every number here: read them with
// the flags of illumination.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "assay/core/fact.h"
#include "assay/core/result.h"
#include "assay/media/image.h"
#include "assay/quality/lab.h"

namespace assay::quality {

/// The Monk scale, lightest first. Source: Monk, "The Monk Skin Tone Scale", 2019: its ten sRGB
/// swatches.
inline constexpr std::array<std::uint32_t, 10> kMonkSwatches = {
    0xf6ede4, 0xf3e7db, 0xf7ead0, 0xeadaba, 0xd7bd96,
    0xa07e56, 0x825c43, 0x604134, 0x3a312a, 0x292420};

/// Lab of 0xRRGGBB.
Lab LabOf(std::uint32_t rgb);

/// Could this be a pixel of skin, by its colour alone? Wood, sand and warm walls pass as well.
///
/// L* 10 to 98, hue 20 to 100 degrees, and a chroma from 8 - |L* - 55| / 9 to 50: at least 8 for
/// middle tones, half of that near black and white, where sRGB has no more.
///
/// Source:  ours: the least simple region around the ten Monk swatches and the 739 faces of
///          Thong et al. 2023, some degrees wider. Rules in HSV or YCbCr (Kovac et al., EUROCON
///          2003 and their like) refuse the lightest and the darkest swatches.
bool IsSkinColour(const Lab& colour);

/// What the light did to the picture. Each share or ratio is of all pixels unless it says
/// otherwise.
struct Illumination {
  double clipped = 0;     ///< share of the used pixels with a channel at 0 or 255
  double brightness = 0;  ///< Tones::dark: the 99th percentile, 0 to 1
  /// Of the pixels that were not used: mean chroma D = |mean of (a*, b*)| and K = D / M, M the
  /// length of the mean absolute deviations of a* and b*, at most 100. None under 100 such pixels.
  std::optional<double> cast_chroma;
  std::optional<double> cast_ratio;
};

/// Which limits are passed, sorted: "clipped" at over 0.05 (ours: one cluster of five may then hold
/// little else), "colour_cast" at K > 1.5 and D > 10, "low_light" at a brightness under 0.32.
///
/// Source:  K: Xu and Cai, "Colour cast detection and correction based on image analysis" (in
///          Chinese), Measurement and Control Technology, 2008; D > 10 ours, as K alone finds a
///          cast in any plain wall; 0.32: the issue "dark" of cleanvision 0.3.7.
std::vector<std::string_view> Flags(const Illumination& illumination);

struct SkinTone {
  std::int64_t pixels = 0;  ///< that were used
  double share = 0;         ///< of the picture's pixels
  Lab colour;               ///< apparent colour
  /// Of the apparent colour. None where its chroma is under 1: grey, to the eye, has no hue.
  std::optional<double> hue_deg;
  std::optional<double> ita_deg;  ///< none where b* <= 0
  int monk = 0;                   ///< nearest swatch, 1 to 10: the first of two
  double monk_distance = 0;       ///< Ciede2000 to it
  Illumination illumination;
};

/// "very_light" over 55, "light" over 41, "intermediate" over 28, "tan" over 10, "brown" over -30,
/// else "dark".
///
/// Source:  Del Bino and Bernerd, "Variations in skin colour and the biological consequences of
///          ultraviolet radiation exposure", British J. Dermatology 169 (s3), 2013.
std::string_view ItaBin(double ita_deg);

/// The apparent colour of the skin in a picture: blurred with sigma 1 (9 taps, edges repeated),
/// then internal::ApparentColour of the pixels where `mask` is not 0, or, without one, of those
/// that IsSkinColour. Transparent pixels are not used. None when that leaves fewer than 100 pixels.
///
/// Shapes:  `image` upright and in sRGB; a mask has one channel and the same size. One pixel of the
///          blur is one of `image`: compare pictures of like size.
/// Errors:  kInvalidArgument for an empty image, or a mask of another shape.
/// Cost:    O(pixels) and ApparentColour; some 150 bytes a pixel at worst.
/// Exact:   doubles never fused; pow, cbrt, atan2 of the C library: round before comparing.
/// Source:  Thong, Joniak and Xiang, ICCV 2023; see the parts. 100 pixels: ours.
Result<std::optional<SkinTone>> MeasureSkinTone(const media::ImageView& image,
                                                const std::optional<media::ImageView>& mask);

/// The fact "quality.skin_tone" of a whole picture, without a mask, at a long side of at most 512:
/// absent where there is no skin colour. Numbers have four decimals.
///
/// Errors:  kInvalidArgument for an empty image.
Result<Fact> SkinToneFact(const media::ImageView& image);

}  // namespace assay::quality
