// SPDX-License-Identifier: Apache-2.0
//
// How far apart groups are: one number over all groups for each usual definition, and each group
// against a reference with interval and test. It judges nothing: tolerances belong to gates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "assay/fairness/confusion.h"
#include "assay/fairness/count_bootstrap.h"
#include "assay/fairness/group.h"
#include "assay/fairness/proportion.h"
#include "assay/fairness/significance.h"
#include "assay/fairness/standing.h"

namespace assay::fairness {

/// Values of one metric for all groups; none where it is undefined.
using Rates = std::vector<std::optional<double>>;

/// The widest gap between groups. `high` and `low` are places of groups; the first of equals.
struct Gap {
  double value = 0;
  std::optional<std::size_t> high;
  std::optional<std::size_t> low;
  bool operator==(const Gap&) const = default;
};

/// Greatest minus least rate; least over greatest. Undefined rates are left out.
///
/// Errors:  nothing for fewer than two defined rates; nothing for the ratio of two zeros.
/// Source:  Bird et al., "Fairlearn: a toolkit for assessing and improving fairness in AI",
///          MSR-TR-2020-32: method `between_groups`.
std::optional<Gap> Difference(const Rates& rates);
std::optional<Gap> Ratio(const Rates& rates);

/// The rate farthest from that of all rows: |rate - overall|, and the smaller of rate / overall
/// and overall / rate. A group above sets `high`, one below `low`.
///
/// Errors:  nothing without a defined rate or overall; the ratio: nothing when overall is 0.
/// Source:  as above: method `to_overall`.
std::optional<Gap> DifferenceToOverall(const Rates& rates, std::optional<double> overall);
std::optional<Gap> RatioToOverall(const Rates& rates, std::optional<double> overall);

/// One definition of parity between groups, and how far they are from it.
struct ParityGap {
  std::string name;  ///< "equalized_odds_difference"
  std::optional<Gap> gap;
  Metric metric = Metric::kSelectionRate;  ///< that sets it: of equalized odds tpr or fpr
  Standing standing = Standing::kUndefined;
  std::size_t undefined_groups = 0;            ///< left out for want of a denominator
  std::optional<BootstrapInterval> bootstrap;  ///< where it was asked for
};

/// As many as ParityGaps gives.
inline constexpr std::size_t kParityGaps = 16;

/// demographic_parity (selection_rate), equalized_odds (the worse of tpr and fpr; undefined when
/// one is), equal_opportunity (tpr) and predictive_parity (ppv), each as _difference, _ratio,
/// _difference_to_overall and _ratio_to_overall.
/// Hidden groups set none of them.
///
/// Shapes:  `weighted`: rates of weights in the place of rows.
/// Source:  Hardt, Price and Srebro, "Equality of opportunity in supervised learning", NIPS 2016;
///          Chouldechova, "Fair prediction with disparate impact", Big Data 5 (2017).
std::vector<ParityGap> ParityGaps(std::span<const Group> groups, const Group& overall,
                                  bool weighted);

/// One metric of one group, and against the reference. With weights the values are weighted, and
/// there are no intervals and no test: those of counts would be too narrow.
struct Contrast {
  std::size_t group = 0;
  Metric metric = Metric::kSelectionRate;
  Standing standing = Standing::kUndefined;
  Proportion share;
  std::optional<double> value;
  std::optional<Interval> interval;             ///< Wilson, 95 %
  std::optional<double> effective_rows;         ///< weights only: Kish
  std::optional<double> difference;             ///< group minus reference
  std::optional<Interval> difference_interval;  ///< Newcombe, 95 %
  std::optional<double> ratio;                  ///< group over reference
  std::optional<Interval> ratio_interval;       ///< logarithmic, 95 %
  bool is_tested = false;                       ///< belongs to the family
  EqualityTest test = EqualityTest::kFisherExact;
  std::optional<double> p;
  std::optional<double> q;  ///< set by AdjustFamily

  /// Nothing is known of the share, not even its denominator.
  [[nodiscard]] bool is_hidden() const { return standing == Standing::kSuppressed && !value; }
};

/// All metrics of all groups against `groups[reference]`, in the order of groups, then of kMetrics.
/// `family`: the metrics that are tested.
std::vector<Contrast> Contrasts(std::span<const Group> groups, std::size_t reference,
                                std::span<const Metric> family, bool weighted);

/// Half the sum of two differences: of tpr and fpr (average odds), of ppv and for (average
/// predictive value), each group less reference; as they are, and without their signs.
struct AverageDifference {
  std::optional<double> signed_value = {};  ///< nothing where one of the rates is undefined
  std::optional<double> absolute = {};
  Standing standing = Standing::kUndefined;
};

/// Source:  Bellamy et al., "AI Fairness 360: an extensible toolkit for detecting and mitigating
///          algorithmic bias", IBM Journal of Research and Development 63 (2019).
AverageDifference AverageDifferenceOf(const Group& group, const Group& reference,
                                      std::pair<Metric, Metric> metrics, bool weighted);

/// Sets q of what is tested in all lists together, by Benjamini and Hochberg; a test that could not
/// be made counts as p = 1. Gives the number of tests.
std::size_t AdjustFamily(std::span<std::vector<Contrast>* const> lists);

}  // namespace assay::fairness
