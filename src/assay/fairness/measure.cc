// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/measure.h"

#include <algorithm>
#include <cmath>

#include "assay/fairness/document_internal.h"
#include "assay/fairness/significance.h"

namespace assay::fairness {
namespace {

void Put(const std::string& prefix, const Measured& measured, bool has_draws, Json& json) {
  PutInterval(prefix, measured.interval, json);
  if (has_draws) json[prefix + "bootstrap"] = DrawnJson(measured.drawn);
}

}  // namespace

std::optional<BootstrapInterval> WithSpread(const std::optional<BootstrapInterval>& drawn) {
  if (!drawn) return std::nullopt;
  const auto& [low, high] = drawn->interval;
  const double rounding = 1e-12 * std::max(std::abs(low), std::abs(high));
  return high - low > rounding ? drawn : std::nullopt;
}

Standing StandingOf(const Measure& measure, bool is_reference, std::int64_t least) {
  if (!measure.own.value) return Standing::kUndefined;
  if (is_reference) return Standing::kReference;
  if (!measure.difference.value) return Standing::kUndefined;
  return least < kMinRows ? Standing::kInsufficient : Standing::kOk;
}

void AdjustTests(std::span<const Test> family) {
  std::vector<std::optional<double>> p_values;
  p_values.reserve(family.size());
  for (const Test& test : family) p_values.push_back(test.p);
  const std::vector<double> q_values = BenjaminiHochberg(p_values);
  for (std::size_t i = 0; i < family.size(); ++i) *family[i].q = q_values[i];
}

Json ToJson(const Measure& measure, bool has_draws) {
  Json json = {{"state", Name(measure.standing)},
               {"value", OrNull(measure.own.value)},
               {"difference", OrNull(measure.difference.value)},
               {"p", OrNull(measure.p)},
               {"q", OrNull(measure.q)}};
  Put("", measure.own, has_draws, json);
  Put("difference_", measure.difference, has_draws, json);
  return json;
}

Json DrawnJson(const std::optional<BootstrapInterval>& drawn) {
  if (!drawn) return {};
  return {{"low", OrNull(drawn->interval.low)},
          {"high", OrNull(drawn->interval.high)},
          {"undefined", drawn->undefined}};
}

void ForgetComparison(Json& measure) {
  for (const char* member : {"state", "difference", "difference_low", "difference_high",
                             "difference_bootstrap", "p", "q"})
    measure.erase(member);
}

Json ReferenceJson(const std::vector<std::string>& group, bool is_named) {
  return {{"group", group}, {"chosen", is_named ? "named" : "largest"}};
}

}  // namespace assay::fairness
