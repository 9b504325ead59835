// SPDX-License-Identifier: Apache-2.0
//
// What all forms of a gate's report say in the same words.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "assay/fairness/gate.h"

namespace assay::fairness::internal {

/// "tpr by sex, race: at most 0.05 apart (house rule)"
std::string Said(const Gate& gate);

/// "fpr of race=A 0.448 (805/1795), of race=B 0.235 (349/1488): difference 0.214, tolerated -0.05
/// to 0.05; [0.182, 0.245] with all others at once; q = 2.5e-37"
std::string Said(const GatePolicy& policy, const Finding& finding);

/// Why nothing is concluded; empty unless it is insufficient.
std::string WhyInsufficient(const GatePolicy& policy, const Finding& finding);

/// "nobody to compare by sex*race: fewer than two known groups"
std::string Said(const Uncompared& one);

/// "expired on 2026-01-31: gate night, owner a@b.org"
std::string SaidExpired(const Waiver& waiver);

/// Findings of a gate, the worst first: fails, waived ones, insufficient ones, passes; by q.
std::vector<const Finding*> WorstFirst(const GateReport& report, std::size_t gate);

/// How many rows a group wants, so that it could be told to be within the gate's limit, if it is as
/// good as the group that it is compared with, which has as many.
struct Wanted {
  By by;
  std::vector<std::string> values;
  std::int64_t have = 0;             ///< rows in the metric's denominator
  std::optional<std::int64_t> rows;  ///< wanted there; none: no number is enough
};
/// Of insufficient findings, each group that has too few, once; the neediest first.
///
/// Cost:    some 60 intervals a group.
/// Source:  the interval that decides, Newcombe's or the log ratio's at 1 - alpha / family,
/// inverted.
std::vector<Wanted> Collect(const GatePolicy& policy, const GateReport& report, std::size_t gate);

}  // namespace assay::fairness::internal
