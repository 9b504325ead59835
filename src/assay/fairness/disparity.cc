// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/disparity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace assay::fairness {
namespace {

std::optional<double> ValueOf(const Group& group, Metric metric, bool weighted) {
  return weighted ? Share(group.weights, metric) : Share(group.counts, metric).Value();
}

Rates RatesOf(std::span<const Group> groups, Metric metric, bool weighted) {
  Rates rates;
  rates.reserve(groups.size());
  for (const Group& group : groups)
    rates.push_back(group.hidden == Suppression::kNone ? ValueOf(group, metric, weighted)
                                                       : std::nullopt);
  return rates;
}

struct DefinedRate {
  double value = 0;
  std::size_t group = 0;
};

std::vector<DefinedRate> DefinedIn(const Rates& rates) {
  std::vector<DefinedRate> defined;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    if (const auto& rate = rates[i]) defined.push_back({*rate, i});
  }
  return defined;
}

struct Extremes {
  DefinedRate high;
  DefinedRate low;
};

/// Nothing for fewer than two.
std::optional<Extremes> ExtremesOf(const Rates& rates) {
  const auto defined = DefinedIn(rates);
  if (defined.size() < 2) return std::nullopt;
  return Extremes{*std::ranges::max_element(defined, {}, &DefinedRate::value),
                  *std::ranges::min_element(defined, {}, &DefinedRate::value)};
}

/// `rate` sets the gap: from above or from below.
Gap GapToOverall(double value, const DefinedRate& rate, double overall) {
  Gap gap;
  gap.value = value;
  (rate.value >= overall ? gap.high : gap.low) = rate.group;
  return gap;
}

double InvertedAboveOne(double ratio) { return ratio > 1 ? 1 / ratio : ratio; }

using Metrics = std::span<const Metric>;

struct Definition {
  std::string_view name;
  Metrics metrics;
};

struct Form {
  std::string_view name;
  bool is_ratio;  ///< then less is worse
  bool to_overall;
};

constexpr std::array kSelection = {Metric::kSelectionRate};
constexpr std::array kOdds = {Metric::kTpr, Metric::kFpr};
constexpr std::array kOpportunity = {Metric::kTpr};
constexpr std::array kPrediction = {Metric::kPpv};
constexpr std::array<Definition, 4> kDefinitions = {{{"demographic_parity", kSelection},
                                                     {"equalized_odds", kOdds},
                                                     {"equal_opportunity", kOpportunity},
                                                     {"predictive_parity", kPrediction}}};
constexpr std::array<Form, 4> kForms = {{{"difference", false, false},
                                         {"ratio", true, false},
                                         {"difference_to_overall", false, true},
                                         {"ratio_to_overall", true, true}}};

static_assert(kDefinitions.size() * kForms.size() == kParityGaps);

std::optional<Gap> GapOf(const Rates& rates, std::optional<double> overall, const Form& form) {
  if (form.to_overall)
    return form.is_ratio ? RatioToOverall(rates, overall) : DifferenceToOverall(rates, overall);
  return form.is_ratio ? Ratio(rates) : Difference(rates);
}

bool IsSmall(std::span<const Group> groups, std::optional<std::size_t> at, Metric metric) {
  return at && Share(groups[*at].counts, metric).n < kMinRows;
}

/// Shown groups without a rate.
std::size_t CountUndefined(std::span<const Group> groups, const Rates& rates) {
  std::size_t undefined = 0;
  for (std::size_t i = 0; i < groups.size(); ++i)
    undefined += groups[i].hidden == Suppression::kNone && !rates[i] ? 1U : 0U;
  return undefined;
}

ParityGap ParityGapOf(std::span<const Group> groups, const Group& overall, bool weighted,
                      const std::pair<const Definition&, const Form&>& kind) {
  const auto& [definition, form] = kind;
  ParityGap worst;
  worst.name = fmt::format("{}_{}", definition.name, form.name);
  for (const Metric metric : definition.metrics) {
    const Rates rates = RatesOf(groups, metric, weighted);
    worst.undefined_groups = std::max(worst.undefined_groups, CountUndefined(groups, rates));
    const auto gap = GapOf(rates, ValueOf(overall, metric, weighted), form);
    if (!gap) {
      worst.gap.reset();
      return worst;
    }
    const bool is_worse = !worst.gap || (form.is_ratio ? gap->value < worst.gap->value
                                                       : gap->value > worst.gap->value);
    if (!is_worse) continue;
    worst.gap = gap;
    worst.metric = metric;
  }
  const Gap set = worst.gap.value_or(Gap{});
  const bool small =
      IsSmall(groups, set.high, worst.metric) || IsSmall(groups, set.low, worst.metric);
  worst.standing = small ? Standing::kInsufficient : Standing::kOk;
  return worst;
}

