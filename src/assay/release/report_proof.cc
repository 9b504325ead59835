// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>

#include "assay/release/report_internal.h"

namespace assay::release::internal {
namespace {

void WriteDeadClass(Html& html, const std::string& name, const DeadCount& count) {
  html.Open("h3").Foreign(name, 60).Text(fmt::format(": {}", Grouped(count.records))).Close();
  html.Open("ul", {{"class", "chips"}});
  for (const auto& [code, records] : count.codes.map())
    html.Open("li").Foreign(code, 60).Text(fmt::format(" {}", Grouped(records))).Close();
  html.Close();
  html.Open("ul", {{"class", "list"}});
  for (const Examples::Item& item : count.sample.items())
    html.Open("li").Foreign(item.key).Text(" \u2014 ").Foreign(item.note, 200).Close();
  html.Close();
}

void WriteRoots(Html& html, const Report& report) {
  html.Open("dl", {{"class", "facts"}});
  const auto fact = [&html](std::string_view name, std::string_view value) {
    html.Tag("dt", name).Open("dd").Open("code").Foreign(value, 200).Close().Close();
  };
  fact("Digest", report.digest.Hex());
  fact("Records in the tree", Grouped(report.accounting.seen));
  fact("Release salt", report.salt.Hex());
  fact("Policy digest", report.policy_digest);
  fact("Ledger origin", report.ledger.origin);
  fact("Ledger size", Grouped(static_cast<std::int64_t>(report.ledger.size)));
  fact("Ledger root", report.ledger.root);
  fact("Verifier key", report.ledger.vkey);
  html.Close();
}

}  // namespace

void WriteDead(Html& html, const Report& report) {
  OpenSection(html, "dead", "Unreadable");
  const Tally& tally = report.tally;
  if (tally.dead.map().empty()) {
    html.Tag("p", "Every record could be read.").Close();
    return;
  }
  html.Tag("p", fmt::format("{} records could not be read as whole pictures. They are kept as dead "
                            "letters, never used, and can be tried again.",
                            Grouped(report.accounting.dead)));
  for (const auto& [name, count] : tally.dead.map()) WriteDeadClass(html, name, count);
  OpenTable(html, fmt::format("Outcomes of all records. n = {}.", Grouped(report.accounting.seen)),
            {"Outcome", "#Records"});
  for (const auto& [outcome, count] : tally.outcomes.map()) {
    html.Open("tr").Open("th", {{"scope", "row"}}).Foreign(outcome, 60).Close();
    NumberCell(html, count);
    html.Close();
  }
  CloseTable(html);
  Command(html, "All of them, and another try:",
          "assay deadletters list --workspace .assay\nassay deadletters replay --workspace .assay");
  html.Close();
}

void WriteIntegrity(Html& html, const Report& report) {
  OpenSection(html, "integrity", "How to verify");
  html.Tag("p",
           "The digest is the root of one tree over all records: what each is, what was decided, "
           "why, and under which policy. The same files, plan and policy give the same digest on "
           "any machine. The ledger is an append-only log that holds one entry for each decision; "
           "its root is signed.");
  WriteRoots(html, report);
  html.Tag("p",
           "Keep the verifier key, and the file .assay/ledger/checkpoint, outside this folder: a "
           "key that lies beside the log proves nothing against the owner of the log.");
  Command(html, "Is the log whole, signed by this key, and a continuation of the one kept?",
          fmt::format("assay ledger verify --workspace .assay --vkey {} --checkpoint KEPT",
                      "'" + report.ledger.vkey + "'"));
  Command(html, "Proof for one record that can be checked offline:",
          "assay ledger prove KEY --workspace .assay");
  Command(html, "Does the same policy still give the same decision, byte for byte?",
          "assay explain KEY --replay --workspace .assay");
  Command(html, "The digest again, from the files alone:",
          "leaf  = SHA-256(00 || canonical JSON of {asset, key, kind, labels, licence, "
          "obligations, parents, policy, reasons, situation, split, verdict})\n"
          "order = ascending SHA-256(release salt || key)\n"
          "root  = Merkle tree hash of the leaves in this order, RFC 6962, section 2.1");
  html.Close();
}

void WriteMethods(Html& html, const Report& report) {
  const std::string seen = Grouped(report.accounting.seen);
  const std::string decided = Grouped(report.accounting.seen - report.accounting.dead);
  const std::array<std::array<std::string, 3>, 9> methods = {{
      {"Verdicts, accounting", seen,
       "counted in the catalog by state, and again from the records while this page was made; the "
       "two agreed. Shares are rounded down, so that less than all never reads as 100 %"},
      {"Reasons, obligations", decided,
       "records whose decision holds the code at least once; decisions come from the policy with "
       "the digest above and nothing else"},
      {"Licences", seen, "facts rights.licence by status; each SPDX id once a record"},
      {"Exact copies", seen, "same SHA-256 of the bytes, or of all pixels"},
      {"Near copies", decided,
       "256-bit PDQ hashes of eight orientations compared; every member is near its cluster\u2019s "
       "representative"},
      {"Personal metadata", seen,
       "facts privacy.*: present or malformed, absent, or not known where nobody could look"},
      {"Size and quality", decided,
       "quantile_disc by DuckDB over records.parquet; formulas in the reference, under facts"},
      {"Samples", seen,
       "the six records with the smallest SHA-256 of their key: drawn without regard to content"},
      {"Digest", seen, "computed anew from the catalog while this page was made"},
  }};
  OpenSection(html, "methods", "Methods");
  OpenTable(html, "Each number on this page: over how many records, and how.",
            {"Number", "#n", "Method"});
  for (const auto& [name, n, method] : methods) {
    html.Open("tr").Tag("th", name, {{"scope", "row"}}).Tag("td", n, {{"class", "n"}});
    html.Tag("td", method).Close();
  }
  CloseTable(html);
  html.Tag("p",
           "The tables hold text as it was found. Who opens them in a spreadsheet must not let "
           "cells run as formulas.",
           {{"class", "note"}});
  html.Close();
}

}  // namespace assay::release::internal
