// SPDX-License-Identifier: Apache-2.0
//
// Columns whose values have an order of their own: bands of a number, as ages, and bands of skin
// tone.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::fairness_report {

/// The places of `values` in their order: skin tones from light to dark, bands of numbers upwards.
/// None where a value is neither, or where two begin alike.
///
/// Shapes:  bands are "18-24", "25 to 34", "under 18", "< 18", "65+", "65 and over", "7"; the names
/// of
///          skin tones are those of docs/reference/skin-tone.md.
std::optional<std::vector<std::size_t>> OrderOfBands(const std::vector<std::string>& values);

/// A colour "#rrggbb" that lies in a band of skin tone; empty for other values.
///
/// Source:  sRGB of L* = 50 + 18 tan(ITA), a* = 10, b* = 18 (D65) at ITA 60, 48, 34.5, 19, -10 and
/// -50
///          degrees: within each band of Chardon et al. 1991; a mark of the band, nobody's skin.
std::string_view SwatchOf(std::string_view value);

}  // namespace assay::fairness_report
