// SPDX-License-Identifier: Apache-2.0
//
// A known data set's file -> how many of its pictures or boxes have each combination of values. It
// runs in the sandboxed worker: what it reads is foreign.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/layout.h"
#include "assay/table/count.h"

namespace assay::fairness {

inline constexpr std::size_t kLayoutText_bytes = 1U << 30U;  ///< what is no table: in memory
inline constexpr std::size_t kMostLayoutAttributes = 16;     ///< taken where none are named

struct CountedUnits {
  std::vector<std::string> attributes;    ///< as wished, or all, in the file's order
  std::vector<table::TupleCount> tuples;  ///< values in that order; a combination may stand twice
};

/// Counts pictures, or boxes. "box_area" and "box_centre_distance" of boxes are bands
/// (box_place.h). A picture that a table lists twice counts twice.
///
/// Shapes:  of a layout of names `file` holds names, each ended by a NUL.
/// Errors:  kInvalidArgument for an attribute that there is not (names the nearest), more than
///          kMostLayoutAttributes where none are named, and names none of which says anything;
///          kExhausted over `limits` and kLayoutText_bytes; as the readers of face_names.h,
///          data_sets.h and coco.h, and as table::ReadTable.
/// Cost:    one pass over a table, two over COCO; memory of the combinations, and of the file where
///          it is no table.
Result<CountedUnits> CountLayout(const std::filesystem::path& file, const LayoutWish& wish,
                                 const table::CountLimits& limits = {});

}  // namespace assay::fairness
