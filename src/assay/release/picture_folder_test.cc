// SPDX-License-Identifier: Apache-2.0
#include "assay/release/picture_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "assay/release/sink_fixture_internal.h"

namespace assay::release {
namespace {

namespace fs = std::filesystem;
using internal::FilesBelow;
using internal::HardOptions;
using internal::HardSamples;

std::string NameOf(const std::string& label) { return FolderNames({label}).front(); }

TEST(FolderNames, AreReadableWhereTheyCanBe) {
  for (const char* label : {"cat", "Golden Retriever", "no_2", "a-b", "v1.5"})
    EXPECT_EQ(NameOf(label), label);
}

TEST(FolderNames, StayInTheirFolderAndOnEveryFileSystem) {
  EXPECT_EQ(NameOf(".."), "%2E%2E");
  EXPECT_EQ(NameOf("../../up"), "%2E.%2F..%2Fup");
  EXPECT_EQ(NameOf("a/b\\c"), "a%2Fb%5Cc");
  EXPECT_EQ(NameOf("bell\a"), "bell%07");
  EXPECT_EQ(NameOf(" lead."), "%20lead%2E");
  EXPECT_EQ(NameOf("CON"), "%43ON");
  EXPECT_EQ(NameOf("nul.txt"), "%6Eul.txt");
  EXPECT_EQ(NameOf("com7"), "%63om7");
  EXPECT_EQ(NameOf("common"), "common");
  EXPECT_EQ(NameOf("猫"), "%E7%8C%AB");
  EXPECT_EQ(NameOf("~2"), "%7E2");
  EXPECT_LE(NameOf(std::string(300, 'l')).size(), 120U);
}

TEST(FolderNames, AreTakenOnceAlsoWithoutRegardToCase) {
  EXPECT_EQ(FolderNames({"CAT", "Cat", "cat", "dog"}),
            (std::vector<std::string>{"CAT", "Cat~2", "cat~3", "dog"}));
  EXPECT_NE(NameOf(std::string(300, 'l')), NameOf(std::string(301, 'l')));
}

using PictureFolderTest = internal::SinkTest;

TEST_F(PictureFolderTest, EveryLineOfTheMetadataLeadsToItsPicture) {
  const auto samples = HardSamples(50);
  auto sink = PictureFolderSink::Create(Kept("folder"), HardOptions());
  for (const PictureSample& sample : samples) ASSERT_TRUE(sink.value().Add(sample).ok());
  ASSERT_TRUE(sink.value().Finish().ok());
  const auto files = FilesBelow(Kept("folder"));
  std::set<std::string> named;
  for (const char* split : {"test", "train"}) {
    std::istringstream lines(files.at(fmt::format("{}/metadata.jsonl", split)));
    for (std::string line; std::getline(lines, line);) {
      const Json said = ParseJson(line).value();
      const auto sample = std::ranges::find(samples, StringOr(said, "key"), &PictureSample::key);
      ASSERT_NE(sample, samples.end());
      EXPECT_EQ(said.at("label"), sample->label);
      EXPECT_EQ(said.at("attribution"), sample->attribution);
      const std::string name = fmt::format("{}/{}", split, StringOr(said, "file_name"));
      EXPECT_EQ(files.at(name), AsText(sample->content));
      named.insert(name);
    }
  }
  EXPECT_EQ(named.size(), samples.size());
  EXPECT_EQ(files.size(), samples.size() + 2) << "and no file beside";
}

TEST_F(PictureFolderTest, LevelsThatASetDoesNotHaveAreLeftOut) {
  auto samples = HardSamples(1);
  for (PictureSample& sample : samples) sample.label = sample.caption = sample.split = "";
  auto sink = PictureFolderSink::Create(folder_ / "set", {});
  EXPECT_EQ(sink.value().Add(samples[0]).value().file, SampleName(samples[0].key) + ".jpg");
  ASSERT_TRUE(sink.value().Finish().ok());
  EXPECT_TRUE(fs::exists(folder_ / "set" / "metadata.jsonl"));
}

}  // namespace
}  // namespace assay::release
