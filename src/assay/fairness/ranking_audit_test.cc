// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/ranking_audit.h"

#include <gtest/gtest.h>

#include <algorithm>
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

// Nothing is said of an order: all get what they expect, and every start is mixed as the whole.
TEST(AuditRanking, WhereAllAreEqualNobodyIsAhead) {
  const auto audit = Audit({{"a", "q", "1"}, {"b", "q", "1"}, {"b", "q", "1"}}, Hiring(1)).value();
  const auto& [by, ndkl, groups] = audit.groupings[0];
  EXPECT_DOUBLE_EQ(groups[0].selected, 1.0 / 3);
  EXPECT_DOUBLE_EQ(groups[1].selected, 2.0 / 3);
  for (const RankedGroup& group : groups) {
    EXPECT_DOUBLE_EQ(*group.selection.ratio.value, 1);
    EXPECT_DOUBLE_EQ(*group.exposure.ratio.value, 1);
  }
  EXPECT_NEAR(*ndkl.value, 0, 1e-12);
  EXPECT_EQ(audit.ties.candidates, 3);
  EXPECT_EQ(audit.ties.queries, 1);
  EXPECT_EQ(audit.ties.cut, 1);
}

// Oracle: all six orders of the three equal ones, each as a list without ties.
TEST(AuditRanking, TiesGiveTheMeanOverTheirOrders) {
  const std::vector<Candidate> tied = {{"a", "q", "9"},
                                       {"b", "q", "5", "2"},
                                       {"a", "q", "5", "3"},
                                       {"b", "q", "5"},
                                       {"b", "q", "1"}};
  const auto audit = Audit(tied, Hiring(3)).value();
  std::array<std::string, 3> scores = {"5.1", "5.2", "5.3"};
  std::array<double, 2> selected{};
  std::array<double, 2> exposure{};
  std::array<double, 2> merit{};
  do {
    std::vector<Candidate> one = tied;
    for (std::size_t i = 0; i < scores.size(); ++i) one[i + 1].score = scores.at(i);
    const auto ordered = Audit(one, Hiring(3)).value();
    EXPECT_EQ(ordered.ties.candidates, 0);
    for (std::size_t g = 0; g < 2; ++g) {
      const RankedGroup& group = ordered.groupings[0].groups[g];
      selected.at(g) += group.selected / 6;
      exposure.at(g) += *group.exposure.ratio.value / 6;
      merit.at(g) += *group.merit.ratio.value / 6;
    }
  } while (std::ranges::next_permutation(scores).found);
  for (std::size_t g = 0; g < 2; ++g) {
    const RankedGroup& group = audit.groupings[0].groups[g];
    EXPECT_NEAR(group.selected, selected.at(g), 1e-12);
    EXPECT_NEAR(*group.exposure.ratio.value, exposure.at(g), 1e-12);
    EXPECT_NEAR(*group.merit.ratio.value, merit.at(g), 1e-12);
  }
  EXPECT_EQ(audit.ties.candidates, 3);
  EXPECT_EQ(audit.ties.cut, 1);
  EXPECT_EQ(Audit(tied, Hiring(4)).value().ties.cut, 0) << "the first end behind them";
}

TEST(AuditRanking, TheOrderOfTheTableDecidesNothing) {
  std::vector<Candidate> candidates;
  for (int i = 0; i < 90; ++i)
    candidates.push_back({i % 30 < 12 ? "a" : "b", i % 2 == 0 ? "p" : "q", std::to_string(i % 7)});
  const auto here = Audit(candidates, Hiring(5)).value();
  std::ranges::reverse(candidates);
  const auto there = Audit(candidates, Hiring(5)).value();
  EXPECT_NEAR(*here.groupings[0].ndkl.value, *there.groupings[0].ndkl.value, 1e-12);
  for (std::size_t g = 0; g < 2; ++g) {
    const RankedGroup& mine = here.groupings[0].groups[g];
    const RankedGroup& other = there.groupings[0].groups[g];
    EXPECT_NEAR(mine.selected, other.selected, 1e-12);
    EXPECT_NEAR(*mine.exposure.ratio.value, *other.exposure.ratio.value, 1e-12);
  }
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

TEST(AuditRanking, FewQueriesGiveNoInterval) {
  RankingQuestion question = Hiring(3);
  question.bootstrap = BootstrapPlan{.seed = 1, .replicates = 100};
  const auto audit_of = [&question](int queries) {
    std::mt19937 engine(9);
    std::vector<Candidate> candidates;
    for (int i = 0; i < queries * 10; ++i)
      candidates.push_back(
          {engine() % 2 == 0 ? "a" : "b", std::to_string(i / 10), std::to_string(engine() % 1000)});
    return Audit(candidates, question).value().groupings[0];
  };
  const RankedGrouping few = audit_of(19);
  EXPECT_EQ(few.groups[0].exposure.standing, Standing::kInsufficient);
  EXPECT_EQ(few.groups[0].exposure.ratio.drawn, std::nullopt);
  EXPECT_EQ(few.ndkl.drawn, std::nullopt);
  EXPECT_TRUE(few.groups[0].exposure.ratio.value.has_value());
  const RankedGrouping enough = audit_of(20);
  EXPECT_EQ(enough.groups[0].exposure.standing, Standing::kOk);
  EXPECT_TRUE(enough.groups[0].exposure.ratio.drawn.has_value());
  EXPECT_TRUE(enough.ndkl.drawn.has_value());
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
