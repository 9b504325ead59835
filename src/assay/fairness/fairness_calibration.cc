// SPDX-License-Identifier: Apache-2.0
//
// fairness_calibration: how often the verdicts accuse equal groups, and how often they find a true
// gap. Prints the two tables of docs/reference/fairness-statistics.md.
#include <fmt/core.h>

#include <array>
#include <utility>
#include <vector>

#include "assay/fairness/power.h"

namespace assay::fairness {
namespace {

constexpr std::uint64_t kSeed = 20260101;

/// Of 20,000 trials, in percent.
double Percent(Proportion share) { return 100 * share.Value().value_or(0); }

PowerPlan Plan(std::vector<double> rates, std::int64_t rows, Pairing pairing, double tolerance) {
  return {.rates = std::move(rates),
          .rows = rows,
          .pairing = pairing,
          .tolerance = tolerance,
          .trials = 20000,
          .seed = kSeed};
}

void PrintFalseAlarms(std::size_t groups, std::int64_t rows, double rate) {
  const auto measure = [&](Pairing pairing) {
    return SimulatePower(Plan(std::vector<double>(groups, rate), rows, pairing, 0)).value();
  };
  const Power pairs = measure(Pairing::kAllPairs);
  fmt::print("| {} | {} | {} | {:.1f} % | {:.1f} % | {:.1f} % | {:.1f} % |\n", groups, rows, rate,
             Percent(pairs.failed), Percent(measure(Pairing::kFixedReference).failed),
             Percent(measure(Pairing::kBestSeen).failed), Percent(pairs.four_fifths));
}

/// The last group has `gap` less than the others, of which the first is the reference.
void PrintPower(std::size_t groups, std::int64_t rows) {
  const auto measure = [&](double gap) {
    std::vector<double> rates(groups, 0.5);
    rates.back() -= gap;
    return SimulatePower(Plan(rates, rows, Pairing::kFixedReference, 0.05)).value();
  };
  fmt::print("| {} | {} | {:.1f} % | {:.1f} % | {:.1f} % | {:.1f} % |\n", groups, rows,
             Percent(measure(0).passed), Percent(measure(0.1).failed), Percent(measure(0.2).failed),
             Percent(measure(0.3).failed));
}

}  // namespace
}  // namespace assay::fairness

int main() {
  constexpr std::array<std::size_t, 3> kGroups = {2, 7, 14};
  constexpr std::array<std::int64_t, 5> kRows = {30, 100, 300, 1000, 3000};
  fmt::print("| groups | rows | rate | all pairs | fixed reference | best seen | four fifths |\n");
  fmt::print("|---|---|---|---|---|---|---|\n");
  for (const std::size_t groups : kGroups)
    for (const std::int64_t rows : kRows)
      for (const double rate : {0.5, 0.1}) assay::fairness::PrintFalseAlarms(groups, rows, rate);
  fmt::print("\n| groups | rows | gap 0: pass | gap .1: fail | gap .2: fail | gap .3: fail |\n");
  fmt::print("|---|---|---|---|---|---|\n");
  for (const std::size_t groups : kGroups)
    for (const std::int64_t rows : kRows) assay::fairness::PrintPower(groups, rows);
}
