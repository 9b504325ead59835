// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/statistics.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::pipeline {

Status Statistics::Add(const std::string& split, const Json& made) {
  Sums one;
  try {
    const Json& sums = made.at("sums");
    one.pictures = 1;
    one.pixels = sums.at("n");
    const std::size_t channels = sums.at("sum").size();
    for (std::size_t i = 0; i < one.sum.size(); ++i) {
      const std::size_t from = channels < one.sum.size() ? 0 : i;
      one.sum.at(i) = sums.at("sum").at(from);
      one.squares.at(i) = sums.at("squares").at(from);
    }
  } catch (const std::exception&) {
    return Error{ErrorCode::kCorrupt, "a picture without the sums of its samples"};
  }
  Add(one, splits_[split]);
  return Done{};
}

void Statistics::Add(const Sums& from, Sums& to) {
  to.pictures += from.pictures;
  to.pixels += from.pixels;
  for (std::size_t i = 0; i < from.sum.size(); ++i) {
    to.sum.at(i) += from.sum.at(i);
    to.squares.at(i) += from.squares.at(i);
  }
}

Json Statistics::ToJson(const Sums& sums) {
  constexpr double kMost = 255;
  const auto n = static_cast<double>(std::max<std::uint64_t>(sums.pixels, 1));
  std::vector<double> mean;
  std::vector<double> deviation;
  for (std::size_t i = 0; i < sums.sum.size(); ++i) {
    const double average = static_cast<double>(sums.sum.at(i)) / n;
    const double square = static_cast<double>(sums.squares.at(i)) / n;
    mean.push_back(average / kMost);
    deviation.push_back(std::sqrt(std::max(0.0, square - average * average)) / kMost);
  }
  return {{"pictures", sums.pictures}, {"pixels", sums.pixels}, {"mean", mean}, {"std", deviation}};
}

Json Statistics::ToJson() const {
  Sums all;
  Json splits = Json::object();
  for (const auto& [split, sums] : splits_) {
    Add(sums, all);
    if (!split.empty()) splits[split] = ToJson(sums);
  }
  return {{"all", ToJson(all)}, {"splits", std::move(splits)}};
}

}  // namespace assay::pipeline
