// SPDX-License-Identifier: Apache-2.0
//
// Colours as the eye tells them apart: CIE L*a*b* of sRGB, the angles that skin is described by,
// and the distance of two colours.
#pragma once

#include <array>
#include <optional>

namespace assay::quality {

/// CIE 1976 L*a*b* under D65, 2 degree observer: lightness 0 to 100, green to red, blue to yellow.
struct Lab {
  double l = 0;
  double a = 0;
  double b = 0;
};

/// Of encoded sRGB.
///
/// Units:   samples 0 to 1.
/// Exact:   the C library's pow and cbrt.
/// Source:  IEC 61966-2-1 (tone curve, primaries of ITU-R BT.709, D65); CIE 15:2004, 8.2.1.
Lab ToLab(const std::array<double, 3>& rgb);

/// Distance from grey, C*ab. Source: CIE 15:2004, 8.2.1.2.
double Chroma(const Lab& colour);

/// Hue angle h_ab = atan2(b*, a*): red 0, yellow 90. Folding it to atan(b*/a*) would mistake
/// yellowish skin, whose a* is below 0, for its opposite.
///
/// Units:   degrees, 0 <= h < 360; 0 for exact grey, where it means nothing.
/// Source:  CIE 15:2004, 8.2.1.2.
double HueDeg(const Lab& colour);

/// Individual typology angle: atan((L* - 50) / b*). None where b* <= 0: there the angle is not
/// defined, and is not folded.
///
/// Units:   degrees, -90 < ITA < 90; larger is lighter.
/// Source:  Chardon, Cretois and Hourseau, "Skin colour typology and suntanning pathways",
///          Int. J. Cosmetic Science 13, 1991.
std::optional<double> ItaDeg(const Lab& colour);

/// Colour difference Delta E 00 with all weights 1. About 1 is just noticed.
///
/// Source:  Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula: implementation notes",
///          Color Research and Application 30, 2005, equations 2 to 22.
double Ciede2000(const Lab& one, const Lab& other);

}  // namespace assay::quality
