// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/fairness/audit_tables.h"
#include "assay/fairness/grouping.h"
#include "assay/fairness/slice_document.h"
#include "assay/fairness/slice_search.h"
#include "assay/pipeline/count_table.h"
#include "fairness.h"
#include "fairness_lines.h"
#include "problem.h"

namespace assay::cli {
namespace {

constexpr TableProblem kProblem{
    "A0160",
    "mend the table or the flags, --positive says which value means yes; "
    "docs/guide/find-the-worst-slice.md"};

using fairness::Slice;
using fairness::SliceSearch;

struct Flags {
  std::string table;
  std::string score;
  std::optional<double> threshold;
  std::string metric = "accuracy";
  fairness::SliceQuestion question;
  std::string out;
};

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Result<fairness::SliceQuestion> QuestionOf(const Flags& flags) {
  fairness::SliceQuestion question = flags.question;
  if (question.columns.prediction.empty() == flags.score.empty())
    return Wrong("name either a --prediction or a --score");
  if (flags.threshold && (flags.score.empty() || !std::isfinite(*flags.threshold)))
    return Wrong("a --threshold is a finite number, of a --score");
  if (!flags.score.empty()) {
    question.columns.prediction = flags.score;
    question.columns.threshold = flags.threshold.value_or(0.5);
  }
  ASSAY_LET(question.metric, MetricOf(flags.metric));
  return question;
}

std::string NameOf(const Slice& slice, const SliceSearch& search) {
  std::string name;
  for (const fairness::SliceTerm& term : slice.terms)
    name +=
        fmt::format("{}{}={}", name.empty() ? "" : ", ",
                    Shown(search.question.columns.attributes[term.attribute]), Shown(term.value));
  return name;
}

std::string ShareText(const fairness::Proportion& share) {
  return fmt::format("{}/{}  {}", share.k, share.n, Rate(share.Value()));
}

std::string TextOf(const SliceSearch& search) {
  std::string text = fmt::format(
      "Searched  {} slices of up to {} columns for the worst {} ({} is worse); {} are too small, "
      "{} repeat another\nOverall   {}\n\n",
      search.searched, search.question.depth, Name(search.question.metric),
      fairness::IsError(search.question.metric) ? "higher" : "lower", search.too_small,
      search.repeated, ShareText(search.overall));
  Lines lines;
  lines.Add({"worst first", "k/n", "all others", "difference", "simultaneous 95 %", "p", ""});
  std::size_t shown = 0;
  std::size_t within = 0;
  for (const Slice& slice : search.slices) {
    if (slice.within) {
      ++within;
      continue;
    }
    if (shown++ >= kShownRows) continue;
    lines.Add({NameOf(slice, search), ShareText(slice.share), ShareText(slice.others),
               fmt::format("{:+.4f}", slice.difference),
               Within(slice.interval, "[{:+.4f}, {:+.4f}]"), fmt::format("{:.2g}", slice.p),
               slice.p > 1 - fairness::kConfidence ? "may be chance" : ""});
  }
  if (search.searched == 0)
    return text +
           fmt::format(
               "  Insufficient: no slice has {} rows in the denominator, and as many others\n",
               search.question.least_rows);
  text += search.slices.empty() ? "  No slice is worse than the others.\n" : lines.Text();
  if (shown > kShownRows)
    text += fmt::format("  {} more are in the document\n", shown - kShownRows);
  if (within > 0)
    text += fmt::format("  {} {} within another slice that says as much\n", within,
                        within == 1 ? "lies" : "lie");
  return text + fmt::format("  {} are not worse than the others\n", search.better);
}

int Search(const Flags& flags, const Globals& globals) {
  auto question = QuestionOf(flags);
  if (!question.ok()) return Fail("A0001", question.error().what, globals.json);
  const auto counted = pipeline::CountTable(WorkerProgram(), flags.table,
                                            fairness::WishOf(question.value().columns));
  if (!counted.ok()) return FailReadingTable(counted.error(), globals.json, kProblem);
  const auto search = fairness::SearchSlices(counted.value().tuples, std::move(question).value());
  if (!search.ok()) return FailReadingTable(search.error(), globals.json, kProblem);
  Json document = fairness::ToJson(search.value());
  document["table"] = NamedTable(flags.table, counted.value().digest, RowsOf(counted.value()));
  if (!flags.out.empty()) {
    const Status written = WriteAudit(document, flags.out, "slices", [&](const auto& file) {
      return fairness::WriteSlices(search.value(), file);
    });
    if (!written.ok()) return Fail(written.error(), globals.json);
  }
  if (globals.json) {
    PrintJson(document);
    return kDone;
  }
  fmt::print("Table     {}  {}\n{}", ToPrintable(StringOr(document["table"], "name")),
             StringOr(document["table"], "digest"), TextOf(search.value()));
  if (!flags.out.empty())
    fmt::print("\nWritten   {0}/slices.json, {0}/slices.parquet\n", ToPrintable(flags.out));
  return kDone;
}

}  // namespace

void AddFairnessSlices(CLI::App& parent, const Globals& globals, Action& action) {
  CLI::App* command = parent.add_subcommand(
      "slices",
      "For whom a model does worst: all groups of a few values, and what chance would do");
  auto flags = std::make_shared<Flags>();
  fairness::SliceQuestion& question = flags->question;
  command->add_option("TABLE", flags->table, "a .csv, .jsonl or .parquet of labels and predictions")
      ->required()
      ->type_name("");
  const auto option = [command](const char* name, auto& value, const char* type, const char* help) {
    return command->add_option(name, value, help)->type_name(type);
  };
  option("--label", question.columns.label, "COLUMN", "the truth")->required();
  option("--prediction", question.columns.prediction, "COLUMN", "what the model said");
  option("--score", flags->score, "COLUMN", "or its score, a number");
  option("--threshold", flags->threshold, "T", "scores from here are positive; default 0.5");
  option("--group", question.columns.attributes, "COLUMN",
         "what describes a slice; may be repeated")
      ->required()
      ->allow_extra_args(false);
  option("--metric", flags->metric, "NAME", "what is bad where it is worst; default accuracy");
  option("--depth", question.depth, "N", "columns in a slice, at most; default 2")
      ->check(CLI::Range(std::size_t{1}, fairness::kMaxDepth));
  option("--least-rows", question.least_rows, "N", "smaller slices are left out; default 30")
      ->check(CLI::PositiveNumber);
  option("--positive", question.positive, "VALUE", "the value that means yes; default: 1 or true");
  option("--replicates", question.null.replicates, "N",
         "tables of equals to compare with; default 1000")
      ->check(CLI::Range(99, 1'000'000));
  AddSeed(*command, question.null.seed, "of their draws; default 0");
  option("--out", flags->out, "DIR", "also write slices.json and slices.parquet there");
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return Search(*flags, globals); };
  });
}

}  // namespace assay::cli
