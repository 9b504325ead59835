// SPDX-License-Identifier: Apache-2.0
//
// What data sets say of their pictures and boxes, in one shape: one row for each value. Labels are
// passed on as the data set has them: who gave them, and whether they are right, it does not know.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "assay/core/result.h"

namespace assay::fairness {

/// What a row is about, and so what a count counts.
enum class Unit { kAsset, kRegion };
constexpr std::string_view Name(Unit unit) { return unit == Unit::kAsset ? "asset" : "region"; }

/// The views live until the visitor returns.
struct LongRow {
  Unit unit = Unit::kAsset;
  std::string_view asset;   ///< as the data set names it
  std::string_view region;  ///< of a region: its id, or its row from 1
  std::string_view attribute;
  /// None: unknown. Numbers have six significant digits.
  std::optional<std::string_view> value;

  bool operator==(const LongRow&) const = default;
};

/// An error ends the reading, and is returned.
using LongVisitor = std::function<Status(const LongRow&)>;

}  // namespace assay::fairness
