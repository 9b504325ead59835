// SPDX-License-Identifier: Apache-2.0
//
// Do events come more often in one place than in another? Two rates of independent events, such as
// false positives per picture, by their exact conditional law. Not for events that come in
// clusters.
//
// All abort when a number is negative: a bug of the caller, who counts.
#pragma once

#include <cstdint>
#include <optional>

#include "assay/fairness/proportion.h"

namespace assay::fairness {

/// `events` over `exposure`: of false positives, how many in how many pictures.
struct EventRate {
  std::int64_t events = 0;
  std::int64_t exposure = 0;

  /// Nothing when exposure is 0.
  [[nodiscard]] std::optional<double> Value() const;
};

/// Two-sided exact test of equal rates: given all events, those of `a` are binomial with a's share
/// of the exposure. The sum of all splits that are no more likely than the one seen, times 1 + 1e-7
/// for ties.
///
/// Units:   p value; 1 without events.
/// Errors:  nothing when an exposure is 0.
/// Cost:    O(standard deviation of the split): some 80 of them.
/// Source:  Przyborowski and Wilenski, "Homogeneity of results in testing samples from Poisson
///          series", Biometrika 31 (1940); two-sided and its ties as R's poisson.test.
std::optional<double> EqualRates(EventRate a, EventRate b);

/// The exact interval of the ratio of rates, a over b.
///
/// Units:   ratio, from 0; `high` is infinite when b has no events.
/// Errors:  nothing when an exposure is 0, or there are no events.
/// Cost:    O(1).
/// Source:  as above, with the Clopper-Pearson interval of the split.
std::optional<Interval> ExactRateRatio(EventRate a, EventRate b, double confidence = 0.95);

}  // namespace assay::fairness
