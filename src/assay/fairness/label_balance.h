// SPDX-License-Identifier: Apache-2.0
//
// Do the labels of a data set fall alike on its groups? Each group's labels beside those of the
// rest, or of a reference. It says nothing of whether labels are right, or should be alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/balance.h"
#include "assay/fairness/distribution.h"
#include "assay/fairness/significance.h"
#include "assay/fairness/standing.h"

namespace assay::fairness {

/// Groups x labels, of all attributes and intersections together.
inline constexpr std::size_t kMostLabelCells = 100'000;

/// Units that are alike in all attributes and in their label; no label: unknown.
struct LabelledValues {
  CountedValues units;
  std::optional<std::string> label;
};

/// One label in one group, and in those that it is compared with.
struct LabelShare {
  std::string label;
  Proportion share;                             ///< P(label given group)
  Proportion other;                             ///< in the rest or the reference
  std::optional<double> difference;             ///< share less other
  std::optional<Interval> difference_interval;  ///< Newcombe's
  std::optional<double> ratio;                  ///< of risks: share over other
  std::optional<Interval> ratio_interval;       ///< of its logarithm
  std::optional<double> npmi;                   ///< over all units with a label
  EqualityTest test = EqualityTest::kFisherExact;
  std::optional<double> p;
  std::optional<double> q;  ///< in the family of the audit
};

struct GroupLabels {
  Standing standing = Standing::kUndefined;
  std::int64_t n = 0;                     ///< units with a label
  std::int64_t without_label = 0;         ///< units without: in no share
  std::int64_t other_n = 0;               ///< of those compared with, units with a label
  std::optional<double> class_imbalance;  ///< of n and other_n
  std::optional<LabelDistance> distance;  ///< P: of the group, Q: of the others
  std::vector<LabelShare> labels;         ///< every label of the data set, in order
};

/// One GroupLabels for each cell of `balance`. Without a `reference`, a place among its cells, each
/// group is compared with the rest: all other units, also those whose group is unknown.
///
/// Shapes:  `rows` are what `balance` was measured of.
/// Errors:  kExhausted for more than `room` cells times labels.
/// Cost:    O(rows log cells + cells * labels), and significance.h's for each.
/// Source:  of the numbers: distribution.h, proportion.h, significance.h.
Result<std::vector<GroupLabels>> CompareLabels(const Balance& balance,
                                               std::span<const LabelledValues> rows,
                                               std::optional<std::size_t> reference,
                                               std::size_t room = kMostLabelCells);

}  // namespace assay::fairness
