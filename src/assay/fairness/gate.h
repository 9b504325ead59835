// SPDX-License-Identifier: Apache-2.0
//
// A model's counts against a gate's policy: what fails, what passes, and for what there is too
// little to say. All who ask (program, Python, continuous integration) get this one answer. It
// reads no clock: the day that waivers are held against is an argument.
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
#include "assay/fairness/gate_policy.h"
#include "assay/fairness/grouping.h"
#include "assay/fairness/verdict.h"
#include "assay/table/count.h"

namespace assay::fairness {

std::string_view Name(Verdict verdict);  // "pass", "fail", "insufficient"

/// Questions of one policy, of all pairs of groups together.
inline constexpr std::size_t kMaxQuestions = 1'000'000;

/// One question of a gate: group `a` against group `b`, or, of a regression, `a` now against `a` in
/// the last release.
struct Finding {
  std::size_t gate = 0;
  By by;
  std::vector<std::string> a;  ///< values, in the order of `by`
  std::vector<std::string> b;  ///< empty: the last release
  Proportion share_a;
  Proportion share_b;
  Interval tolerated;
  Judgement judgement;
  bool is_small = false;              ///< a denominator is under the policy's min_rows
  std::optional<std::size_t> waiver;  ///< that stands in for a fail
};

struct GateAnswer {
  Verdict verdict = Verdict::kPass;
  std::size_t pass = 0;
  std::size_t fail = 0;
  std::size_t insufficient = 0;
  std::size_t waived = 0;
};

/// What a gate asks, and nobody is there to compare.
struct Uncompared {
  std::size_t gate = 0;
  By by;
  bool is_regression = false;  ///< the last release has no known group
};

struct GateReport {
  std::vector<Finding> findings;         ///< in the order of gates, then of groups
  std::vector<Finding> regression;       ///< likewise
  std::vector<Uncompared> uncompared;    ///< each counts as insufficient
  std::vector<GateAnswer> gates;         ///< one a gate of the policy, regressions included
  std::vector<std::size_t> expired;      ///< waivers that no longer hold: these fail by themselves
  std::size_t questions = 0;             ///< size of the family, what no gate asks included
  std::size_t regression_questions = 0;  ///< of these
  Verdict verdict = Verdict::kPass;      ///< of all
  bool passes = true;                    ///< with what the policy says of `insufficient`
  CountedModel model;
};

/// Judges. Rows whose attribute is unknown are counted and in no pair. With a reference for each
/// attribute of a `by` every other group is compared with it, else all pairs are compared. A group
/// under min_rows gives at best `insufficient`, and so does a `by` of fewer than two known groups,
/// or a group without predictions. A waiver stands in for fails of its group against others, not
/// for regressions.
///
/// Shapes:  tuples as table::CountTable makes them of WishOf(policy.columns); `last`: as Frozen
///          gives, where and only where the policy has a regression; `today`: "2026-01-15".
/// Errors:  kInvalidArgument as Classify and GroupBy, for a reference that is no group, for a
///          `last` that is no such document, is not asked for, lacks an attribute or is of other
///          columns, for none where the policy asks, and a `today` that is no day; kExhausted over
///          kMaxQuestions.
/// Cost:    O(questions); some 3 us each, and 1 KB.
Result<GateReport> Evaluate(const GatePolicy& policy, std::span<const table::TupleCount> tuples,
                            const std::optional<Json>& last, std::string_view today);

/// The counts of a release, for the next one's `last`: docs/formats/fairness.md. Of what does not
/// pass nobody should keep them: it would lower the bar.
Json Frozen(const GatePolicy& policy, const CountedModel& model);

}  // namespace assay::fairness
