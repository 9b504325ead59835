// SPDX-License-Identifier: Apache-2.0
//
// A table of scores in one reading: counted combinations for rates at a threshold, and the scores
// themselves.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/group.h"
#include "assay/fairness/unit_rows.h"
#include "assay/table/count.h"

namespace assay::fairness {

struct ScoreRows {
  std::vector<table::TupleCount> tuples;  ///< as pipeline::CountTable gives them of WishOf(columns)
  std::vector<UnitRow> rows;              ///< with a label and a score; `cell` is a tuple
  std::uint32_t units = 0;
};

/// Takes rows of Wish(), one by one.
///
/// Cost:    a hash a row; 24 bytes a row, twice that while they grow.
class ScoreReader {
 public:
  /// `columns` has a threshold. `cluster`: empty for none.
  ScoreReader(ModelColumns columns, std::string cluster);

  /// What pipeline::VisitRows must read.
  [[nodiscard]] table::CountWish Wish() const;

  /// Errors:  as Tally and Units; kInvalidArgument for a score that is no number; kExhausted for
  ///          more than kMaxUnitRows.
  Status Take(CellViews values, double weight);

  ScoreRows Finish() &&;

 private:
  ModelColumns columns_;
  std::string cluster_;
  Tally tally_;
  Units units_;
  std::vector<UnitRow> rows_;
  std::int64_t row_ = 0;
};

}  // namespace assay::fairness
