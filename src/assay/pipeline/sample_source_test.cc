// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/sample_source.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;
using channel::Sample;

Sample InArchive(std::string key, std::uint64_t offset_bytes, std::string problem = "") {
  Sample sample;
  sample.key = std::move(key);
  sample.offset_bytes = offset_bytes;
  sample.bytes = 7;
  sample.problem = std::move(problem);
  return sample;
}

Sample InTable(std::string key) {
  Sample sample;
  sample.key = std::move(key);
  sample.picture = Bytes{'x'};
  sample.columns = {{"licence", "CC0-1.0"}};
  return sample;
}

/// A file that gives samples, and then perhaps an error.
OpenSampleFile Giving(std::vector<Sample> samples, std::optional<Error> error = std::nullopt) {
  return [samples, error](const fs::path&) -> Result<NextSample> {
    return NextSample(
        [samples, error, at = std::size_t{0}]() mutable -> Result<std::optional<Sample>> {
          if (at == samples.size() && error) return *error;
          if (at == samples.size()) return std::optional<Sample>();
          Sample sample = samples[at++];
          sample.number = static_cast<std::int64_t>(at);
          return std::optional(std::move(sample));
        });
  };
}

class SampleSourceTest : public testing::Test {
 protected:
  SampleSourceTest()
      : folder_(fs::temp_directory_path() / ("assay-sample-source-" + std::to_string(getpid()))) {
    fs::create_directories(folder_ / "b");
  }
  ~SampleSourceTest() override { fs::remove_all(folder_); }

  void Touch(const fs::path& name) const { std::ofstream(folder_ / name) << "x"; }

  static std::vector<Item> All(Result<std::unique_ptr<Source>> source) {
    std::vector<Item> items;
    EXPECT_TRUE(source.ok()) << source.error().what;
    while (source.ok()) {
      auto item = source.value()->Next();
      EXPECT_TRUE(item.ok()) << item.error().what;
      if (!item.ok() || !item.value()) break;
      items.push_back(std::move(*item.value()));
    }
    return items;
  }

  static std::vector<std::string> Keys(const std::vector<Item>& items) {
    std::vector<std::string> keys;
    for (const Item& item : items)
      keys.push_back(item.record.key + (item.problem.empty() ? "" : "!" + item.problem));
    return keys;
  }

  fs::path folder_;
};

using Strings = std::vector<std::string>;
constexpr auto kTar = SourceKind::kWebDataset;
constexpr auto kTable = SourceKind::kParquet;

TEST_F(SampleSourceTest, ARecordOfAnArchiveIsAPartOfIt) {
  const auto items = All(OpenSamples(kTar, "/x/a.tar", {}, Giving({InArchive("0001", 512)})));
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].record.key, "0001");
  EXPECT_EQ(items[0].record.locator, "part:512+7:/x/a.tar");
  EXPECT_EQ(items[0].location.file, "/x/a.tar");
  EXPECT_EQ(items[0].location.part, (Part{512, 7}));
}

TEST_F(SampleSourceTest, ARecordOfATableComesInMemoryWithItsColumns) {
  const auto items =
      All(OpenSamples(kTable, "/x/a.parquet", {}, Giving({InTable("k"), InTable("")})));
  EXPECT_EQ(Keys(items), (Strings{"k", "a/2"}));
  EXPECT_EQ(items[0].record.locator, "row:1:/x/a.parquet");
  ASSERT_TRUE(items[0].location.memory);
  EXPECT_EQ(*items[0].location.memory, Bytes{'x'});
  ASSERT_FALSE(items[0].facts.empty());
  EXPECT_EQ(items[0].facts[0].evidence.source, "sample:k");
}

TEST_F(SampleSourceTest, FilesOfAFolderComeInTheOrderOfTheirNamesBeforeTheKeys) {
  for (const auto* name : {"b.tar", "b/c.TAR", "a.tar", "note.txt"}) Touch(name);
  EXPECT_EQ(Keys(All(OpenSamples(kTar, folder_, {"set/", {}}, Giving({InArchive("1", 0)})))),
            (Strings{"set/a/1", "set/b/1", "set/b/c/1"}));
  Touch("a.TAR");
  EXPECT_FALSE(OpenSamples(kTar, folder_, {}, Giving({})).ok());
  EXPECT_FALSE(OpenSamples(kTable, folder_, {}, Giving({})).ok());
}

