// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/governance_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/fairness/markdown_internal.h"

namespace assay::fairness {
namespace {

/// On one line, and only text.
std::string Said(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return internal::Escaped(ToPrintable(line));
}

std::string Said(const Json& value) {
  if (value.is_string()) return Said(std::string_view(value.get_ref<const std::string&>()));
  if (!value.is_array()) return Said(std::string_view(value.dump()));
  std::string text;
  for (const Json& one : value) text += fmt::format("{}{}", text.empty() ? "" : ", ", Said(one));
  return text;
}

/// "- subject: applicant; sender: ..." of one entry.
std::string Entry(const Json& map) {
  std::string text;
  for (const auto& [key, value] : map.items())
    text += fmt::format("{}{}: {}", text.empty() ? "- " : "; ", Said(std::string_view(key)),
                        Said(value));
  return fmt::format("{}\n", text);
}

struct Part {
  std::string_view title;
  std::string_view field;
};

/// A heading and what is stated; that nothing is stated is said too.
void AddParts(const GovernanceReport& report, std::span<const Part> parts, std::string& text) {
  for (const auto& [title, field] : parts) {
    text += fmt::format("\n## {}\n\n", title);
    const Json& stated = Stated(report.record, field);
    const bool is_log = stated.is_array() && (stated.empty() || stated.front().is_object());
    if (stated.is_null()) text += "Not stated.\n";
    if (is_log && stated.empty()) text += "None so far.\n";
    if (stated.is_object()) text += Entry(stated);
    for (const Json& one : is_log ? stated : Json::array()) text += Entry(one);
    if (!stated.is_null() && !stated.is_object() && !is_log)
      text += fmt::format("{}\n", Said(stated));
  }
}

/// "sex=women, race=a"
std::string SliceOf(const EvidenceRow& row) {
  std::string text;
  for (std::size_t i = 0; i < row.slice.size(); ++i)
    text += fmt::format("{}{}={}", i == 0 ? "" : ", ", i < row.by.size() ? row.by[i] : "",
                        row.slice[i]);
  return Said(std::string_view(text));
}

template <typename Number>
std::string Cell(const std::optional<Number>& number, const char* form) {
  return number ? fmt::format(fmt::runtime(form), *number) : "";
}

void AddRows(const std::vector<EvidenceRow>& rows, std::string& text) {
  text += "| metric | slice | k | n | value | interval | method | q | state |\n";
  text += "|---|---|---:|---:|---:|---|---|---:|---|\n";
  const std::size_t shown = std::min(rows.size(), kCardRows);
  for (const EvidenceRow& row : std::span(rows).first(shown)) {
    const std::string interval =
        row.interval ? fmt::format("{:.4f} to {:.4f}", row.interval->low, row.interval->high) : "";
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                        Said(std::string_view(row.metric)), SliceOf(row), Cell(row.k, "{}"),
                        Cell(row.n, "{}"), row.value ? Cell(row.value, "{:.4f}") : "undefined",
                        interval, Said(std::string_view(row.method)), Cell(row.q, "{:.2g}"),
                        Said(std::string_view(row.state)));
  }
  if (rows.size() > shown)
    text += fmt::format("\nand {} more rows: record.json\n", rows.size() - shown);
}

/// The documents of some schemas with their rows.
void AddEvidence(const GovernanceReport& report, std::span<const std::string_view> schemas,
                 std::string& text) {
  text += "\n## Measured\n";
  std::size_t documents = 0;
  for (std::size_t i = 0; i < report.evidence.size(); ++i) {
    const Evidence& one = report.evidence[i];
    if (std::ranges::find(schemas, one.schema) == schemas.end()) continue;
    ++documents;
    const std::string version = DataVersion(one);
    text +=
        fmt::format("\n### {}\n\n- document: `sha256:{}`\n- question: `sha256:{}`\n- data: {}\n\n",
                    Said(std::string_view(one.name)), one.digest.Hex(), QueryDigest(one).Hex(),
                    version.empty() ? "not stated" : Said(std::string_view(version)));
    AddRows(report.rows[i], text);
  }
  if (documents == 0) text += "\nNothing was measured.\n";
}

/// What the lists still want.
void AddWanting(const GovernanceReport& report, std::string& text) {
  text += "\n## Not documented\n\n";
  std::size_t count = 0;
  for (const ListResult& list : report.lists) {
    for (const ItemResult& item : list.items) {
      if (item.state != ItemState::kMissing && item.state != ItemState::kOverdue) continue;
      ++count;
      text += fmt::format("- {}: {}\n", Name(item.state), Said(std::string_view(item.title)));
    }
  }
  if (count == 0)
    text += fmt::format("Every item of the lists of {} is documented or does not apply.\n",
                        report.lists_dated);
}

std::string Head(const GovernanceReport& report, std::string_view title) {
  return fmt::format("# {}: fairness\n\n{}, version {}. As of {}.\n", title,
                     Said(Stated(report.record, "system")), Said(Stated(report.record, "version")),
                     report.date);
}

}  // namespace

std::string ModelCard(const GovernanceReport& report) {
  constexpr std::array<Part, 7> kParts = {{{"Intended use", "purpose"},
                                           {"Who answers for it", "owners"},
                                           {"Features used", "features"},
                                           {"Emotion inference", "emotion_inference"},
                                           {"Human review", "human_review"},
                                           {"Accommodation", "accommodation"},
                                           {"Incidents", "incidents"}}};
  constexpr std::array<std::string_view, 2> kSchemas = {"assay.fairness.impact/1",
                                                        "assay.fairness.model/1"};
  std::string text = Head(report, "Model card");
  AddParts(report, kParts, text);
  AddEvidence(report, kSchemas, text);
  AddWanting(report, text);
  return text;
}

std::string Datasheet(const GovernanceReport& report) {
  constexpr std::array<Part, 8> kParts = {{{"Who it is meant for", "population"},
                                           {"Where the audit's data came from", "audit_data"},
                                           {"Flows of information", "flows"},
                                           {"Notice", "notice"},
                                           {"Consent", "consent"},
                                           {"Special categories", "special_categories"},
                                           {"Retention", "retention"},
                                           {"Deletion", "deletion"}}};
  constexpr std::array<std::string_view, 1> kSchemas = {"assay.fairness.dataset/1"};
  std::string text = Head(report, "Datasheet");
  AddParts(report, kParts, text);
  AddEvidence(report, kSchemas, text);
  AddWanting(report, text);
  return text;
}

}  // namespace assay::fairness
