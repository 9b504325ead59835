// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "assay/release/report_internal.h"

namespace assay::release::internal {
namespace {

void Chip(Html& html, std::string_view name, std::int64_t count) {
  if (count > 0) html.Tag("li", fmt::format("{} {}", Grouped(count), name), {{"class", name}});
}

void WriteReason(Html& html, const Report& report, const std::string& code,
                 const ReasonCount& reason, std::string_view id) {
  const std::int64_t total = reason.records.total();
  html.Open("article", {{"class", "reason"}, {"id", id}}).Open("div", {{"class", "top"}});
  html.Open("h3").Open("code").Foreign(code).Close().Close();
  html.Open("span", {{"class", "total"}}).Tag("b", Grouped(total));
  html.Text(fmt::format(" records, {}", Share(total, report.accounting.seen))).Close().Close();
  html.Open("ul", {{"class", "chips"}});
  Chip(html, "deny", reason.records.deny);
  Chip(html, "review", reason.records.review);
  Chip(html, "allow", reason.records.allow);
  html.Open("li").Text("tier: ").Foreign(reason.tier).Close();
  if (!reason.layer.empty()) html.Open("li").Text("layer: ").Foreign(reason.layer).Close();
  html.Close();
  html.Open("div", {{"class", "message"}}).Foreign(reason.message, 600).Close();
  Pictures(html, report, reason.sample);
  Command(html, "All of them:",
          fmt::format("SELECT key FROM 'records.parquet' WHERE list_contains(reasons, {})",
                      SqlText(code)));
  html.Close();
}

void WriteReasonTable(Html& html, const Report& report) {
  OpenTable(html,
            fmt::format("Reasons, strongest tier first. n = {} decided records; a record may have "
                        "several.",
                        Grouped(report.accounting.seen - report.accounting.dead)),
            {"Reason", "Tier", "Layer", "#Deny", "#Review", "#Allow", "#Records", "#Share of all"});
  std::size_t number = 0;
  for (const auto* entry : ReasonsInOrder(report.tally)) {
    const auto& [code, reason] = *entry;
    html.Open("tr").Open("th", {{"scope", "row"}});
    if (number < kReasonsWithPictures) {
      html.Open("a", {{"href", fmt::format("#reason-{}", number)}});
      html.Tag("code", Shortened(code, 80)).Close();
    } else {
      html.Tag("code", Shortened(code, 80));
    }
    html.Close();
    TextCell(html, reason.tier);
    TextCell(html, reason.layer);
    NumberCell(html, reason.records.deny);
    NumberCell(html, reason.records.review);
    NumberCell(html, reason.records.allow);
    NumberCell(html, reason.records.total());
    html.Tag("td", Share(reason.records.total(), report.accounting.seen), {{"class", "n"}});
    html.Close();
    ++number;
  }
  CloseTable(html);
}

}  // namespace

void WriteReasons(Html& html, const Report& report) {
  OpenSection(html, "reasons", "Reasons");
  html.Tag("p",
           "Each reason names the strength of its ground (tier) and the kind of right that it "
           "belongs to (layer). A weaker tier never lifts a stronger one, and clearing one layer "
           "never clears another.");
  if (report.tally.reasons.map().empty()) {
    html.Tag("p", "No record was decided.").Close();
    return;
  }
  WriteReasonTable(html, report);
  Command(html, "Why one record was decided as it was, with every piece of evidence:",
          "assay explain KEY --workspace .assay");
  std::size_t number = 0;
  for (const auto* entry : ReasonsInOrder(report.tally)) {
    if (number == kReasonsWithPictures) break;
    WriteReason(html, report, entry->first, entry->second, fmt::format("reason-{}", number++));
  }
  html.Close();
}

void WriteObligations(Html& html, const Report& report) {
  OpenSection(html, "obligations", "Obligations");
  html.Tag("p", "What using a record asks of its user; an allow is only as good as these.");
  if (report.tally.obligations.map().empty()) {
    html.Tag("p", "None: no decision carries an obligation.").Close();
    return;
  }
  OpenTable(html,
            fmt::format("Obligations by code. n = {} decided records.",
                        Grouped(report.accounting.seen - report.accounting.dead)),
            {"Obligation", "#Records"});
  for (const auto& [code, count] : report.tally.obligations.map()) {
    html.Open("tr").Open("th", {{"scope", "row"}}).Open("code").Foreign(code).Close().Close();
    NumberCell(html, count);
    html.Close();
  }
  CloseTable(html);
  Command(html, "Each record\u2019s obligations with their parameters:",
          "SELECT DISTINCT key, obligations FROM 'decisions.parquet' WHERE obligations <> '[]'");
  html.Close();
}

}  // namespace assay::release::internal
