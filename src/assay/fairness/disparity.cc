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
  for (const Group& group : groups) rates.push_back(ValueOf(group, metric, weighted));
  return rates;
}

/// Where the greatest and the least rate stand; nothing for fewer than two.
std::optional<Gap> Extremes(const Rates& rates) {
  Gap gap;
  std::size_t defined = 0;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    if (!rates[i]) continue;
    ++defined;
    if (!gap.high || *rates[i] > *rates[*gap.high]) gap.high = i;
    if (!gap.low || *rates[i] < *rates[*gap.low]) gap.low = i;
  }
  if (defined < 2) return std::nullopt;
  return gap;
}

/// The rate that `distance` finds farthest from that of all rows.
template <typename Distance>
std::optional<Gap> Farthest(const Rates& rates, double overall, const Distance& distance) {
  std::optional<Gap> farthest;
  double greatest = 0;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    if (!rates[i]) continue;
    const double far = distance(*rates[i]);
    if (farthest && far <= greatest) continue;
    greatest = far;
    farthest.emplace();
    (*rates[i] >= overall ? farthest->high : farthest->low) = i;
  }
  return farthest;
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

std::optional<Gap> GapOf(const Rates& rates, std::optional<double> overall, const Form& form) {
  if (form.to_overall)
    return form.is_ratio ? RatioToOverall(rates, overall) : DifferenceToOverall(rates, overall);
  return form.is_ratio ? Ratio(rates) : Difference(rates);
}

bool IsSmall(std::span<const Group> groups, std::optional<std::size_t> at, Metric metric) {
  return at && Share(groups[*at].counts, metric).n < kMinRows;
}

ParityGap ParityGapOf(std::span<const Group> groups, const Group& overall, bool weighted,
                      const std::pair<const Definition&, const Form&>& kind) {
  const auto& [definition, form] = kind;
  ParityGap worst;
  worst.name = fmt::format("{}_{}", definition.name, form.name);
  for (const Metric metric : definition.metrics) {
    const Rates rates = RatesOf(groups, metric, weighted);
    worst.undefined_groups =
        std::max(worst.undefined_groups, static_cast<std::size_t>(std::ranges::count(
                                             rates, false, &std::optional<double>::has_value)));
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
  const bool small = IsSmall(groups, worst.gap->high, worst.metric) ||
                     IsSmall(groups, worst.gap->low, worst.metric);
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
  if (*reference > 0) contrast.ratio = *contrast.value / *reference;
  if (weighted) return;
  contrast.difference_interval = NewcombeDifference(share, against, kConfidence);
  contrast.ratio_interval = LogRatio(share, against, kConfidence);
  if (!contrast.is_tested) return;
  contrast.test = ChooseEqualityTest(share, against);
  contrast.p = EqualShares(share, against);
}

}  // namespace

std::optional<Gap> Difference(const Rates& rates) {
  auto gap = Extremes(rates);
  if (gap) gap->value = *rates[*gap->high] - *rates[*gap->low];
  return gap;
}

std::optional<Gap> Ratio(const Rates& rates) {
  auto gap = Extremes(rates);
  if (!gap || *rates[*gap->high] == 0) return std::nullopt;
  gap->value = *rates[*gap->low] / *rates[*gap->high];
  return gap;
}

std::optional<Gap> DifferenceToOverall(const Rates& rates, std::optional<double> overall) {
  if (!overall) return std::nullopt;
  const auto distance = [&](double rate) { return std::abs(rate - *overall); };
  auto gap = Farthest(rates, *overall, distance);
  if (gap) gap->value = distance(*rates[gap->high ? *gap->high : *gap->low]);
  return gap;
}

std::optional<Gap> RatioToOverall(const Rates& rates, std::optional<double> overall) {
  if (!overall || *overall == 0) return std::nullopt;
  const auto closeness = [&](double rate) { return InvertedAboveOne(rate / *overall); };
  auto gap = Farthest(rates, *overall, [&](double rate) { return -closeness(rate); });
  if (gap) gap->value = closeness(*rates[gap->high ? *gap->high : *gap->low]);
  return gap;
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
      all.push_back(std::move(one));
    }
  }
  return all;
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
