// SPDX-License-Identifier: Apache-2.0
//
// Tables of labels that known data sets publish -> rows of one long table. What each gives is a
// visitor for table::ReadTable, so that CSV, JSONL and Parquet copies of them are read alike.
//
// A missing or empty value is unknown. Errors name the row, from 1, the header being none.
#pragma once

#include <string_view>

#include "assay/core/result.h"
#include "assay/fairness/long_table.h"
#include "assay/table/csv.h"

namespace assay::fairness {

/// FairFace: columns file, age, gender, race. Rows "age_band", "gender" and "race" of each asset.
///
/// Errors:  kInvalidArgument without one of the columns.
/// Source:  Karkkainen and Joo, "FairFace", WACV 2021: fairface_label_train.csv.
table::RowVisitor FromFairFace(LongVisitor visit);

/// CelebA: a column image_id, and a column for each attribute, 1 or -1: a row "yes" or "no" of the
/// asset for each.
///
/// Errors:  kInvalidArgument without image_id; kCorrupt for another value.
/// Source:  Liu et al., "Deep Learning Face Attributes in the Wild", ICCV 2015.
table::RowVisitor FromCelebA(LongVisitor visit);

/// The same of list_attr_celeba.txt: the number of pictures, the names of attributes, then a line
/// for each picture; fields parted by spaces.
///
/// Errors:  as FromCelebA; kCorrupt with the line for one of another width, and for a file whose
///          pictures are not as many as it says.
/// Cost:    O(bytes); memory of one line.
Status ReadCelebA(std::string_view text, const LongVisitor& visit);

/// Boxes of Open Images: columns ImageID, LabelName, XMin, XMax, YMin, YMax, and IsOccluded,
/// IsTruncated, IsGroupOf, IsDepiction, IsInside as far as they are there. Rows "category",
/// "box_area" and "box_centre_distance" (box_place.h) of each region, which is named by its row;
/// and "occluded", "truncated", "group_of", "depiction", "inside": "yes", "no", or unknown for -1.
///
/// Errors:  kInvalidArgument without one of the first six; kCorrupt for an edge that is no number
///          from 0 to 1, edges in the wrong order, and other values of the flags.
/// Source:  Open Images, "Data Formats", boxes.
table::RowVisitor FromOpenImagesBoxes(LongVisitor visit);

}  // namespace assay::fairness
