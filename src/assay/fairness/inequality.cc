// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/inequality.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "assay/core/result.h"
#include "assay/fairness/disparity.h"

namespace assay::fairness {
namespace {

/// A share under a symmetric prior over two outcomes, of a concentration of 1.
double Smoothed(double with_outcome, double rows) { return (with_outcome + 0.5) / (rows + 1); }

WeightedConfusion RowsOf(const Group& group, bool weighted) {
  if (weighted) return group.weights;
  const Confusion& counts = group.counts;
  return {static_cast<double>(counts.tp), static_cast<double>(counts.fp),
          static_cast<double>(counts.fn), static_cast<double>(counts.tn)};
}

double Sum(const WeightedConfusion& rows) { return rows.tp + rows.fp + rows.fn + rows.tn; }

struct Total {
  double rows = 0;
  double benefit = 0;
};

Total TotalOf(std::span<const Benefit> benefits) {
  Total total;
  for (const Benefit& one : benefits) {
    total.rows += one.rows;
    total.benefit += one.rows * one.value;
  }
  return total;
}

/// What a benefit of `ratio` means adds to the index.
double Term(double ratio, double alpha) {
  if (alpha == 1) return ratio == 0 ? 0 : ratio * std::log(ratio);
  return (std::pow(ratio, alpha) - 1) / (alpha * (alpha - 1));
}

}  // namespace

std::vector<Benefit> BenefitsOf(const Group& group, bool weighted) {
  const WeightedConfusion rows = RowsOf(group, weighted);
  return {{0, rows.fn}, {1, rows.tp + rows.tn}, {2, rows.fp}};
}

std::vector<Benefit> MeanBenefits(std::span<const Group> groups, bool weighted) {
  std::vector<Benefit> means;
  for (const Group& group : groups) {
    const Total total = TotalOf(BenefitsOf(group, weighted));
    if (total.rows > 0) means.push_back({total.benefit / total.rows, total.rows});
  }
  return means;
}

std::optional<double> GeneralizedEntropy(std::span<const Benefit> benefits, double alpha) {
  ASSAY_CHECK(alpha > 0);
  const Total total = TotalOf(benefits);
  if (total.rows == 0 || total.benefit == 0) return std::nullopt;
  const double mean = total.benefit / total.rows;
  double sum = 0;
  for (const Benefit& one : benefits) sum += one.rows * Term(one.value / mean, alpha);
  return std::max(0.0, sum / total.rows);  // rounding may go below, where all are equal
}

Inequality InequalityOf(std::span<const Benefit> benefits) {
  Inequality found;
  found.generalized_entropy = GeneralizedEntropy(benefits, 2);
  found.theil = GeneralizedEntropy(benefits, 1);
  if (found.generalized_entropy)
    found.coefficient_of_variation = std::sqrt(2 * *found.generalized_entropy);
  return found;
}

DifferentialFairness DifferentialFairnessOf(std::span<const Group> groups, Metric outcome,
                                            bool weighted) {
  Rates has(groups.size());
  std::vector<double> lacks(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto share =
        weighted ? Share(groups[i].weights, outcome) : Share(groups[i].counts, outcome).Value();
    if (!share) continue;
    const double rows = Sum(RowsOf(groups[i], weighted));
    has[i] = Smoothed(*share * rows, rows);
    lacks[i] = Smoothed((1 - *share) * rows, rows);
  }
  DifferentialFairness found;
  const auto widest = Difference(has);
  if (!widest) return found;
  found.high = widest->high;
  found.low = widest->low;
  // Who has the outcome most and least lacks it least and most: one pair sets both gaps.
  const std::size_t high = *widest->high;
  const std::size_t low = *widest->low;
  found.epsilon = std::log(std::max(*has[high] / *has[low], lacks[low] / lacks[high]));
  const std::int64_t fewest = std::min(groups[high].counts.n(), groups[low].counts.n());
  found.standing = fewest < kMinRows ? Standing::kInsufficient : Standing::kOk;
  return found;
}

}  // namespace assay::fairness
