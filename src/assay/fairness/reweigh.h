// SPDX-License-Identifier: Apache-2.0
//
// Weights under which a label no longer depends on the group, or as many copies of rows. It changes
// no row and no label, and says what it costs; whether to train with them is not its business.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/fairness/random_internal.h"
#include "assay/table/count.h"

namespace assay::fairness {

/// Groups times labels.
inline constexpr std::size_t kMaxCells = 1'000'000;

struct ReweighQuestion {
  std::string label;
  std::vector<std::string> attributes;  ///< groups are all of them together
  std::string weight;                   ///< of each row; empty: 1
  std::optional<std::string> positive;  ///< the label whose parity is told; default: the one
                                        ///< farthest from it, and of two the last
};

/// What table::CountTable must count: label, then the attributes.
table::CountWish WishOf(const ReweighQuestion& question);

/// Rows of one group with one label.
struct ReweighCell {
  std::int64_t rows = 0;
  double weight = 0;             ///< sum, of rows 1 each without a column of weights
  double squares = 0;            ///< sum of squares
  std::optional<double> factor;  ///< of each row's weight; nothing for a cell without weight
  std::int64_t copies = 0;       ///< rows * factor, rounded: in a resampled table; of weights 0
};

struct ReweighGroup {
  std::vector<std::string> values;
  std::vector<ReweighCell> cells;  ///< one a label
};

/// The greatest less the least share of a label, over groups that have weight.
struct LabelParity {
  std::optional<double> before;
  std::optional<double> weighted;   ///< after
  std::optional<double> resampled;  ///< after: off by what whole rows cannot hold
};

struct Reweighing {
  ReweighQuestion question;
  std::vector<std::string> labels;   ///< sorted
  std::vector<ReweighGroup> groups;  ///< sorted, those that have labelled rows
  std::vector<LabelParity> parity;   ///< one a label
  std::size_t told = 0;              ///< the label whose parity is told
  std::int64_t left_out = 0;         ///< rows without a label
  std::size_t empty_cells = 0;  ///< of a group without that label: no weight makes it like others
  double rows_before = 0;       ///< effective rows, Kish: (sum w)^2 / sum w^2
  double rows_after = 0;        ///< of the new weights
};

/// w(g, y) = P(g) P(y) / P(g, y), over weights where there are any.
///
/// Shapes:  tuples as CountTable makes them of WishOf(question). A value that is missing, empty or
///          NaN is the group "unknown"; a row without a label is left out.
/// Errors:  kInvalidArgument without attributes, for a column named twice, without a row that has a
///          label, for one group or one label only, for a `positive` that is no label, and when all
///          weights are 0; kExhausted for more than kMaxCells.
/// Cost:    O(tuples log tuples); 48 bytes a cell.
/// Exact:   equal tuples in any order that keeps equal ones in order give equal bits.
/// Source:  Kamiran and Calders, "Data preprocessing techniques for classification without
///          discrimination", Knowledge and Information Systems 33 (2012), sections 4.2 (weights)
///          and 4.3 (uniform sampling).
Result<Reweighing> Reweigh(std::span<const table::TupleCount> tuples, ReweighQuestion question);

struct CellPlace {
  std::size_t group = 0;
  std::size_t label = 0;
};

/// Where a row belongs, by its values in the order of WishOf; nothing for one without a label.
///
/// Errors:  kCorrupt for a row that was not counted.
/// Cost:    O(log groups + log labels) comparisons.
Result<std::optional<CellPlace>> PlaceOf(const Reweighing& found,
                                         std::span<const std::optional<std::string_view>> values);

/// How often each row of a resampled table is there: in all as often as its cell has copies, spread
/// evenly, and what is left over by lot.
///
/// Threads: one.
/// Exact:   the same seed and rows in the same order give the same copies on every machine.
/// Source:  Fan, Muller and Rezucha, "Development of sampling plans by using sequential (item by
///          item) selection techniques and digital computers", JASA 57 (1962), method 1.
class Resampler {
 public:
  /// `found` must outlive it.
  Resampler(const Reweighing& found, std::uint64_t seed);

  /// Of the next row of that cell. Errors: kCorrupt for more rows than were counted.
  Result<std::int64_t> Next(CellPlace place);

 private:
  struct Left {
    std::int64_t rows;
    std::int64_t extra;  ///< copies beyond an equal number for each row
  };
  const Reweighing& found_;
  Random random_;
  std::vector<Left> left_;  ///< group by group
};

/// Schema assay.fairness.weights/1, but for the member `table`.
Json ToJson(const Reweighing& found);

}  // namespace assay::fairness
