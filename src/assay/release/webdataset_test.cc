// SPDX-License-Identifier: Apache-2.0
#include "assay/release/webdataset.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "assay/release/sink_fixture_internal.h"
#include "assay/store/tar.h"
#include "assay/table/query.h"

namespace assay::release {
namespace {

namespace fs = std::filesystem;
using internal::FilesBelow;
using internal::HardOptions;
using internal::HardSamples;

constexpr std::uint64_t kShard_bytes = 100'000;

struct Written {
  std::vector<PicturePlace> places;
  std::vector<SinkFile> files;
};

Result<Written> WriteSet(const fs::path& folder, const std::vector<PictureSample>& samples,
                         SinkOptions options = HardOptions()) {
  options.shard_bytes = kShard_bytes;
  ASSAY_LET(WebDatasetSink sink, WebDatasetSink::Create(folder, options));
  Written written;
  for (const PictureSample& sample : samples) {
    ASSAY_LET(PicturePlace place, sink.Add(sample));
    written.places.push_back(std::move(place));
  }
  ASSAY_LET(written.files, sink.Finish());
  return written;
}

/// Names of the members, in order.
std::vector<std::string> MembersOf(std::string_view archive) {
  std::vector<std::string> names;
  for (std::size_t at = 0;;) {
    store::TarBlock block{};
    std::ranges::copy(AsBytes(archive.substr(at, block.size())), block.begin());
    const auto member = store::ParseTarHeader(block).value();
    if (!member) return names;
    names.push_back(member->name);
    at += store::TarMemberBytes(member->bytes);
  }
}

using WebDatasetTest = internal::SinkTest;

TEST_F(WebDatasetTest, EveryPictureLiesWhereItsPlaceSays) {
  const auto samples = HardSamples(200);
  const auto written = WriteSet(Kept("webdataset"), samples);
  ASSERT_TRUE(written.ok()) << written.error().what;
  const auto files = FilesBelow(Kept("webdataset"));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const PicturePlace& place = written.value().places[i];
    EXPECT_EQ(files.at(place.file).substr(*place.offset_bytes, place.bytes),
              AsText(samples[i].content));
    EXPECT_EQ(place.sha256, Sha256(samples[i].content));
    EXPECT_TRUE(place.file.starts_with(samples[i].split + "-"));
  }
}

TEST_F(WebDatasetTest, FinishTellsOfEveryFile) {
  const auto written = WriteSet(folder_ / "set", HardSamples(200)).value();
  const auto files = FilesBelow(folder_ / "set");
  std::vector<std::string> names;
  for (const SinkFile& file : written.files) {
    EXPECT_EQ(file.bytes, files.at(file.path).size());
    EXPECT_EQ(file.sha256, Sha256(files.at(file.path)));
    names.push_back(file.path);
  }
  // A sample takes 8 blocks: 22 of them and the end are 92,160 bytes, 23 would be 102,400.
  std::vector<std::string> expected = {"index.parquet", "labels.json"};
  for (int i = 0; i < 4; ++i) expected.push_back(fmt::format("test-{:06}.tar", i));
  for (int i = 0; i < 8; ++i) expected.push_back(fmt::format("train-{:06}.tar", i));
  EXPECT_EQ(names, expected);
  EXPECT_EQ(files.size(), names.size());
  for (const auto& [name, bytes] : files) EXPECT_LE(bytes.size(), kShard_bytes) << name;
}

TEST_F(WebDatasetTest, MembersOfASampleAreSortedAndBesideEachOther) {
  auto samples = HardSamples(0);
  ASSERT_TRUE(WriteSet(folder_ / "set", samples).ok());
  std::vector<std::string> expected;
  for (const PictureSample& sample : samples) {
    for (const char* ext : {"cls", "jpg", "json", "txt"})
      expected.push_back(fmt::format("{}.{}", SampleName(sample.key), ext));
  }
  const auto files = FilesBelow(folder_ / "set");
  std::vector<std::string> members = MembersOf(files.at("train-000000.tar"));
  for (const std::string& name : MembersOf(files.at("train-000001.tar"))) members.push_back(name);
  EXPECT_EQ(members, expected);
}

TEST_F(WebDatasetTest, TheIndexFindsWhatTheSampleSays) {
  const auto samples = HardSamples(20);
  ASSERT_TRUE(WriteSet(folder_ / "set", samples).ok());
  const auto files = FilesBelow(folder_ / "set");
  std::size_t row = 0;
  const Status asked = table::QueryParquet(
      folder_ / "set" / "index.parquet",
      "SELECT key, shard, json_offset, json_bytes, licence, label, class, txt_bytes FROM t",
      [&](auto, auto values) -> Status {
        const PictureSample& sample = samples.at(row++);
        const std::string json =
            files.at(*values[1]).substr(std::stoull(*values[2]), std::stoull(*values[3]));
        const Json said = ParseJson(json).value();
        EXPECT_EQ(*values[0], sample.key);
        EXPECT_EQ(said.at("key"), sample.key);
        EXPECT_EQ(said.at("asset"), sample.asset);
        EXPECT_EQ(said.at("extra"), sample.extra);
        EXPECT_EQ(*values[4], "CC-BY-4.0");
        EXPECT_EQ(*values[5], sample.label);
        const Json labels = ParseJson(files.at("labels.json")).value();
        const std::string number = *values[6];
        EXPECT_EQ(number == "-1" ? Json("") : labels.at(std::stoull(number)), sample.label);
        EXPECT_EQ(*values[7], std::to_string(sample.caption.size()));
        return Done{};
      });
  ASSERT_TRUE(asked.ok()) << asked.error().what;
  EXPECT_EQ(row, samples.size());
}

TEST_F(WebDatasetTest, WithoutLabelsAndCaptionsThereAreNoMembersForThem) {
  auto samples = HardSamples(3);
  for (PictureSample& sample : samples) sample.label = sample.caption = sample.split = "";
  ASSERT_TRUE(WriteSet(folder_ / "set", samples, {}).ok());
  const auto files = FilesBelow(folder_ / "set");
  EXPECT_FALSE(files.contains("labels.json"));
  EXPECT_EQ(MembersOf(files.at("data-000000.tar")).size(), samples.size() * 2);
}

TEST_F(WebDatasetTest, ASampleLargerThanAShardGetsOneForItself) {
  auto samples = HardSamples(3);
  samples[1].content = Bytes(kShard_bytes * 2, 1);
  const auto written = WriteSet(folder_ / "set", samples).value();
  EXPECT_EQ(written.places[1].file, "train-000001.tar");
  EXPECT_EQ(written.places[2].file, "train-000002.tar");
}

TEST_F(WebDatasetTest, RefusesAPictureThatWouldHideAnotherMember) {
  auto samples = HardSamples(1);
  samples[0].ext = "json";
  EXPECT_EQ(WriteSet(folder_ / "set", samples).error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(fs::is_empty(folder_));
}

}  // namespace
}  // namespace assay::release
