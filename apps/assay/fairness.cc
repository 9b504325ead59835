// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
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
#include "assay/core/number.h"
#include "assay/fairness/grouping.h"
#include "assay/fairness/metrics_table.h"
#include "assay/fairness/model_audit.h"
#include "assay/fairness/model_document.h"
#include "assay/fairness/score_audit.h"
#include "assay/fairness/score_document.h"
#include "assay/fairness/score_reader.h"
#include "assay/pipeline/count_table.h"
#include "fairness.h"
#include "fairness_text.h"
#include "problem.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr TableProblem kProblem{
    "A0160",
    "mend the table or the flags, --positive says which value means yes; "
    "docs/guide/audit-a-model.md"};

struct Flags {
  std::string table;
  std::string label;
  std::string prediction;
  std::string score;
  std::optional<double> threshold;
  std::int32_t bins = fairness::kReliabilityBins;
  std::string cluster;
  GroupFlags grouping;
  fairness::BootstrapPlan draws = kNoDraws;
  std::string weight;
  bool suppress = false;
  std::optional<std::string> positive;
  std::vector<std::string> metrics;
  std::string out;
};

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

struct Question {
  fairness::ModelQuestion model;
  fairness::ScoreQuestion scores;  ///< where there is a score
};

Error NoSuchMetric(const std::string& name, bool has_score) {
  std::vector<std::string_view> known;
  for (const fairness::Metric metric : fairness::kMetrics) known.push_back(Name(metric));
  for (const fairness::ScoreMetric metric : fairness::kScoreMetrics)
    if (has_score) known.push_back(Name(metric));
  return Wrong(NoSuch("metric", name, known));
}

Status TakeFamily(const Flags& flags, Question& question) {
  if (!flags.metrics.empty()) question.model.family.clear();
  for (auto one = flags.metrics.begin(); one != flags.metrics.end(); ++one) {
    if (std::find(flags.metrics.begin(), one, *one) != one)
      return Wrong(fmt::format("metric '{}' is named twice", *one));
    if (const auto metric = fairness::MetricNamed(*one)) {
      question.model.family.push_back(*metric);
      continue;
    }
    const auto of_scores = fairness::ScoreMetricNamed(*one);
    if (!of_scores) return NoSuchMetric(*one, /*has_score=*/!flags.score.empty());
    if (flags.score.empty() || flags.suppress)
      return Wrong(fmt::format("metric '{}' is of a --score, without --suppress", *one));
    question.scores.family.push_back(*of_scores);
  }
  return Done{};
}

/// Draws are of counts for gaps, and of rows or clusters for scores.
void TakeBootstrap(const Flags& flags, Question& question) {
  question.scores.cluster = flags.cluster;
  question.model.is_clustered = !flags.cluster.empty();
  const auto plan = PlanOf(flags.draws);
  question.scores.bootstrap = plan;
  // Of predictions with weights there is nothing else to draw: AuditModel says so.
  if (flags.score.empty() || flags.suppress || (flags.weight.empty() && flags.cluster.empty()))
    question.model.bootstrap = plan;
}

Result<Question> QuestionOf(const Flags& flags) {
  if (flags.prediction.empty() == flags.score.empty())
    return Wrong("name either a --prediction or a --score");
  if (flags.threshold && flags.score.empty()) return Wrong("a --threshold is of a --score");
  if (flags.threshold && !std::isfinite(*flags.threshold))
    return Wrong("a --threshold is a finite number");
  if (!flags.cluster.empty() && flags.score.empty()) return Wrong("a --cluster is of a --score");
  if (!flags.cluster.empty() && !PlanOf(flags.draws))
    return Wrong("clusters are drawn: a --cluster needs a --bootstrap");
  if (flags.suppress && !flags.cluster.empty())
    return Wrong("clusters are of scores, which --suppress leaves out");
  Question all;
  fairness::ModelQuestion& question = all.model;
  question.columns.label = flags.label;
  question.columns.prediction = flags.prediction.empty() ? flags.score : flags.prediction;
  if (!flags.score.empty()) question.columns.threshold = flags.threshold.value_or(0.5);
  ASSAY_LET(fairness::GroupingQuestion grouping, GroupingOf(flags.grouping));
  question.columns.attributes = std::move(grouping.attributes);
  question.columns.weight = flags.weight;
  question.positive = flags.positive;
  question.suppress = flags.suppress;
  question.depth = grouping.depth;
  question.references = std::move(grouping.references);
  all.scores.bins = flags.bins;
  TakeBootstrap(flags, all);
  ASSAY_TRY(TakeFamily(flags, all));
  return all;
}

