// SPDX-License-Identifier: Apache-2.0
//
// Numbers of an audit as cells of a table; what has no value is NULL.
#pragma once

#include <optional>
#include <variant>

#include "assay/fairness/proportion.h"
#include "assay/table/writer.h"

namespace assay::fairness {

template <typename Value>
table::Cell CellOf(const std::optional<Value>& value) {
  if (value) return table::Cell(*value);
  return std::monostate{};
}

inline table::Cell Low(const std::optional<Interval>& interval) {
  return interval ? table::Cell(interval->low) : std::monostate{};
}

inline table::Cell High(const std::optional<Interval>& interval) {
  return interval ? table::Cell(interval->high) : std::monostate{};
}

}  // namespace assay::fairness
