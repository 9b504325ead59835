// SPDX-License-Identifier: Apache-2.0
//
// Data sets that Assay knows by their own files: what is read of each, what is counted, and where
// its labels came from. It reads nothing: count_layout.h does.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/fairness/long_table.h"
#include "assay/table/format.h"

namespace assay::fairness {

enum class Layout { kUtkFace, kFairFace, kCelebA, kOpenImages, kCoco };
inline constexpr std::array<Layout, 5> kLayouts = {
    Layout::kUtkFace, Layout::kFairFace, Layout::kCelebA, Layout::kOpenImages, Layout::kCoco};
constexpr std::string_view Name(Layout layout) {
  constexpr std::array<std::string_view, 5> kNames = {"utkface", "fairface", "celeba", "openimages",
                                                      "coco"};
  return kNames.at(static_cast<std::size_t>(layout));
}

/// Errors:  kInvalidArgument; names the nearest.
Result<Layout> LayoutNamed(std::string_view name);

/// Its labels stand in the names of files: a folder is listed, and no file opened.
constexpr bool IsOfNames(Layout layout) { return layout == Layout::kUtkFace; }

/// What its labels are of, and so what a count counts.
constexpr Unit UnitOf(Layout layout) {
  return layout == Layout::kOpenImages || layout == Layout::kCoco ? Unit::kRegion : Unit::kAsset;
}

struct LayoutWish {
  Layout layout = Layout::kUtkFace;
  std::optional<table::Format> format = {};  ///< none: no table, but what the layout defines
  std::vector<std::string> attributes = {};  ///< whose values are counted; empty: all that it has
};

/// What has to be read of a file called `file_name`: COCO's .json, CelebA's .txt; any table of the
/// others, and of CelebA too. Of a layout of names the file name says nothing.
///
/// Errors:  kInvalidArgument for another ending (says which there are), and for attributes that are
///          not UTF-8.
Result<LayoutWish> WishOf(Layout layout, std::string_view file_name,
                          std::vector<std::string> attributes);

/// The wish as one line, for another process: canonical JSON. Requires UTF-8.
std::string ToText(const LayoutWish& wish);
/// Errors:  kInvalidArgument.
Result<LayoutWish> ParseLayoutWish(std::string_view text);

/// Who labelled, and how far a label is the person's own word: `labels` with `basis` and `by`; and
/// `bands`, null where there are no boxes.
///
/// Source:  UTKFace, "Labels"; Karkkainen and Joo, "FairFace", WACV 2021, 3.4; Liu et al., "Deep
///          Learning Face Attributes in the Wild", ICCV 2015, 4; Kuznetsova et al., "The Open
///          Images Dataset V4", IJCV 128, 2020, 3.3; Lin et al., "Microsoft COCO", ECCV 2014, 4.
Json OriginOf(Layout layout);

}  // namespace assay::fairness