struct Audit {
  Digest digest;
  fairness::ModelAudit model;
  std::optional<fairness::ScoreAudit> scores;
};

Result<Audit> CountPredictions(const std::string& table, Question question) {
  ASSAY_LET(const pipeline::CountedTable counted,
            pipeline::CountTable(WorkerProgram(), table, WishOf(question.model.columns)));
  ASSAY_LET(fairness::ModelAudit model, AuditModel(counted.tuples, std::move(question.model)));
  return Audit{counted.digest, std::move(model), std::nullopt};
}

/// One reading for both: rates at the threshold, and the scores themselves.
Result<Audit> ReadScores(const std::string& table, Question question) {
  fairness::ScoreReader reader(question.model.columns, question.scores.cluster);
  ASSAY_LET(const Digest digest,
            pipeline::VisitRows(WorkerProgram(), table, reader.Wish(),
                                [&reader](pipeline::RowValues values, double weight) {
                                  return reader.Take(values, weight);
                                }));
  fairness::ScoreRows rows = std::move(reader).Finish();
  ASSAY_LET(fairness::ModelAudit model, AuditModel(rows.tuples, std::move(question.model)));
  ASSAY_LET(fairness::ScoreAudit scores,
            AuditScores(std::move(rows), model, std::move(question.scores)));
  AdjustFamily(model, scores);
  return Audit{digest, std::move(model), std::move(scores)};
}

Json DocumentOf(const Audit& audit, const Flags& flags) {
  Json document = ToJson(audit.model);
  const fairness::Group& overall = audit.model.overall;
  document["table"] = NamedTable(flags.table, audit.digest, overall.counts.n() + overall.left_out);
  if (!audit.scores) return document;
  document["scores"] = ToJson(*audit.scores);
  for (const fairness::ScoreMetric metric : audit.scores->question.family)
    document["family"]["metrics"].push_back(Name(metric));
  return document;
}

/// fairness.json last: where it is new, the table beside it is of the same audit.
Status Write(const Audit& audit, const Json& document, const fs::path& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return SystemError(problem.value(), "creating", folder);
  ASSAY_TRY(fairness::WriteMetrics(audit.model, audit.scores, folder / "metrics.parquet"));
  return WriteFileDurably(folder / "fairness.json", Canonical(document) + "\n");
}

int AuditPredictions(const Flags& flags, const Globals& globals) {
  auto question = QuestionOf(flags);
  if (!question.ok()) return Fail("A0001", question.error().what, globals.json);
  const auto audit = flags.score.empty() || flags.suppress
                         ? CountPredictions(flags.table, std::move(question).value())
                         : ReadScores(flags.table, std::move(question).value());
  if (!audit.ok()) return FailReadingTable(audit.error(), globals.json, kProblem);
  const auto& [digest, model, scores] = audit.value();
  const Json document = DocumentOf(audit.value(), flags);
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
  fmt::print("{}", TextOf(model, scores));
  if (!flags.out.empty())
    fmt::print("\nWritten   {0}/fairness.json, {0}/metrics.parquet\n", ToPrintable(flags.out));
  return kDone;
}

void AddScoreFlags(CLI::App& command, Flags& flags) {
  command.add_option("--score", flags.score, "or its score, a number; from 0 to 1 a probability")
      ->type_name("COLUMN");
  command.add_option("--threshold", flags.threshold, "scores from here are positive; default 0.5")
      ->type_name("T");
  command.add_option("--bins", flags.bins, "of the reliability of scores; default 10")
      ->type_name("N")
      ->check(CLI::Range(1, fairness::kMaxBins));
  command
      .add_option("--cluster", flags.cluster,
                  "what --bootstrap draws of scores, such as persons; default: rows")
      ->type_name("COLUMN");
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
  AddScoreFlags(*command, *flags);
  AddGroupFlags(*command, flags->grouping);
  AddReferenceFlag(*command, flags->grouping);
  command->add_option("--positive", flags->positive, "the value that means yes; default: 1 or true")
      ->type_name("VALUE");
  text("--weight", flags->weight, "how much each row counts");
  command
      ->add_option("--metric", flags->metrics,
                   "what is tested: the family; default: selection_rate tpr fpr ppv; of a score "
                   "also auc, calibration; may be repeated")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command->add_flag("--suppress", flags->suppress,
                    "hide what rests on few people, for publication; scores are then not audited");
  AddDrawFlags(*command, flags->draws,
               "intervals of gaps and of scores, from so many draws; such as 1000");
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

void AddGroupFlags(CLI::App& command, GroupFlags& flags) {
  command.add_option("--group", flags.columns, "whom to compare; may be repeated")
      ->type_name("COLUMN")
      ->required()
      ->allow_extra_args(false);
  command
      .add_option("--intersections", flags.depth,
                  "also groups of several columns together, of so many at most")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, fairness::kMaxDepth));
}

