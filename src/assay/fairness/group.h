// SPDX-License-Identifier: Apache-2.0
//
// A group of people in a table of predictions: what it is called, and its confusion matrix.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/fairness/confusion.h"
#include "assay/fairness/suppression.h"

namespace assay::fairness {

/// What a row without a value belongs to: no value, an empty one, or NaN.
inline constexpr std::string_view kUnknown = "unknown";

/// The columns of a table of predictions.
struct ModelColumns {
  std::string label;
  std::string prediction;           ///< with a threshold a score
  std::optional<double> threshold;  ///< a score that reaches it is predicted positive
  std::vector<std::string> attributes;
  std::string weight;  ///< empty: every row counts 1
};

struct Group {
  std::vector<std::string> values;  ///< one for each attribute of its grouping
  Confusion counts;
  WeightedConfusion weights;                ///< with a column of weights; else zeros
  WeightedConfusion squares;                ///< sums of squared weights
  std::int64_t left_out = 0;                ///< rows without a label or without a prediction
  Suppression hidden = Suppression::kNone;  ///< else nothing is shown of it but its size

  void Add(const Group& other);
};

}  // namespace assay::fairness
