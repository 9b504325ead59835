// SPDX-License-Identifier: Apache-2.0
//
// Predictions of a number: is a group predicted too high or too low, and how far off? Means by
// group with intervals and tests. It judges nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/measure.h"
#include "assay/fairness/partition.h"
#include "assay/fairness/unit_rows.h"

namespace assay::fairness {

struct RegressionQuestion {
  std::string label;
  std::string prediction;
  GroupingQuestion grouping;
  std::string weight;   ///< empty: every row counts 1
  std::string cluster;  ///< what a bootstrap draws; empty: rows
  std::optional<BootstrapPlan> bootstrap;
};

/// Rows that are told apart by all attributes, as what their numbers sum to.
struct NumberSums {
  std::int64_t n = 0;
  std::int64_t left_out = 0;  ///< without a label or a prediction
  Moments label;
  Moments prediction;
  Moments error;     ///< prediction less label
  Moments absolute;  ///< of the error

  void Add(const NumberSums& other);
};

struct NumberRows {
  std::vector<std::vector<std::string>> cells;  ///< values of the attributes
  std::vector<NumberSums> sums;                 ///< of each cell
  std::vector<UnitRow> rows;                    ///< errors, where they will be drawn
  std::uint32_t units = 0;
};

/// Takes rows of Wish(), one by one.
///
/// Cost:    a hash a row; memory of the combinations of attributes and, with a bootstrap alone, 24
///          bytes a row, twice that while they grow.
class RegressionReader {
 public:
  explicit RegressionReader(const RegressionQuestion& question) : question_(question) {}

  /// What pipeline::VisitRows must read.
  [[nodiscard]] table::CountWish Wish() const;

  /// Errors:  as Tally, Units and NumberIn; kExhausted for more than kMaxUnitRows to be drawn.
  Status Take(CellViews values, double weight);

  NumberRows Finish() &&;

 private:
  const RegressionQuestion& question_;
  Tally tally_;
  Units units_;
  NumberRows found_;
  std::int64_t row_ = 0;
};

struct NumberGroup {
  std::vector<std::string> values;
  std::int64_t n = 0;
  std::int64_t left_out = 0;
  std::optional<double> mean_label;
  std::optional<double> mean_prediction;
  Measure mean_error;  ///< prediction less label: bias
  Measure mae;
  std::optional<double> rmse;
  std::optional<double> r2;  ///< nothing where all labels are equal
};

struct NumberGrouping {
  std::vector<std::string> by;
  Reference reference;
  std::vector<NumberGroup> groups;
};

struct RegressionAudit {
  RegressionQuestion question;
  bool has_intervals = true;  ///< by formula, and tests: rows are independent and unweighted
  std::size_t tests = 0;      ///< size of the family: mean error and MAE of every other group
  std::uint32_t units = 0;
  NumberGroup overall;
  std::vector<NumberGrouping> groupings;
};

/// Shapes:  `rows` as RegressionReader gives them.
/// Units:   those of the label; r2 has none.
/// Errors:  kInvalidArgument without a row that has label and prediction, for label and prediction
///          of one name, for clusters without a bootstrap and fewer than two of them; as
///          Partitions and UnitBootstrap.
/// Cost:    O(groupings * cells); with a bootstrap replicates * rows * 10 ns a grouping.
/// Exact:   a function of the order of rows, in the last bits.
/// Source:  means as EstimateMean and WelchDifference; R2 is 1 - sum of squared errors over that of
///          deviations of the label: Kvalseth, "Cautionary note about R2", The American
///          Statistician 39 (1985), his first.
Result<RegressionAudit> AuditRegression(const NumberRows& rows, RegressionQuestion question);

/// Schema assay.fairness.regression/1, but for the member `table`, which the caller knows.
Json ToJson(const RegressionAudit& audit);

}  // namespace assay::fairness
