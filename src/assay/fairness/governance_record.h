// SPDX-License-Identifier: Apache-2.0
//
// What people state of a system that judges people: purpose, owners, flows of information, notice,
// and so on. It knows which fields there are, not which law wants them: that is dated data.
// docs/reference/governance-record.md describes it for its writers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::fairness {

/// A document that the record names: by file name and digest, with the day on which it was made.
struct StatedEvidence {
  std::string id;
  std::string file;
  std::string digest;  ///< "sha256:<hex>"
  std::string date;
};

/// A list or an item of one ("nyc-ll144", "nyc-ll144/audit") that does not apply.
struct NotApplicable {
  std::string item;
  std::string reason;
};

struct GovernanceRecord {
  Json stated;  ///< what was stated, texts as texts
  std::vector<StatedEvidence> evidence;
  std::vector<NotApplicable> not_applicable;
};

/// Whether a record may have "notice" or "notice.text".
bool IsRecordField(std::string_view path);

/// What the record states at "notice.text"; null where it states nothing.
const Json& Stated(const GovernanceRecord& record, std::string_view path);

/// Reads {"record": {"system": ..., "flows": [...], ...}}. Sections may be missing; what a section
/// holds must be whole.
///
/// Errors:  kInvalidArgument with the path of what is wrong ("record.flows[1].norm"): unknown keys,
///          with the nearest; missing fields; no day; a judgement that is none; an incident that is
///          closed before it began; evidence of one id or file twice, or without a digest; a flow
///          with evidence that is not listed.
Result<GovernanceRecord> ReadGovernanceRecord(const Json& json);

}  // namespace assay::fairness
