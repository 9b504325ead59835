// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/threshold_trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/number.h"
#include "assay/fairness/grouping.h"
#include "assay/fairness/random_internal.h"

namespace assay::fairness {
namespace {

/// Where a tuple of WishOf holds what.
constexpr std::size_t kLabelAt = 0;
constexpr std::size_t kScoreAt = 1;
constexpr std::size_t kAttributesAt = 2;

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Status Check(const ThresholdQuestion& question) {
  if (question.attributes.empty()) return Wrong("no column of groups is named");
  if (!(question.holdout_share > 0 && question.holdout_share < 1))
    return Wrong("the share of rows that is held out lies between 0 and 1");
  std::set<std::string_view> seen;
  for (const table::CountedColumn& column : WishOf(question).columns) {
    if (!seen.insert(column.name).second)
      return Wrong(fmt::format("column '{}' is named twice", ToPrintable(column.name)));
  }
  return Done{};
}

/// What the values of a column mean: as labels beside predictions that are all a yes.
Result<CountedModel> Meanings(std::span<const table::TupleCount> tuples, std::size_t at,
                              const std::string& column,
                              const std::optional<std::string>& positive) {
  std::set<std::string> values;
  for (const table::TupleCount& tuple : tuples)
    if (const auto known = Known(tuple.values[at])) values.emplace(*known);
  std::vector<table::TupleCount> labels;
  for (const std::string& value : values) labels.push_back({{value, "1"}, 1, 0, 0});
  if (labels.empty()) return Wrong(fmt::format("no row has a value of '{}'", ToPrintable(column)));
  return Classify(
      labels, {.label = column, .prediction = "", .threshold = 1, .attributes = {}, .weight = ""},
      positive);
}

bool Has(const std::vector<std::string>& values, std::string_view value) {
  return std::ranges::find(values, value) != values.end();
}

Result<double> ScoreOf(std::string_view text, const std::string& column) {
  const auto score = ParseNumber<double>(Trim(text));
  if (score && std::isfinite(*score)) return *score;
  return Wrong(fmt::format("'{}' in column '{}' is no number", ToPrintable(ToUtf8(text, 64)),
                           ToPrintable(column)));
}

/// Rows by score, the greatest first: [0] negatives, [1] positives.
using Scores = std::map<double, std::array<std::int64_t, 2>, std::greater<>>;

/// Of one group.
struct Rows {
  Scores fitted;
  Scores held_out;
};
using Groups = std::map<std::vector<std::string>, Rows>;

/// Adds the rows of one tuple where they belong.
class Splitter {
 public:
  Splitter(const ThresholdQuestion& question, Random& random)
      : question_(question), random_(random) {}

  Status LearnMarks(std::span<const table::TupleCount> tuples) {
    if (question_.holdout.empty()) return Done{};
    const std::size_t at = kAttributesAt + question_.attributes.size();
    for (const table::TupleCount& tuple : tuples)
      if (!Known(tuple.values[at]))
        return Wrong(
            fmt::format("a row has no value of '{}': held out is 1 or true, all else 0 "
                        "or false",
                        ToPrintable(question_.holdout)));
    ASSAY_LET(const CountedModel model, Meanings(tuples, at, question_.holdout, std::nullopt));
    marks_ = model.positive;
    return Done{};
  }

  void Add(const table::TupleCount& tuple, double score, bool positive, Rows& rows) {
    std::int64_t held = 0;
    if (question_.holdout.empty())
      held = random_.Binomial(tuple.rows, question_.holdout_share);
    else if (Has(marks_, *tuple.values.back()))
      held = tuple.rows;
    const std::size_t label = positive ? 1 : 0;
    if (held > 0) rows.held_out[score][label] += held;
    if (tuple.rows > held) rows.fitted[score][label] += tuple.rows - held;
  }

