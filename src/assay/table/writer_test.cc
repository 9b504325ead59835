// SPDX-License-Identifier: Apache-2.0
#include "assay/table/writer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cctype>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "assay/core/file.h"
#include "assay/table/query.h"

namespace assay::table {
namespace {

namespace fs = std::filesystem;

std::vector<Column> Columns() {
  return {{"key", ColumnType::kText},
          {"width_px", ColumnType::kInt64},
          {"score", ColumnType::kDouble},
          {"gps", ColumnType::kBool},
          {"reasons", ColumnType::kTextList}};
}

std::vector<Cell> RowOf(std::int64_t i) {
  std::vector<Cell> row = {fmt::format("k{}", i * 7919 % 1000003), i, static_cast<double>(i) / 8,
                           i % 2 == 0,
                           std::vector<std::string>(static_cast<std::size_t>(i % 3), "r")};
  if (i % 5 == 0) row[static_cast<std::size_t>(i / 5 % 5)] = std::monostate{};
  return row;
}

Status WriteRows(const fs::path& file, std::int64_t rows, const WriteOptions& options = {}) {
  ASSAY_LET(ParquetWriter writer, ParquetWriter::Create(file, Columns(), options));
  for (std::int64_t i = 0; i < rows; ++i) ASSAY_TRY(writer.Append(RowOf(i)));
  return writer.Finish();
}

std::string Ask(const fs::path& file, std::string_view sql) {
  std::string answer;
  const Status status = QueryParquet(file, sql, [&answer](auto, auto values) -> Status {
    for (const auto& value : values) answer += value.value_or("NULL") + ";";
    return Done{};
  });
  return status.ok() ? answer : status.error().what;
}

class ParquetWriterTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  const fs::path folder_ =
      fs::path(testing::TempDir()) /
      (std::string("write_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(ParquetWriterTest, KeepsEveryRowInItsOrder) {
  const fs::path file = folder_ / "t.parquet";
  const Status written = WriteRows(file, 50'001);
  ASSERT_TRUE(written.ok()) << written.error().what;
  EXPECT_EQ(Ask(file, "SELECT count(*) AS n FROM t"), "50001;");
  // Row i holds i in width_px, or NULL: file order is insertion order.
  EXPECT_EQ(
      Ask(file,
          "SELECT count(*) AS bad FROM (SELECT width_px, row_number() OVER () - 1 AS i FROM t)"
          " WHERE width_px <> i"),
      "0;");
  EXPECT_EQ(Ask(file,
                "SELECT key, width_px, score, gps, len(reasons) AS r FROM t "
                "WHERE width_px = 7"),
            "k55433;7;0.875;false;1;");
  EXPECT_EQ(Ask(file,
                "SELECT count(*) FILTER (key IS NULL) AS a, count(*) FILTER (reasons IS NULL)"
                " AS b, count(*) FILTER (gps IS NULL) AS c FROM t"),
            "2001;2000;2000;");
}

TEST_F(ParquetWriterTest, EqualRowsGiveEqualBytes) {
  ASSERT_TRUE(WriteRows(folder_ / "a.parquet", 20'000).ok());
  ASSERT_TRUE(WriteRows(folder_ / "b.parquet", 20'000).ok());
  EXPECT_EQ(ReadFile(folder_ / "a.parquet", 1U << 30U).value(),
            ReadFile(folder_ / "b.parquet", 1U << 30U).value());
}

TEST_F(ParquetWriterTest, ATableWithoutRowsHasItsColumns) {
  ASSERT_TRUE(WriteRows(folder_ / "e.parquet", 0).ok());
  EXPECT_EQ(Ask(folder_ / "e.parquet", "SELECT count(reasons) AS n, count(score) AS m FROM t"),
            "0;0;");
}

TEST_F(ParquetWriterTest, WithoutFinishTheOldFileStaysAndNothingElse) {
  const fs::path file = folder_ / "t.parquet";
  ASSERT_TRUE(WriteFileDurably(file, "old").ok());
  {
    auto writer = ParquetWriter::Create(file, Columns());
    for (std::int64_t i = 0; i < 5000; ++i) ASSERT_TRUE(writer.value().Append(RowOf(i)).ok());
  }
  EXPECT_EQ(ReadFile(file, 100).value(), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(ParquetWriterTest, AFullDiskIsExhaustedAndLeavesNothing) {
  // A file size limit stands in for a full disk: write(2) fails with EFBIG, as it would with
  // ENOSPC. SIGXFSZ must be ignored for the call to return.
  struct rlimit old{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
  auto* handler = std::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small = {64U << 10U, old.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const Status written = WriteRows(folder_ / "t.parquet", 200'000);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &old), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().code, ErrorCode::kExhausted) << written.error().what;
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(ParquetWriterTest, RefusesTextThatIsNotUtf8) {
  auto writer = ParquetWriter::Create(folder_ / "t.parquet", {{"key", ColumnType::kText}});
  EXPECT_EQ(writer.value().Append({std::string("\xFF")}).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(ParquetWriterTest, HostileTextPassesUnchanged) {
  const std::string hostile = std::string("a\0b", 3) + "\x01\xE2\x80\xAE<b>'; DROP TABLE t; --";
  const fs::path file = folder_ / "h.parquet";
  {
    auto writer = ParquetWriter::Create(file, {{"key", ColumnType::kText}});
    ASSERT_TRUE(writer.value().Append({hostile}).ok());
    const Status done = writer.value().Finish();
    ASSERT_TRUE(done.ok()) << done.error().what;
  }
  EXPECT_EQ(Ask(file, "SELECT key FROM t"), hostile + ";");
}

TEST_F(ParquetWriterTest, BytesComeBackUnchangedAndAlone) {
  Bytes all(256);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(i);
  const fs::path file = folder_ / "b.parquet";
  WriteOptions options;
  options.select = "{'bytes': bytes, 'path': path} AS image";
  options.metadata = {{"huggingface", R"({"it's": 1})"}, {"other", ""}};
  auto writer = ParquetWriter::Create(
      file, {{"bytes", ColumnType::kBlob}, {"path", ColumnType::kText}}, options);
  ASSERT_TRUE(writer.value().Append({all, "a.jpg"}).ok());
  ASSERT_TRUE(writer.value().Append({Bytes(5U << 20U, 7), "large"}).ok());
  ASSERT_TRUE(writer.value().Append({Bytes{}, "empty"}).ok());
  ASSERT_TRUE(writer.value().Append({std::monostate{}, "none"}).ok());
  const Status done = writer.value().Finish();
  ASSERT_TRUE(done.ok()) << done.error().what;
  EXPECT_EQ(Ask(file, "SELECT hex(image.bytes) AS h FROM t WHERE image.path = 'a.jpg'"), [&] {
    std::string hex = ToHex(all) + ";";
    for (char& c : hex) c = static_cast<char>(std::toupper(c));
    return hex;
  }());
  EXPECT_EQ(Ask(file, "SELECT octet_length(image.bytes) AS n FROM t"), "256;5242880;0;NULL;");
  const std::string bytes = ReadFile(file, 1U << 30U).value();
  EXPECT_NE(bytes.find(R"({"it's": 1})"), std::string::npos);
}

}  // namespace
}  // namespace assay::table
