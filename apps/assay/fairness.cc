// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/core/nearest.h"
#include "assay/fairness/grouping.h"
#include "assay/fairness/metrics_table.h"
#include "assay/fairness/model_audit.h"
#include "assay/fairness/model_document.h"
#include "assay/pipeline/count_table.h"
#include "fairness.h"
#include "fairness_text.h"
#include "problem.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

struct Flags {
  std::string table;
  std::string label;
  std::string prediction;
  std::string score;
  std::optional<double> threshold;
  std::vector<std::string> groups;
  std::size_t depth = 1;
  std::int32_t replicates = 0;
  std::uint64_t seed = 0;
  std::vector<std::string> references;
  std::string weight;
  bool suppress = false;
  std::optional<std::string> positive;
  std::vector<std::string> metrics;
  std::string out;
};

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Status TakeFamily(const std::vector<std::string>& names, fairness::ModelQuestion& question) {
  if (!names.empty()) question.family.clear();
  for (const std::string& name : names) {
    ASSAY_LET(const fairness::Metric metric, MetricOf(name));
    if (std::ranges::find(question.family, metric) != question.family.end())
      return Wrong(fmt::format("metric '{}' is named twice", name));
    question.family.push_back(metric);
  }
  return Done{};
}

Result<fairness::ModelQuestion> QuestionOf(const Flags& flags) {
  if (flags.prediction.empty() == flags.score.empty())
    return Wrong("name either a --prediction or a --score");
  if (flags.threshold && flags.score.empty()) return Wrong("a --threshold is of a --score");
  if (flags.threshold && !std::isfinite(*flags.threshold))
    return Wrong("a --threshold is a finite number");
  fairness::ModelQuestion question;
  question.columns.label = flags.label;
  question.columns.prediction = flags.prediction.empty() ? flags.score : flags.prediction;
  if (!flags.score.empty()) question.columns.threshold = flags.threshold.value_or(0.5);
  question.columns.attributes = flags.groups;
  question.columns.weight = flags.weight;
  question.positive = flags.positive;
  question.depth = flags.depth;
  question.suppress = flags.suppress;
  for (const std::string& text : flags.references)
    ASSAY_TRY(TakeReference(text, flags.groups, question.references));
  if (flags.replicates > 0)
    question.bootstrap = {.seed = flags.seed, .replicates = flags.replicates};
  ASSAY_TRY(TakeFamily(flags.metrics, question));
  return question;
}

/// fairness.json last: where it is new, the table beside it is of the same audit.
Status Write(const fairness::ModelAudit& audit, const Json& document, const fs::path& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return SystemError(problem.value(), "creating", folder);
  ASSAY_TRY(fairness::WriteMetrics(audit, folder / "metrics.parquet"));
  return WriteFileDurably(folder / "fairness.json", Canonical(document) + "\n");
}

int AuditPredictions(const Flags& flags, const Globals& globals) {
  auto question = QuestionOf(flags);
  if (!question.ok()) return Fail("A0001", question.error().what, globals.json);
  const auto counted = pipeline::CountTable(WorkerProgram(), flags.table,
                                            fairness::WishOf(question.value().columns));
  if (!counted.ok()) return FailReadingTable(counted.error(), globals.json);
  const auto audit = fairness::AuditModel(counted.value().tuples, std::move(question).value());
  if (!audit.ok()) return FailReadingTable(audit.error(), globals.json);
  Json document = fairness::ToJson(audit.value());
  const fairness::Group& overall = audit.value().overall;
  document["table"] =
      NamedTable(flags.table, counted.value().digest, overall.counts.n() + overall.left_out);
  if (!flags.out.empty()) {
    const Status written = Write(audit.value(), document, flags.out);
    if (!written.ok()) return Fail(written.error(), globals.json);
  }
  if (globals.json) {
    PrintJson(document);
    return kDone;
  }
  fmt::print("Table     {}  {}\n", ToPrintable(StringOr(document["table"], "name")),
             StringOr(document["table"], "digest"));
  fmt::print("{}", TextOf(audit.value()));
  if (!flags.out.empty())
    fmt::print("\nWritten   {0}/fairness.json, {0}/metrics.parquet\n", ToPrintable(flags.out));
  return kDone;
}

