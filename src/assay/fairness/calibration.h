// SPDX-License-Identifier: Apache-2.0
//
// Do scores mean what they say? Of those scored near .7, are seven of ten positive? Bins of equal
// mass and the error over them. Knows no groups; scores are probabilities, which it does not check.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace assay::fairness {

inline constexpr std::int32_t kReliabilityBins = 10;
inline constexpr std::int32_t kMaxBins = 1000;

/// Neighbouring scores as one point of the reliability curve.
struct ReliabilityBin {
  std::int64_t n = 0;
  std::int64_t k = 0;  ///< positives
  double mass = 0;     ///< n, or the sum of weights
  double positive_mass = 0;
  double score_sum = 0;  ///< of scores times weights
  double from = 0;       ///< the least score
  double to = 0;         ///< the greatest

  [[nodiscard]] double MeanScore() const { return score_sum / mass; }
  [[nodiscard]] double Rate() const { return positive_mass / mass; }
};

/// Bins of equal mass; a tie is never split. A score belongs to bin floor(bins * below / mass),
/// `below` being the mass of all lower scores: where ties are many there are fewer bins.
///
/// Cost:    O(1) a row.
/// Source:  Nguyen and O'Connor, "Posterior calibration and exploratory analysis for natural
///          language processing models", EMNLP 2015, for bins of equal mass; that ties stay
///          together, and how, is ours.
class ReliabilityCurve {
 public:
  /// `mass`: of all rows that will be added. Requires bins > 0.
  ReliabilityCurve(double mass, std::int32_t bins) : mass_(mass), bins_wanted_(bins) {}

  /// Adds a row; in ascending order of their scores. Rows without weight are nowhere.
  void Add(double score, bool positive, double weight = 1);

  [[nodiscard]] const std::vector<ReliabilityBin>& bins() const { return bins_; }

 private:
  double mass_;
  std::int32_t bins_wanted_;
  double below_ = 0;  ///< mass of scores below the present one
  double added_ = 0;
  double number_ = 0;  ///< of the present bin
  std::vector<ReliabilityBin> bins_;
};

/// ECE: the mean of |rate - mean score| over the bins, by their mass. Above 0 also of scores that
/// are right, the more so the fewer rows a bin has: compare groups of like size only.
///
/// Errors:  nothing without a bin.
/// Source:  Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian
///          binning", AAAI 2015.
std::optional<double> ExpectedCalibrationError(std::span<const ReliabilityBin> bins);

}  // namespace assay::fairness
