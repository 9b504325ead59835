// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/confusion.h"

#include <algorithm>
#include <cstddef>

namespace assay::fairness {
namespace {

// Cells of a confusion matrix, as bits.
constexpr unsigned kTp = 1;
constexpr unsigned kFp = 2;
constexpr unsigned kFn = 4;
constexpr unsigned kTn = 8;
constexpr unsigned kAll = kTp | kFp | kFn | kTn;

/// A metric is some cells of some cells.
struct Shape {
  std::string_view name;
  unsigned part;
  unsigned whole;
};

constexpr std::array<Shape, kMetrics.size()> kShapes = {{
    {"selection_rate", kTp | kFp, kAll},
    {"accuracy", kTp | kTn, kAll},
    {"tpr", kTp, kTp | kFn},
    {"fnr", kFn, kTp | kFn},
    {"fpr", kFp, kFp | kTn},
    {"tnr", kTn, kFp | kTn},
    {"ppv", kTp, kTp | kFp},
    {"fdr", kFp, kTp | kFp},
    {"npv", kTn, kFn | kTn},
    {"for", kFn, kFn | kTn},
    {"prevalence", kTp | kFn, kAll},
    {"error_rate", kFp | kFn, kAll},
}};

const Shape& ShapeOf(Metric metric) { return kShapes.at(static_cast<std::size_t>(metric)); }

template <typename Matrix>
auto Sum(const Matrix& matrix, unsigned cells) {
  decltype(matrix.tp) sum{};
  if ((cells & kTp) != 0) sum += matrix.tp;
  if ((cells & kFp) != 0) sum += matrix.fp;
  if ((cells & kFn) != 0) sum += matrix.fn;
  if ((cells & kTn) != 0) sum += matrix.tn;
  return sum;
}

}  // namespace

std::string_view Name(Metric metric) { return ShapeOf(metric).name; }

std::optional<Metric> MetricNamed(std::string_view name) {
  const auto* found = std::ranges::find(kMetrics, name, [](Metric metric) { return Name(metric); });
  if (found == kMetrics.end()) return std::nullopt;
  return *found;
}

Proportion Share(const Confusion& counts, Metric metric) {
  const Shape& shape = ShapeOf(metric);
  return {Sum(counts, shape.part), Sum(counts, shape.whole)};
}

std::optional<double> Share(const WeightedConfusion& weights, Metric metric) {
  const Shape& shape = ShapeOf(metric);
  const double whole = Sum(weights, shape.whole);
  if (whole == 0) return std::nullopt;
  return Sum(weights, shape.part) / whole;
}

std::optional<double> EffectiveRows(const WeightedConfusion& weights,
                                    const WeightedConfusion& squares, Metric metric) {
  const Shape& shape = ShapeOf(metric);
  const double sum = Sum(weights, shape.whole);
  const double sum_squares = Sum(squares, shape.whole);
  if (sum_squares == 0) return std::nullopt;
  return sum * sum / sum_squares;
}

std::optional<double> BalancedAccuracy(const Confusion& counts) {
  const auto tpr = Share(counts, Metric::kTpr).Value();
  const auto tnr = Share(counts, Metric::kTnr).Value();
  if (!tpr || !tnr) return std::nullopt;
  return (*tpr + *tnr) / 2;
}

std::optional<double> F1(const Confusion& counts) {
  return Proportion{2 * counts.tp, 2 * counts.tp + counts.fp + counts.fn}.Value();
}

std::optional<double> FnOverFp(const Confusion& counts) {
  return counts.fp == 0
             ? std::nullopt
             : std::optional(static_cast<double>(counts.fn) / static_cast<double>(counts.fp));
}

Proportion PredictedPositiveShare(const Confusion& group, const Confusion& all) {
  return {Sum(group, kTp | kFp), Sum(all, kTp | kFp)};
}

}  // namespace assay::fairness
