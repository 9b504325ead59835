// SPDX-License-Identifier: Apache-2.0
//
// Property: whatever a document or a record says, it is refused or it can be written; and no text
// of theirs makes a further cell of a card's table.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/governance_card.h"
#include "assay/fairness/governance_report.h"

namespace {

constexpr std::string_view kPlain = R"({"record": {"system": "s", "version": "1"}})";

/// Bars that Markdown takes as the end of a cell.
std::size_t Bars(std::string_view line) {
  std::size_t bars = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\')
      ++i;
    else if (line[i] == '|')
      ++bars;
  }
  return bars;
}

void CheckTables(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    const std::string_view line = text.substr(0, end);
    ASSAY_CHECK(line.starts_with('|') ? Bars(line) == 10 : Bars(line) == 0);
    text.remove_prefix(end + 1);
  }
}

void Write(assay::fairness::GovernanceRecord record,
           std::vector<assay::fairness::Evidence> evidence) {
  const auto report =
      assay::fairness::CheckRecord(std::move(record), std::move(evidence), "2026-01-15");
  if (!report.ok()) return;
  ASSAY_CHECK(!assay::Canonical(assay::fairness::ToJson(report.value())).empty());
  ASSAY_CHECK(!assay::fairness::ToText(report.value()).empty());
  CheckTables(assay::fairness::ModelCard(report.value()));
  CheckTables(assay::fairness::Datasheet(report.value()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (auto evidence = assay::fairness::ReadEvidence("document.json", text); evidence.ok()) {
    auto plain = assay::fairness::ReadGovernanceRecord(assay::ParseJson(kPlain).value());
    Write(std::move(plain).value(), {std::move(evidence).value()});
  }
  if (const auto json = assay::ParseJson(text); json.ok()) {
    auto record = assay::fairness::ReadGovernanceRecord(json.value());
    if (record.ok()) Write(std::move(record).value(), {});
  }
  return 0;
}
