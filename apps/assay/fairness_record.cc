// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/fairness/governance_card.h"
#include "assay/fairness/governance_check.h"
#include "assay/fairness/governance_report.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/workspace.h"
#include "assay/pipeline/yaml_document.h"
#include "fairness.h"
#include "problem.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr TableProblem kProblem{"A0164"};
constexpr std::size_t kRecordLimit_bytes = 1U << 20U;

struct Flags {
  std::string record;
  std::vector<std::string> evidence;
  std::string date;
  std::string out;
};

Result<fairness::GovernanceRecord> ReadRecord(const std::string& file) {
  ASSAY_LET(const std::string text, ReadFile(file, kRecordLimit_bytes));
  ASSAY_LET(const Json json, pipeline::ParseYaml(text, ToPrintable(file)));
  auto record = fairness::ReadGovernanceRecord(json);
  if (!record.ok()) return Error(record.error()).In(ToPrintable(file));
  return record;
}

/// Files as named; of a folder its *.json, by name.
Result<std::vector<fs::path>> FilesOf(const std::vector<std::string>& places) {
  std::vector<fs::path> files;
  for (const std::string& place : places) {
    std::error_code problem;
    if (!fs::is_directory(place, problem)) {
      files.emplace_back(place);
      continue;
    }
    fs::directory_iterator entry(place, problem);
    for (; !problem && entry != fs::directory_iterator(); entry.increment(problem))
      if (entry->path().extension() == ".json") files.push_back(entry->path());
    if (problem) return SystemError(problem.value(), "reading", place);
  }
  std::ranges::sort(files);
  if (files.size() > fairness::kMaxEvidenceFiles)
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("more than {} documents of evidence", fairness::kMaxEvidenceFiles)};
  return files;
}

Result<fairness::GovernanceReport> Check(const Flags& flags) {
  ASSAY_LET(fairness::GovernanceRecord record, ReadRecord(flags.record));
  ASSAY_LET(const std::vector<fs::path> files, FilesOf(flags.evidence));
  std::vector<fairness::Evidence> evidence;
  for (const fs::path& file : files) {
    ASSAY_LET(const std::string bytes, ReadFile(file, fairness::kMaxEvidence_bytes));
    ASSAY_LET(evidence.emplace_back(), fairness::ReadEvidence(file.filename().native(), bytes));
  }
  return fairness::CheckRecord(std::move(record), std::move(evidence),
                               flags.date.empty() ? pipeline::Now().substr(0, 10) : flags.date);
}

/// record.json last: where it is new, the texts beside it are of the same record.
Status Write(const fairness::GovernanceReport& report, const Json& document,
             const fs::path& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return SystemError(problem.value(), "creating", folder);
  ASSAY_TRY(WriteFileDurably(folder / "model-card.md", fairness::ModelCard(report)));
  ASSAY_TRY(WriteFileDurably(folder / "datasheet.md", fairness::Datasheet(report)));
  return WriteFileDurably(folder / "record.json", Canonical(document) + "\n");
}

int Record(const Flags& flags, const Globals& globals) {
  if (!flags.date.empty() && !pipeline::IsDate(flags.date))
    return Fail("A0001", "--date is a day such as 2026-12-31", globals.json);
  const auto report = Check(flags);
  if (!report.ok()) return FailReadingTable(report.error(), globals.json, kProblem);
  const Json document = fairness::ToJson(report.value());
  if (!flags.out.empty()) {
    const Status written = Write(report.value(), document, flags.out);
    if (!written.ok()) return Fail(written.error(), globals.json);
  }
  if (globals.json) {
    PrintJson(document);
  } else {
    fmt::print("{}", fairness::ToText(report.value()));
    if (!flags.out.empty())
      fmt::print("\nWritten   {0}/record.json, {0}/model-card.md, {0}/datasheet.md\n",
                 ToPrintable(flags.out));
  }
  return report.value().IsComplete() ? kDone : kFindings;
}

}  // namespace

void AddFairnessRecord(CLI::App& parent, const Globals& globals, Action& action) {
  CLI::App* command = parent.add_subcommand(
      "record",
      "What is documented of a system that judges people, and what is not; exit code 1: something "
      "is missing or overdue");
  auto flags = std::make_shared<Flags>();
  command->add_option("RECORD", flags->record, "a .yaml with what people state")
      ->required()
      ->type_name("");
  command
      ->add_option("--evidence", flags->evidence,
                   "documents that assay fairness wrote, or folders of them; may be repeated")
      ->type_name("FILE|DIR")
      ->allow_extra_args(false);
  command
      ->add_option("--date", flags->date, "the day that due dates are held against; default: today")
      ->type_name("D");
  command
      ->add_option("--out", flags->out, "write record.json, model-card.md and datasheet.md there")
      ->type_name("DIR");
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return Record(*flags, globals); };
  });
}

}  // namespace assay::cli
