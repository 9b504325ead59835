// SPDX-License-Identifier: Apache-2.0
//
// What comes back for media: facts, outcomes and memory, through the program that ships.
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <set>
#include <vector>

#include "assay/core/record.h"
#include "flat_jpeg_testing.h"
#include "program_testing.h"

namespace assay::channel {
namespace {

using testing::Ask;
using testing::Coding;
using testing::EndingOf;
using testing::FlatJpeg;

std::string Load(const std::string& name) {
  const auto bytes = ReadFile(name, 64U << 20U);
  EXPECT_TRUE(bytes.ok()) << name;
  return bytes.ok() ? bytes.value() : "";
}

Inspection Inspect(Worker& worker, std::string_view bytes, const Json& arguments = Json::object()) {
  const Answer answer = Ask(worker, Op::kInspect, bytes, arguments);
  EXPECT_EQ(EndingOf(answer), "answered") << answer.last_words << answer.json;
  auto inspection = InspectionFromJson(answer.json);
  EXPECT_TRUE(inspection.ok()) << answer.json;
  return inspection.ok() ? std::move(inspection).value() : Inspection{};
}

/// Memory of the worker in RAM that it shares with nobody: bytes.
std::uint64_t PrivateBytes(const Worker& worker) {
  std::ifstream file("/proc/" + std::to_string(worker.process_id()) + "/statm");
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  std::uint64_t shared = 0;
  file >> size >> resident >> shared;
  return (resident - shared) * static_cast<std::uint64_t>(getpagesize());
}

/// The most memory that the worker ever had in RAM, slots and libraries included: bytes.
std::uint64_t PeakBytes(const Worker& worker) {
  std::ifstream file("/proc/" + std::to_string(worker.process_id()) + "/status");
  for (std::string word; file >> word;) {
    std::uint64_t kib = 0;
    if (word == "VmHWM:" && file >> kib) return kib << 10U;
  }
  return 0;
}

// ---- facts ----

TEST(Inspect, OneDecodeFeedsEveryInspector) {
  Worker worker(testing::Program());
  const Inspection seen = Inspect(worker, Load("tests/data/media/gps_serial.jpg"));
  EXPECT_EQ(seen.outcome, Outcome::kOk);
  EXPECT_EQ(seen.media_type, "image/jpeg");
  for (const char* name : {"media.header", "privacy.gps", "privacy.serial", "privacy.owner",
                           "privacy.thumbnail", "quality.scores", "similarity.pdq"})
    EXPECT_NE(Find(seen.facts, name), nullptr) << name;
  EXPECT_EQ(Find(seen.facts, "privacy.gps")->state, FactState::kPresent);
  EXPECT_EQ(Find(seen.facts, "privacy.serial")->state, FactState::kPresent);
}

TEST(Inspect, StepsChooseWhatIsLookedAt) {
  Worker worker(testing::Program());
  const std::string picture = Load("tests/data/media/xmp_cc_by.jpg");
  const Inspection rights = Inspect(worker, picture, {{"steps", {"rights"}}});
  EXPECT_NE(Find(rights.facts, "rights.licence"), nullptr);
  EXPECT_EQ(Find(rights.facts, "quality.scores"), nullptr);
  EXPECT_EQ(Find(rights.facts, "privacy.gps"), nullptr);
  const Inspection none = Inspect(worker, picture, {{"steps", Json::array()}});
  ASSERT_EQ(none.facts.size(), 1U);
  EXPECT_EQ(none.facts[0].name, "media.header");
}

TEST(Inspect, TheSameBytesGiveTheSameAnswerFromAnyWorker) {
  const std::string picture = Load("tests/data/media/halves.jpg");
  Worker first(testing::Program());
  Worker second(testing::Program());
  const Inspection expected = Inspect(first, picture);
  EXPECT_EQ(Inspect(second, Load("tests/data/media/halves.webp")).outcome, Outcome::kOk);
  EXPECT_EQ(Inspect(second, picture), expected);
  EXPECT_EQ(Inspect(first, picture), expected);
}

TEST(Inspect, EveryFormatIsDecodedBehindTheWall) {
  Worker worker(testing::Program());
  for (const char* ending : {"jpg", "webp", "tif", "bmp", "heic", "avif", "jxl"}) {
    const Inspection seen = Inspect(worker, Load(std::string("tests/data/media/halves.") + ending));
    EXPECT_EQ(seen.outcome, Outcome::kOk) << ending;
    EXPECT_NE(Find(seen.facts, "similarity.pdq"), nullptr) << ending;
  }
  EXPECT_EQ(worker.restarts(), 0);
}

TEST(Inspect, WhatIsNoMediaIsAnOutcome) {
  Worker worker(testing::Program());
  EXPECT_EQ(Inspect(worker, "hello").outcome, Outcome::kNotMedia);
  EXPECT_EQ(Inspect(worker, "").outcome, Outcome::kEmpty);
}

TEST(Inspect, ATruncatedFileKeepsWhatItSaysOfRightsAndClaimsNoAbsence) {
  Worker worker(testing::Program());
  const std::string whole = Load("tests/data/media/xmp_cc_by.jpg");
  const Inspection seen = Inspect(worker, whole.substr(0, whole.size() - whole.size() / 8));
  EXPECT_EQ(seen.outcome, Outcome::kTruncated);
  EXPECT_NE(Find(seen.facts, "rights.licence"), nullptr);
  for (const Fact& fact : seen.facts) EXPECT_NE(fact.state, FactState::kAbsent) << fact.name;
}

TEST(Inspect, AThumbnailIsASmallJpegBesideTheFacts) {
  Worker worker(testing::Program());
  const Answer answer =
      Ask(worker, Op::kInspect, FlatJpeg(640, 480, Coding::kBaseline), {{"thumbnail_px", 64}});
  ASSERT_GT(answer.blob.size(), 4U);
  EXPECT_EQ(answer.blob[0], 0xFF);
  EXPECT_EQ(answer.blob[1], 0xD8);
  const Inspection small = Inspect(worker, AsText(answer.blob));
  EXPECT_EQ(small.width_px, 64);
  EXPECT_EQ(small.height_px, 48);
}

TEST(Inspect, UnknownArgumentsAreRefusedAndTheWorkerLivesOn) {
  Worker worker(testing::Program());
  const Answer answer = Ask(worker, Op::kInspect, "hello", {{"steps", {"astrology"}}});
  EXPECT_EQ(EndingOf(answer), "refused");
  EXPECT_EQ(answer.json.value("code", ""), "bad.request");
  EXPECT_EQ(Inspect(worker, "hello").outcome, Outcome::kNotMedia);
  EXPECT_EQ(worker.restarts(), 0);
}

// ---- sidecars ----

TEST(Xmp, FactsNameTheSidecarAsTheirSource) {
  Worker worker(testing::Program());
  const Answer answer =
      Ask(worker, Op::kXmp, Load("examples/saved/umang.xmp"), {{"source", "sidecar:umang.xmp"}});
  ASSERT_EQ(EndingOf(answer), "answered");
  ASSERT_FALSE(answer.json["facts"].empty());
  for (const Json& json : answer.json["facts"]) {
    const auto fact = FactFromJson(json);
    ASSERT_TRUE(fact.ok()) << json;
    EXPECT_EQ(fact.value().evidence.source, "sidecar:umang.xmp");
  }
}

TEST(Xmp, WhatIsNoXmpIsAMalformedSidecar) {
  Worker worker(testing::Program());
  const Answer answer = Ask(worker, Op::kXmp, "<not xmp", {{"source", "sidecar:a.xmp"}});
  ASSERT_EQ(EndingOf(answer), "answered");
  const auto fact = FactFromJson(answer.json["facts"].at(0));
  ASSERT_TRUE(fact.ok());
  EXPECT_EQ(fact.value().name, "rights.sidecar");
  EXPECT_EQ(fact.value().state, FactState::kMalformed);
}

// ---- pixels ----

// By hand: SHA-256 of 00000008 00000008 and 64 pixels 80 80 80 (no difference from mid-grey).
TEST(PixelHash, IsTheDocumentedHashOfSizeAndRows) {
  Worker worker(testing::Program());
  std::string expected = {0, 0, 0, 8, 0, 0, 0, 8};
  expected.append(8 * 8 * 3, '\x80');
  const Answer answer =
      Ask(worker, Op::kPixelHash, FlatJpeg(8, 8, Coding::kBaseline), Json::object());
  EXPECT_EQ(answer.json.value("pixels", ""), AssetName(Sha256(expected)));
}

TEST(PixelHash, LosslessFormatsOfOnePictureAgree) {
  Worker worker(testing::Program());
  std::set<std::string> names;
  for (const char* ending : {"tif", "bmp"})
    names.insert(Ask(worker, Op::kPixelHash, Load(std::string("tests/data/media/halves.") + ending),
                     Json::object())
                     .json.value("pixels", ""));
  EXPECT_EQ(names.size(), 1U);
  EXPECT_FALSE(names.contains(""));
}

TEST(PixelHash, AnUndecidedFileHasNone) {
  Worker worker(testing::Program());
  const Answer answer = Ask(worker, Op::kPixelHash, "hello", Json::object());
  EXPECT_EQ(EndingOf(answer), "refused");
  EXPECT_EQ(answer.json.value("code", ""), "undecided");
}

// ---- one visit ----

const Json kKeep = {{"keep_as", "one"}};

/// Side of the picture that a transform found under the name. The bytes are another's, so that what
/// was kept is told from what was decoded.
std::int64_t KeptSide_px(Worker& worker) {
  const Answer answer =
      Ask(worker, Op::kTransform, FlatJpeg(16, 16, Coding::kBaseline), {{"kept_as", "one"}});
  return answer.json["source"].value("width_px", std::int64_t{-1});
}

TEST(Kept, APictureIsThereForTheNextRequestOnly) {
  Options options = testing::Program();
  options.misdeeds = true;
  Worker worker(options);
  const std::string picture = FlatJpeg(64, 64, Coding::kBaseline);
  Inspect(worker, picture, kKeep);
  EXPECT_EQ(KeptSide_px(worker), 64);
  EXPECT_EQ(KeptSide_px(worker), 16);
  for (const Op op : {Op::kInspect, Op::kPixelHash, Op::kXmp, Op::kMisbehave}) {
    Inspect(worker, picture, kKeep);
    Ask(worker, op, picture, Json::object());
    EXPECT_EQ(KeptSide_px(worker), 16);
  }
  Inspect(worker, picture, kKeep);
  Ask(worker, Op::kMisbehave, picture, {{"deed", "abort"}});
  EXPECT_EQ(KeptSide_px(worker), 16);
}

TEST(Kept, OnePictureAtMostIsInMemory) {
  if (testing::IsSanitized()) GTEST_SKIP() << "sanitizers keep their own memory";
  Worker worker(testing::Program());
  const std::string picture = FlatJpeg(4000, 4000, Coding::kBaseline);
  Json arguments = {{"long_side_px", 0}};
  const auto thrice = [&] {
    for (int i = 0; i < 3; ++i) Inspect(worker, picture, arguments);
    return PeakBytes(worker);
  };
  const std::uint64_t before = thrice();
  arguments.update(kKeep);
  EXPECT_LT(thrice(), before + (4U << 20U));
}

// ---- memory ----

class Hundred : public ::testing::TestWithParam<Coding> {};

TEST_P(Hundred, MegapixelsAreLegalInTheDefaultBudget) {
  Worker worker(testing::Program());
  const std::string picture = FlatJpeg(10'000, 10'000, GetParam());
  const Inspection seen = Inspect(worker, picture);
  EXPECT_EQ(seen.outcome, Outcome::kOk);
  EXPECT_EQ(seen.width_px * seen.height_px, 100'000'000);
  EXPECT_EQ(worker.restarts(), 0);
}

INSTANTIATE_TEST_SUITE_P(All, Hundred, ::testing::Values(Coding::kBaseline, Coding::kProgressive),
                         [](const auto& test) {
                           return test.param == Coding::kBaseline ? "Baseline" : "Progressive";
                         });

// The hungriest: all coefficients and all pixels at once.
TEST(Memory, AHundredMegapixelsFitAtFullSizeToo) {
  if (testing::IsSanitized()) GTEST_SKIP() << "too slow";
  Worker worker(testing::Program());
  const Answer answer =
      Ask(worker, Op::kPixelHash, FlatJpeg(10'000, 10'000, Coding::kProgressive), Json::object());
  EXPECT_EQ(EndingOf(answer), "answered") << answer.json;
}

TEST(Memory, APictureThatDoesNotFitItsBudgetIsABombAndTheNextIsServed) {
  if (testing::IsSanitized()) GTEST_SKIP() << "RLIMIT_AS is off in sanitizer builds";
  Options options = testing::Program();
  options.memory_bytes = 100U << 20U;
  Worker worker(options);
  const Inspection seen = Inspect(worker, FlatJpeg(10'000, 10'000, Coding::kProgressive));
  EXPECT_EQ(seen.outcome, Outcome::kBomb);
  EXPECT_EQ(seen.codes, std::vector<std::string>{"limit.memory"});
  EXPECT_EQ(Inspect(worker, FlatJpeg(640, 480, Coding::kProgressive)).outcome, Outcome::kOk);
  EXPECT_EQ(worker.restarts(), 0);
}

TEST(Memory, BombsAreRefusedByTheirHeaderUnder64Megabytes) {
  if (testing::IsSanitized()) GTEST_SKIP() << "sanitizers keep their own memory";
  Worker worker(testing::Program());
  EXPECT_EQ(Inspect(worker, FlatJpeg(64, 64, Coding::kBaseline)).outcome, Outcome::kOk);
  const std::uint64_t before = PeakBytes(worker);
  const std::vector<std::string> bombs = {
      FlatJpeg(30'000, 30'000, Coding::kBaseline), FlatJpeg(65'500, 65'500, Coding::kProgressive),
      Load("tests/data/media/bomb.gif"),           Load("tests/data/media/bomb_long_1x100000.png"),
      Load("tests/data/media/icc_bomb.png"),       Load("tests/data/media/itxt_bomb.png")};
  for (const std::string& bomb : bombs) Ask(worker, Op::kInspect, bomb, Json::object());
  EXPECT_EQ(Inspect(worker, bombs[0]).outcome, Outcome::kBomb);
  EXPECT_EQ(Inspect(worker, bombs[1]).outcome, Outcome::kBomb);
  EXPECT_LT(PeakBytes(worker) - before, 64U << 20U);
  EXPECT_EQ(worker.restarts(), 0);
}

TEST(Memory, TwoHundredRecordsInARowDoNotMakeAWorkerGrow) {
  if (testing::IsSanitized()) GTEST_SKIP() << "sanitizers keep freed memory in quarantine";
  Worker worker(testing::Program());
  const std::vector<std::string> pictures = {
      Load("tests/data/media/halves.jpg"), Load("tests/data/media/three.png"),
      Load("tests/data/media/halves.webp"), Load("tests/data/media/credentials.png"),
      FlatJpeg(1600, 1200, Coding::kProgressive)};
  const auto round = [&] {
    for (const std::string& picture : pictures) Inspect(worker, picture);
  };
  for (int i = 0; i < 5; ++i) round();
  const std::int64_t process = worker.process_id();
  const std::uint64_t before = PrivateBytes(worker);
  for (int i = 0; i < 40; ++i) round();
  EXPECT_LT(PrivateBytes(worker), before + (2U << 20U));
  EXPECT_EQ(worker.process_id(), process);
}

}  // namespace
}  // namespace assay::channel
