// SPDX-License-Identifier: Apache-2.0
//
// What a record has to document, by dated lists, and whether it does: by what people state in it
// and by what audits computed. It says what is documented, never what is lawful. It reads no clock.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/governance_evidence.h"
#include "assay/fairness/governance_record.h"

namespace assay::fairness {

enum class ItemState { kMet, kMissing, kOverdue, kNotApplicable };
std::string_view Name(ItemState state);  // "met", "missing", "overdue", "not applicable"

/// What an item rests on: a field of the record, or a member of a document.
struct Ground {
  std::string field;     ///< "notice.text"; empty: a document
  std::string evidence;  ///< file name
  std::string digest;    ///< of that file
  std::string member;
};

struct ItemResult {
  std::string id;  ///< "nyc-ll144/audit"
  std::string title;
  std::string verify;  ///< what a person has to confirm; empty: nothing more
  ItemState state = ItemState::kMissing;
  std::vector<Ground> grounds;
  std::vector<std::string> wanting;  ///< one sentence each
  std::string reason;                ///< why it does not apply
};

struct ListResult {
  std::string id;
  std::string title;
  std::string source;
  std::vector<ItemResult> items;
};

struct GovernanceReport {
  GovernanceRecord record;
  std::vector<Evidence> evidence;              ///< by name
  std::vector<std::vector<EvidenceRow>> rows;  ///< of each of these
  std::string date;
  std::string lists_dated;  ///< the day of the lists themselves
  std::string lists_digest;
  std::vector<ListResult> lists;

  [[nodiscard]] std::size_t Count(ItemState state) const;
  /// Nothing is missing, nothing overdue.
  [[nodiscard]] bool IsComplete() const;
};

/// Holds the record against the lists of policies/data/governance.json. An item that needs a
/// document takes the first by name that has what is needed and is young enough; where a verdict is
/// needed, every document of the schema must say it. Evidence that the record names by file
/// must have the digest that it states; what it names and is not there is wanting. Documents that
/// it does not name count, with their digest.
///
/// Shapes:  `date`: "2026-01-15".
/// Errors:  kInvalidArgument for a digest that differs, two documents of one name, a not_applicable
///          of no item (names the nearest) or twice, a sign_off.date or last_audit after `date`, a
///          document that RowsOf refuses, and no day.
/// Cost:    O(items * documents), and RowsOf.
Result<GovernanceReport> CheckRecord(GovernanceRecord record, std::vector<Evidence> evidence,
                                     std::string_view date);

}  // namespace assay::fairness
