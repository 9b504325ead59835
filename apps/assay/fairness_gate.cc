// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/fairness/gate.h"
#include "assay/fairness/gate_report.h"
#include "assay/pipeline/count_table.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/workspace.h"
#include "assay/pipeline/yaml_document.h"
#include "fairness.h"
#include "problem.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr TableProblem kProblem{
    "A0160", "mend the table or the policy that names its columns; docs/guide/gate-a-model.md"};

constexpr std::size_t kPolicyLimit_bytes = 1U << 20U;
constexpr std::size_t kCountsLimit_bytes = 64U << 20U;

struct Flags {
  std::string policy;
  std::string table;
  std::string against;
  std::string freeze;
  std::string date;
  std::string markdown;
  std::string junit;
  std::string sarif;
};

Result<fairness::GatePolicy> ReadPolicy(const std::string& file) {
  ASSAY_LET(const std::string text, ReadFile(file, kPolicyLimit_bytes));
  ASSAY_LET(const Json json, pipeline::ParseYaml(text, ToPrintable(file)));
  auto policy = fairness::ReadGatePolicy(json);
  if (!policy.ok()) return Error(policy.error()).In(ToPrintable(file));
  return policy;
}

Result<std::optional<Json>> ReadCounts(const std::string& file) {
  if (file.empty()) return std::optional<Json>();
  ASSAY_LET(const std::string text, ReadFile(file, kCountsLimit_bytes));
  auto json = ParseJson(text, {.bytes = kCountsLimit_bytes});
  if (!json.ok()) return Error(json.error()).In(ToPrintable(file));
  return std::optional(std::move(json).value());
}

Status Write(const std::string& file, const std::string& text) {
  return file.empty() ? Status(Done{}) : WriteFileDurably(file, text);
}

Status WriteAll(const Flags& flags, const fairness::GatePolicy& policy,
                const fairness::GateReport& report) {
  ASSAY_TRY(Write(flags.markdown, fairness::ToMarkdown(policy, report)));
  ASSAY_TRY(Write(flags.junit, fairness::ToJunit(policy, report)));
  if (!flags.sarif.empty()) {
    const Json sarif = fairness::ToSarif(policy, report, fs::path(flags.policy).generic_string());
    ASSAY_TRY(WriteFileDurably(flags.sarif, Canonical(sarif) + "\n"));
  }
  // What does not pass is no release: it would lower the bar for the next one.
  if (!report.passes) return Done{};
  return Write(flags.freeze, Canonical(fairness::Frozen(policy, report.model)) + "\n");
}

int Judge(const Flags& flags, const Globals& globals) {
  if (!flags.date.empty() && !pipeline::IsDate(flags.date))
    return Fail("A0001", "--date is a day such as 2026-12-31", globals.json);
  const auto policy = ReadPolicy(flags.policy);
  if (!policy.ok()) return FailReadingTable(policy.error(), globals.json, {"A0161"});
  const auto last = ReadCounts(flags.against);
  if (!last.ok()) return FailReadingTable(last.error(), globals.json, kProblem);
  const auto counted =
      pipeline::CountTable(WorkerProgram(), flags.table, fairness::WishOf(policy.value().columns));
  if (!counted.ok()) return FailReadingTable(counted.error(), globals.json, kProblem);
  const std::string today = flags.date.empty() ? pipeline::Now().substr(0, 10) : flags.date;
  const auto report =
      fairness::Evaluate(policy.value(), counted.value().tuples, last.value(), today);
  if (!report.ok()) return FailReadingTable(report.error(), globals.json, kProblem);
  const Status written = WriteAll(flags, policy.value(), report.value());
  if (!written.ok()) return Fail(written.error(), globals.json);
  if (globals.json) {
    Json document = fairness::ToJson(policy.value(), report.value());
    document["date"] = today;
    document["table"] = {{"name", ToUtf8(fs::path(flags.table).filename().native(), 4096)},
                         {"digest", "sha256:" + counted.value().digest.Hex()}};
    PrintJson(document);
  } else {
    fmt::print("{}", fairness::ToText(policy.value(), report.value()));
  }
  if (!flags.freeze.empty() && !report.value().passes)
    fmt::print(stderr, "Not written: {}: what does not pass is no release\n",
               ToPrintable(flags.freeze));
  return report.value().passes ? kDone : kFindings;
}

}  // namespace

void AddFairnessGate(CLI::App& parent, const Globals& globals, Action& action) {
  CLI::App* command = parent.add_subcommand(
      "gate",
      "Whether a model may pass: its predictions against a policy; exit code 1: it may not");
  auto flags = std::make_shared<Flags>();
  command->add_option("POLICY", flags->policy, "a .yaml with family, gates and waivers")
      ->required()
      ->type_name("");
  command->add_option("TABLE", flags->table, "a .csv, .jsonl or .parquet of labels and predictions")
      ->required()
      ->type_name("");
  const auto file = [command](const char* name, std::string& value, const char* help) {
    command->add_option(name, value, help)->type_name("FILE");
  };
  file("--against", flags->against, "counts of the last release, as --freeze wrote them");
  file("--freeze", flags->freeze,
       "where it passes, write the counts, for the next release's --against");
  file("--markdown", flags->markdown, "write a summary for a pull request");
  file("--junit", flags->junit, "write test results, a case a gate");
  file("--sarif", flags->sarif, "write SARIF, for code scanning");
  command
      ->add_option("--date", flags->date, "the day that waivers are held against; default: today")
      ->type_name("D");
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return Judge(*flags, globals); };
  });
}

}  // namespace assay::cli
