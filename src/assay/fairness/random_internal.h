// SPDX-License-Identifier: Apache-2.0
//
// Random counts that are the same on every machine for the same seed. The distributions of the
// standard library are not: each implementation draws in its own way. Only additions, products,
// quotients and roots are used, which IEEE 754 defines to the last bit; no logarithm.
#pragma once

#include <cstdint>
#include <random>
#include <span>

namespace assay::fairness {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// One of 2^53 numbers in [0, 1), all equally likely.
  double Uniform() { return static_cast<double>(engine_() >> 11U) * 0x1p-53; }

  /// Successes of n trials at p. Aborts unless n >= 0 and 0 <= p <= 1.
  ///
  /// Cost:    on average some 60 ns, whatever n is, and O(sqrt(n)) in one draw of seven.
  /// Source:  Hörmann, "The generation of binomial random variates", Journal of Statistical
  ///          Computation and Simulation 46 (1993), algorithm BTRS; under n p = 10 the inversion of
  ///          Kachitvichyanukul and Schmeiser, "Binomial random variate generation", Communications
  ///          of the ACM 31 (1988).
  std::int64_t Binomial(std::int64_t n, double p);

  /// As many draws with replacement as `cells` holds in all, each falling on a cell as often as the
  /// cell's share: a bootstrap of rows that are told apart by their cell only.
  ///
  /// Shapes:  `drawn` has the size of `cells`; counts are not negative.
  void Multinomial(std::span<const std::int64_t> cells, std::span<std::int64_t> drawn);

 private:
  std::mt19937_64 engine_;  // its sequence is part of the C++ standard
};

}  // namespace assay::fairness