 private:
  const ThresholdQuestion& question_;
  Random& random_;
  std::vector<std::string> marks_;
};

ScoredGroup GroupOf(const std::vector<std::string>& values, const Scores& scores) {
  ScoredGroup group{values, {}};
  group.scores.reserve(scores.size());
  for (const auto& [score, rows] : scores) group.scores.push_back({score, rows[1], rows[0]});
  return group;
}

/// Of each held-out row a yes with its chance, drawn.
TrialOutcome Decide(std::span<const ScoredGroup> groups, Random& random,
                    const std::function<double(std::size_t group, double score)>& chance_of) {
  TrialOutcome outcome;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    Group group;
    group.values = groups[g].values;
    Confusion& counts = group.counts;
    for (const ScoreCount& one : groups[g].scores) {
      const double chance = std::clamp(chance_of(g, one.score), 0.0, 1.0);
      const std::int64_t tp = random.Binomial(one.positives, chance);
      const std::int64_t fp = random.Binomial(one.negatives, chance);
      counts.tp += tp;
      counts.fn += one.positives - tp;
      counts.fp += fp;
      counts.tn += one.negatives - fp;
    }
    outcome.overall.Add(group);
    outcome.groups.push_back(std::move(group));
  }
  outcome.gaps = ParityGaps(outcome.groups, outcome.overall, /*weighted=*/false);
  return outcome;
}

/// Reads the tuples, and parts the rows.
Status Split(std::span<const table::TupleCount> tuples, Random& random, ThresholdTrial& trial) {
  const ThresholdQuestion& question = trial.question;
  if (tuples.empty()) return Wrong("the table has no rows");
  ASSAY_LET(const CountedModel labels,
            Meanings(tuples, kLabelAt, question.label, question.positive));
  trial.positive = labels.positive;
  trial.negative = labels.negative;
  Splitter splitter(question, random);
  ASSAY_TRY(splitter.LearnMarks(tuples));
  Groups groups;
  for (const table::TupleCount& tuple : tuples) {
    ASSAY_TRY(CheckValues(tuple.values));
    const auto label = Known(tuple.values[kLabelAt]);
    const auto text = Known(tuple.values[kScoreAt]);
    if (!label || !text) {
      trial.left_out += tuple.rows;
      continue;
    }
    ASSAY_LET(const double score, ScoreOf(*text, question.score));
    std::vector<std::string> values;
    for (std::size_t i = 0; i < question.attributes.size(); ++i)
      values.emplace_back(Known(tuple.values[kAttributesAt + i]).value_or(kUnknown));
    splitter.Add(tuple, score, Has(trial.positive, *label), groups[std::move(values)]);
  }
  std::int64_t held_out = 0;
  for (const auto& [values, rows] : groups) {
    trial.fitted.push_back(GroupOf(values, rows.fitted));
    trial.held_out.push_back(GroupOf(values, rows.held_out));
    held_out += RowsOf(trial.held_out.back());
  }
  return held_out > 0 ? Status(Done{}) : Wrong("no row is held out to try the thresholds on");
}

}  // namespace

table::CountWish WishOf(const ThresholdQuestion& question) {
  table::CountWish wish;
  wish.columns = {{question.label, std::nullopt}, {question.score, std::nullopt}};
  for (const std::string& attribute : question.attributes)
    wish.columns.push_back({attribute, std::nullopt});
  if (!question.holdout.empty()) wish.columns.push_back({question.holdout, std::nullopt});
  return wish;
}

Result<ThresholdTrial> TryThresholds(std::span<const table::TupleCount> tuples,
                                     ThresholdQuestion question) {
  ASSAY_TRY(Check(question));
  ThresholdTrial trial;
  trial.question = std::move(question);
  Random random(trial.question.seed);
  ASSAY_TRY(Split(tuples, random, trial));
  ASSAY_LET(trial.rules,
            FitThresholds(trial.fitted, trial.question.constraint, trial.question.objective));
  ASSAY_LET(const double best, BestThreshold(trial.fitted, trial.question.objective));
  trial.threshold = trial.question.threshold.value_or(best);
  trial.plain = Decide(trial.held_out, random, [&](std::size_t, double score) {
    return score >= trial.threshold ? 1.0 : 0.0;
  });
  trial.mended = Decide(trial.held_out, random, [&](std::size_t group, double score) {
    return trial.rules.rules[group].ChanceOfYes(score);
  });
  return trial;
}

Status CheckScore(const std::optional<std::string_view>& cell, const std::string& column) {
  const auto known = Known(cell);
  if (!known) return Done{};
  ASSAY_TRY(ScoreOf(*known, column));
  return Done{};
}

std::int64_t RowsOf(const ScoredGroup& group) {
  std::int64_t rows = 0;
  for (const ScoreCount& one : group.scores) rows += one.positives + one.negatives;
  return rows;
}

}  // namespace assay::fairness
