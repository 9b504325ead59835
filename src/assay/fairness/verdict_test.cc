// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/verdict.h"

#include <gtest/gtest.h>

#include <limits>

namespace assay::fairness {
namespace {

constexpr Interval kFiveHundredths = {-0.05, 0.05};
constexpr Interval kFourFifths = {0.8, 1.25};

Judgement JudgeAlone(const Comparison& question) {
  return JudgeFamily(std::vector<Comparison>{question}).front();
}

Verdict OfDifference(Proportion a, Proportion b) {
  return JudgeAlone({a, b, Disparity::kDifference, kFiveHundredths}).verdict;
}

Verdict OfRatio(Proportion a, Proportion b) {
  return JudgeAlone({a, b, Disparity::kRatio, kFourFifths}).verdict;
}

TEST(JudgeFamily, FailsOnlyWhatIsBeyondAndSignificant) {
  EXPECT_EQ(OfDifference({805, 1795}, {349, 1488}), Verdict::kFail);
  EXPECT_EQ(OfDifference({349, 1488}, {805, 1795}), Verdict::kFail);
  EXPECT_EQ(OfDifference({6, 10}, {3, 10}), Verdict::kInsufficient);  // beyond, and chance would do
  // Significant (p = 1e-5), and inside what is tolerated.
  EXPECT_EQ(OfDifference({52000, 100000}, {51000, 100000}), Verdict::kPass);
}

TEST(JudgeFamily, PassesOnlyWithEvidence) {
  EXPECT_EQ(OfDifference({500, 1000}, {500, 1000}), Verdict::kPass);
  EXPECT_EQ(OfDifference({50, 100}, {50, 100}), Verdict::kInsufficient);
  EXPECT_EQ(OfDifference({0, 10}, {0, 10}), Verdict::kInsufficient);
  EXPECT_EQ(OfDifference({0, 1000}, {0, 1000}), Verdict::kPass);
}

TEST(JudgeFamily, OfRatiosWorksInBothDirections) {
  EXPECT_EQ(OfRatio({300, 1000}, {500, 1000}), Verdict::kFail);
  EXPECT_EQ(OfRatio({500, 1000}, {300, 1000}), Verdict::kFail);
  EXPECT_EQ(OfRatio({0, 1000}, {500, 1000}), Verdict::kFail);
  EXPECT_EQ(OfRatio({500, 1000}, {0, 1000}), Verdict::kFail);
  EXPECT_EQ(OfRatio({500, 1000}, {500, 1000}), Verdict::kPass);
  EXPECT_EQ(OfRatio({0, 1000}, {0, 1000}), Verdict::kInsufficient);
  EXPECT_EQ(OfRatio({37, 92}, {34, 76}), Verdict::kInsufficient);
}

TEST(JudgeFamily, OfNothingIsInsufficient) {
  const Judgement judgement =
      JudgeAlone({{0, 0}, {9, 10}, Disparity::kDifference, kFiveHundredths});
  EXPECT_EQ(judgement.verdict, Verdict::kInsufficient);
  EXPECT_EQ(judgement.estimate, std::nullopt);
  EXPECT_EQ(judgement.interval, std::nullopt);
  EXPECT_EQ(judgement.p, std::nullopt);
  EXPECT_EQ(judgement.q, 1);
  EXPECT_TRUE(JudgeFamily({}).empty());
}

// COMPAS, all groups against one: the group of 18 has the largest gap and is not what fails.
TEST(JudgeFamily, OfCompasFailsWhatIsEvident) {
  const Proportion reference = {349, 1488};
  std::vector<Comparison> family;
  for (const Proportion& group :
       std::vector<Proportion>{{805, 1795}, {36, 244}, {2, 23}, {3, 8}, {87, 405}})
    family.push_back({group, reference, Disparity::kDifference, kFiveHundredths});
  const std::vector<Judgement> judgements = JudgeFamily(family);
  EXPECT_EQ(judgements[0].verdict, Verdict::kFail);
  EXPECT_EQ(judgements[1].verdict, Verdict::kFail);
  EXPECT_EQ(judgements[2].verdict, Verdict::kInsufficient);
  EXPECT_EQ(judgements[3].verdict, Verdict::kInsufficient);
  EXPECT_EQ(judgements[4].verdict, Verdict::kInsufficient);
  EXPECT_NEAR(*judgements[0].estimate, .213925, 1e-6);
  EXPECT_EQ(judgements[0].test, EqualityTest::kFisherExact);
  // Of five questions each interval is held at 99 %.
  EXPECT_EQ(judgements[0].interval, NewcombeDifference({805, 1795}, reference, 1 - 0.05 / 5));
}

// p = .0444 fails alone; among five others that find nothing, q = 6 * .0444 does not.
TEST(JudgeFamily, CountsTheQuestionsThatWereAsked) {
  const Comparison close = {{120, 200}, {99, 200}, Disparity::kDifference, kFiveHundredths};
  EXPECT_EQ(JudgeAlone(close).verdict, Verdict::kFail);
  std::vector<Comparison> family(6,
                                 {{100, 200}, {100, 200}, Disparity::kDifference, kFiveHundredths});
  family[3] = close;
  family[4] = {{0, 0}, {100, 200}, Disparity::kDifference, kFiveHundredths};
  const std::vector<Judgement> judgements = JudgeFamily(family);
  EXPECT_EQ(judgements[3].verdict, Verdict::kInsufficient);
  EXPECT_NEAR(judgements[3].q, 6 * *judgements[3].p, 1e-15);
}

TEST(Pairs, AreAllOrThoseWithTheReference) {
  EXPECT_EQ(AllPairs(3), (std::vector<GroupPair>{{0, 1}, {0, 2}, {1, 2}}));
  EXPECT_EQ(AllPairs(14).size(), 91U);
  EXPECT_TRUE(AllPairs(1).empty());
  EXPECT_EQ(AgainstReference(3, 1), (std::vector<GroupPair>{{0, 1}, {2, 1}}));
}

}  // namespace
}  // namespace assay::fairness
