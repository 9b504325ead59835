// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/fairness/audit_tables.h"
#include "assay/fairness/regression_audit.h"
#include "assay/pipeline/count_table.h"
#include "fairness.h"
#include "fairness_lines.h"
#include "problem.h"

namespace assay::cli {
namespace {

constexpr TableProblem kProblem{"A0160", "mend the table or the flags; docs/guide/audit-scores.md"};

using fairness::Measure;
using fairness::NumberGroup;
using fairness::NumberGrouping;
using fairness::RegressionAudit;

struct Flags {
  std::string table;
  std::string label;
  std::string prediction;
  GroupFlags grouping;
  std::string weight;
  std::string cluster;
  fairness::BootstrapPlan draws = kNoDraws;
  std::string out;
};

Result<fairness::RegressionQuestion> QuestionOf(const Flags& flags) {
  fairness::RegressionQuestion question;
  question.label = flags.label;
  question.prediction = flags.prediction;
  ASSAY_LET(question.grouping, GroupingOf(flags.grouping));
  question.weight = flags.weight;
  question.cluster = flags.cluster;
  question.bootstrap = PlanOf(flags.draws);
  if (!question.cluster.empty() && !question.bootstrap)
    return Error{ErrorCode::kInvalidArgument,
                 "clusters are drawn: a --cluster needs a --bootstrap"};
  return question;
}

struct Audit {
  Digest digest;
  RegressionAudit numbers;
};

Result<Audit> Read(const std::string& table, const fairness::RegressionQuestion& question) {
  fairness::RegressionReader reader(question);
  ASSAY_LET(const Digest digest,
            pipeline::VisitRows(WorkerProgram(), table, reader.Wish(),
                                [&reader](pipeline::RowValues values, double weight) {
                                  return reader.Take(values, weight);
                                }));
  ASSAY_LET(RegressionAudit audit, AuditRegression(std::move(reader).Finish(), question));
  return Audit{digest, std::move(audit)};
}

/// Numbers of any size, so in six digits.
std::string Number(const std::optional<double>& value) {
  return value ? fmt::format("{:.6g}", *value) : "-";
}

std::string Bounds(const fairness::Measured& measured) {
  auto interval = measured.interval;
  if (measured.drawn) interval = measured.drawn->interval;
  return Within(interval, "[{:.6g}, {:.6g}]");
}

void AddMeasure(std::vector<std::string> cells, const Measure& measure, Lines& lines) {
  const bool is_ok = measure.standing == fairness::Standing::kOk;
  cells.insert(cells.end(),
               {Number(measure.own.value), Bounds(measure.own), Number(measure.difference.value),
                Bounds(measure.difference), measure.q ? fmt::format("{:.2g}", *measure.q) : "-",
                is_ok ? "" : std::string(Name(measure.standing))});
  lines.Add(std::move(cells));
}

std::string GroupingText(const NumberGrouping& one) {
  std::vector<const NumberGroup*> order;
  for (const NumberGroup& group : one.groups) order.push_back(&group);
  std::ranges::stable_sort(order, std::ranges::greater(), &NumberGroup::n);
  order.resize(std::min(order.size(), kShownRows));
  Lines errors;
  errors.Add(
      {"group", "n", "mean label", "mean prediction", "mean error", "", "difference", "", "q", ""});
  Lines sizes;
  sizes.Add({"group", "rmse", "r2", "mae", "", "difference", "", "q", ""});
  for (const NumberGroup* group : order) {
    const std::string name = NameOf(group->values);
    AddMeasure({name, fmt::format("{}", group->n), Number(group->mean_label),
                Number(group->mean_prediction)},
               group->mean_error, errors);
    AddMeasure({name, Number(group->rmse), Rate(group->r2)}, group->mae, sizes);
  }
  std::string text =
      fmt::format("\nBy {}: {} groups; reference {} ({})\n\n{}\n{}", ColumnsOf(one.by),
                  one.groups.size(), NameOf(one.groups[one.reference.group].values),
                  one.reference.is_named ? "as named" : "the largest", errors.Text(), sizes.Text());
  if (one.groups.size() > kShownRows)
    text += fmt::format("  and {} smaller groups: --json, --out\n", one.groups.size() - kShownRows);
  return text;
}

std::string Bounded(const Measure& measure) {
  const std::string bounds = Bounds(measure.own);
  return Number(measure.own.value) + (bounds.empty() ? "" : " " + bounds);
}

std::string TextOf(const RegressionAudit& audit) {
  const auto& question = audit.question;
  const NumberGroup& all = audit.overall;
  std::string text = fmt::format("Rows      {}", all.n + all.left_out);
  if (all.left_out > 0)
    text += fmt::format(", {} of them left out: without a label or a prediction", all.left_out);
  text += fmt::format("\nAsked     label {}, prediction {}; an error is prediction less label\n",
                      Shown(question.label), Shown(question.prediction));
  if (!question.weight.empty())
    text +=
        fmt::format("Weights   {}: means are weighted, without tests\n", Shown(question.weight));
  if (!question.cluster.empty())
    text += fmt::format("Clusters  {}: means are without tests\n", Shown(question.cluster));
  if (audit.has_intervals)
    text +=
        fmt::format("Family    {}: mean_error mae; q by Benjamini-Hochberg; intervals of 95 %\n",
                    Tests(audit.tests));
  if (const auto& plan = question.bootstrap)
    text += fmt::format(
        "Drawn     {}: intervals\n",
        DrawsText(*plan, question.cluster.empty() ? "rows"
                                                  : fmt::format("{} clusters of {}", audit.units,
                                                                Shown(question.cluster))));
  text += fmt::format("All       mean error {}; MAE {}; RMSE {}; R2 {}\n", Bounded(all.mean_error),
                      Bounded(all.mae), Number(all.rmse), Rate(all.r2));
  for (const NumberGrouping& one : audit.groupings) text += GroupingText(one);
  return text;
}

int AuditNumbers(const Flags& flags, const Globals& globals) {
  const auto question = QuestionOf(flags);
  if (!question.ok()) return Fail("A0001", question.error().what, globals.json);
  const auto audit = Read(flags.table, question.value());
  if (!audit.ok()) return FailReadingTable(audit.error(), globals.json, kProblem);
  const auto& [digest, numbers] = audit.value();
  Json document = ToJson(numbers);
  document["table"] = NamedTable(flags.table, digest, numbers.overall.n + numbers.overall.left_out);
  if (!flags.out.empty()) {
    const Status written = WriteAudit(document, flags.out, "regression", [&](const auto& file) {
      return fairness::WriteRegression(audit.value().numbers, file);
    });
    if (!written.ok()) return Fail(written.error(), globals.json);
  }
  if (globals.json) {
    PrintJson(document);
    return kDone;
  }
  fmt::print("Table     {}  {}\n{}", ToPrintable(StringOr(document["table"], "name")),
             StringOr(document["table"], "digest"), TextOf(numbers));
  if (!flags.out.empty())
    fmt::print("\nWritten   {0}/regression.json, {0}/regression.parquet\n", ToPrintable(flags.out));
  return kDone;
}

}  // namespace

void AddFairnessRegression(CLI::App& parent, const Globals& globals, Action& action) {
  CLI::App* command = parent.add_subcommand(
      "regression", "How predictions of a number err by group: bias, size of errors, tests");
  auto flags = std::make_shared<Flags>();
  command->add_option("TABLE", flags->table, "a .csv, .jsonl or .parquet of labels and predictions")
      ->required()
      ->type_name("");
  const auto text = [command](const char* name, auto& value, const char* help) {
    return command->add_option(name, value, help)->type_name("COLUMN");
  };
  text("--label", flags->label, "the truth, a number")->required();
  text("--prediction", flags->prediction, "what the model said, a number")->required();
  AddGroupFlags(*command, flags->grouping);
  AddReferenceFlag(*command, flags->grouping);
  text("--weight", flags->weight, "how much each row counts");
  text("--cluster", flags->cluster, "what --bootstrap draws, such as persons; default: rows");
  AddDrawFlags(*command, flags->draws, "intervals from so many draws of rows; such as 1000");
  command
      ->add_option("--out", flags->out, "also write regression.json and regression.parquet there")
      ->type_name("DIR");
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return AuditNumbers(*flags, globals); };
  });
}

}  // namespace assay::cli
