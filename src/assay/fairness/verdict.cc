// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/verdict.h"

#include <algorithm>

#include "assay/core/result.h"

namespace assay::fairness {
namespace {

/// The ends belong to it, whatever a subtraction of shares makes of its last bits.
bool Holds(const Interval& tolerated, double value) {
  constexpr double kRounding = 1e-12;
  return tolerated.low - kRounding <= value && value <= tolerated.high + kRounding;
}

Judgement Measure(const Comparison& question, double confidence) {
  const auto& [a, b, disparity, tolerated] = question;
  Judgement judgement;
  if (disparity == Disparity::kDifference) {
    judgement.estimate = Difference(a, b);
    judgement.interval = NewcombeDifference(a, b, confidence);
  } else {
    judgement.estimate = Ratio(a, b);
    judgement.interval = LogRatio(a, b, confidence);
  }
  judgement.test = ChooseEqualityTest(a, b);
  judgement.p = EqualShares(a, b);
  return judgement;
}

Verdict Judge(const Judgement& found, const Interval& tolerated, double alpha) {
  const auto& interval = found.interval;
  if (found.estimate && !Holds(tolerated, *found.estimate))
    return found.q <= alpha ? Verdict::kFail : Verdict::kInsufficient;
  if (interval && Holds(tolerated, interval->low) && Holds(tolerated, interval->high))
    return Verdict::kPass;
  return Verdict::kInsufficient;
}

}  // namespace

std::vector<Judgement> JudgeFamily(std::span<const Comparison> family, double alpha) {
  ASSAY_CHECK(0 < alpha && alpha < 1);
  const double confidence =
      1 - alpha / static_cast<double>(std::max<std::size_t>(family.size(), 1));
  std::vector<Judgement> judgements;
  std::vector<std::optional<double>> p_values;
  for (const Comparison& question : family) {
    judgements.push_back(Measure(question, confidence));
    p_values.push_back(judgements.back().p);
  }
  const std::vector<double> q_values = BenjaminiHochberg(p_values);
  for (std::size_t i = 0; i < family.size(); ++i) {
    judgements[i].q = q_values[i];
    judgements[i].verdict = Judge(judgements[i], family[i].tolerated, alpha);
  }
  return judgements;
}

std::vector<GroupPair> AllPairs(std::size_t groups) {
  std::vector<GroupPair> pairs;
  for (std::size_t a = 0; a < groups; ++a)
    for (std::size_t b = a + 1; b < groups; ++b) pairs.emplace_back(a, b);
  return pairs;
}

std::vector<GroupPair> AgainstReference(std::size_t groups, std::size_t reference) {
  ASSAY_CHECK(reference < groups);
  std::vector<GroupPair> pairs;
  for (std::size_t group = 0; group < groups; ++group)
    if (group != reference) pairs.emplace_back(group, reference);
  return pairs;
}

}  // namespace assay::fairness
