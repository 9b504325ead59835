// SPDX-License-Identifier: Apache-2.0
//
// Boxes of a COCO instances file -> rows of one long table. Reads the text twice and keeps none of
// it but the sizes and names of pictures and the names of categories.
#pragma once

#include <cstddef>
#include <string_view>

#include "assay/core/result.h"
#include "assay/fairness/long_table.h"

namespace assay::fairness {

struct CocoLimits {
  std::size_t pictures = 2'000'000;
  std::size_t categories = 100'000;
  std::size_t depth = 64;
};

/// Four rows for each annotation, in the order of the file: "category" (its name), "box_area" and
/// "box_centre_distance" (box_place.h, of the part that lies in the picture) and "crowd" (yes, no;
/// unknown where it is not said). The region is named by the annotation's id, the asset by the
/// picture's file_name. Members that are not needed may be anything.
///
/// Errors:  kCorrupt for a syntax error (with its byte), a list that is missing or none, a picture,
///          category or annotation (with its place in its list, from 1) that lacks what is needed,
///          has it twice, or names what is not there; for a picture without an area and a box with
///          a side below 0. kExhausted over a limit.
/// Cost:    O(bytes); some 150 bytes a picture, 300 MiB at most, whatever the number of boxes.
/// Source:  Lin et al., "Microsoft COCO", ECCV 2014; COCO, "Data format", object detection: bbox is
///          [x, y, width, height] in pixels from the top left corner.
Status ReadCoco(std::string_view text, const LongVisitor& visit, const CocoLimits& limits = {});

}  // namespace assay::fairness
