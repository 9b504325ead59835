// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/bias_amplification.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace assay::fairness {
namespace {

Error Wrong(const char* what) { return {ErrorCode::kInvalidArgument, what}; }

double Total(const std::vector<double>& counts) {
  return std::accumulate(counts.begin(), counts.end(), 0.0);
}

bool AreCounts(const std::vector<double>& counts) {
  return std::ranges::all_of(counts, [](double c) { return c >= 0 && std::isfinite(c); });
}

Status Check(std::span<const ObjectGroups> objects, double margin) {
  if (!(0 <= margin && margin <= 1)) return Wrong("a margin is a number from 0 to 1");
  for (const ObjectGroups& object : objects) {
    if (object.trained.size() < 2) return Wrong("amplification is between two groups or more");
    if (object.trained.size() != objects.front().trained.size() ||
        object.predicted.size() != object.trained.size())
      return Wrong("every object has a count of every group, trained and predicted");
    if (!AreCounts(object.trained) || !AreCounts(object.predicted))
      return Wrong("a count is a number and not negative");
  }
  return Done{};
}

}  // namespace

Result<BiasAmplification> AmplifiedBias(std::span<const ObjectGroups> objects, double margin) {
  ASSAY_TRY(Check(objects, margin));
  BiasAmplification bias;
  for (const auto& [trained, predicted] : objects) {
    const double total_trained = Total(trained);
    const double total_predicted = Total(predicted);
    if (total_trained == 0 || total_predicted == 0) {
      ++bias.undefined;
      continue;
    }
    bool moved = false;
    for (std::size_t group = 0; group < trained.size(); ++group) {
      const double before = trained[group] / total_trained;
      const double change = predicted[group] / total_predicted - before;
      if (before > 1 / static_cast<double>(trained.size())) bias.mean += change;
      moved = moved || std::abs(change) > margin;
    }
    ++bias.objects;
    bias.violations += moved ? 1 : 0;
  }
  if (bias.objects > 0) bias.mean /= static_cast<double>(bias.objects);
  return bias;
}

std::optional<DirectionalAmplification> DirectionalBias(std::span<const DirectedPair> pairs) {
  DirectionalAmplification bias;
  for (const auto& [truth, predicted, base] : pairs) {
    for (const Proportion& share : {truth, predicted, base})
      ASSAY_CHECK(0 <= share.k && share.k <= share.n);
    const auto change = Difference(predicted, truth);
    const auto above_base = Difference(truth, base);
    if (!change || !above_base) {
      ++bias.undefined;
      continue;
    }
    bias.mean += *above_base > 0 ? *change : -*change;
    ++bias.pairs;
  }
  if (bias.pairs == 0) return std::nullopt;
  bias.mean /= static_cast<double>(bias.pairs);
  return bias;
}

}  // namespace assay::fairness
