// SPDX-License-Identifier: Apache-2.0
//
// Whether a comparison of groups may be concluded from. It compares nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "assay/fairness/suppression.h"

namespace assay::fairness {

/// A share of fewer rows supports no conclusion.
inline constexpr std::int64_t kMinRows = SuppressionLimits{}.min_n;

/// Of all intervals.
inline constexpr double kConfidence = 0.95;

enum class Standing {
  kOk,
  kReference,     ///< of a group: the one that others are compared with
  kInsufficient,  ///< a denominator is under kMinRows
  kUndefined,     ///< a denominator is 0
  kSuppressed,    ///< a group is hidden
};
constexpr std::string_view Name(Standing standing) {
  constexpr std::array<std::string_view, 5> kNames = {"ok", "reference", "insufficient",
                                                      "undefined", "suppressed"};
  return kNames.at(static_cast<std::size_t>(standing));
}

}  // namespace assay::fairness
