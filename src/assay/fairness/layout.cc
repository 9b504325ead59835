// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"
#include "assay/fairness/box_place.h"

namespace assay::fairness {
namespace {

struct Origin {
  std::string_view basis;
  std::string_view by;
};

Origin LabelsOf(Layout layout) {
  switch (layout) {
    case Layout::kUtkFace:
      return {"perceived", "estimated from the picture by a program, checked by an annotator"};
    case Layout::kFairFace:
      return {"perceived", "crowd workers looking at the picture, two of three agreeing"};
    case Layout::kCelebA:
      return {"perceived", "a labelling company looking at the picture"};
    case Layout::kOpenImages:
      return {"annotated", "annotators drawing boxes; some boxes proposed by a program"};
    case Layout::kCoco:
      break;
  }
  return {"annotated", "crowd workers outlining objects"};
}

}  // namespace

Result<Layout> LayoutNamed(std::string_view name) {
  std::array<std::string_view, kLayouts.size()> known;
  std::ranges::transform(kLayouts, known.begin(), [](Layout layout) { return Name(layout); });
  const auto found = std::ranges::find(known, name);
  if (found != known.end()) return kLayouts.at(static_cast<std::size_t>(found - known.begin()));
  return Error{ErrorCode::kInvalidArgument, NoSuch("layout", name, known)};
}

Result<LayoutWish> WishOf(Layout layout, std::string_view file_name,
                          std::vector<std::string> attributes) {
  if (!std::ranges::all_of(attributes, [](const auto& name) { return IsUtf8(name); }))
    return Error{ErrorCode::kInvalidArgument, "the name of an attribute is not UTF-8"};
  LayoutWish wish{layout, std::nullopt, std::move(attributes)};
  const std::string lower = ToLowerAscii(file_name);
  const bool is_own = IsOfNames(layout) || (layout == Layout::kCoco && lower.ends_with(".json")) ||
                      (layout == Layout::kCelebA && lower.ends_with(".txt"));
  if (is_own) return wish;
  const auto format = table::FormatOf(file_name);
  if (layout != Layout::kCoco && format.ok()) {
    wish.format = format.value();
    return wish;
  }
  return Error{
      ErrorCode::kInvalidArgument,
      fmt::format("'{}' is no file of {}: it must end in {}", ToPrintable(file_name), Name(layout),
                  layout == Layout::kCoco     ? ".json"
                  : layout == Layout::kCelebA ? ".txt, .csv, .jsonl or .parquet"
                                              : ".csv, .jsonl or .parquet")};
}

std::string ToText(const LayoutWish& wish) {
  return Canonical({{"attributes", wish.attributes},
                    {"format", wish.format ? Json(Name(*wish.format)) : Json()},
                    {"layout", Name(wish.layout)}});
}

Result<LayoutWish> ParseLayoutWish(std::string_view text) {
  const Error wrong{ErrorCode::kInvalidArgument, "not a wish to count a data set"};
  const auto json = ParseJson(text);
  if (!json.ok() || !json.value().is_object() || !json.value().contains("attributes")) return wrong;
  LayoutWish wish;
  ASSAY_LET(wish.layout, LayoutNamed(StringOr(json.value(), "layout")));
  if (const std::string format = StringOr(json.value(), "format"); !format.empty()) {
    ASSAY_LET(wish.format, table::FormatOf("." + format));
  }
  for (const Json& attribute : json.value().at("attributes")) {
    if (!attribute.is_string()) return wrong;
    wish.attributes.push_back(attribute.get<std::string>());
  }
  return wish;
}

Json OriginOf(Layout layout) {
  const Origin labels = LabelsOf(layout);
  Json bands;
  if (UnitOf(layout) == Unit::kRegion)
    bands = {{"box_area",
              {{"unit", "share of the picture's area"},
               {"small", {{"below", kSmallArea}}},
               {"medium", {{"from", kSmallArea}, {"below", kMediumArea}}},
               {"large", {{"from", kMediumArea}}}}},
             {"box_centre_distance",
              {{"unit", "shares of the picture's sides, from its middle"},
               {"centre", {{"below", kCentre}}},
               {"between", {{"from", kCentre}, {"below", kBetween}}},
               {"edge", {{"from", kBetween}}}}}};
  return {{"labels", {{"basis", labels.basis}, {"by", labels.by}}}, {"bands", std::move(bands)}};
}

}  // namespace assay::fairness
