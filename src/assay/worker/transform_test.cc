// SPDX-License-Identifier: Apache-2.0
#include "assay/worker/transform.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "assay/codec/encode.h"
#include "assay/codec/picture.h"
#include "assay/core/file.h"
#include "assay/media/image.h"

namespace assay::worker {
namespace {

/// Left half dark, right half bright.
media::Image Halves(std::int32_t width_px, std::int32_t height_px, std::int32_t channels) {
  media::Image image(width_px, height_px, channels);
  for (std::int32_t y = 0; y < height_px; ++y)
    for (std::int32_t i = 0; i < width_px * channels; ++i)
      image.MutableRow(y)[static_cast<std::size_t>(i)] =
          static_cast<std::uint8_t>(i / channels < width_px / 2 ? 30 : 200);
  return image;
}

Bytes Png(const media::Image& image) {
  return codec::Encode(image.view(), {codec::Container::kPng, 95, true, false}).value();
}

struct Made {
  Json answer;
  codec::Picture picture;
};

Made Make(const Bytes& file, const Json& arguments) {
  const Reply reply = Transform(file, arguments).value();
  EXPECT_FALSE(reply.is_refusal) << reply.json;
  return {ParseJson(reply.json).value(), codec::ReadPicture(reply.blob, {})};
}

std::string RefusalOf(const Bytes& file, const Json& arguments) {
  const Reply reply = Transform(file, arguments).value();
  EXPECT_TRUE(reply.is_refusal) << reply.json;
  EXPECT_TRUE(reply.blob.empty());
  return StringOr(ParseJson(reply.json).value(), "code");
}

TEST(Transform, TheAnswerSaysWhatWasDone) {
  const Made made = Make(Png(Halves(40, 20, 3)), Json::parse(R"({
      "crop": [10, 0, 40, 20], "encode": {"format": "png"},
      "resize": {"mode": "pad", "width_px": 15, "height_px": 14, "background": [9, 9, 9]},
      "boxes": [[10, 0, 20, 10], [0, 0, 10, 20]], "points": [[25, 10], [5, 5]]})"));
  EXPECT_EQ(StringOr(made.answer, "outcome"), "ok");
  EXPECT_EQ(StringOr(made.answer, "media_type"), "image/png");
  EXPECT_EQ(made.answer["affine"], Json::parse("[0.5, 0, -5, 0, 0.5, 2]"));
  EXPECT_EQ(made.answer["boxes"], Json::parse("[[0, 2, 5, 7], null]"));
  EXPECT_EQ(made.answer["points"], Json::parse("[[7.5, 7], null]"));
  EXPECT_EQ(made.answer["background"], Json::parse("[9, 9, 9]"));
  EXPECT_EQ(made.answer["width_px"], 15);
  EXPECT_EQ(made.answer["height_px"], 14);
  EXPECT_EQ(made.answer["channels"], 3);
  EXPECT_EQ(StringOr(made.answer["source"], "scale"), "8/8");
  EXPECT_EQ(made.picture.image.width_px(), 15);
  EXPECT_EQ(made.picture.image.Row(0)[0], 9);
  EXPECT_NEAR(made.picture.image.Row(7)[0], 30, 1);
  EXPECT_NEAR(made.picture.image.Row(7)[44], 200, 1);
}

TEST(Transform, SumsAreThoseOfTheSamples) {
  const Made made = Make(Png(Halves(4, 3, 1)), {{"encode", {{"format", "png"}}}});
  EXPECT_EQ(made.answer["channels"], 1);
  EXPECT_EQ(made.answer["sums"], Json::parse(R"({"n": 12, "sum": [1380], "squares": [245400]})"));
}

TEST(Transform, GreyStaysGreyUnlessAsked) {
  const Bytes grey = Png(Halves(8, 8, 1));
  EXPECT_EQ(Make(grey, Json::object()).answer["channels"], 1);
  EXPECT_EQ(Make(grey, {{"colour", "rgb"}}).answer["channels"], 3);
  const Json pad = Json::parse(
      R"({"resize": {"mode": "pad", "width_px": 9, "height_px": 9, "background": [1, 2, 3]}})");
  EXPECT_EQ(Make(grey, pad).answer["channels"], 3);
}

TEST(Transform, AlphaStaysUnlessTheFormatHasNoneOrItIsFlattened) {
  media::Image image(2, 1, 4);
  const std::vector<int> samples = {200, 0, 0, 255, 0, 255, 0, 0};
  std::ranges::copy(samples, image.samples().begin());
  const Bytes file = Png(image);
  EXPECT_EQ(Make(file, {{"encode", {{"format", "png"}}}}).picture.image, image);
  const Made jpeg = Make(file, {{"encode", {{"subsampling", "444"}}}});
  EXPECT_EQ(jpeg.answer["flatten"], Json::parse("[255, 255, 255]"));
  const Made flat = Make(file, {{"encode", {{"format", "png"}}}, {"flatten", {1, 2, 3}}});
  EXPECT_EQ(flat.answer["channels"], 3);
  EXPECT_EQ(
      std::vector<int>(flat.picture.image.samples().begin(), flat.picture.image.samples().end()),
      (std::vector<int>{200, 0, 0, 1, 2, 3}));
  EXPECT_FALSE(Make(Png(Halves(2, 2, 3)), Json::object()).answer.contains("flatten"));
}

TEST(Transform, AJpegIsDecodedAtTheSmallestScaleThatServesItAndInspectors) {
  const Bytes jpeg = codec::EncodeJpeg(Halves(2400, 1800, 3).view(), 95);
  const auto scale = [&](std::int32_t side_px, const char* mode) {
    const Json resize = {{"mode", mode}, {"width_px", side_px}, {"height_px", side_px}};
    return StringOr(Make(jpeg, {{"resize", resize}}).answer["source"], "scale");
  };
  EXPECT_EQ(scale(50, "fit"), "2/8");   // inspectors look at 600 x 450
  EXPECT_EQ(scale(300, "fit"), "2/8");  // twice 300 x 225
  EXPECT_EQ(scale(301, "fit"), "4/8");
  EXPECT_EQ(scale(601, "fit"), "8/8");
  EXPECT_EQ(scale(225, "cover"), "2/8");
  EXPECT_EQ(scale(226, "cover"), "4/8");
}

// ---- what an inspection has kept ----

constexpr const char* kName = "sha256:these";

std::optional<Kept> KeptOf(const Bytes& file) {
  return Inspect(file, {{"keep_as", kName}}).value().kept;
}

Json WithName(Json wish) {
  wish["kept_as"] = kName;
  return wish;
}

/// A kept picture that lies: who uses it is found out.
std::optional<Kept> Painted(const Bytes& file) {
  std::optional<Kept> kept = KeptOf(file);
  std::ranges::fill(kept.value().picture.image.samples(), std::uint8_t{7});
  return kept;
}

bool IsPaint(const Bytes& file, const Json& wish) {
  const Reply reply = Transform(file, wish, Painted(file)).value();
  return codec::ReadPicture(reply.blob, {}).image.samples()[0] == 7;
}

std::vector<Bytes> FilesOfAllKinds() {
  std::vector<Bytes> files;
  for (const auto& file : std::filesystem::directory_iterator("tests/data/media")) {
    if (file.path().native().ends_with("_bomb.png")) continue;  // slow, and about metadata
    const std::string text = ReadFile(file.path(), std::size_t{64} << 20U).value();
    files.emplace_back(text.begin(), text.end());
    files.emplace_back(text.begin(), text.end() - 2);  // repaired, truncated, corrupt
  }
  files.push_back(codec::EncodeJpeg(Halves(1207, 805, 3).view(), 95));
  files.push_back(Png(Halves(70, 53, 4)));
  return files;
}

TEST(Transform, WhatWasKeptChangesNothing) {
  std::size_t kept_count = 0;
  for (const Bytes& file : FilesOfAllKinds()) {
    const std::optional<Kept> kept = KeptOf(file);
    if (kept) ++kept_count;
    for (const char* text :
         {R"({})", R"({"crop": [1, 1, 7, 5], "encode": {"format": "png"}})",
          R"({"resize": {"mode": "fit", "width_px": 256, "height_px": 256}, "colour": "rgb"})",
          R"({"resize": {"mode": "cover", "width_px": 224, "height_px": 224}})",
          R"({"resize": {"mode": "exact", "width_px": 99, "height_px": 9}, "points": [[3, 4]]})",
          R"({"pixels": 100})"}) {
      const Json wish = Json::parse(text);
      const Reply alone = Transform(file, wish).value();
      const Reply after = Transform(file, WithName(wish), kept).value();
      EXPECT_EQ(after.json, alone.json) << text;
      EXPECT_EQ(after.blob, alone.blob) << text;
      EXPECT_EQ(after.is_refusal, alone.is_refusal) << text;
    }
  }
  EXPECT_GT(kept_count, 15U);
}

TEST(Transform, WhatWasKeptIsUsedWhenItIsTheSameDecode) {
  const Bytes jpeg = codec::EncodeJpeg(Halves(2400, 1800, 3).view(), 95);
  const auto fit = [](std::int32_t side_px) {
    return Json{{"encode", {{"format", "png"}}},
                {"resize", {{"mode", "fit"}, {"width_px", side_px}, {"height_px", side_px}}}};
  };
  EXPECT_TRUE(IsPaint(jpeg, WithName(fit(300))));
  EXPECT_TRUE(IsPaint(jpeg, WithName(fit(50))));
  EXPECT_TRUE(IsPaint(Png(Halves(8, 8, 3)), WithName(fit(2))));
  EXPECT_FALSE(IsPaint(jpeg, WithName(fit(301))));  // of another scale
  EXPECT_FALSE(IsPaint(jpeg, fit(300)));            // of bytes without a name
  Json other = WithName(fit(300));
  other["kept_as"] = "sha256:others";
  EXPECT_FALSE(IsPaint(jpeg, other));
  Json limited = WithName(fit(300));
  limited["pixels"] = 5'000'000;
  EXPECT_FALSE(IsPaint(jpeg, limited));
}

TEST(Inspect, KeepsWhatIsAskedForAndDecided) {
  const Bytes file = Png(Halves(8, 8, 3));
  EXPECT_TRUE(KeptOf(file).has_value());
  EXPECT_FALSE(Inspect(file, Json::object()).value().kept.has_value());
  EXPECT_FALSE(KeptOf(Bytes(file.begin(), file.end() - 30)).has_value());
  const Json look = {{"keep_as", kName}, {"steps", Json::array()}};
  EXPECT_FALSE(Inspect(file, look).value().kept.has_value());  // it may be rough
  EXPECT_EQ(Inspect(file, {{"keep_as", kName}}).value().json,
            Inspect(file, Json::object()).value().json);
}

TEST(Transform, RefusesWhatCannotBeMade) {
  const Bytes file = Png(Halves(8, 8, 3));
  EXPECT_EQ(RefusalOf(Bytes(file.begin(), file.end() - 30), Json::object()), "undecided");
  EXPECT_EQ(RefusalOf({}, Json::object()), "undecided");
  EXPECT_EQ(RefusalOf(file, {{"crop", {0, 0, 9, 8}}}), "crop.outside");
  EXPECT_EQ(RefusalOf(file, {{"crop", {4, 0, 4, 8}}}), "crop.outside");
  EXPECT_EQ(RefusalOf(file, {{"pixels", 63}}), "undecided");
  const Json wide = Json::parse(
      R"({"encode": {"format": "webp"},
          "resize": {"mode": "exact", "width_px": 16384, "height_px": 1, "enlarge": true}})");
  EXPECT_EQ(RefusalOf(file, wide), "encode.side");
}

TEST(Transform, RefusesArgumentsThatNobodyDefined) {
  const Bytes file = Png(Halves(8, 8, 3));
  for (const char* wrong :
       {R"({"rotate": 1})",
        R"({"crop": [0, 0, 1]})",
        R"({"crop": [0, 0, 1.5, 2]})",
        R"({"crop": [0, 0, -1, 2]})",
        R"({"crop": {}})",
        R"({"resize": 256})",
        R"({"resize": {"mode": "fit", "width_px": 5}})",
        R"({"resize": {"mode": "zoom", "width_px": 5, "height_px": 5}})",
        R"({"resize": {"width_px": 0, "height_px": 5}})",
        R"({"resize": {"width_px": 65535, "height_px": 65535}})",
        R"({"resize": {"width_px": 18446744073709551615, "height_px": 5}})",
        R"({"resize": {"width_px": 5, "height_px": 5, "enlarge": 1}})",
        R"({"resize": {"width_px": 5, "height_px": 5, "background": [1, 2]}})",
        R"({"resize": {"width_px": 5, "height_px": 5, "background": [1, 2, 256]}})",
        R"({"encode": "jpeg"})",
        R"({"encode": {"format": "gif"}})",
        R"({"encode": {"quality": 101}})",
        R"({"encode": {"quality": "95"}})",
        R"({"encode": {"subsampling": 420}})",
        R"({"encode": {"lossless": null}})",
        R"({"encode": {"level": 9}})",
        R"({"flatten": "white"})",
        R"({"colour": "grey"})",
        R"({"coordinates": 1})",
        R"({"boxes": [[1, 1, 1, 2]]})",
        R"({"boxes": [[0, 0, 1e300, 2]]})",
        R"({"boxes": [1, 2, 3, 4]})",
        R"({"points": [[1]]})",
        R"({"points": [["1", 2]]})",
        R"({"kept_as": 1})",
        R"({"pixels": -1})"}) {
    const auto reply = Transform(file, Json::parse(wrong));
    ASSERT_FALSE(reply.ok()) << wrong;
    EXPECT_EQ(reply.error().code, ErrorCode::kInvalidArgument) << wrong;
  }
}

}  // namespace
}  // namespace assay::worker
