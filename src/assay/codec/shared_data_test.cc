// SPDX-License-Identifier: Apache-2.0
//
// Every file of the shared media data against what other readers say of it.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "assay/codec/test_files_internal.h"

namespace assay::codec {
namespace {

class SharedData : public ::testing::Test {
 protected:
  void SetUp() override {
    if (codec::SharedData().empty()) GTEST_SKIP() << "ASSAY_SHARED_DATA is not set";
    images_ = codec::SharedData() + "/media/images/";
  }

  static Json Parse(const std::string& path) {
    const auto json = ParseJson(ReadTestFile(path), {.bytes = std::size_t{64} << 20U});
    EXPECT_TRUE(json.ok()) << path;
    return json.ok() ? json.value() : Json();
  }

  std::string images_;
};

TEST_F(SharedData, FaultsHaveTheirVerdicts) {
  // Two files are told apart more finely here.
  const std::map<std::string, std::string> finer = {{"zero.jpg", "empty"},
                                                    {"html.jpg", "not_media"}};
  for (const Json& entry : Parse(images_ + "faulty/own/expected.json")) {
    const std::string file = StringOr(entry, "file");
    const auto found = finer.find(file);
    const std::string wanted = found == finer.end() ? StringOr(entry, "verdict") : found->second;
    const Picture picture = Read(ReadTestFile(images_ + "faulty/own/" + file));
    EXPECT_EQ(Name(picture.outcome), wanted) << file;
    if (entry.contains("trailing_bytes")) {
      EXPECT_EQ(picture.header.at("trailing_bytes"), entry.at("trailing_bytes")) << file;
    }
  }
}

TEST_F(SharedData, WhatAStrictReaderRefusesIsNeverSilentlyOk) {
  // Refused there for metadata that is too large, which is left out here.
  const std::vector<std::string> left_out = {"icc_bomb.png", "itxt_bomb.png",
                                             "png_decompression_dos.png"};
  const Json truth = Parse(images_ + "faulty/expected.json");
  for (const Json& entry : truth.at("files")) {
    const std::string file = StringOr(entry, "file");
    const Picture picture = Read(ReadTestFile(images_ + file));
    const std::string name = std::filesystem::path(file).filename().string();
    if (entry.at("decodes") == true || std::ranges::count(left_out, name) > 0) continue;
    EXPECT_TRUE(picture.outcome != Outcome::kOk || !picture.codes.empty()) << file;
  }
}

TEST_F(SharedData, GoodFilesHaveTheirSizeAndFrames) {
  // Perceptual quantizer: refused by design. The third is cut short as published.
  const std::vector<std::string> refused = {
      "avif/colors_hdr_rec2020.avif", "avif/colors_wcg_hdr_rec2020.avif", "pillow/ultrahdr.jpg"};
  const Json truth = Parse(images_ + "expected.json");
  for (const Json& entry : truth.at("files")) {
    const std::string file = StringOr(entry, "file");
    const Picture picture = Read(ReadTestFile(images_ + file));
    const bool known = file.ends_with(".jp2") || file.ends_with(".psd");
    if (known || file == "heif/lightning_mini.heif") {
      EXPECT_EQ(Name(picture.outcome), "unsupported") << file;
      continue;
    }
    EXPECT_EQ(IsDecided(picture.outcome), std::ranges::count(refused, file) == 0) << file;
    // The other reader turns pictures of two files before it measures them.
    EXPECT_EQ(picture.width_px, entry.at("width")) << file;
    EXPECT_EQ(picture.height_px, entry.at("height")) << file;
    if (file != "jxl/animation_spline.jxl") {
      EXPECT_EQ(picture.frames, entry.at("frames")) << file;
    }
  }
}

TEST_F(SharedData, JpegXlFramesAreThoseOfTheConformanceSuite) {
  for (const auto& file : std::filesystem::directory_iterator(images_ + "jxl")) {
    if (file.path().extension() != ".jxl") continue;
    std::filesystem::path truth = file.path();
    truth.replace_extension(".test.json");
    const Json wanted = Parse(truth.string());
    const Picture picture = Read(ReadTestFile(file.path().string()));
    EXPECT_EQ(Name(picture.outcome), "ok") << file.path();
    EXPECT_EQ(picture.frames, wanted.at("frames").size()) << file.path();
  }
}

/// Mean difference of two pictures of one size, in grey levels.
double Difference(const media::Image& a, const media::Image& b) {
  EXPECT_EQ(a.width_px(), b.width_px());
  EXPECT_EQ(a.samples().size(), b.samples().size());
  double sum = 0;
  for (std::size_t i = 0; i < std::min(a.samples().size(), b.samples().size()); ++i)
    sum += std::abs(int{a.samples()[i]} - int{b.samples()[i]});
  return sum / static_cast<double>(a.samples().size());
}

TEST_F(SharedData, EightOrientationsShowOnePicture) {
  for (const std::string kind : {"Landscape_", "Portrait_"}) {
    const Picture upright = Read(ReadTestFile(images_ + "orientation/" + kind + "1.jpg"));
    for (int i = 2; i <= 8; ++i) {
      const std::string file = kind + std::to_string(i) + ".jpg";
      const Picture picture = Read(ReadTestFile(images_ + "orientation/" + file));
      // The corner shows the number; the rest is one photograph, coded eight times.
      EXPECT_LT(Difference(picture.image, upright.image), 6.0) << file;
    }
  }
}

TEST_F(SharedData, ExifAgreesWithASecondReader) {
  const std::string folder = codec::SharedData() + "/rights/media-metadata/";
  const std::map<std::string, std::string> names = {
      {"IFD0:Make", "Make"},
      {"IFD0:Model", "Model"},
      {"IFD0:Artist", "Artist"},
      {"ExifIFD:DateTimeOriginal", "DateTimeOriginal"},
      {"IFD0:Orientation", "Orientation"},
      {"IFD1:ThumbnailLength", "Thumbnail"},
      {"Olympus:SerialNumber", "SerialNumber"}};
  const Json truth = Parse(folder + "expected_exiftool.json");
  for (const Json& entry : truth.at("files")) {
    const std::string file = StringOr(entry, "file");
    const Picture picture = Read(ReadTestFile(folder + file));
    if (picture.outcome == Outcome::kUnsupported) continue;  // PSD: not read at all
    for (const auto& [theirs, ours] : names) {
      if (!entry.contains(theirs)) continue;
      const Json& value = entry.at(theirs);
      const std::string wanted = value.is_string() ? value.get<std::string>() : value.dump();
      if (Trim(wanted).empty()) continue;
      EXPECT_EQ(Value(picture, "exif", ours), Trim(wanted)) << file << " " << theirs;
    }
    for (const char* axis : {"GPSLatitude", "GPSLongitude"}) {
      const std::string key = std::string("Composite:") + axis;
      if (!entry.contains(key)) continue;
      EXPECT_NEAR(std::stod(Value(picture, "exif", axis)), entry.at(key).get<double>(), 1e-6)
          << file;
    }
  }
}

TEST_F(SharedData, CredentialsAreValidated) {
  const std::string folder = codec::SharedData() + "/rights/media-metadata/c2pa/";
  for (const Json& entry : Parse(folder + "expected.json")) {
    const std::string file = StringOr(entry, "file");
    const Picture picture = Read(ReadTestFile(folder + file));
    const std::string state = Value(picture, "c2pa", "state");
    EXPECT_EQ(Value(picture, "c2pa", "store") != "(none)", entry.at("manifest")) << file;
    const std::string result = StringOr(entry, "result");
    if (result == "valid") {
      EXPECT_EQ(state, "Valid") << file;
    }
    if (result == "hard binding hash mismatch" || result == "signature mismatch") {
      EXPECT_EQ(state, "Invalid") << file;
    }
  }
}

}  // namespace
}  // namespace assay::codec
