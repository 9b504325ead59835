// SPDX-License-Identifier: Apache-2.0
//
// Which attributes are looked at together.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "assay/core/result.h"

namespace assay::fairness {

inline constexpr std::size_t kMaxAttributes = 16;
inline constexpr std::size_t kMaxDepth = 3;

/// Errors:  kInvalidArgument for no or too many attributes, one named twice, and a depth that is
///          not 1 to kMaxDepth.
Status CheckAttributes(const std::vector<std::string>& attributes, std::size_t depth);

/// All choices of 1 to `depth` of so many attributes, by their places: single ones first, each size
/// in lexicographic order.
std::vector<std::vector<std::size_t>> ChoicesOf(std::size_t attributes, std::size_t depth);

}  // namespace assay::fairness
