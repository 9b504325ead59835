// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/significance.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

#include "assay/fairness/special_internal.h"

namespace assay::fairness {
namespace {

/// What is less likely than that, beside the most likely table, is nothing. Slow subnormal numbers
/// begin below it.
constexpr double kVanished = 1e-300;

/// The first cell of all 2 x 2 tables with given margins, and how likely each is.
class Hypergeometric {
 public:
  Hypergeometric(Proportion a, Proportion b)
      : drawn_(a.n), marked_(a.k + b.k), plain_(a.n + b.n - marked_) {
    const auto share = static_cast<double>(marked_ + 1) / static_cast<double>(marked_ + plain_ + 2);
    const double mode = std::floor(static_cast<double>(drawn_ + 1) * share);
    mode_ = std::clamp(static_cast<std::int64_t>(mode), Lowest(), Highest());
  }

  /// Calls `visit(cell, weight)` from the mode up, then from below it down. Weights are
  /// probabilities relative to the mode's: they fall on the way, and it ends where they vanish.
  template <typename Visit>
  void Walk(const Visit& visit) const {
    double weight = 1;
    for (std::int64_t cell = mode_; cell <= Highest() && weight > kVanished; ++cell) {
      visit(cell, weight);
      weight *= Step(cell);
    }
    weight = 1;
    for (std::int64_t cell = mode_ - 1; cell >= Lowest(); --cell) {
      weight /= Step(cell);
      if (weight <= kVanished) break;
      visit(cell, weight);
    }
  }

 private:
  [[nodiscard]] std::int64_t Lowest() const { return std::max<std::int64_t>(0, drawn_ - plain_); }
  [[nodiscard]] std::int64_t Highest() const { return std::min(drawn_, marked_); }

  /// P(cell + 1) / P(cell).
  [[nodiscard]] double Step(std::int64_t cell) const {
    return static_cast<double>(marked_ - cell) * static_cast<double>(drawn_ - cell) /
           (static_cast<double>(cell + 1) * static_cast<double>(plain_ - drawn_ + cell + 1));
  }

  std::int64_t drawn_;
  std::int64_t marked_;
  std::int64_t plain_;
  std::int64_t mode_ = 0;
};

void Check(Proportion a, Proportion b) {
  ASSAY_CHECK(0 <= a.k && a.k <= a.n);
  ASSAY_CHECK(0 <= b.k && b.k <= b.n);
}

Error Wrong(const char* what) { return {ErrorCode::kInvalidArgument, what}; }

}  // namespace

std::optional<double> FisherExact(Proportion a, Proportion b) {
  Check(a, b);
  if (a.n == 0 || b.n == 0) return std::nullopt;
  const Hypergeometric tables(a, b);
  double seen = 0;
  tables.Walk([&](std::int64_t cell, double weight) {
    if (cell == a.k) seen = weight;
  });
  const double limit = seen * (1 + 1e-7);
  double unlikely = 0;
  double all = 0;
  tables.Walk([&](std::int64_t, double weight) {
    all += weight;
    if (weight <= limit) unlikely += weight;
  });
  return unlikely / all;
}

std::optional<double> TwoProportionZ(Proportion a, Proportion b) {
  Check(a, b);
  if (a.n == 0 || b.n == 0) return std::nullopt;
  const auto n_a = static_cast<double>(a.n);
  const auto n_b = static_cast<double>(b.n);
  const double pooled = static_cast<double>(a.k + b.k) / (n_a + n_b);
  const double variance = pooled * (1 - pooled) * (1 / n_a + 1 / n_b);
  if (variance == 0) return 1;
  return TwoSidedNormalTail((*a.Value() - *b.Value()) / std::sqrt(variance));
}

std::string_view Name(EqualityTest test) {
  return test == EqualityTest::kFisherExact ? "fisher" : "z";
}

EqualityTest ChooseEqualityTest(Proportion a, Proportion b) {
  Check(a, b);
  const auto smaller = static_cast<double>(std::min(a.n, b.n));
  const auto total = static_cast<double>(a.n + b.n);
  const auto marked = static_cast<double>(a.k + b.k);
  const double rarest = std::min(marked, total - marked);
  const bool is_small = smaller < kFisherRows || smaller * rarest / total < 5;
  return is_small ? EqualityTest::kFisherExact : EqualityTest::kTwoProportionZ;
}

std::optional<double> EqualShares(Proportion a, Proportion b) {
  return ChooseEqualityTest(a, b) == EqualityTest::kFisherExact ? FisherExact(a, b)
                                                                : TwoProportionZ(a, b);
}

double McNemar(std::int64_t gained, std::int64_t lost) {
  ASSAY_CHECK(gained >= 0 && lost >= 0);
  const auto smaller = static_cast<double>(std::min(gained, lost));
  const auto changed = static_cast<double>(gained + lost);
  if (gained == lost) return 1;  // both tails overlap in the middle
  return std::min(1.0, 2 * FairBinomialTail(smaller, changed));
}

Result<GoodnessOfFit> ChiSquare(std::span<const std::int64_t> counts,
                                std::span<const double> shares) {
  if (counts.size() != shares.size()) return Wrong("a reference has as many shares as categories");
  // Not "< 0" alone: what is not a number is refused too.
  const auto is_share = [](double share) { return share >= 0 && share <= 1; };
  if (!std::ranges::all_of(shares, is_share)) return Wrong("a share is a number from 0 to 1");
  if (std::ranges::any_of(counts, [](auto count) { return count < 0; }))
    return Wrong("a count is not negative");
  if (std::abs(std::accumulate(shares.begin(), shares.end(), 0.0) - 1) > 1e-6)
    return Wrong("the shares of a reference sum to 1");
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  if (total == 0) return Wrong("nothing was counted");
  const auto possible = std::ranges::count_if(shares, [](double share) { return share > 0; });
  if (possible < 2) return Wrong("a reference needs two categories with a share above 0");

  GoodnessOfFit fit{0, possible - 1, 0, std::numeric_limits<double>::infinity()};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = total * shares[i];
    const double gap = static_cast<double>(counts[i]) - expected;
    if (gap != 0) fit.statistic += gap * gap / expected;
    if (expected > 0) fit.min_expected = std::min(fit.min_expected, expected);
  }
  if (std::isfinite(fit.statistic))
    fit.p = ChiSquareTail(fit.statistic, static_cast<double>(fit.degrees));
  return fit;
}

std::vector<double> BenjaminiHochberg(std::span<const std::optional<double>> p_values) {
  std::vector<double> q_values;
  q_values.reserve(p_values.size());
  for (const auto& p : p_values) {
    q_values.push_back(p.value_or(1.0));
    ASSAY_CHECK(q_values.back() >= 0 && q_values.back() <= 1);
  }
  std::vector<std::size_t> order(q_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, std::greater(), [&](std::size_t i) { return q_values[i]; });
  // From the largest p down: q is the smallest p * tests / rank so far.
  double least = 1;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto rank = static_cast<double>(order.size() - i);
    double& q = q_values[order[i]];
    least = std::min(least, q * static_cast<double>(order.size()) / rank);
    q = least;
  }
  return q_values;
}

}  // namespace assay::fairness
