// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/ranking_audit.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace assay::fairness {
namespace {

struct Candidate {
  std::string group;
  std::string query;
  std::string score;
  std::string relevance = "1";
};

RankingQuestion Hiring(std::int64_t top) {
  RankingQuestion question;
  question.query = "job";
  question.score = "score";
  question.relevance = "relevance";
  question.grouping.attributes = {"group"};
  question.top = top;
  return question;
}

Result<RankingAudit> Audit(const std::vector<Candidate>& candidates, RankingQuestion question) {
  RankingReader reader(question);
  for (const Candidate& one : candidates) {
    const std::array<std::optional<std::string_view>, 4> values = {one.group, one.query, one.score,
                                                                   one.relevance};
    ASSAY_TRY(reader.Take(std::span(values).first(question.relevance.empty() ? 3 : 4)));
  }
  RankedRows rows = std::move(reader).Finish();
  return AuditRanking(std::move(rows), std::move(question));
}

// Worked by hand: places 1, 2 are a's, 3, 4 are b's; exposures 1, .6309, .5, .4307. NDKL: the first
// two starts are all a, ln 2 from half and half; three of them 2/3 ln 4/3 + 1/3 ln 2/3; four none.
TEST(AuditRanking, OfOneQueryIsAsWorkedByHand) {
  const auto audit = Audit({{"b", "q", "1", "3"},
                            {"a", "q", "9", "1"},
                            {"b", "q", "2", "0"},
                            {"a", "q", "8", "0"},
                            {"a", "", "8"},
                            {"b", "q", ""}},
                           Hiring(2))
                         .value();
  const double v2 = 1 / std::log2(3.0);
  const double v4 = 1 / std::log2(5.0);
  const double all = 1 + v2 + 0.5 + v4;
  const auto& [by, ndkl, groups] = audit.groupings[0];
  EXPECT_EQ(audit.n, 4);
  EXPECT_EQ(audit.left_out, 2);
  EXPECT_EQ(groups[0].left_out, 1);
  EXPECT_EQ(groups[0].selected, 2);
  EXPECT_DOUBLE_EQ(*groups[0].selection.ratio.value, 2);
  EXPECT_DOUBLE_EQ(*groups[1].selection.ratio.value, 0);
  EXPECT_DOUBLE_EQ(*groups[0].exposure.share, (1 + v2) / all);
  EXPECT_DOUBLE_EQ(*groups[0].exposure.ratio.value, (1 + v2) / (all / 2));
  // Relevance: a has 1 of 4.
  EXPECT_DOUBLE_EQ(*groups[0].merit.ratio.value, (1 + v2) / (all / 4));
  EXPECT_DOUBLE_EQ(*groups[1].merit.ratio.value, (0.5 + v4) / (all * 3 / 4));
  const double third = 2.0 / 3 * std::log(4.0 / 3) + 1.0 / 3 * std::log(2.0 / 3);
  EXPECT_NEAR(*ndkl.value, (std::log(2) * (1 + v2) + 0.5 * third) / all, 1e-12);
  EXPECT_EQ(groups[0].selection.standing, Standing::kInsufficient);
}

// Each query's first ten are mixed as its candidates are. Pooled shares would say that women, who
// apply where many do, are selected too rarely.
TEST(AuditRanking, ComparesWithinQueries) {
  std::vector<Candidate> candidates;
  for (int i = 0; i < 100; ++i)
    candidates.push_back({i % 10 == 0 ? "men" : "women", "large", std::to_string(1000 - i)});
  for (int i = 0; i < 20; ++i)
    candidates.push_back({i % 10 == 0 ? "women" : "men", "small", std::to_string(1000 - i)});
  const auto audit = Audit(candidates, Hiring(10)).value();
  for (const RankedGroup& group : audit.groupings[0].groups)
    EXPECT_DOUBLE_EQ(*group.selection.ratio.value, 1);
}

TEST(AuditRanking, TiesKeepTheOrderOfTheTable) {
  const auto audit = Audit({{"a", "q", "1"}, {"b", "q", "1"}, {"b", "q", "1"}}, Hiring(1)).value();
  EXPECT_EQ(audit.groupings[0].groups[0].selected, 1);
}

TEST(AuditRanking, OfARankIsThatOfTheScoreItComesFrom) {
  std::vector<Candidate> candidates;
  for (int i = 0; i < 60; ++i)
    candidates.push_back({i % 3 == 0 ? "a" : "b", i % 2 == 0 ? "p" : "q", std::to_string(i)});
  auto json = ToJson(Audit(candidates, Hiring(5)).value());
  for (Candidate& one : candidates) one.score = std::to_string(99 - std::stoi(one.score));
  RankingQuestion question = Hiring(5);
  std::swap(question.score, question.rank);
  EXPECT_EQ(ToJson(Audit(candidates, question).value())["groupings"], json["groupings"]);
}

TEST(AuditRanking, WithoutRelevanceHasNoMerit) {
  RankingQuestion question = Hiring(1);
  question.relevance.clear();
  const auto audit = Audit({{"a", "q", "1"}, {"b", "q", "2"}}, question).value();
  EXPECT_EQ(audit.groupings[0].groups[0].merit.ratio.value, std::nullopt);
  EXPECT_EQ(audit.groupings[0].groups[0].merit.standing, Standing::kUndefined);
}

TEST(AuditRanking, DrawsQueries) {
  std::mt19937 engine(9);
  std::vector<Candidate> candidates;
  for (int i = 0; i < 2000; ++i)
    candidates.push_back(
        {engine() % 2 == 0 ? "a" : "b", std::to_string(i / 10), std::to_string(engine() % 1000)});
  RankingQuestion question = Hiring(3);
  question.bootstrap = BootstrapPlan{.seed = 1, .replicates = 1000};
  const auto audit = Audit(candidates, question).value();
  const RankedShare& share = audit.groupings[0].groups[0].selection;
  EXPECT_LT(share.ratio.drawn->interval.low, *share.ratio.value);
  EXPECT_GT(share.ratio.drawn->interval.high, *share.ratio.value);
  // A group is random: 1 lies within but in one of twenty, and this seed is none of them.
  EXPECT_LT(share.ratio.drawn->interval.low, 1);
  EXPECT_GT(share.ratio.drawn->interval.high, 1);
  EXPECT_TRUE(audit.groupings[0].ndkl.drawn.has_value());
}

TEST(AuditRanking, RefusesWhatIsNoRanking) {
  const auto code = [](const std::vector<Candidate>& candidates, const RankingQuestion& question) {
    return Audit(candidates, question).error().code;
  };
  const auto wrong = ErrorCode::kInvalidArgument;
  EXPECT_EQ(code({}, Hiring(1)), wrong);
  EXPECT_EQ(code({{"a", "", "1"}, {"b", "q", ""}}, Hiring(1)), wrong);
  EXPECT_EQ(code({{"a", "q", "first"}}, Hiring(1)), wrong);
  EXPECT_EQ(code({{"a", "q", "1", "-1"}}, Hiring(1)), wrong);
  EXPECT_EQ(code({{"a", "q", "1", ""}}, Hiring(1)), wrong);
  EXPECT_EQ(code({{"a", "q", "1"}}, Hiring(1)), wrong);  // one group
  RankingQuestion question = Hiring(1);
  question.bootstrap = BootstrapPlan{};
  EXPECT_EQ(code({{"a", "q", "1"}, {"b", "q", "2"}}, question), wrong);
  question = Hiring(1);
  question.rank = "rank";
  EXPECT_EQ(code({{"a", "q", "1"}, {"b", "q", "2"}}, question), wrong);
}

}  // namespace
}  // namespace assay::fairness
