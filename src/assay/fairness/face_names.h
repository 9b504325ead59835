// SPDX-License-Identifier: Apache-2.0
//
// Labels in the file names of UTKFace: [age]_[gender]_[race]_[date&time].jpg. They were estimated
// by a program and checked by annotators: perceived, not reported.
#pragma once

#include <optional>
#include <string_view>

#include "assay/core/result.h"
#include "assay/fairness/long_table.h"

namespace assay::fairness {

/// What the name says; none: unknown.
struct FaceName {
  std::optional<int> age;
  std::optional<std::string_view> gender;  ///< "male", "female"
  std::optional<std::string_view> race;    ///< "White", "Black", "Asian", "Indian", "Others"

  bool operator==(const FaceName&) const = default;
};

/// Reads a file name, with or without folders. A field that is empty or out of its range is
/// unknown. A name of three fields lacks gender or race and does not tell which: both are unknown,
/// and the first is an age where it can be no code (over 4). Any other name says nothing.
///
/// Source:  UTKFace, "Labels": age 0 to 116; gender 0 male, 1 female; race 0 White, 1 Black, 2
///          Asian, 3 Indian, 4 Others. Its names 39_1_20170116174525125, 61_1_20170109142408075
///          and 53__0_20170116184028385 lack a field.
FaceName ParseFaceName(std::string_view file);

/// "0-10", "11-20", ... "91-100", "101-116"; none for an age outside 0 to 116.
std::optional<std::string_view> AgeBand(int age);

/// Three rows of the asset: "age_band", "gender" and "race".
Status VisitFaceName(std::string_view file, const LongVisitor& visit);

}  // namespace assay::fairness