/// `against`: of the reference.
void ContrastWith(Proportion against, std::optional<double> reference, bool weighted,
                  Contrast& contrast) {
  const Proportion share = contrast.share;
  if (!contrast.value || !reference) {
    contrast.standing = Standing::kUndefined;
    return;
  }
  contrast.standing =
      std::min(share.n, against.n) < kMinRows ? Standing::kInsufficient : Standing::kOk;
  contrast.difference = *contrast.value - *reference;
  const double ratio = *contrast.value / *reference;
  if (std::isfinite(ratio)) contrast.ratio = ratio;  // of weights it may be beyond all numbers
  if (weighted) return;
  contrast.difference_interval = NewcombeDifference(share, against, kConfidence);
  contrast.ratio_interval = LogRatio(share, against, kConfidence);
  if (!contrast.is_tested) return;
  contrast.test = ChooseEqualityTest(share, against);
  contrast.p = EqualShares(share, against);
}

}  // namespace

std::optional<Gap> Difference(const Rates& rates) {
  const auto ends = ExtremesOf(rates);
  if (!ends) return std::nullopt;
  return Gap{ends->high.value - ends->low.value, ends->high.group, ends->low.group};
}

std::optional<Gap> Ratio(const Rates& rates) {
  const auto ends = ExtremesOf(rates);
  if (!ends || ends->high.value == 0) return std::nullopt;
  return Gap{ends->low.value / ends->high.value, ends->high.group, ends->low.group};
}

std::optional<Gap> DifferenceToOverall(const Rates& rates, std::optional<double> overall) {
  const auto defined = DefinedIn(rates);
  if (!overall || defined.empty()) return std::nullopt;
  const auto distance = [all = *overall](const DefinedRate& rate) {
    return std::abs(rate.value - all);
  };
  const DefinedRate farthest = *std::ranges::max_element(defined, {}, distance);
  return GapToOverall(distance(farthest), farthest, *overall);
}

std::optional<Gap> RatioToOverall(const Rates& rates, std::optional<double> overall) {
  const auto defined = DefinedIn(rates);
  if (!overall || *overall == 0 || defined.empty()) return std::nullopt;
  const auto closeness = [all = *overall](const DefinedRate& rate) {
    return InvertedAboveOne(rate.value / all);
  };
  const DefinedRate farthest = *std::ranges::min_element(defined, {}, closeness);
  return GapToOverall(closeness(farthest), farthest, *overall);
}

std::vector<ParityGap> ParityGaps(std::span<const Group> groups, const Group& overall,
                                  bool weighted) {
  std::vector<ParityGap> all;
  for (const Definition& definition : kDefinitions) {
    for (const Form& form : kForms)
      all.push_back(ParityGapOf(groups, overall, weighted, {definition, form}));
  }
  return all;
}

std::vector<Contrast> Contrasts(std::span<const Group> groups, std::size_t reference,
                                std::span<const Metric> family, bool weighted) {
  std::vector<Contrast> all;
  all.reserve(groups.size() * kMetrics.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (const Metric metric : kMetrics) {
      Contrast one;
      one.group = i;
      one.metric = metric;
      one.share = Share(groups[i].counts, metric);
      one.value = ValueOf(groups[i], metric, weighted);
      if (weighted)
        one.effective_rows = EffectiveRows(groups[i].weights, groups[i].squares, metric);
      else
        one.interval = Wilson(one.share, kConfidence);
      one.is_tested =
          !weighted && i != reference && std::ranges::find(family, metric) != family.end();
      if (i == reference)
        one.standing = one.value ? Standing::kReference : Standing::kUndefined;
      else
        ContrastWith(Share(groups[reference].counts, metric),
                     ValueOf(groups[reference], metric, weighted), weighted, one);
      all.push_back(one);
    }
  }
  return all;
}

AverageDifference AverageDifferenceOf(const Group& group, const Group& reference,
                                      std::pair<Metric, Metric> metrics, bool weighted) {
  AverageDifference average{0, 0, Standing::kOk};
  for (const Metric metric : {metrics.first, metrics.second}) {
    const auto value = ValueOf(group, metric, weighted);
    const auto against = ValueOf(reference, metric, weighted);
    if (!value || !against) return {};
    *average.signed_value += (*value - *against) / 2;
    *average.absolute += std::abs(*value - *against) / 2;
    const auto fewest = std::min(Share(group.counts, metric).n, Share(reference.counts, metric).n);
    if (fewest < kMinRows) average.standing = Standing::kInsufficient;
  }
  return average;
}

std::size_t AdjustFamily(std::span<std::vector<Contrast>* const> lists) {
  std::vector<Contrast*> tests;
  std::vector<std::optional<double>> p_values;
  for (std::vector<Contrast>* list : lists) {
    for (Contrast& contrast : *list) {
      if (!contrast.is_tested) continue;
      tests.push_back(&contrast);
      p_values.push_back(contrast.p);
    }
  }
  const std::vector<double> q_values = BenjaminiHochberg(p_values);
  for (std::size_t i = 0; i < tests.size(); ++i) tests[i]->q = q_values[i];
  return tests.size();
}

}  // namespace assay::fairness