void AddReferenceFlag(CLI::App& command, GroupFlags& flags) {
  command
      .add_option("--reference", flags.references,
                  "compare with this group; default: the largest; may be repeated")
      ->type_name("[COLUMN=]VALUE")
      ->allow_extra_args(false);
}

Result<fairness::GroupingQuestion> GroupingOf(const GroupFlags& flags) {
  fairness::GroupingQuestion question;
  question.attributes = flags.columns;
  question.depth = flags.depth;
  for (const std::string& text : flags.references)
    ASSAY_TRY(TakeReference(text, flags.columns, question.references));
  return question;
}

void AddDrawFlags(CLI::App& command, fairness::BootstrapPlan& plan, const std::string& help) {
  command.add_option("--bootstrap", plan.replicates, help)
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  AddSeed(command, plan.seed, "of the draws; default 0");
}

void AddSeed(CLI::App& command, std::uint64_t& seed, const std::string& help) {
  command.add_option("--seed", seed, help)
      ->type_name("S")
      ->check(CLI::Validator(
          [](const std::string& text) {
            return ParseNumber<std::uint64_t>(text)
                       ? std::string()
                       : fmt::format("'{}' is no whole number from 0", ToPrintable(text));
          },
          ""));
}

std::optional<fairness::BootstrapPlan> PlanOf(const fairness::BootstrapPlan& flags) {
  return flags.replicates > 0 ? std::optional(flags) : std::nullopt;
}

Status WriteAudit(const Json& document, const fs::path& folder, std::string_view name,
                  const std::function<Status(const fs::path&)>& write_table) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return SystemError(problem.value(), "creating", folder);
  ASSAY_TRY(write_table(folder / fmt::format("{}.parquet", name)));
  return WriteFileDurably(folder / fmt::format("{}.json", name), Canonical(document) + "\n");
}

Result<fairness::Metric> MetricOf(const std::string& name) {
  if (const auto metric = fairness::MetricNamed(name)) return *metric;
  return NoSuchMetric(name, /*has_score=*/false);
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

Error AtRow(Error error, const std::string& table, const std::string& column,
            const CellCheck& check) {
  std::int64_t row = 0;
  bool is_found = false;
  const table::CountWish wish{.columns = {{column, std::nullopt}}};
  const auto read = pipeline::VisitRows(WorkerProgram(), table, wish,
                                        [&](pipeline::RowValues values, double) -> Status {
                                          ++row;
                                          Status said = check(values.front());
                                          is_found = !said.ok() && said.error().what == error.what;
                                          return is_found ? std::move(said) : Status(Done{});
                                        });
  if (!read.ok() && is_found) error.what = fmt::format("row {}: {}", row, error.what);
  return error;
}

int FailReadingTable(const Error& error, bool json, const TableProblem& problem) {
  if (error.code == ErrorCode::kNotFound || error.code == ErrorCode::kDenied)
    return Fail("A0401", error.what, json);
  if (error.code == ErrorCode::kUnavailable) return Fail("A0500", error.what, json);
  return Fail(problem.code, error.what, json, problem.help);
}

void AddFairness(CLI::App& app, const Globals& globals, Action& action) {
  CLI::App* command = app.add_subcommand("fairness", "Whether groups of people fare alike");
  command->require_subcommand(1);
  AddModel(*command, globals, action);
  AddFairnessRegression(*command, globals, action);
  AddFairnessRanking(*command, globals, action);
  AddFairnessDetection(*command, globals, action);
  AddFairnessSlices(*command, globals, action);
  AddFairnessGate(*command, globals, action);
  AddFairnessDataset(*command, globals, action);
  AddFairnessReweigh(*command, globals, action);
  AddFairnessThresholds(*command, globals, action);
  AddFairnessImpact(*command, globals, action);
  AddFairnessRecord(*command, globals, action);
  AddFairnessReport(*command, globals, action);
  AddFairnessPublished(*command, globals, action);
}

}  // namespace assay::cli
