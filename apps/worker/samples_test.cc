// SPDX-License-Identifier: Apache-2.0
//
// Samples of foreign archives and tables, through the program that ships.
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <vector>

#include "assay/channel/sample_stream.h"
#include "assay/table/writer.h"
#include "program_testing.h"

namespace assay::channel {
namespace {

namespace fs = std::filesystem;

/// A member of less than a block, in plain ustar.
std::string Member(const std::string& name, const std::string& contents) {
  std::string block(1024, '\0');
  block.replace(0, name.size(), name);
  block.replace(124, 11, fmt::format("{:011o}", contents.size()));
  block.replace(148, 8, 8, ' ');
  block[156] = '0';
  block.replace(257, 8, std::string("ustar\00000", 8));
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  block.replace(148, 7, fmt::format("{:06o}", sum) + '\0');
  block.replace(512, contents.size(), contents);
  return block;
}

class SampleStreamTest : public ::testing::Test {
 protected:
  SampleStreamTest()
      : folder_(fs::temp_directory_path() / ("assay-samples-test-" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~SampleStreamTest() override { fs::remove_all(folder_); }

  static std::vector<Sample> All(Result<SampleStream> opened, std::string* failure = nullptr) {
    std::vector<Sample> samples;
    EXPECT_TRUE(opened.ok()) << opened.error().what;
    while (opened.ok()) {
      auto next = opened.value().Next();
      if (!next.ok() && failure != nullptr) *failure = next.error().what;
      EXPECT_TRUE(next.ok() || failure != nullptr) << next.error().what;
      if (!next.ok() || !next.value()) break;
      samples.push_back(std::move(*next.value()));
    }
    return samples;
  }

  fs::path Archive(int samples) {
    const fs::path file = folder_ / "a.tar";
    std::ofstream out(file, std::ios::binary);
    for (int i = 0; i < samples; ++i) {
      const std::string stem = std::to_string(i);
      out << Member(stem + ".jpg", "picture " + stem)
          << Member(stem + ".json", R"({"licence":"CC0"})");
    }
    out << std::string(1024, '\0');
    return file;
  }

  fs::path Table(int rows, std::size_t picture_bytes) {
    const fs::path file = folder_ / "t.parquet";
    table::WriteOptions options;
    options.select = "{'bytes': b, 'path': p} AS image, licence";
    options.row_group_rows = 128;
    auto writer = table::ParquetWriter::Create(file,
                                               {{"b", table::ColumnType::kBlob},
                                                {"p", table::ColumnType::kText},
                                                {"licence", table::ColumnType::kText}},
                                               options);
    for (int i = 0; i < rows; ++i) {
      Bytes picture(picture_bytes, '\n');  // a line's end within is no line's end
      EXPECT_TRUE(
          writer.value().Append({picture, std::to_string(i) + ".jpg", std::string("CC0")}).ok());
    }
    EXPECT_TRUE(writer.value().Finish().ok());
    return file;
  }

  fs::path folder_;
};

TEST_F(SampleStreamTest, SaysWhereThePicturesOfAnArchiveLie) {
  const fs::path file = Archive(3000);
  const auto samples = All(SampleStream::OpenArchive(testing::Program(), file));
  ASSERT_EQ(samples.size(), 3000U);
  const Sample& last = samples.back();
  EXPECT_EQ(last.number, 3000);
  EXPECT_EQ(last.key, "2999");
  EXPECT_EQ(last.columns, (Columns{{"licence", "CC0"}}));
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(last.offset_bytes));
  std::string picture(static_cast<std::size_t>(last.bytes), ' ');
  in.read(picture.data(), static_cast<std::streamsize>(picture.size()));
  EXPECT_EQ(picture, "picture 2999");
}

TEST_F(SampleStreamTest, ABrokenArchiveIsAProblemAndNoError) {
  const fs::path file = Archive(10);
  fs::resize_file(file, 3000);
  const auto samples = All(SampleStream::OpenArchive(testing::Program(), file));
  ASSERT_EQ(samples.size(), 3U);
  EXPECT_EQ(samples[0].problem, "");
  EXPECT_EQ(samples[1].problem, "input.archive_cut");
  EXPECT_EQ(samples[2].key, "");
}

TEST_F(SampleStreamTest, AnArchiveIsNoLink) {
  fs::create_symlink(Archive(1), folder_ / "link.tar");
  EXPECT_FALSE(SampleStream::OpenArchive(testing::Program(), folder_ / "link.tar").ok());
}

TEST_F(SampleStreamTest, PicturesOfATableComeWhole) {
  const auto samples = All(SampleStream::OpenPictures(testing::Program(), Table(300, 100'000), ""));
  ASSERT_EQ(samples.size(), 300U);
  EXPECT_EQ(samples[299].key, "299.jpg");
  EXPECT_EQ(samples[299].picture, Bytes(100'000, '\n'));
  EXPECT_EQ(samples[299].columns, (Columns{{"licence", "CC0"}}));
}

TEST_F(SampleStreamTest, ALargePictureAndNoneComeToo) {
  const auto samples =
      All(SampleStream::OpenPictures(testing::Program(), Table(1, 40U << 20U), ""));
  ASSERT_EQ(samples.size(), 1U);
  EXPECT_EQ(samples[0].picture->size(), 40U << 20U);
  const auto empty = All(SampleStream::OpenPictures(testing::Program(), Table(1, 0), "image"));
  ASSERT_EQ(empty.size(), 1U);
  EXPECT_EQ(empty[0].picture, Bytes());
}

TEST_F(SampleStreamTest, ATableWithoutThatColumnIsAnErrorWithItsName) {
  std::string failure;
  All(SampleStream::OpenPictures(testing::Program(), Table(1, 1), "mask"), &failure);
  EXPECT_EQ(failure, "t.parquet: no column 'mask' of pictures");
}

TEST_F(SampleStreamTest, WhoStopsAskingCostsNothing) {
  auto stream = SampleStream::OpenPictures(testing::Program(), Table(300, 100'000), "");
  ASSERT_TRUE(stream.ok());
  EXPECT_TRUE(stream.value().Next().ok());
}

}  // namespace
}  // namespace assay::channel
