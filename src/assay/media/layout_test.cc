// SPDX-License-Identifier: Apache-2.0
#include "assay/media/layout.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "assay/media/orient.h"

namespace assay::media {
namespace {

std::vector<double> Edges(const Box& box) {
  return {box.left_px, box.top_px, box.right_px, box.bottom_px};
}

Layout Make(Size from, ResizeMode mode, Size size, bool may_enlarge = false) {
  return MakeLayout(from, std::nullopt, ResizeWish{mode, size, may_enlarge}).value();
}

TEST(MakeLayout, FitKeepsProportionsAndRoundsHalfUp) {
  EXPECT_EQ(Make({1000, 700}, ResizeMode::kFit, {512, 512}).size, (Size{512, 358}));  // 358.4
  EXPECT_EQ(Make({3, 1000}, ResizeMode::kFit, {500, 500}).size, (Size{2, 500}));      // 1.5
  EXPECT_EQ(Make({1, 10'000}, ResizeMode::kFit, {100, 100}).size, (Size{1, 100}));
  EXPECT_EQ(Make({400, 300}, ResizeMode::kFit, {100, 30}).size, (Size{40, 30}));
}

TEST(MakeLayout, EnlargesNothingUnlessAsked) {
  for (const ResizeMode mode : {ResizeMode::kFit, ResizeMode::kCover, ResizeMode::kExact})
    EXPECT_EQ(Make({10, 8}, mode, {20, 20}).canvas, (Size{10, 8}));
  EXPECT_EQ(Make({10, 8}, ResizeMode::kPad, {20, 20}).size, (Size{10, 8}));
  EXPECT_EQ(Make({10, 8}, ResizeMode::kFit, {20, 20}, true).canvas, (Size{20, 16}));
  EXPECT_EQ(Make({10, 8}, ResizeMode::kCover, {20, 20}, true).canvas, (Size{20, 20}));
  EXPECT_EQ(Make({10, 8}, ResizeMode::kExact, {20, 20}, true).canvas, (Size{20, 20}));
  EXPECT_EQ(Make({10, 8}, ResizeMode::kPad, {20, 20}, true).size, (Size{20, 16}));
}

TEST(MakeLayout, CoverCutsWhatIsOverEvenly) {
  const Layout wide = Make({400, 100}, ResizeMode::kCover, {50, 50});
  EXPECT_EQ(Edges(wide.source), (std::vector<double>{150, 0, 250, 100}));
  const Layout tall = Make({90, 400}, ResizeMode::kCover, {60, 40});
  EXPECT_EQ(Edges(tall.source), (std::vector<double>{0, 170, 90, 230}));
  EXPECT_EQ(tall.size, (Size{60, 40}));
  // One side is too short: the other is cut at whole pixels, and nothing is resized.
  const Layout thin = Make({30, 401}, ResizeMode::kCover, {60, 40});
  EXPECT_EQ(thin.canvas, (Size{30, 40}));
  EXPECT_EQ(Edges(thin.source), (std::vector<double>{0, 180, 30, 220}));
}

TEST(MakeLayout, PadPutsThePictureInTheMiddle) {
  const Layout layout = Make({200, 99}, ResizeMode::kPad, {100, 100});
  EXPECT_EQ(layout.size, (Size{100, 50}));  // 49.5
  EXPECT_EQ(layout.canvas, (Size{100, 100}));
  EXPECT_EQ(layout.top_px, 25);
  EXPECT_EQ(layout.Map(), (Affine{{0.5, 0, 0, 0, 50.0 / 99, 25}}));
}

TEST(MakeLayout, CropComesBeforeTheResize) {
  const Layout layout =
      MakeLayout({100, 80}, Crop{10, 20, 50, 60}, ResizeWish{ResizeMode::kFit, {20, 20}, false})
          .value();
  EXPECT_EQ(layout.canvas, (Size{20, 20}));
  EXPECT_EQ(layout.Map(), (Affine{{0.5, 0, -5, 0, 0.5, -10}}));
  for (const Crop& wrong :
       {Crop{-1, 0, 5, 5}, Crop{0, 0, 101, 5}, Crop{5, 5, 5, 9}, Crop{9, 0, 5, 5}})
    EXPECT_EQ(MakeLayout({100, 80}, wrong, std::nullopt).error().code, ErrorCode::kInvalidArgument);
}

TEST(Mapped, BoxesAreCutToThePictureAndVanishOutsideOfIt) {
  const Layout layout =
      MakeLayout({100, 80}, Crop{10, 20, 50, 60}, ResizeWish{ResizeMode::kFit, {20, 20}, false})
          .value();
  const Affine map = layout.Map();
  EXPECT_EQ(Edges(Mapped(layout, map, Box{20, 30, 40, 50}).value()),
            (std::vector<double>{5, 5, 15, 15}));
  EXPECT_EQ(Edges(Mapped(layout, map, Box{0, 0, 30, 100}).value()),
            (std::vector<double>{0, 0, 10, 20}));
  EXPECT_FALSE(Mapped(layout, map, Box{0, 0, 10, 80}).has_value());
  EXPECT_TRUE(Mapped(layout, map, Point{50, 60}).has_value());
  EXPECT_FALSE(Mapped(layout, map, Point{51, 60}).has_value());
}

// Oracle: the samples that Oriented moves.
TEST(Upright, GoesWhereTheSamplesGo) {
  const Size size{3, 2};
  for (int orientation = 0; orientation <= 9; ++orientation) {
    for (std::int32_t y = 0; y < size.height_px; ++y)
      for (std::int32_t x = 0; x < size.width_px; ++x) {
        Image image(size.width_px, size.height_px, 1);
        image.MutableRow(y)[static_cast<std::size_t>(x)] = 1;
        const Image turned = Oriented(image, orientation);
        const Point centre = Mapped(Upright(size, orientation), Point{x + 0.5, y + 0.5});
        const auto row = static_cast<std::int32_t>(centre.y_px);
        ASSERT_EQ(turned.Row(row)[static_cast<std::size_t>(centre.x_px)], 1)
            << orientation << " " << x << "," << y;
      }
  }
}

TEST(Then, AppliesTheFirstMapFirst) {
  const Affine turn = Upright({10, 4}, 6);
  const Affine scale{{2, 0, 1, 0, 3, 5}};
  const Point once = Mapped(scale, Mapped(turn, Point{2, 3}));
  const Point both = Mapped(Then(turn, scale), Point{2, 3});
  EXPECT_EQ(once.x_px, both.x_px);
  EXPECT_EQ(once.y_px, both.y_px);
}

}  // namespace
}  // namespace assay::media
