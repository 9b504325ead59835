// SPDX-License-Identifier: Apache-2.0
//
// Mean and standard deviation of a data set's pixels, a channel at a time: what training subtracts
// and divides by. Computed from the exact sums of what was encoded.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::pipeline {

class Statistics {
 public:
  /// `made` is the answer to channel::Op::kTransform. Grey counts as red, green and blue.
  /// Errors:  kCorrupt for an answer without its sums.
  Status Add(const std::string& split, const Json& made);

  /// {"all": S, "splits": {name: S}}, S being {"pictures", "pixels", "mean": [r, g, b], "std":
  /// [r, g, b]} of samples from 0 to 1, the mean over pixels.
  [[nodiscard]] Json ToJson() const;

 private:
  /// 2^64 squares of samples are reached at 280 terapixels.
  struct Sums {
    std::uint64_t pictures = 0;
    std::uint64_t pixels = 0;
    std::array<std::uint64_t, 3> sum = {};
    std::array<std::uint64_t, 3> squares = {};
  };
  static void Add(const Sums& from, Sums& to);
  static Json ToJson(const Sums& sums);

  std::map<std::string, Sums> splits_;
};

}  // namespace assay::pipeline
