// SPDX-License-Identifier: Apache-2.0
#include "assay/media/layout.h"

#include <algorithm>

namespace assay::media {
namespace {

double Real(std::int32_t number) { return number; }

Box BoxOf(const Crop& crop) {
  return {Real(crop.left_px), Real(crop.top_px), Real(crop.right_px), Real(crop.bottom_px)};
}

/// `side` * `wanted` / `given`, rounded half up, at least 1.
std::int32_t InProportion(std::int64_t side, std::int64_t wanted, std::int64_t given) {
  return static_cast<std::int32_t>(
      std::max<std::int64_t>(1, (2 * side * wanted + given) / (2 * given)));
}

Size Fit(Size from, const ResizeWish& wish) {
  const Size in = wish.size;
  if (!wish.may_enlarge && from.width_px <= in.width_px && from.height_px <= in.height_px)
    return from;
  const bool width_rules =
      std::int64_t{in.width_px} * from.height_px <= std::int64_t{in.height_px} * from.width_px;
  if (width_rules) return {in.width_px, InProportion(from.height_px, in.width_px, from.width_px)};
  return {InProportion(from.width_px, in.height_px, from.height_px), in.height_px};
}

/// The middle of `box` that has the proportions of `size`. Edges may lie between pixels.
void CutToProportions(Box& box, Size from, Size size) {
  const bool width_rules =
      std::int64_t{size.width_px} * from.height_px >= std::int64_t{size.height_px} * from.width_px;
  if (width_rules) {
    const double keep_px = Real(size.height_px) * from.width_px / size.width_px;
    box.top_px += (from.height_px - keep_px) / 2;
    box.bottom_px = std::min(box.bottom_px, box.top_px + keep_px);
  } else {
    const double keep_px = Real(size.width_px) * from.height_px / size.height_px;
    box.left_px += (from.width_px - keep_px) / 2;
    box.right_px = std::min(box.right_px, box.left_px + keep_px);
  }
}

/// Cut at whole pixels, so that what is not resized stays sharp.
void CutToSize(Box& box, Size from, Size size) {
  box.left_px += (from.width_px - size.width_px) / 2;
  box.top_px += (from.height_px - size.height_px) / 2;
  box.right_px = box.left_px + size.width_px;
  box.bottom_px = box.top_px + size.height_px;
}

Layout Cover(Layout layout, const ResizeWish& wish) {
  const Size from = layout.size;
  const Size least{std::min(from.width_px, wish.size.width_px),
                   std::min(from.height_px, wish.size.height_px)};
  layout.size = wish.may_enlarge ? wish.size : least;
  if (layout.size == wish.size)
    CutToProportions(layout.source, from, wish.size);
  else
    CutToSize(layout.source, from, least);
  layout.canvas = layout.size;
  return layout;
}

Layout Resize(Layout layout, const ResizeWish& wish) {
  if (wish.mode == ResizeMode::kCover) return Cover(layout, wish);
  const Size from = layout.size;
  layout.size = Fit(from, wish);
  if (wish.mode == ResizeMode::kExact)
    layout.size = wish.may_enlarge ? wish.size
                                   : Size{std::min(from.width_px, wish.size.width_px),
                                          std::min(from.height_px, wish.size.height_px)};
  layout.canvas = layout.size;
  if (wish.mode != ResizeMode::kPad) return layout;
  layout.canvas = wish.size;
  layout.left_px = (layout.canvas.width_px - layout.size.width_px) / 2;
  layout.top_px = (layout.canvas.height_px - layout.size.height_px) / 2;
  return layout;
}

}  // namespace

Affine Then(const Affine& first, const Affine& second) {
  const auto& a = first.m;
  const auto& b = second.m;
  return {{b[0] * a[0] + b[1] * a[3], b[0] * a[1] + b[1] * a[4], b[0] * a[2] + b[1] * a[5] + b[2],
           b[3] * a[0] + b[4] * a[3], b[3] * a[1] + b[4] * a[4], b[3] * a[2] + b[4] * a[5] + b[5]}};
}

Point Mapped(const Affine& map, Point point) {
  return {map.m[0] * point.x_px + map.m[1] * point.y_px + map.m[2],
          map.m[3] * point.x_px + map.m[4] * point.y_px + map.m[5]};
}

Affine Upright(Size stored, int exif_orientation) {
  const double width = stored.width_px;
  const double height = stored.height_px;
  switch (exif_orientation) {
    case 2:
      return {{-1, 0, width, 0, 1, 0}};
    case 3:
      return {{-1, 0, width, 0, -1, height}};
    case 4:
      return {{1, 0, 0, 0, -1, height}};
    case 5:
      return {{0, 1, 0, 1, 0, 0}};
    case 6:
      return {{0, -1, height, 1, 0, 0}};
    case 7:
      return {{0, -1, height, -1, 0, width}};
    case 8:
      return {{0, 1, 0, -1, 0, width}};
    default:
      return {};
  }
}

Affine Layout::Map() const {
  const double across = size.width_px / (source.right_px - source.left_px);
  const double down = size.height_px / (source.bottom_px - source.top_px);
  return {{across, 0, left_px - source.left_px * across, 0, down, top_px - source.top_px * down}};
}

Result<Layout> MakeLayout(Size from, const std::optional<Crop>& crop,
                          const std::optional<ResizeWish>& resize) {
  const Crop part = crop.value_or(Crop{0, 0, from.width_px, from.height_px});
  const bool inside = part.left_px >= 0 && part.left_px < part.right_px &&
                      part.right_px <= from.width_px && part.top_px >= 0 &&
                      part.top_px < part.bottom_px && part.bottom_px <= from.height_px;
  if (!inside) return Error{ErrorCode::kInvalidArgument, "the crop is empty or leaves the picture"};
  Layout layout;
  layout.source = BoxOf(part);
  layout.size = {part.right_px - part.left_px, part.bottom_px - part.top_px};
  layout.canvas = layout.size;
  return resize ? Resize(layout, *resize) : layout;
}

std::optional<Box> Mapped(const Layout& layout, const Affine& map, const Box& box) {
  const Point a = Mapped(map, Point{box.left_px, box.top_px});
  const Point b = Mapped(map, Point{box.right_px, box.bottom_px});
  const Box cut{std::max(std::min(a.x_px, b.x_px), Real(layout.left_px)),
                std::max(std::min(a.y_px, b.y_px), Real(layout.top_px)),
                std::min(std::max(a.x_px, b.x_px), Real(layout.left_px + layout.size.width_px)),
                std::min(std::max(a.y_px, b.y_px), Real(layout.top_px + layout.size.height_px))};
  if (cut.left_px < cut.right_px && cut.top_px < cut.bottom_px) return cut;
  return std::nullopt;
}

std::optional<Point> Mapped(const Layout& layout, const Affine& map, Point point) {
  const Point moved = Mapped(map, point);
  const bool inside =
      moved.x_px >= layout.left_px && moved.x_px <= layout.left_px + layout.size.width_px &&
      moved.y_px >= layout.top_px && moved.y_px <= layout.top_px + layout.size.height_px;
  if (inside) return moved;
  return std::nullopt;
}

}  // namespace assay::media