TEST_F(SampleSourceTest, WhatIsOursIsNoSource) {
  Touch("a.tar");
  Touch("b/b.tar");
  EXPECT_EQ(Keys(All(OpenSamples(kTar, folder_, {"", {fs::canonical(folder_ / "b")}},
                                 Giving({InArchive("1", 0)})))),
            Strings{"a/1"});
}

TEST_F(SampleSourceTest, ASecondOfOneKeyIsAProblemWhereItStands) {
  EXPECT_EQ(Keys(All(OpenSamples(
                kTar, "/x/a.tar", {},
                Giving({InArchive("1", 0), InArchive("1", 512), InArchive("1", 1024, "input.x"),
                        InArchive("", 2048, "input.archive_cut"), InArchive("part:0+7", 4096)})))),
            (Strings{"1", "part:512+7!input.duplicate_key", "part:1024+7!input.x",
                     "part:2048+7!input.archive_cut", "raw:part:0+7"}));
  EXPECT_EQ(Keys(All(OpenSamples(kTable, "/x/a.parquet", {},
                                 Giving({InTable("a/2"), InTable(""), InTable("row:2")})))),
            (Strings{"a/2", "row:2!input.duplicate_key", "raw:row:2"}));
}

TEST_F(SampleSourceTest, ABrokenFileIsOneProblemAndTheNextIsRead) {
  Touch("a.parquet");
  Touch("b.pq");
  EXPECT_EQ(Keys(All(OpenSamples(kTable, folder_, {},
                                 Giving({InTable("k")}, Error{ErrorCode::kCorrupt, "page"})))),
            (Strings{"a/k", "a/row:2!input.table_broken", "b/k", "b/row:2!input.table_broken"}));
}

TEST_F(SampleSourceTest, ColumnsMeanWhatAPlanSays) {
  SourceOptions options;
  options.meanings = {{"key", "number"}, {"caption", "txt"}, {"licence", "terms"}};
  Sample sample = InArchive("1", 0);
  sample.columns = {{"number", "n/7"}, {"txt", "a cat"}, {"terms", "CC0-1.0"}};
  const auto items = All(OpenSamples(kTar, "/x/a.tar", options, Giving({sample})));
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].record.key, "n/7");
  const Fact* caption = Find(items[0].facts, "sample.caption");
  ASSERT_NE(caption, nullptr);
  EXPECT_EQ(caption->value, (Json{{"text", "a cat"}}));
  EXPECT_NE(Find(items[0].facts, "rights.licence"), nullptr);
}

TEST_F(SampleSourceTest, AReaderThatDiesOnceCostsNothing) {
  int opened = 0;
  const std::vector<Sample> samples = {InTable("a"), InTable("b"), InTable("c")};
  const OpenSampleFile open = [&](const fs::path& file) {
    const Error died{ErrorCode::kCorrupt, "its reader ended"};
    return ++opened == 1 ? Giving({samples[0], samples[1]}, died)(file) : Giving(samples)(file);
  };
  EXPECT_EQ(Keys(All(OpenSamples(kTable, "/x/a.parquet", {}, open))), (Strings{"a", "b", "c"}));
  EXPECT_EQ(opened, 2);
}

TEST_F(SampleSourceTest, AWorkerThatDoesNotStartEndsTheSource) {
  for (const ErrorCode code : {ErrorCode::kUnavailable, ErrorCode::kInvalidArgument}) {
    auto source = OpenSamples(kTable, "/x/a.parquet", {}, Giving({}, Error{code, "no"}));
    EXPECT_EQ(source.value()->Next().error().code, code);
  }
}

TEST_F(SampleSourceTest, ATableThatNamesFilesIsAManifest) {
  Sample names_a_file = InTable("");
  names_a_file.columns["file_name"] = "a.jpg";
  EXPECT_TRUE(HoldsPictures("/x/a.parquet", Giving({InTable("")})));
  EXPECT_FALSE(HoldsPictures("/x/a.parquet", Giving({names_a_file})));
  EXPECT_FALSE(HoldsPictures("/x/a.parquet", Giving({})));
  EXPECT_FALSE(HoldsPictures("/x/a", Giving({}, Error{ErrorCode::kInvalidArgument, "none"})));
}

}  // namespace
}  // namespace assay::pipeline
