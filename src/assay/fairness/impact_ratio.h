// SPDX-License-Identifier: Apache-2.0
//
// Impact ratios of a hiring tool, as New York City's rules on automated employment decision tools
// have them: rates by sex, by race/ethnicity and by both, each over the highest. It judges nothing:
// those rules have no limit that a ratio must reach.
//
// Source:  6 RCNY 5-300 (definitions) and 5-301 (b) to (d), in force since 2023-07-05. Where the
// text leaves a choice, the comment says which was made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/proportion.h"
#include "assay/fairness/significance.h"
#include "assay/fairness/standing.h"
#include "assay/table/count.h"

namespace assay::fairness {

/// Categories of one grouping: all pairs of them are tested.
inline constexpr std::size_t kMaxCategories = 200;

struct ImpactQuestion {
  std::string sex;   ///< columns
  std::string race;  ///< race/ethnicity
  std::string outcome;
  bool is_score = false;                ///< else the outcome says who was selected
  std::optional<std::string> positive;  ///< of a selection: the value that means yes, as Classify
  double category_share = 0.02;         ///< a category under this share of all may be excluded
  std::vector<std::string> exclusions;  ///< "race=A: why", "sex=F,race=A: why"
};

/// What table::CountTable must count: sex, race, outcome.
table::CountWish WishOf(const ImpactQuestion& question);

struct ImpactCategory {
  std::vector<std::string> values;   ///< in the order of its grouping's columns
  Proportion rate;                   ///< selected, or above the median, of all in it
  std::optional<Interval> interval;  ///< Wilson, 95 %
  bool is_small = false;             ///< under category_share
  std::string exclusion;             ///< why it is excluded; empty: it is not
  Standing standing = Standing::kUndefined;
  std::optional<double> ratio;             ///< rate over the highest rate
  std::optional<Interval> ratio_interval;  ///< logarithmic; none where a rate is 0 or 1
  EqualityTest test = EqualityTest::kFisherExact;
  std::optional<double> p;
  std::optional<double> q;
  bool is_under_four_fifths = false;  ///< for information: 29 CFR 1607.4(D)
};

struct ImpactGrouping {
  std::vector<std::string> by;
  std::vector<ImpactCategory> categories;  ///< sorted by their values
  std::optional<std::size_t> highest;      ///< the first of equals with most people; none: no rates
  std::int64_t unknown = 0;                ///< people without one of the values
};

struct MedianScore {
  double value = 0;           ///< between the two middle scores of an even number
  std::int64_t at_value = 0;  ///< people who have exactly it: not above
  std::int64_t above = 0;
};

struct ImpactAudit {
  ImpactQuestion question;
  std::int64_t assessed = 0;
  std::int64_t left_out = 0;  ///< rows without an outcome
  std::optional<MedianScore> median;
  std::vector<ImpactGrouping> groupings;  ///< sex, race, both
  std::size_t tests = 0;
};

/// Rates and ratios. The median is of everybody with a score, people of unknown sex or race too;
/// above is above, never at it. An excluded category keeps n and rate, sets no highest rate and has
/// no ratio. The share of a category is of everybody assessed. Every combination of known values is
/// a category, also one without people. q is by Benjamini and Hochberg over all pairs of included
/// categories, for which rate is the highest is known only after looking.
///
/// Shapes:  tuples as CountTable makes them of WishOf(question).
/// Errors:  kInvalidArgument for a score that is no finite number, a selection without a meaning,
///          fewer than two known values of sex or race, nobody assessed, a share outside [0, 1),
///          one column for two purposes, and an exclusion of no category, without a reason, of a
///          category that is large enough, or twice; kExhausted over kMaxCategories.
/// Cost:    O(tuples log tuples), and a test a pair of categories.
/// Exact:   "above" compares scores, it computes nothing; scores that one double holds are equal.
Result<ImpactAudit> AuditImpact(std::span<const table::TupleCount> tuples, ImpactQuestion question);

}  // namespace assay::fairness
