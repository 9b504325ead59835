// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/distribution.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "assay/core/result.h"

namespace assay::fairness {
namespace {

double Total(std::span<const std::int64_t> counts) {
  double total = 0;
  for (const std::int64_t count : counts) {
    ASSAY_CHECK(count >= 0);
    total += static_cast<double>(count);
  }
  return total;
}

/// Counts of both groups over the labels of either, in the order of labels.
std::pair<std::vector<std::int64_t>, std::vector<std::int64_t>> OnUnion(const LabelCounts& p,
                                                                        const LabelCounts& q) {
  LabelCounts labels = p;
  labels.insert(q.begin(), q.end());
  const auto count_of = [](const LabelCounts& counts, const std::string& label) {
    const auto found = counts.find(label);
    return found == counts.end() ? 0 : found->second;
  };
  std::pair<std::vector<std::int64_t>, std::vector<std::int64_t>> both;
  for (const auto& [label, count] : labels) {
    both.first.push_back(count_of(p, label));
    both.second.push_back(count_of(q, label));
  }
  return both;
}

/// p ln(p / q): 0 where p is, infinite where only q is.
double Divergence(double p, double q) {
  if (p == 0) return 0;
  return q == 0 ? std::numeric_limits<double>::infinity() : p * std::log(p / q);
}

}  // namespace

std::optional<LabelDistance> Distance(const LabelCounts& p, const LabelCounts& q) {
  const auto [counts_p, counts_q] = OnUnion(p, q);
  const double total_p = Total(counts_p);
  const double total_q = Total(counts_q);
  if (total_p == 0 || total_q == 0) return std::nullopt;
  LabelDistance distance;
  for (std::size_t i = 0; i < counts_p.size(); ++i) {
    const double share_p = static_cast<double>(counts_p[i]) / total_p;
    const double share_q = static_cast<double>(counts_q[i]) / total_q;
    const double middle = (share_p + share_q) / 2;
    const double gap = std::abs(share_p - share_q);
    distance.kl += Divergence(share_p, share_q);
    distance.js += (Divergence(share_p, middle) + Divergence(share_q, middle)) / 2;
    distance.total_variation += gap / 2;
    distance.l2 += gap * gap;
    distance.largest_gap = std::max(distance.largest_gap, gap);
  }
  distance.kl = std::max(distance.kl, 0.0);
  distance.js = std::max(distance.js, 0.0);
  distance.l2 = std::sqrt(distance.l2);
  return distance;
}

std::optional<double> KolmogorovSmirnov(std::span<const std::int64_t> p,
                                        std::span<const std::int64_t> q) {
  ASSAY_CHECK(p.size() == q.size());
  const double total_p = Total(p);
  const double total_q = Total(q);
  if (total_p == 0 || total_q == 0) return std::nullopt;
  double up_to_p = 0;
  double up_to_q = 0;
  double largest = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    up_to_p += static_cast<double>(p[i]);
    up_to_q += static_cast<double>(q[i]);
    largest = std::max(largest, std::abs(up_to_p / total_p - up_to_q / total_q));
  }
  return largest;
}

std::optional<double> ClassImbalance(std::int64_t rows_a, std::int64_t rows_b) {
  ASSAY_CHECK(rows_a >= 0 && rows_b >= 0);
  if (rows_a == 0 && rows_b == 0) return std::nullopt;
  const auto a = static_cast<double>(rows_a);
  const auto b = static_cast<double>(rows_b);
  return (a - b) / (a + b);
}

std::optional<double> Evenness(std::span<const std::int64_t> counts) {
  const double total = Total(counts);
  if (counts.size() < 2 || total == 0) return std::nullopt;
  double entropy = 0;
  for (const std::int64_t count : counts) {
    const double share = static_cast<double>(count) / total;
    if (share > 0) entropy -= share * std::log(share);
  }
  // Rounding may leave the range by a last bit, here and below.
  return std::clamp(entropy / std::log(static_cast<double>(counts.size())), 0.0, 1.0);
}

std::optional<double> MaxMinRatio(std::span<const std::int64_t> counts) {
  if (counts.empty() || Total(counts) == 0) return std::nullopt;
  const auto [least, most] = std::ranges::minmax(counts);
  return static_cast<double>(most) / static_cast<double>(least);
}

std::optional<double> NormalizedPmi(const CoOccurrence& counts) {
  const auto& [both, object, group, rows] = counts;
  ASSAY_CHECK(0 <= both && both <= std::min(object, group) && std::max(object, group) <= rows);
  ASSAY_CHECK(object - both <= rows - group);
  if (object == 0 || group == 0 || both == rows) return std::nullopt;
  if (both == 0) return -1;  // the limit
  const auto n = static_cast<double>(rows);
  const double together = static_cast<double>(both) / n;
  const double apart = static_cast<double>(object) / n * (static_cast<double>(group) / n);
  return std::clamp(std::log(together / apart) / -std::log(together), -1.0, 1.0);
}

std::optional<ConditionalDisparity> ConditionalDemographicDisparity(
    std::span<const Stratum> strata) {
  ConditionalDisparity disparity;
  double weight = 0;
  for (const auto& [rejected, accepted] : strata) {
    const std::int64_t rows = rejected.n + accepted.n;
    const auto difference = Difference(rejected, accepted);
    if (!difference) {
      disparity.undefined += rows;
      continue;
    }
    disparity.value += static_cast<double>(rows) * *difference;
    weight += static_cast<double>(rows);
  }
  if (weight == 0) return std::nullopt;
  disparity.value /= weight;
  return disparity;
}

}  // namespace assay::fairness
