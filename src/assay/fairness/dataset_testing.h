// SPDX-License-Identifier: Apache-2.0
//
// Counted data sets, for tests. Tests only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/table/count.h"

namespace assay::fairness::testing {

using Values = std::vector<std::optional<std::string>>;

/// As CountTable would give them: values in the order of a wish, and how many rows.
inline std::vector<table::TupleCount> Tuples(std::vector<std::pair<Values, std::int64_t>> counts) {
  std::vector<table::TupleCount> tuples;
  for (auto& [values, rows] : counts) {
    tuples.emplace_back();
    tuples.back().values = std::move(values);
    tuples.back().rows = rows;
  }
  return tuples;
}

/// Age bands of the 23,708 files of UTKFace; six have no age.
/// Source:  UTKFace, its file names; counted with awk.
inline std::vector<table::TupleCount> UtkFaceAges() {
  return Tuples({{{"0-10"}, 3062},
                 {{"11-20"}, 1530},
                 {{"21-30"}, 7344},
                 {{"31-40"}, 4536},
                 {{"41-50"}, 2244},
                 {{"51-60"}, 2298},
                 {{"61-70"}, 1316},
                 {{"71-80"}, 699},
                 {{"81-90"}, 504},
                 {{"91-100"}, 137},
                 {{"101-116"}, 32},
                 {{std::nullopt}, 6}});
}

/// Labels x, y, z of 10 a and 10 b: shares (.6, .4, 0) and (0, .4, .6).
inline std::vector<table::TupleCount> TwoLabelled() {
  return Tuples({{{"a", "x"}, 6}, {{"a", "y"}, 4}, {{"b", "y"}, 4}, {{"b", "z"}, 6}});
}

}  // namespace assay::fairness::testing
