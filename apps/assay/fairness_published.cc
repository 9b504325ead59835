// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/number.h"
#include "assay/fairness/published_table.h"
#include "assay/pipeline/count_table.h"
#include "fairness.h"
#include "problem.h"

namespace assay::cli {
namespace {

constexpr TableProblem kProblem{"A0160",
                                "mend the table; docs/guide/audit-a-model.md shows what it holds"};

constexpr std::size_t kMostRows = 100'000;

/// A printed table: its rows, and which rows of the file they are.
struct Printed {
  std::vector<fairness::PublishedRow> rows;
  std::vector<std::size_t> at;  ///< from 1
  std::vector<fairness::PublishedTotal> totals;
};

std::string Take(pipeline::TableRow& row, const char* name) {
  auto node = row.extract(name);
  return node.empty() ? std::string() : std::move(node.mapped());
}

Result<Printed> Read(const std::string& file) {
  ASSAY_LET(std::vector<pipeline::TableRow> table,
            pipeline::ReadRows(WorkerProgram(), file, kMostRows));
  Printed printed;
  const auto is_printed = [](const pipeline::TableRow& row) {
    return row.contains("label") || row.contains("n") || row.contains("rate") ||
           row.contains("ratio");
  };
  if (!table.empty() && std::ranges::none_of(table, is_printed))
    return Error{ErrorCode::kInvalidArgument,
                 "no row has a label, n, rate or ratio: there is nothing to check"};
  for (std::size_t i = 0; i < table.size(); ++i) {
    fairness::PublishedRow row;
    row.block = Take(table[i], "block");
    row.label = Take(table[i], "label");
    const std::string n = Take(table[i], "n");
    if (!n.empty()) row.n = ParseNumber<std::int64_t>(n);
    if (!n.empty() && !row.n)
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("row {}: n is no whole number: '{}'", i + 1, ToPrintable(n))};
    if (ToLowerAscii(row.label) == "total") {
      if (row.n) printed.totals.push_back({row.block, *row.n});
      continue;
    }
    row.rate = Take(table[i], "rate");
    row.ratio = Take(table[i], "ratio");
    for (auto& [name, value] : table[i]) row.figures.push_back(std::move(value));
    printed.rows.push_back(std::move(row));
    printed.at.push_back(i + 1);
  }
  if (printed.rows.empty())
    return Error{ErrorCode::kInvalidArgument, "the table has no rows beside totals"};
  return printed;
}

Json DocumentOf(const Printed& printed, const std::vector<fairness::TableFinding>& findings) {
  Json list = Json::array();
  for (const fairness::TableFinding& finding : findings) {
    Json rows = Json::array();
    for (const std::size_t row : finding.rows) rows.push_back(printed.at[row]);
    list.push_back({{"problem", Name(finding.problem)},
                    {"rows", std::move(rows)},
                    {"what", ToUtf8(finding.what, finding.what.size() * 3)}});
  }
  return {{"schema", "assay.fairness.published/1"},
          {"rows", printed.rows.size()},
          {"findings", std::move(list)}};
}

int Check(const std::string& file, const Globals& globals) {
  const auto printed = Read(file);
  if (!printed.ok()) return FailReadingTable(printed.error(), globals.json, kProblem);
  const auto findings = fairness::AuditPublishedTable(printed.value().rows, printed.value().totals);
  if (!findings.ok()) return FailReadingTable(findings.error(), globals.json, kProblem);
  if (globals.json) {
    PrintJson(DocumentOf(printed.value(), findings.value()));
  } else {
    fmt::print("Rows      {}\n", printed.value().rows.size());
    for (const fairness::TableFinding& finding : findings.value())
      fmt::print("{:10}{}\n", Name(finding.problem), ToPrintable(finding.what));
    if (findings.value().empty()) fmt::print("Nothing contradicts itself.\n");
  }
  return findings.value().empty() ? kDone : kFindings;
}

}  // namespace

void AddFairnessPublished(CLI::App& parent, const Globals& globals, Action& action) {
  CLI::App* command = parent.add_subcommand(
      "published", "Whether a published table of rates can be true; exit code 1: it cannot");
  auto file = std::make_shared<std::string>();
  command
      ->add_option("TABLE", *file,
                   "a .csv, .jsonl or .parquet as printed: block, label, n, rate, ratio; a label "
                   "'total' sums its block")
      ->required()
      ->type_name("");
  command->callback(
      [file, &globals, &action] { action = [file, &globals] { return Check(*file, globals); }; });
}

}  // namespace assay::cli
