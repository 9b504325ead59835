// SPDX-License-Identifier: Apache-2.0
#include "assay/table/reader.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/file.h"
#include "assay/table/writer.h"

namespace assay::table {
namespace {

namespace fs = std::filesystem;
using Pairs = std::vector<std::pair<std::string, std::optional<std::string>>>;

class ReadTableTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path Write(const std::string& name, std::string_view bytes) {
    EXPECT_TRUE(WriteFileDurably(folder_ / name, bytes).ok());
    return folder_ / name;
  }

  static Result<std::vector<Pairs>> Read(const fs::path& file, Format format) {
    std::vector<Pairs> rows;
    const Status status = ReadTable(file, format, [&rows](auto names, auto values) -> Status {
      Pairs row;
      for (std::size_t i = 0; i < names.size(); ++i) row.emplace_back(names[i], values[i]);
      rows.push_back(std::move(row));
      return Done{};
    });
    if (!status.ok()) return status.error();
    return rows;
  }

  const fs::path folder_ =
      fs::path(testing::TempDir()) /
      (std::string("read_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(ReadTableTest, CsvGivesTextEvenForNumbers) {
  const auto rows = Read(Write("m.csv", "id,n\n007,1.50\n"), Format::kCsv);
  EXPECT_EQ(rows.value(), (std::vector<Pairs>{{{"id", "007"}, {"n", "1.50"}}}));
}

TEST_F(ReadTableTest, JsonlKeepsStringsAndWritesTheRestCanonically) {
  const fs::path file = Write("m.jsonl",
                              "\xEF\xBB\xBF{\"b\":\"x\\ny\",\"a\":7}\r\n\n"
                              "{\"c\":null,\"d\":{\"z\":[true,2.50],\"y\":\"q\"}}");
  EXPECT_EQ(Read(file, Format::kJsonl).value(),
            (std::vector<Pairs>{{{"a", "7"}, {"b", "x\ny"}},
                                {{"c", std::nullopt}, {"d", R"({"y":"q","z":[true,2.5]})"}}}));
}

TEST_F(ReadTableTest, JsonlNamesTheBadLine) {
  const auto bad = Read(Write("m.jsonl", "{\"a\":1}\n[1]\n"), Format::kJsonl);
  EXPECT_EQ(bad.error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(bad.error().what, "line 2: not a JSON object");
  EXPECT_TRUE(Read(Write("n.jsonl", "{\"a\":1}\n{\"a\":1,\"a\":2}\n"), Format::kJsonl)
                  .error()
                  .what.starts_with("line 2: "));
}

TEST_F(ReadTableTest, ParquetGivesTextAndNestedJson) {
  const fs::path file = folder_ / "it's [a] *?.parquet";  // a glob and a quote for DuckDB
  auto writer = ParquetWriter::Create(
      file, {{"key", ColumnType::kText}, {"n", ColumnType::kInt64}, {"l", ColumnType::kTextList}});
  ASSERT_TRUE(
      writer.value()
          .Append({std::string("a\"b"), std::int64_t{-3}, std::vector<std::string>{"x", "y\"z"}})
          .ok());
  ASSERT_TRUE(writer.value().Append({std::monostate{}, std::monostate{}, std::monostate{}}).ok());
  ASSERT_TRUE(writer.value().Finish().ok());
  const auto rows = Read(file, Format::kParquet);
  ASSERT_TRUE(rows.ok()) << rows.error().what;
  EXPECT_EQ(rows.value(), (std::vector<Pairs>{
                              {{"key", "a\"b"}, {"n", "-3"}, {"l", R"(["x","y\"z"])"}},
                              {{"key", std::nullopt}, {"n", std::nullopt}, {"l", std::nullopt}}}));
}

TEST_F(ReadTableTest, ReadsThroughADescriptor) {
  const fs::path file = Write("m.csv", "a\n1\n");
  const Fd fd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  for (const char* prefix : {"/dev/fd/", "/proc/self/fd/"}) {
    const auto rows = Read(prefix + std::to_string(fd.get()), Format::kCsv);
    EXPECT_EQ(rows.value(), (std::vector<Pairs>{{{"a", "1"}}}));
  }
}

TEST_F(ReadTableTest, RefusesWhatIsNoRegularFile) {
  const fs::path fifo = folder_ / "fifo.csv";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(Read(fifo, Format::kCsv).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Read(folder_, Format::kCsv).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Read(folder_ / "none.csv", Format::kCsv).error().code, ErrorCode::kNotFound);
}

TEST_F(ReadTableTest, GarbageInsteadOfParquetIsCorrupt) {
  EXPECT_EQ(Read(Write("m.parquet", "PAR1 but not really, PAR1"), Format::kParquet).error().code,
            ErrorCode::kCorrupt);
  EXPECT_EQ(Read(Write("e.parquet", ""), Format::kParquet).error().code, ErrorCode::kCorrupt);
}

TEST_F(ReadTableTest, StopsAtTheVisitorsError) {
  int calls = 0;
  const Status status =
      ReadTable(Write("m.csv", "a\n1\n2\n"), Format::kCsv, [&calls](auto, auto) -> Status {
        ++calls;
        return Error{ErrorCode::kCancelled, "enough"};
      });
  EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(calls, 1);
}

TEST(FormatOf, GoesByTheEndingInAnyCase) {
  EXPECT_EQ(FormatOf("a/B.CSV").value(), Format::kCsv);
  EXPECT_EQ(FormatOf("x.ndjson").value(), Format::kJsonl);
  EXPECT_EQ(FormatOf("x.Parquet").value(), Format::kParquet);
  EXPECT_EQ(FormatOf("x.csv.gz").error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::table
