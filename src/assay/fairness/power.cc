// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/power.h"

#include <algorithm>
#include <cstddef>

#include "assay/fairness/random_internal.h"
#include "assay/fairness/verdict.h"

namespace assay::fairness {
namespace {

Error Wrong(const char* what) { return {ErrorCode::kInvalidArgument, what}; }

Status Check(const PowerPlan& plan) {
  const auto is_rate = [](double rate) { return 0 <= rate && rate <= 1; };
  if (plan.rates.size() < 2 || plan.rates.size() > 100) return Wrong("power is of 2 to 100 groups");
  if (!std::ranges::all_of(plan.rates, is_rate)) return Wrong("a rate is a number from 0 to 1");
  if (plan.rows < 1 || plan.rows > 1'000'000'000) return Wrong("a group has 1 to 10^9 rows");
  if (plan.trials < 1 || plan.trials > 1'000'000) return Wrong("power takes 1 to 1,000,000 trials");
  if (!is_rate(plan.tolerance)) return Wrong("a tolerance is a number from 0 to 1");
  if (!(0 < plan.alpha && plan.alpha < 1)) return Wrong("alpha lies between 0 and 1");
  return Done{};
}

std::vector<GroupPair> Pairs(const std::vector<Proportion>& groups, Pairing pairing) {
  if (pairing == Pairing::kAllPairs) return AllPairs(groups.size());
  if (pairing == Pairing::kFixedReference) return AgainstReference(groups.size(), 0);
  const auto best = std::ranges::max_element(groups, {}, &Proportion::k);
  return AgainstReference(groups.size(), static_cast<std::size_t>(best - groups.begin()));
}

bool IsBelowFourFifths(const std::vector<Proportion>& groups) {
  const auto [lowest, highest] = std::ranges::minmax(groups, {}, &Proportion::k);
  return 5 * lowest.k < 4 * highest.k;
}

void Count(const std::vector<Proportion>& groups, const PowerPlan& plan, Power& power) {
  std::vector<Comparison> family;
  for (const auto& [a, b] : Pairs(groups, plan.pairing))
    family.push_back(
        {groups[a], groups[b], Disparity::kDifference, {-plan.tolerance, plan.tolerance}});
  const std::vector<Judgement> judgements = JudgeFamily(family, plan.alpha);
  const auto is = [](Verdict verdict) {
    return [=](const Judgement& judgement) { return judgement.verdict == verdict; };
  };
  if (std::ranges::any_of(judgements, is(Verdict::kFail))) ++power.failed.k;
  if (std::ranges::all_of(judgements, is(Verdict::kPass))) ++power.passed.k;
  if (IsBelowFourFifths(groups)) ++power.four_fifths.k;
}

}  // namespace

Result<Power> SimulatePower(const PowerPlan& plan) {
  ASSAY_TRY(Check(plan));
  Power power{{0, plan.trials}, {0, plan.trials}, {0, plan.trials}};
  Random random(plan.seed);
  std::vector<Proportion> groups(plan.rates.size());
  for (std::int32_t trial = 0; trial < plan.trials; ++trial) {
    for (std::size_t i = 0; i < groups.size(); ++i)
      groups[i] = {random.Binomial(plan.rows, plan.rates[i]), plan.rows};
    Count(groups, plan, power);
  }
  return power;
}

}  // namespace assay::fairness
