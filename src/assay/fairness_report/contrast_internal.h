// SPDX-License-Identifier: Apache-2.0
//
// Groups held against a reference by one number each, whatever it is: an area, an error, a recall.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/fairness_report/part_internal.h"
#include "assay/fairness_report/words.h"

namespace assay::fairness_report {

/// A number of a group, and how far it is from that of its reference.
struct Contrast {
  std::vector<std::string> group;
  Standing standing = Standing::kOk;
  std::optional<std::int64_t> k = std::nullopt;  ///< of `n`, where that is counted
  std::int64_t n = 0;
  std::optional<double> value = std::nullopt;
  std::optional<double> low = std::nullopt;
  std::optional<double> high = std::nullopt;
  std::optional<double> distance = std::nullopt;  ///< as the quantity's Distance says
  std::optional<double> distance_low = std::nullopt;
  std::optional<double> distance_high = std::nullopt;
  std::optional<double> q = std::nullopt;
};

/// How far two numbers are apart: a difference of shares, one of other numbers, or a ratio.
enum class Distance { kPoints, kUnits, kTimes };

/// What is compared, in words.
struct Quantity {
  std::string title;         ///< "Area under the ROC curve"
  std::string_view meaning;  ///< a sentence
  std::string_view counts;   ///< what k and n count: "Found of boxes"
  std::string_view axis;
  Distance distance = Distance::kUnits;
  std::optional<double> line = std::nullopt;  ///< drawn upright through the values
};

/// One quantity of all groups of a grouping.
struct Comparison {
  Quantity quantity;
  std::string_view heading;  ///< "By", "Scores by"
  std::vector<std::string> by;
  std::vector<std::string> reference;
  std::vector<Contrast> contrasts = {};
};

struct Comparisons {
  double confidence = 0;
  std::string_view unclear;  ///< when a comparison is insufficient
  std::vector<Comparison> list = {};
};

using Show = Figure (*)(std::optional<double>);
Show ShowValue(const Quantity& quantity);
Show ShowDistance(const Quantity& quantity);
/// How far a group is from its reference: 0 is no distance, whatever it is measured in.
double Farness(const Quantity& quantity, const Contrast& contrast);

/// Where a document has drawn intervals, those are shown: they hold of clusters too.
struct DrawnMembers {
  bool has_draws = false;
  std::string_view own = "bootstrap";
  std::string_view distance = "difference_bootstrap";
};
/// Reads `state`, `value`, `difference`, `q` and the intervals.
Contrast ReadContrast(const Node& node, const DrawnMembers& drawn);
/// `low` and `high` of an interval by draws, which may be null.
void ReadDrawn(const Node& node, std::optional<double>& low, std::optional<double>& high);

/// How groups were compared and the family of tests: <dt> and <dd>.
void WriteReferenceFact(page::Html& html, const Comparisons& all);

/// "1 of 3 comparisons of <what> <name> differ by more than chance explains."
void WriteComparisonLede(page::Html& html, const Comparisons& all, std::string_view what,
                         const std::string& name);
void WriteComparisonFindings(Sheet& sheet, const Comparisons& all);
void WriteComparisonUnclear(Sheet& sheet, const Comparisons& all);

/// A figure of the numbers and one of the distances, with their table.
void WriteComparisonFigure(Sheet& sheet, const Comparison& one);
/// Those of every comparison, under a heading a grouping.
void WriteComparisonFigures(Sheet& sheet, const Comparisons& all);
/// <h4>Scores by sex</h4>, where a drawing still has room.
void WriteHeading(Sheet& sheet, std::string_view heading, const std::vector<std::string>& by);

}  // namespace assay::fairness_report
