// SPDX-License-Identifier: Apache-2.0
//
// For whom a model does worst: every group that values of a few attributes describe ("women",
// "women under 30 at night") beside all other rows, with what it costs to have looked at all of
// them. It looks where nobody asked; a family of questions asked beforehand is AuditModel's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/count_bootstrap.h"
#include "assay/fairness/group.h"
#include "assay/fairness/proportion.h"
#include "assay/fairness/standing.h"
#include "assay/table/count.h"

namespace assay::fairness {

/// Whether more of it is worse: fnr, fpr, fdr, for, error_rate.
bool IsError(Metric metric);

struct SliceQuestion {
  ModelColumns columns;                 ///< without weights
  std::optional<std::string> positive;  ///< as Classify
  Metric metric = Metric::kAccuracy;
  std::size_t depth = 2;               ///< attributes in a slice, at most
  std::int64_t least_rows = kMinRows;  ///< in the denominator, of a slice and of all others
  BootstrapPlan null = {};             ///< tables in which all slices are alike
};

/// One value of one attribute.
struct SliceTerm {
  std::size_t attribute = 0;  ///< place in ModelColumns::attributes
  std::string value;
  bool operator==(const SliceTerm&) const = default;
};

struct Slice {
  std::vector<SliceTerm> terms;  ///< all of them hold; in the order of attributes
  Proportion share;
  Proportion others;      ///< of all rows outside
  double difference = 0;  ///< share less others
  Interval interval;      ///< of it, simultaneous: no slice's misses, in 95 % of tables
  double p = 1;           ///< that the farthest of all slices is as far by chance
  /// A slice of fewer terms that differs, and within which this one does not stand out.
  std::optional<std::size_t> within;
  double within_p = 1;  ///< of equal shares in this slice and the rest of that one
};

struct SliceSearch {
  SliceQuestion question;
  std::vector<std::string> positive;  ///< values taken as positive, of label and prediction
  Proportion overall;
  std::size_t searched = 0;   ///< slices that were compared: the family
  std::size_t too_small = 0;  ///< slices of too few rows, or with too few others
  std::size_t repeated = 0;   ///< the very rows of a slice of fewer terms
  double critical = 0;        ///< the farthest of all slices is beyond it in 5 % of null tables
  /// Those on the worse side, the worst first: by how far they are from the others at least.
  std::vector<Slice> slices;
  std::size_t better = 0;  ///< slices on the other side, or on none
};

/// Compares by the signed root of the likelihood ratio. A p is the share of null tables, the seen
/// one among them, in which some slice is as far from its others, on either side: it holds for all
/// slices together, however they overlap. Null tables draw the numerator of every combination of
/// values anew, at the share of all rows.
///
/// Shapes:  tuples as CountTable makes them of WishOf(question.columns).
/// Errors:  kInvalidArgument as Classify, for weights, no or more than kMaxAttributes attributes, a
///          depth that is not 1 to kMaxDepth, and as CountBootstrap for the plan; kExhausted for
///          more than 20,000 slices to compare, 20 million places of combinations in choices of
///          attributes, or 10^11 steps (places and slices, times replicates).
/// Cost:    replicates * (combinations * (choices of attributes + 60 ns) + searched * 100 ns); at
///          most 80 MiB of places, and some 200 bytes a slice.
/// Exact:   equal tuples in any order and the same seed give the same slices.
/// Source:  Westfall and Young, "Resampling-Based Multiple Testing" (1993), single-step maxT, with
///          tables drawn from the hypothesis; signed root: Barndorff-Nielsen and Cox, "Inference
///          and Asymptotics" (1994), section 3.3. Slices: Chung et al., "Slice Finder", ICDE 2019.
Result<SliceSearch> SearchSlices(std::span<const table::TupleCount> tuples, SliceQuestion question);

}  // namespace assay::fairness