void AddModel(CLI::App& parent, const Globals& globals, Action& action) {
  CLI::App* command = parent.add_subcommand(
      "model", "How a model's yes and no differ between groups: rates, gaps, tests");
  auto flags = std::make_shared<Flags>();
  command->add_option("TABLE", flags->table, "a .csv, .jsonl or .parquet of labels and predictions")
      ->required()
      ->type_name("");
  const auto text = [command](const char* name, auto& value, const char* help) {
    return command->add_option(name, value, help)->type_name("COLUMN");
  };
  text("--label", flags->label, "the truth")->required();
  text("--prediction", flags->prediction, "what the model said");
  text("--score", flags->score, "or its score, a number");
  command->add_option("--threshold", flags->threshold, "scores from here are positive; default 0.5")
      ->type_name("T");
  text("--group", flags->groups, "whom to compare; may be repeated")
      ->required()
      ->allow_extra_args(false);
  command
      ->add_option("--intersections", flags->depth,
                   "also groups of several columns together, of so many at most")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, fairness::kMaxDepth));
  command
      ->add_option("--reference", flags->references,
                   "compare with this group; default: the largest; may be repeated")
      ->type_name("[COLUMN=]VALUE")
      ->allow_extra_args(false);
  command->add_option("--positive", flags->positive, "the value that means yes; default: 1 or true")
      ->type_name("VALUE");
  text("--weight", flags->weight, "how much each row counts");
  command
      ->add_option("--metric", flags->metrics,
                   "what is tested: the family; default: selection_rate tpr fpr ppv; may be "
                   "repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command
      ->add_option("--bootstrap", flags->replicates,
                   "intervals of the gaps, from so many draws of the counts; such as 1000")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  command->add_flag("--suppress", flags->suppress,
                    "hide what rests on few people, for publication");
  command->add_option("--seed", flags->seed, "of the draws; default 0")->type_name("S");
  command->add_option("--out", flags->out, "also write fairness.json and metrics.parquet there")
      ->type_name("DIR");
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return AuditPredictions(*flags, globals); };
  });
}

}  // namespace

Status TakeReference(const std::string& text, const std::vector<std::string>& columns,
                     std::map<std::string, std::string>& references) {
  const auto take = [&](const std::string& column, std::string value) -> Status {
    if (references.emplace(column, std::move(value)).second) return Done{};
    return Wrong(fmt::format("--reference: two of '{}'", ToPrintable(column)));
  };
  for (const std::string& name : columns)
    if (text.starts_with(name) && text.substr(name.size(), 1) == "=")
      return take(name, text.substr(name.size() + 1));
  if (columns.size() != 1)
    return Wrong(fmt::format("--reference {}: say of which column, as {}=VALUE", ToPrintable(text),
                             ToPrintable(columns.front())));
  return take(columns.front(), text);
}

Result<fairness::Metric> MetricOf(const std::string& name) {
  if (const auto metric = fairness::MetricNamed(name)) return *metric;
  std::array<std::string_view, fairness::kMetrics.size()> known;
  std::ranges::transform(fairness::kMetrics, known.begin(),
                         [](fairness::Metric metric) { return fairness::Name(metric); });
  return Wrong(NoSuch("metric", name, known));
}

std::int64_t RowsOf(const pipeline::CountedTable& counted) {
  std::int64_t rows = 0;
  for (const table::TupleCount& tuple : counted.tuples) rows += tuple.rows;
  return rows;
}

Json NamedTable(const std::string& file, const Digest& digest, std::int64_t rows) {
  return {{"name", ToUtf8(fs::path(file).filename().native(), 4096)},
          {"digest", "sha256:" + digest.Hex()},
          {"rows", rows}};
}

int FailReadingTable(const Error& error, bool json, std::string_view code) {
  if (error.code == ErrorCode::kNotFound || error.code == ErrorCode::kDenied)
    return Fail("A0401", error.what, json);
  if (error.code == ErrorCode::kUnavailable) return Fail("A0500", error.what, json);
  return Fail(code, error.what, json);
}

void AddFairness(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("fairness", "Whether groups of people fare alike");
  command->require_subcommand(1);
  AddModel(*command, globals, action);
  AddFairnessGate(*command, globals, action);
  AddFairnessDetection(*command, globals, action);
  AddFairnessDataset(*command, globals, action);
  AddFairnessSlices(*command, globals, action);
  AddFairnessImpact(*command, globals, action);
  AddFairnessPublished(*command, globals, action);
  AddFairnessRecord(*command, globals, action);
  AddFairnessReweigh(*command, globals, action);
  AddFairnessThresholds(*command, globals, action);
  AddFairnessReport(*command, globals, action);
}

}  // namespace assay::cli
