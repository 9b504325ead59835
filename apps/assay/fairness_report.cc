// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/fairness_report/report.h"
#include "fairness.h"
#include "problem.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr TableProblem kProblem{"A0163"};

struct Flags {
  std::vector<std::string> documents;
  std::string out;
};

Status AddDocument(const std::string& file, fairness_report::Report& report) {
  ASSAY_LET(const std::string text, ReadFile(file, fairness_report::kDocumentLimit_bytes));
  const Status added = report.Add(ToUtf8(fs::path(file).filename().native(), 4096), text);
  if (!added.ok()) return Error(added.error()).In(ToPrintable(file));
  return Done{};
}

int Write(const Flags& flags, const Globals& globals) {
  fairness_report::Report report;
  for (const std::string& file : flags.documents) {
    const Status added = AddDocument(file, report);
    if (!added.ok()) return FailReadingTable(added.error(), globals.json, kProblem);
  }
  const std::string page = report.Html("assay " ASSAY_VERSION);
  const Status written = WriteFileDurably(flags.out, page);
  if (!written.ok()) return Fail(written.error(), globals.json);
  if (globals.json)
    PrintJson({{"schema", "assay.fairness.report/1"},
               {"documents", flags.documents.size()},
               {"digest", "sha256:" + Sha256(page).Hex()}});
  else
    fmt::print("Written   {}\n", ToPrintable(flags.out));
  return kDone;
}

}  // namespace

void AddFairnessReport(CLI::App& parent, const Globals& globals, Action& action) {
  CLI::App* command = parent.add_subcommand(
      "report", "One page of HTML from documents that audits and gates wrote");
  auto flags = std::make_shared<Flags>();
  command
      ->add_option("DOCUMENT", flags->documents,
                   "fairness.json, dataset.json, slices.json, regression.json, ranking.json, "
                   "detection.json, "
                   "or what a gate printed with --json")
      ->required()
      ->type_name("");
  command->add_option("--out", flags->out, "the page; replaced where it is there")
      ->required()
      ->type_name("FILE.html");
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return Write(*flags, globals); };
  });
}

}  // namespace assay::cli
