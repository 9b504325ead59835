// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/score_audit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "assay/fairness/model_audit.h"
#include "assay/fairness/score_document.h"
#include "assay/fairness/score_reader.h"

namespace assay::fairness {
namespace {

struct Person {
  std::string group;
  std::string label;
  std::string score;
  double weight = 1;
  std::string cluster = {};
};

struct Audits {
  ModelAudit model;
  ScoreAudit scores;
};

ModelQuestion Columns(bool weighted, bool clustered) {
  ModelQuestion question;
  question.columns = {.label = "y",
                      .prediction = "s",
                      .threshold = 0.5,
                      .attributes = {"g"},
                      .weight = weighted ? "w" : ""};
  question.is_clustered = clustered;
  return question;
}

Result<Audits> Audit(const std::vector<Person>& people, const ScoreQuestion& question = {},
                     bool weighted = false) {
  ModelQuestion model = Columns(weighted, !question.cluster.empty());
  ScoreReader reader(model.columns, question.cluster);
  for (const Person& one : people) {
    const bool reaches = !one.score.empty() && std::stod(one.score) >= 0.5;
    const std::array<std::optional<std::string_view>, 5> values = {one.label,
                                                                   one.score.empty() ? ""
                                                                   : reaches         ? "1"
                                                                                     : "0",
                                                                   one.group, one.score,
                                                                   one.cluster};
    ASSAY_TRY(reader.Take(std::span(values).first(question.cluster.empty() ? 4 : 5), one.weight));
  }
  ScoreRows rows = std::move(reader).Finish();
  ASSAY_LET(ModelAudit counted, AuditModel(rows.tuples, std::move(model)));
  ASSAY_LET(ScoreAudit scores, AuditScores(std::move(rows), counted, question));
  AdjustFamily(counted, scores);
  return Audits{std::move(counted), std::move(scores)};
}

std::vector<Person> Drawn(int n) {
  std::mt19937 engine(5);
  std::vector<Person> people;
  for (int i = 0; i < n; ++i) {
    const bool positive = engine() % 3 == 0;
    const auto score = static_cast<int>(engine() % 70) + (positive ? 25 : 0);
    people.push_back({engine() % 4 == 0 ? "b" : "a", positive ? "1" : "0",
                      "0." + std::string(score < 10 ? "0" : "") + std::to_string(score), 1,
                      std::to_string(i / 3)});
  }
  return people;
}

// Worked by hand: a has .2 0, .4 1, .6 0, .8 1: pairs 3 of 4, errors .2 -.6 .6 -.2 sum to 0, their
// squares to .8.
TEST(AuditScores, OfFourPeopleIsAsWorkedByHand) {
  const auto audits = Audit({{"a", "0", "0.2"},
                             {"a", "1", "0.4"},
                             {"a", "0", "0.6"},
                             {"a", "1", "0.8"},
                             {"b", "1", "0.5"},
                             {"b", "", "0.5"},
                             {"b", "1", ""}})
                          .value();
  const ScoreGroup& a = audits.scores.groupings[0].groups[0];
  EXPECT_EQ(a.n, 4);
  EXPECT_EQ(a.positives, 2);
  EXPECT_DOUBLE_EQ(*a.auc.own.value, 0.75);
  EXPECT_NEAR(*a.calibration.own.value, 0, 1e-15);
  EXPECT_DOUBLE_EQ(*a.brier, 0.2);
  EXPECT_DOUBLE_EQ(*a.mean_score, 0.5);
  EXPECT_NEAR(*a.ece, (0.2 + 0.6 + 0.6 + 0.2) / 4, 1e-15);
  const ScoreGroup& b = audits.scores.groupings[0].groups[1];
  EXPECT_EQ(b.n, 1);  // two are left out: without label, without score
  EXPECT_EQ(audits.model.overall.left_out, 2);
  EXPECT_EQ(b.auc.standing, Standing::kUndefined);  // no negative
  EXPECT_EQ(b.auc.own.value, std::nullopt);
  EXPECT_EQ(b.calibration.standing, Standing::kInsufficient);
  EXPECT_DOUBLE_EQ(*b.calibration.difference.value, -0.5);
  EXPECT_EQ(b.calibration.own.interval, std::nullopt);  // of one
}

TEST(AuditScores, HasOneFamilyWithTheRates) {
  ScoreQuestion question;
  question.family = {ScoreMetric::kAuc, ScoreMetric::kCalibration};
  const auto audits = Audit(Drawn(300), question).value();
  EXPECT_EQ(audits.model.tests, 6U);  // four rates, two of scores, of one group
  const ScoreGroup& b = audits.scores.groupings[0].groups[1];
  ASSERT_TRUE(b.auc.p && b.auc.q && b.calibration.q);
  EXPECT_GE(*b.auc.q, *b.auc.p);
  EXPECT_EQ(Audit(Drawn(300)).value().model.tests, 4U);
  EXPECT_EQ(Audit(Drawn(300)).value().scores.groupings[0].groups[1].auc.p, std::nullopt);
}

TEST(AuditScores, OfScoresBeyondOneIsTheirAreaAlone) {
  auto people = Drawn(100);
  const auto before = Audit(people).value().scores;
  for (Person& one : people) one.score = "1" + one.score;  // 10.25: the same order
  const auto audit = Audit(people).value().scores;
  EXPECT_EQ(audit.outside, 100);
  EXPECT_EQ(audit.overall.auc.own.value, before.overall.auc.own.value);
  EXPECT_EQ(audit.overall.calibration.own.value, std::nullopt);
  EXPECT_EQ(audit.overall.brier, std::nullopt);
  EXPECT_TRUE(audit.overall.reliability.empty());
  EXPECT_EQ(audit.groupings[0].groups[1].calibration.standing, Standing::kUndefined);
}

TEST(AuditScores, DoesNotDependOnTheOrderOfRows) {
  auto people = Drawn(200);
  const auto before = ToJson(Audit(people).value().scores);
  std::ranges::reverse(people);
  EXPECT_EQ(ToJson(Audit(people).value().scores), before);
}

TEST(AuditScores, OfAWeightHasTheValuesOfAsManyRowsAndNoInterval) {
  auto people = Drawn(200);
  auto twice = people;
  twice.insert(twice.end(), people.begin(), people.begin() + 100);
  for (std::size_t i = 0; i < 100; ++i) people[i].weight = 2;
  const auto rows = Audit(twice).value().scores;
  const auto weighted = Audit(people, {}, /*weighted=*/true).value().scores;
  for (std::size_t g = 0; g < 2; ++g) {
    const ScoreGroup& one = weighted.groupings[0].groups[g];
    const ScoreGroup& other = rows.groupings[0].groups[g];
    EXPECT_NEAR(*one.auc.own.value, *other.auc.own.value, 1e-12);
    EXPECT_NEAR(*one.calibration.own.value, *other.calibration.own.value, 1e-12);
    EXPECT_NEAR(*one.brier, *other.brier, 1e-12);
    EXPECT_NEAR(*one.ece, *other.ece, 1e-12);
    EXPECT_EQ(one.auc.own.interval, std::nullopt);
  }
}

// Every person three times over says nothing new: clusters know, rows do not.
TEST(AuditScores, DrawsClusters) {
  std::vector<Person> people;
  for (const Person& one : Drawn(120)) {
    people.insert(people.end(), 3, one);
    for (std::size_t i = people.size() - 3; i < people.size(); ++i)
      people[i].cluster = std::to_string(people.size() / 3);
  }
  ScoreQuestion question;
  question.bootstrap = BootstrapPlan{.seed = 1, .replicates = 4000};
  const auto rows = Audit(people, question).value().scores;
  question.cluster = "c";
  const auto clusters = Audit(people, question).value().scores;
  EXPECT_EQ(clusters.units, 120U);
  const double narrow = rows.overall.auc.own.drawn->interval.Width();
  const double wide = clusters.overall.auc.own.drawn->interval.Width();
  EXPECT_NEAR(wide / narrow, std::sqrt(3.0), 0.15);
  EXPECT_EQ(clusters.overall.auc.own.interval, std::nullopt);
  EXPECT_TRUE(rows.overall.auc.own.interval.has_value());
}

// The draws of independent rows agree with DeLong.
TEST(AuditScores, DrawsWhatTheFormulaSays) {
  ScoreQuestion question;
  question.bootstrap = BootstrapPlan{.seed = 2, .replicates = 2000};
  const auto audit = Audit(Drawn(900), question).value().scores;
  for (const Measure* one :
       {&audit.groupings[0].groups[1].auc, &audit.groupings[0].groups[1].calibration}) {
    EXPECT_NEAR(one->own.drawn->interval.Width() / one->own.interval->Width(), 1, 0.1);
    EXPECT_NEAR(one->difference.drawn->interval.Width() / one->difference.interval->Width(), 1,
                0.1);
  }
}

// All draws of perfect scores are perfect: neither draws nor the formula claim [1, 1].
TEST(AuditScores, OfPerfectScoresClaimsNoInterval) {
  ScoreQuestion question;
  question.bootstrap = BootstrapPlan{.seed = 1, .replicates = 50};
  std::vector<Person> people;
  for (int i = 0; i < 40; ++i)
    people.push_back({i % 4 == 0 ? "a" : "b", i < 20 ? "0" : "1", i < 20 ? "0.1" : "0.8"});
  const auto audit = Audit(people, question).value().scores;
  EXPECT_EQ(audit.overall.auc.own.value, 1);
  EXPECT_EQ(audit.overall.auc.own.interval, std::nullopt);
  EXPECT_FALSE(audit.overall.auc.own.drawn.has_value());
  EXPECT_TRUE(audit.overall.calibration.own.drawn.has_value());
}

TEST(AuditScores, RefusesWhatItCannotDraw) {
  ScoreQuestion question;
  question.cluster = "c";
  EXPECT_EQ(Audit(Drawn(30), question).error().code, ErrorCode::kInvalidArgument);
  question.bootstrap = BootstrapPlan{};
  auto people = Drawn(30);
  for (Person& one : people) one.cluster = "same";
  EXPECT_EQ(Audit(people, question).error().code, ErrorCode::kInvalidArgument);
  people[3].cluster = "";
  EXPECT_EQ(Audit(people, question).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::fairness
