// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/calibration.h"

#include <cmath>

namespace assay::fairness {

void ReliabilityCurve::Add(double score, bool positive, double weight) {
  if (weight == 0) return;
  if (bins_.empty() || score != bins_.back().to) {
    below_ = added_;
    const double number = std::floor(bins_wanted_ * below_ / mass_);
    if (bins_.empty() || number != number_) bins_.push_back({.from = score, .to = score});
    number_ = number;
  }
  ReliabilityBin& bin = bins_.back();
  ++bin.n;
  bin.k += positive ? 1 : 0;
  bin.mass += weight;
  bin.positive_mass += positive ? weight : 0;
  bin.score_sum += score * weight;
  bin.to = score;
  added_ += weight;
}

std::optional<double> ExpectedCalibrationError(std::span<const ReliabilityBin> bins) {
  if (bins.empty()) return std::nullopt;
  double mass = 0;
  double error = 0;
  for (const ReliabilityBin& bin : bins) {
    mass += bin.mass;
    error += std::abs(bin.positive_mass - bin.score_sum);
  }
  return error / mass;
}

}  // namespace assay::fairness
