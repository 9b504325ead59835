// SPDX-License-Identifier: Apache-2.0
//
// An audit of scores as a person reads it on a terminal: lines within those of the predictions.
#pragma once

#include <string>

#include "assay/fairness/measure.h"
#include "assay/fairness/score_audit.h"
#include "fairness_lines.h"

namespace assay::cli {

/// "+0.1200", its interval (drawn where there are draws), q and what stands against concluding.
std::vector<std::string> DifferenceCells(const fairness::Measure& measure);

/// The drawn interval, else the one by formula, else nothing; with or without signs.
std::string IntervalOf(const fairness::Measured& measured, bool is_signed);

/// "1000 draws of rows, seed 0"
std::string DrawsText(const fairness::BootstrapPlan& plan, std::string_view of);

/// What was measured, of all rows.
std::string ScoresHead(const fairness::ScoreAudit& audit);

std::string ScoresText(const fairness::ScoreAudit& audit, const fairness::ScoreGrouping& one);

}  // namespace assay::cli
