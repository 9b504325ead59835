// SPDX-License-Identifier: Apache-2.0
//
// One audit in two forms: report.json for programs, report.html for people. Both are pure functions
// of what stands here; neither reads a file.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/decision.h"
#include "assay/core/hash.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/release/audit_report.h"
#include "assay/release/measures.h"
#include "assay/release/tally.h"

namespace assay::release {

struct Report {
  catalog::Run run;
  Use use;
  std::vector<std::string> sources;  ///< as the plan names them; foreign text
  std::string policy_digest;
  std::string versions;
  LedgerState ledger;
  catalog::Accounting accounting;
  Tally tally;
  Digest salt;    ///< release salt
  Digest digest;  ///< root of the one tree
  std::vector<Measure> measures;
  std::map<std::string, std::string> pictures;  ///< key -> data URI of a JPEG
};

/// Schema "assay.audit/1": docs/formats/audit.md.
Json ReportJson(const Report& report);

/// One file that loads nothing, runs nothing and reads well printed.
std::string ReportHtml(const Report& report);

/// How many reasons, strongest tier and most records first, are shown with pictures.
inline constexpr std::size_t kReasonsWithPictures = 40;

/// Reasons in the order in which the report shows them.
std::vector<const std::pair<const std::string, ReasonCount>*> ReasonsInOrder(const Tally& tally);

}  // namespace assay::release
