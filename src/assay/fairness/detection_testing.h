// SPDX-License-Identifier: Apache-2.0
//
// Sets of boxes for tests, from rows as a person writes them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/fairness/detection_set.h"

namespace assay::fairness::testing {

using Taker = Status (DetectionSet::*)(DetectionSet::Row);

/// "a.png 0 0 10 10 0.9" -> its words as a row; "-" is no value.
inline Status AddRow(DetectionSet& set, Taker take, std::string_view words) {
  std::vector<std::optional<std::string_view>> row;
  while (!words.empty()) {
    const std::string_view word = words.substr(0, words.find(' '));
    words.remove_prefix(std::min(words.size(), word.size() + 1));
    row.push_back(word == "-" ? std::nullopt : std::optional(word));
  }
  return (set.*take)(row);
}

/// Columns: image, box, `skin` of boxes, `night` of pictures, in both tables as they are there.
inline DetectionColumns SkinByNight() {
  DetectionColumns columns;
  columns.image = "image";
  columns.score = "score";
  columns.groups = {"skin"};
  columns.picture_groups = {"night"};
  return columns;
}

struct Rows {
  std::vector<std::string> pictures;
  std::vector<std::string> truth;
  std::vector<std::string> detections;
};

inline DetectionSet SetOf(const Rows& rows, DetectionColumns columns = SkinByNight()) {
  DetectionSet set(std::move(columns), !rows.pictures.empty(), std::nullopt);
  for (const auto& [list, take] : {std::pair(&rows.pictures, &DetectionSet::AddPicture),
                                   std::pair(&rows.truth, &DetectionSet::AddTruth),
                                   std::pair(&rows.detections, &DetectionSet::AddDetection)}) {
    for (const std::string& row : *list) {
      const Status added = AddRow(set, take, row);
      EXPECT_TRUE(added.ok()) << row << ": " << (added.ok() ? "" : added.error().what);
    }
  }
  return set;
}

}  // namespace assay::fairness::testing
