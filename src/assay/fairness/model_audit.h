// SPDX-License-Identifier: Apache-2.0
//
// A table of predictions, counted -> what differs between groups, by every attribute and
// intersection that was asked for. All numbers of one document come from here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/disparity.h"
#include "assay/fairness/group.h"
#include "assay/fairness/inequality.h"
#include "assay/fairness/partition.h"
#include "assay/table/count.h"

namespace assay::fairness {

struct ModelQuestion {
  ModelColumns columns;
  std::optional<std::string> positive;            ///< as Classify
  std::map<std::string, std::string> references;  ///< attribute -> value
  std::size_t depth = 1;                          ///< attributes in an intersection, at most
  bool suppress = false;                          ///< small groups are hidden, as small_groups.h
  std::optional<BootstrapPlan> bootstrap;  ///< of the gaps; neither with weights nor clusters
  bool is_clustered = false;  ///< rows are not independent: no intervals and no tests of counts
  std::vector<Metric> family = {Metric::kSelectionRate, Metric::kTpr, Metric::kFpr, Metric::kPpv};
};

struct AttributeAudit {
  std::vector<std::string> by;  ///< names of columns
  std::vector<Group> groups;
  std::size_t reference = 0;
  bool is_reference_named = false;  ///< else it is the largest known group, the first of equals
  std::vector<Contrast> contrasts;
  std::vector<ParityGap> parity_gaps;
  Inequality between;                   ///< the part of the inequality that is between groups
  DifferentialFairness label_fairness;  ///< of what is true
  DifferentialFairness prediction_fairness;
};

struct ModelAudit {
  ModelQuestion question;
  std::vector<std::string> positive;  ///< values taken as positive, of label and prediction
  std::vector<std::string> negative;
  Group overall;
  Inequality inequality;                   ///< of all rows
  std::vector<AttributeAudit> attributes;  ///< in the order asked; then pairs, then triples
  std::size_t tests = 0;                   ///< size of the family
};

/// Shapes:  tuples as CountTable makes them of WishOf(question.columns).
/// Errors:  kInvalidArgument for no or too many attributes, one named twice, a depth that is not
///          1 to kMaxDepth, a reference that is no group, a bootstrap of weights, and as Classify
///          and GroupBy.
/// Cost:    O(tuples log tuples + tests); at most kMaxGroups groups of some 2 KiB.
/// Exact:   equal tuples in any order that keeps equal ones in order give equal bits.
Result<ModelAudit> AuditModel(std::span<const table::TupleCount> tuples, ModelQuestion question);

}  // namespace assay::fairness
