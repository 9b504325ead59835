// SPDX-License-Identifier: Apache-2.0
#include "assay/release/picture_table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "assay/release/sink_fixture_internal.h"
#include "assay/table/query.h"

namespace assay::release {
namespace {

namespace fs = std::filesystem;
using internal::FilesBelow;
using internal::HardOptions;
using internal::HardSamples;

using PictureTableTest = internal::SinkTest;

Status WriteSet(const fs::path& folder, const std::vector<PictureSample>& samples,
                const SinkOptions& options) {
  ASSAY_LET(auto sink, PictureTableSink::Create(folder, options));
  for (const PictureSample& sample : samples) ASSAY_TRY(sink.Add(sample));
  ASSAY_TRY(sink.Finish());
  return Done{};
}

std::vector<std::string> Ask(const fs::path& file, std::string_view sql) {
  std::vector<std::string> answers;
  const Status asked = table::QueryParquet(file, sql, [&](auto, auto values) -> Status {
    std::string row;
    for (const auto& value : values) row += value.value_or("NULL") + ";";
    answers.push_back(row);
    return Done{};
  });
  EXPECT_TRUE(asked.ok()) << asked.error().what;
  return answers;
}

TEST_F(PictureTableTest, HoldsPicturesAndWhatIsSaidOfThem) {
  const auto samples = HardSamples(300);
  const Status written = WriteSet(Kept("parquet"), samples, HardOptions());
  ASSERT_TRUE(written.ok()) << written.error().what;
  std::vector<std::string> expected;
  const auto labels = HardOptions().labels;
  for (const PictureSample& sample : samples) {
    if (sample.split != "test") continue;
    const auto number = std::ranges::find(labels, sample.label) - labels.begin();
    expected.push_back(fmt::format("{};{};{};{}.jpg;8;{};", sample.key,
                                   Sha256(sample.content).Hex(), number, SampleName(sample.key),
                                   Canonical(sample.extra)));
  }
  EXPECT_EQ(
      Ask(Kept("parquet") / "test-00000.parquet",
          "SELECT key, sha256(image.bytes) AS h, label, image.path AS p, width, extra FROM t"),
      expected);
}

TEST_F(PictureTableTest, AFileEndsBeforeItGrowsOverItsSize) {
  SinkOptions options = HardOptions();
  const auto samples = HardSamples(100);
  options.shard_bytes = 4'000;
  ASSERT_TRUE(WriteSet(folder_ / "set", samples, options).ok());
  std::size_t rows = 0;
  std::size_t lone = 0;
  for (const auto& [name, bytes] : FilesBelow(folder_ / "set")) {
    const auto answer = Ask(folder_ / "set" / name,
                            "SELECT count(*) AS n, sum(octet_length(image.bytes)) AS b FROM t");
    const std::size_t count = std::stoull(answer.at(0));
    const std::size_t sum = std::stoull(answer.at(0).substr(answer.at(0).find(';') + 1));
    EXPECT_TRUE(sum <= options.shard_bytes || count == 1) << name;
    lone += sum > options.shard_bytes ? 1U : 0U;
    rows += count;
  }
  EXPECT_EQ(rows, samples.size());
  EXPECT_EQ(lone, 1U) << "the picture with a comment of 4,096 bytes";
}

TEST_F(PictureTableTest, WithoutLabelsAndCaptionsThereAreNoColumnsForThem) {
  auto samples = HardSamples(1);
  for (PictureSample& sample : samples) sample.label = sample.caption = sample.split = "";
  ASSERT_TRUE(WriteSet(folder_ / "set", samples, {}).ok());
  EXPECT_EQ(Ask(folder_ / "set" / "data-00000.parquet",
                "SELECT column_name AS c FROM (DESCRIBE SELECT * FROM t)"),
            (std::vector<std::string>{"image;", "key;", "url;", "asset;", "sha256;", "licence;",
                                      "attribution;", "split;", "extra;", "width;", "height;"}));
}

}  // namespace
}  // namespace assay::release
