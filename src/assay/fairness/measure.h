// SPDX-License-Identifier: Apache-2.0
//
// One number of one group, and how far it is from that of the reference: what audits of scores,
// numbers and rankings list. Computes nothing but q.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assay/core/json.h"
#include "assay/fairness/count_bootstrap.h"
#include "assay/fairness/mean.h"
#include "assay/fairness/proportion.h"
#include "assay/fairness/standing.h"

namespace assay::fairness {

/// A number with the intervals that it can have: by a formula where rows are independent and
/// unweighted, by draws where a bootstrap was asked for.
struct Measured {
  std::optional<double> value;
  std::optional<Interval> interval;
  std::optional<BootstrapInterval> drawn;
};

/// `drawn`, but nothing where its draws differ by rounding at most: that a sample shows no spread
/// does not say how sure it is.
std::optional<BootstrapInterval> WithSpread(const std::optional<BootstrapInterval>& drawn);

struct Measure {
  Standing standing = Standing::kUndefined;
  Measured own;
  Measured difference;     ///< group less reference
  bool is_tested = false;  ///< belongs to the family
  std::optional<double> p;
  std::optional<double> q;  ///< set by AdjustTests
};

/// Of `least` rows that it rests on, in the group or the reference.
Standing StandingOf(const Measure& measure, bool is_reference, std::int64_t least);

/// `p` and where its q belongs; p is missing where the test cannot be made.
struct Test {
  std::optional<double> p;
  std::optional<double>* q;
};

/// Sets q of a whole family, as BenjaminiHochberg.
void AdjustTests(std::span<const Test> family);

/// Members state, value, low, high, difference, difference_low, difference_high, p, q, and, where
/// draws were asked for, bootstrap and difference_bootstrap.
Json ToJson(const Measure& measure, bool has_draws);

/// Members low, high, undefined; null where there is no interval.
Json DrawnJson(const std::optional<BootstrapInterval>& drawn);

/// Takes from a measure as JSON what all rows together do not have: state, difference, p and q.
void ForgetComparison(Json& measure);

/// {"group", "chosen": "named" or "largest"}
Json ReferenceJson(const std::vector<std::string>& group, bool is_named);

}  // namespace assay::fairness
