// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>

#include "assay/core/json.h"
#include "assay/release/report_internal.h"

namespace assay::release::internal {
namespace {

void WriteLicenceTable(Html& html, const Tally& tally) {
  OpenTable(html,
            fmt::format("Licences by SPDX id, in records. n = {}; a record may state several.",
                        Grouped(tally.records.total())),
            {"Licence", "#Declared", "#Detected", "#Concluded", "#Allow", "#Review", "#Deny"});
  for (const auto& [spdx, count] : tally.licences.map()) {
    html.Open("tr").Open("th", {{"scope", "row"}}).Foreign(spdx, 60).Close();
    NumberCell(html, count.declared);
    NumberCell(html, count.detected);
    NumberCell(html, count.concluded.total());
    NumberCell(html, count.concluded.allow);
    NumberCell(html, count.concluded.review);
    NumberCell(html, count.concluded.deny);
    html.Close();
  }
  html.Open("tr").Tag("th", "none concluded, of decided records", {{"scope", "row"}});
  html.Tag("td", "").Tag("td", "");
  NumberCell(html, tally.no_licence);
  html.Tag("td", "").Tag("td", "").Tag("td", "").Close();
  CloseTable(html);
}

/// Sampled records of one trait, each with what was found.
void WriteNotes(Html& html, const Examples& sample) {
  html.Open("ul", {{"class", "list"}});
  for (const Examples::Item& item : sample.items()) {
    html.Open("li").Foreign(item.key);
    if (!item.note.empty()) html.Text(" \u2014 ").Open("code").Foreign(item.note, 160).Close();
    html.Close();
  }
  html.Close();
}

void WriteSignals(Html& html, const Tally& tally) {
  html.Tag("h3", "Opt-outs and other rights signals");
  if (tally.signals.map().empty()) {
    html.Tag("p", "None was found.");
    return;
  }
  OpenTable(html, "Machine-readable and written signals as found, in records.",
            {"Signal", "#Records"});
  for (const auto& [signal, count] : tally.signals.map()) {
    html.Open("tr").Open("th", {{"scope", "row"}}).Foreign(signal).Close();
    NumberCell(html, count);
    html.Close();
  }
  CloseTable(html);
}

void WritePairs(Html& html, const Report& report, const Examples& sample) {
  if (sample.items().empty()) return;
  html.Open("ul", {{"class", "pairs"}});
  for (const Examples::Item& item : sample.items()) {
    html.Open("li").Open("div", {{"class", "pair"}});
    for (const std::string* key : {&item.key, &item.other}) {
      if (key->empty()) continue;
      html.Open("div");
      Picture(html, report, *key);
      html.Foreign(*key, 48).Close();
    }
    html.Close();
    if (!item.note.empty()) html.Tag("p", item.note);
    html.Close();
  }
  html.Close();
}

void WriteTwinConflicts(Html& html, const Report& report) {
  const TraitCount& conflicts = report.tally.twin_conflicts;
  html.Tag("h3", "Twins that disagree");
  if (conflicts.records == 0) {
    html.Tag("p", "No copy says anything else about its licence than its twin.");
    return;
  }
  html.Tag("p", fmt::format("{} records have a copy that says something else about the licence. "
                            "This is reported, not decisive.",
                            Grouped(conflicts.records)));
  WritePairs(html, report, conflicts.sample);
}

std::string Decimal(double value) { return assay::Canonical(Json(value)); }

}  // namespace

void WriteLicences(Html& html, const Report& report) {
  const Tally& tally = report.tally;
  OpenSection(html, "licences", "Licences");
  html.Tag("p",
           "Declared: stated in a field that exists to name a licence. Detected: found by reading "
           "prose. Concluded: what both together allow to be said, by a named rule; never more "
           "than was found.");
  WriteLicenceTable(html, tally);
  html.Tag("h3", "Contradictions within a record");
  if (tally.contradictions.records == 0) {
    html.Tag("p", "None: no record makes two claims that exclude each other.");
  } else {
    html.Tag("p", fmt::format("{} records claim licences that exclude each other.",
                              Grouped(tally.contradictions.records)));
    WriteNotes(html, tally.contradictions.sample);
    Command(html, "All of them:", "SELECT key FROM 'records.parquet' WHERE has_contradiction");
  }
  WriteSignals(html, tally);
  html.Close();
}

void WriteCopies(Html& html, const Report& report) {
  const Tally& tally = report.tally;
  OpenSection(html, "copies", "Copies");
  html.Tag("h3", "Exact copies");
  html.Tag("p", fmt::format("{} records repeat the bytes or the pixels of an earlier one.",
                            Grouped(tally.exact.records)));
  WritePairs(html, report, tally.exact.sample);
  html.Tag("h3", "Near copies");
  html.Tag("p", fmt::format("{} records lie in {} clusters of pictures that look alike, also "
                            "mirrored or rotated; exact copies are among them.",
                            Grouped(tally.near.records), Grouped(report.tally.clusters)));
  WritePairs(html, report, tally.near.sample);
  WriteTwinConflicts(html, report);
  Command(html, "The clusters, largest first:",
          "SELECT near_cluster, count(*) AS n, list(key) FROM 'records.parquet' "
          "WHERE near_cluster IS NOT NULL GROUP BY 1 ORDER BY n DESC");
  html.Close();
}

void WritePersonal(Html& html, const Report& report) {
  constexpr std::array<std::string_view, kPersonalNames.size()> kLabels = {
      "Position (GPS)", "Serial number of camera or lens", "Name of the camera\u2019s owner",
      "Embedded thumbnail (may show what was cropped)"};
  OpenSection(html, "personal", "Personal metadata");
  html.Tag("p", "Metadata that can lead to a person. The values themselves are not repeated here.");
  OpenTable(html,
            fmt::format("Embedded personal metadata, in records. n = {}.",
                        Grouped(report.tally.records.total())),
            {"Kind", "#Present", "#Absent", "#Not known", "For example"});
  for (std::size_t i = 0; i < kPersonalNames.size(); ++i) {
    const PersonalCount& count = report.tally.personal.at(i);
    html.Open("tr").Tag("th", kLabels.at(i), {{"scope", "row"}});
    NumberCell(html, count.present);
    NumberCell(html, count.absent);
    NumberCell(html, count.unknown);
    html.Open("td");
    if (count.sample.items().empty())
      html.Text("\u2013");
    else
      html.Foreign(count.sample.items().front().key, 48);
    html.Close().Close();
  }
  CloseTable(html);
  Command(html, "Records with a position:", "SELECT key FROM 'records.parquet' WHERE has_gps");
  html.Close();
}

void WriteQuality(Html& html, const Report& report) {
  OpenSection(html, "quality", "Size and quality");
  html.Tag("p", "Measurements only: no threshold was applied and nothing was left out.");
  if (report.measures.empty()) {
    html.Tag("p", "Nothing was measured.").Close();
    return;
  }
  OpenTable(html, "Order statistics over records with a decision.",
            {"Measurement", "#n", "#Smallest", "#5 %", "#Median", "#95 %", "#Largest"});
  for (const Measure& measure : report.measures) {
    html.Open("tr").Open("th", {{"scope", "row"}}).Tag("code", measure.name).Close();
    NumberCell(html, measure.n);
    for (const double value :
         {measure.minimum, measure.p05, measure.median, measure.p95, measure.maximum})
      html.Tag("td", Decimal(value), {{"class", "n"}});
    html.Close();
  }
  CloseTable(html);
  OpenTable(html, "Formats by content, in records.", {"Media type", "#Records"});
  for (const auto& [type, count] : report.tally.media_types.map()) {
    html.Open("tr").Open("th", {{"scope", "row"}}).Foreign(type, 60).Close();
    NumberCell(html, count);
    html.Close();
  }
  CloseTable(html);
  html.Close();
}

}  // namespace assay::release::internal
