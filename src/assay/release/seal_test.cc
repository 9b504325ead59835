// SPDX-License-Identifier: Apache-2.0
#include "assay/release/seal.h"

#include <string>
#include <vector>

#include "assay/release/release_fixture.h"

namespace assay::release {
namespace {

using Sealing = ReleaseFixture;

TEST_F(Sealing, TheOrderOfTheCallsDoesNotMatter) {
  Make(root_ / "other", {3, 1, 0, 2});
  for (const std::string& name : Files())
    EXPECT_EQ(Read(Whole() / name), Read(root_ / "other" / name)) << name;
}

TEST_F(Sealing, NamesStayOnTheirOwnLine) {
  EXPECT_EQ(Read(Whole() / kAttributionFile), "2.jpg: Ann\\x0aOther (CC-BY-4.0)\n");
}

TEST_F(Sealing, RefusesWhatDoesNotLieInAFileOrIsNotAllowed) {
  std::filesystem::create_directories(root_ / "part");
  Sample sample = Samples()[0];
  sample.row.verdict = "review";
  EXPECT_EQ(Sealer::Begin(root_ / "part", {}).value().Add(sample).error().code,
            ErrorCode::kInvalidArgument);
  sample.row.verdict = "allow";
  for (const std::uint64_t bytes : {20U, 21U}) {
    Sealer sealer = Sealer::Begin(root_ / "part", {}).value();
    sample.place = {"data/a", 0, bytes, {}};
    ASSERT_TRUE(sealer.Add(sample).ok());
    ASSERT_TRUE(sealer.AddFile({"data/a", 20, {}}).ok());
    EXPECT_EQ(sealer.Finish().ok(), bytes == 20U);
  }
  Sealer twice = Sealer::Begin(root_ / "part", {}).value();
  sample.place.bytes = 20;
  ASSERT_TRUE(twice.AddFile({"data/a", 20, {}}).ok());
  ASSERT_TRUE(twice.Add(sample).ok() && twice.Add(sample).ok());
  EXPECT_EQ(twice.Finish().error().code, ErrorCode::kCorrupt);
  for (const char* path : {"../a", "/a", "a//b", "a/./b", "a\\b", "a b", "release.json", ""})
    EXPECT_EQ(twice.AddFile({path, 0, {}}).error().code, ErrorCode::kInvalidArgument) << path;
}

TEST_F(Sealing, PublishesOverNothing) {
  const auto part = PartOf(root_ / "out");
  EXPECT_EQ(part, root_ / ".out.part");
  std::filesystem::rename(Whole(), part);
  std::filesystem::create_directories(root_ / "out");
  EXPECT_EQ(Publish(part, root_ / "out").error().code, ErrorCode::kInvalidArgument);
  std::filesystem::remove(root_ / "out");
  ASSERT_TRUE(Publish(part, root_ / "out").ok());
  EXPECT_TRUE(Problems(root_ / "out").empty());
}

TEST(ReleaseVersion, IsThreePlainNumbers) {
  EXPECT_TRUE(IsReleaseVersion("1.0.0") && IsReleaseVersion("0.12.345"));
  for (const char* text : {"", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.0-x", "1..0", "1.0.", "a.b.c"})
    EXPECT_FALSE(IsReleaseVersion(text)) << text;
  EXPECT_TRUE(IsReleaseName("photos-2.eu"));
  for (const char* text : {"", "-x", ".x", "A", "a/b", "a b"}) EXPECT_FALSE(IsReleaseName(text));
}

}  // namespace
}  // namespace assay::release
