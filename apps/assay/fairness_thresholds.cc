// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"
#include "assay/fairness/threshold_document.h"
#include "assay/fairness/threshold_trial.h"
#include "assay/pipeline/count_table.h"
#include "fairness.h"
#include "fairness_lines.h"
#include "problem.h"

namespace assay::cli {
namespace {

constexpr TableProblem kProblem{
    "A0160",
    "mend the table or the flags, --positive says which value means yes; "
    "docs/guide/mend-a-gap.md"};

using fairness::Metric;
using fairness::ThresholdRule;
using fairness::ThresholdTrial;
using fairness::TrialOutcome;

struct Flags {
  std::string table;
  fairness::ThresholdQuestion question;
  std::string constraint;
  std::string objective = "accuracy";
};

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

/// That of `all` which is called `name`.
template <typename Kind, std::size_t kCount>
Result<Kind> Named(std::string_view what, const std::string& name,
                   const std::array<Kind, kCount>& all) {
  std::array<std::string_view, kCount> known;
  std::ranges::transform(all, known.begin(), [](Kind kind) { return Name(kind); });
  const auto found = std::ranges::find(known, name);
  if (found == known.end()) return Wrong(NoSuch(what, name, known));
  return all.at(static_cast<std::size_t>(found - known.begin()));
}

Result<fairness::ThresholdQuestion> QuestionOf(const Flags& flags) {
  fairness::ThresholdQuestion question = flags.question;
  if (question.threshold && !std::isfinite(*question.threshold))
    return Wrong("a --threshold is a finite number");
  ASSAY_LET(question.constraint,
            Named("constraint", flags.constraint, fairness::kParityConstraints));
  ASSAY_LET(question.objective, Named("objective", flags.objective, fairness::kObjectives));
  return question;
}

std::string YesFrom(double threshold) {
  return std::isfinite(threshold) ? fmt::format("yes from {}", threshold) : "no";
}

/// "0.7143 of rows by a lot, yes for 0.1200; else yes from 0.5 with 0.2000, from 0.4 with 0.8000"
std::string RuleText(const ThresholdRule& rule) {
  std::string text;
  if (rule.lot > 0)
    text = fmt::format("by a lot with {:.4f}, then yes with {:.4f}; else ", rule.lot, rule.lot_yes);
  std::vector<ThresholdRule::Part> parts;
  for (const ThresholdRule::Part& part : rule.parts)
    if (part.chance > 0) parts.push_back(part);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += fmt::format("{}{}", i == 0 ? "" : ", ", YesFrom(parts[i].threshold));
    if (parts.size() > 1) text += fmt::format(" with {:.4f}", parts[i].chance);
  }
  return text;
}

std::string RulesText(const ThresholdTrial& trial) {
  Lines lines;
  lines.Add({ColumnsOf(trial.question.attributes), "fitted", "held out", "rule"});
  for (std::size_t g = 0; g < trial.fitted.size(); ++g)
    lines.Add({NameOf(trial.fitted[g].values), fmt::format("{}", fairness::RowsOf(trial.fitted[g])),
               fmt::format("{}", fairness::RowsOf(trial.held_out[g])),
               RuleText(trial.rules.rules[g])});
  return lines.Text();
}

std::string ShareText(const fairness::Group& group, Metric metric) {
  const fairness::Proportion share = fairness::Share(group.counts, metric);
  return Rate(share.Value()) + "  " +
         Within(fairness::Wilson(share, fairness::kConfidence), "[{:.4f}, {:.4f}]");
}

/// Of all rows, then the gaps, then each group: by one threshold and by the rules.
std::string OutcomesText(const ThresholdTrial& trial) {
  constexpr std::array kShown = {Metric::kSelectionRate, Metric::kTpr, Metric::kFpr};
  const auto& plain = trial.plain;
  const auto& mended = trial.mended;
  Lines all;
  all.Add({"held out", "one threshold", "by group"});
  for (const Metric metric : {Metric::kAccuracy, Metric::kPpv})
    all.Add({std::string(Name(metric)), ShareText(plain.overall, metric),
             ShareText(mended.overall, metric)});
  all.Add({"balanced_accuracy", Rate(fairness::BalancedAccuracy(plain.overall.counts)),
           Rate(fairness::BalancedAccuracy(mended.overall.counts))});
  const auto gap = [](const fairness::ParityGap& one) {
    return one.gap ? fmt::format(
                         "{:.4f}{}", one.gap->value,
                         one.standing == fairness::Standing::kInsufficient ? "  insufficient" : "")
                   : std::string("undefined");
  };
  for (std::size_t i = 0; i < plain.gaps.size(); ++i) {
    if (!plain.gaps[i].name.ends_with("_difference")) continue;
    std::string name = plain.gaps[i].name;
    std::ranges::replace(name, '_', ' ');
    all.Add({name, gap(plain.gaps[i]), gap(mended.gaps[i])});
  }
  for (std::size_t g = 0; g < std::min(plain.groups.size(), kShownRows); ++g)
    for (const Metric metric : kShown)
      all.Add({fmt::format("{} {}", NameOf(plain.groups[g].values), Name(metric)),
               ShareText(plain.groups[g], metric), ShareText(mended.groups[g], metric)});
  std::string text = all.Text();
  if (plain.groups.size() > kShownRows)
    text += fmt::format("  and {} more groups: --json\n", plain.groups.size() - kShownRows);
  return text;
}

std::string TextOf(const ThresholdTrial& trial, const Json& document) {
  const auto& question = trial.question;
  const Json& rows = document["rows"];
  std::string text =
      fmt::format("Rows      {} fitted, {} held out{}\n", rows["fitted"].get<std::int64_t>(),
                  rows["held_out"].get<std::int64_t>(),
                  trial.left_out == 0
                      ? ""
                      : fmt::format(", {} left out: without a label or a score", trial.left_out));
  text += question.holdout.empty() ? fmt::format("Held out  by lot, a share of {}, seed {}\n",
                                                 question.holdout_share, question.seed)
                                   : fmt::format("Held out  by {}\n", Shown(question.holdout));
  text +=
      fmt::format("Asked     {} with the best {}; one threshold for all: {}\n\n",
                  Name(question.constraint), Name(question.objective), YesFrom(trial.threshold));
  text += fmt::format("{}\n{}\n", RulesText(trial), OutcomesText(trial));
  for (const std::string_view warning : fairness::kThresholdWarnings)
    text += fmt::format("Warning   {}\n", warning);
  return text;
}

int TryTable(const Flags& flags, const Globals& globals) {
  auto question = QuestionOf(flags);
  if (!question.ok()) return Fail("A0001", question.error().what, globals.json);
  const auto counted =
      pipeline::CountTable(WorkerProgram(), flags.table, fairness::WishOf(question.value()));
  if (!counted.ok()) return FailReadingTable(counted.error(), globals.json, kProblem);
  const auto trial = fairness::TryThresholds(counted.value().tuples, std::move(question).value());
  const std::string& score = flags.question.score;
  const auto check = [&score](const auto& cell) { return fairness::CheckScore(cell, score); };
  if (!trial.ok())
    return FailReadingTable(AtRow(trial.error(), flags.table, score, check), globals.json,
                            kProblem);
  Json document = fairness::ToJson(trial.value());
  std::int64_t rows = 0;
  for (const table::TupleCount& tuple : counted.value().tuples) rows += tuple.rows;
  document["table"] = NamedTable(flags.table, counted.value().digest, rows);
  if (globals.json) {
    PrintJson(document);
    return kDone;
  }
  fmt::print("Table     {}  {}\n{}", ToPrintable(StringOr(document["table"], "name")),
             StringOr(document["table"], "digest"), TextOf(trial.value(), document));
  return kDone;
}

}  // namespace

void AddFairnessThresholds(CLI::App& parent, const Globals& globals, Action& action) {
  CLI::App* command = parent.add_subcommand(
      "thresholds", "What a threshold for each group would change, and what it would cost");
  auto flags = std::make_shared<Flags>();
  fairness::ThresholdQuestion& question = flags->question;
  command->add_option("TABLE", flags->table, "a .csv, .jsonl or .parquet of labels and scores")
      ->required()
      ->type_name("");
  const auto text = [command](const char* name, auto& value, const char* type, const char* help) {
    return command->add_option(name, value, help)->type_name(type);
  };
  text("--label", question.label, "COLUMN", "the truth")->required();
  text("--score", question.score, "COLUMN", "the model's score, a number")->required();
  text("--group", question.attributes, "COLUMN", "groups; several: of all together")
      ->required()
      ->allow_extra_args(false);
  text("--constraint", flags->constraint, "NAME",
       "what groups are to share: demographic_parity, equalized_odds, equal_opportunity or "
       "fpr_parity")
      ->required();
  text("--objective", flags->objective, "NAME",
       "what is to suffer least: accuracy (default) or balanced_accuracy");
  text("--positive", question.positive, "VALUE", "the label that means yes; default: 1 or true");
  text("--threshold", question.threshold, "T",
       "one for all, to compare with; default: the best for the objective");
  CLI::Option* holdout =
      text("--holdout", question.holdout, "COLUMN", "1 or true: try on this row, do not fit to it");
  text("--holdout-share", question.holdout_share, "SHARE",
       "or hold out this share of rows, by lot; default 0.5")
      ->excludes(holdout);
  AddSeed(*command, question.seed, "of all lots; default 0");
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return TryTable(*flags, globals); };
  });
}

}  // namespace assay::cli
