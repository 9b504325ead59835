// SPDX-License-Identifier: Apache-2.0
//
// Foreign tables through the sandboxed reader: rows, places of errors, limits.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <vector>

#include "assay/channel/protocol.h"
#include "assay/channel/table_worker.h"
#include "assay/core/file.h"
#include "assay/table/count.h"
#include "assay/table/writer.h"
#include "program_testing.h"

namespace assay::channel {
namespace {

namespace fs = std::filesystem;

/// A file of that name and text in a folder of its own.
class TableFile {
 public:
  TableFile(const std::string& name, std::string_view text)
      : folder_(fs::temp_directory_path() / ("assay-table-test-" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
    std::ofstream(folder_ / name, std::ios::binary) << text;
    path_ = folder_ / name;
  }
  ~TableFile() { fs::remove_all(folder_); }
  TableFile(const TableFile&) = delete;
  TableFile& operator=(const TableFile&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path folder_;
  fs::path path_;
};

Result<std::vector<Columns>> Rows(const fs::path& file, Options options = testing::Program()) {
  std::vector<Columns> rows;
  ASSAY_TRY(ReadManifest(options, file, [&](std::int64_t row, const Columns& columns) -> Status {
    EXPECT_EQ(row, static_cast<std::int64_t>(rows.size()) + 1);
    rows.push_back(columns);
    return Done{};
  }));
  return rows;
}

TEST(ReadManifest, CsvRowsKeepQuotesLineEndsAndMissingValues) {
  const TableFile file("m.csv",
                       "path,Licence\r\na.jpg,\"CC BY, \"\"4.0\"\"\nand more\"\r\nb.jpg,\r\n");
  const auto rows = Rows(file.path());
  ASSERT_TRUE(rows.ok()) << rows.error().what;
  const std::vector<Columns> expected = {
      {{"path", "a.jpg"}, {"Licence", "CC BY, \"4.0\"\nand more"}}, {{"path", "b.jpg"}}};
  EXPECT_EQ(rows.value(), expected);
}

TEST(ReadManifest, JsonLinesKeepNestedValuesAsJson) {
  const TableFile file(
      "m.jsonl",
      "{\"path\":\"a\",\"n\":1,\"tags\":[\"x\",{\"y\":null}]}\n{\"path\":\"b\",\"other\":true}\n");
  const auto rows = Rows(file.path());
  ASSERT_TRUE(rows.ok()) << rows.error().what;
  const std::vector<Columns> expected = {
      {{"path", "a"}, {"n", "1"}, {"tags", R"(["x",{"y":null}])"}},
      {{"path", "b"}, {"other", "true"}}};
  EXPECT_EQ(rows.value(), expected);
}

TEST(ReadManifest, ABrokenCsvNamesItsPlace) {
  const TableFile file("m.csv", "path,licence\na.jpg,x\nb.jpg\n");
  const auto rows = Rows(file.path());
  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().code, ErrorCode::kCorrupt);
  EXPECT_NE(rows.error().what.find("m.csv"), std::string::npos) << rows.error().what;
  EXPECT_NE(rows.error().what.find('3'), std::string::npos) << rows.error().what;
}

TEST(ReadManifest, InvalidUtf8IsAnErrorWithItsLine) {
  const TableFile file("m.csv", "path\na.jpg\n\xff\xfe.jpg\n");
  const auto rows = Rows(file.path());
  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().code, ErrorCode::kCorrupt);
  EXPECT_NE(rows.error().what.find("line 3"), std::string::npos) << rows.error().what;
}

TEST(ReadManifest, AnErrorOfTheVisitorEndsTheReadingUnchanged) {
  const TableFile file("m.csv", "path\na\nb\nc\n");
  int seen = 0;
  const Status read =
      ReadManifest(testing::Program(), file.path(), [&](std::int64_t, const Columns&) -> Status {
        return ++seen == 2 ? Status(Error{ErrorCode::kDenied, "enough"}) : Status(Done{});
      });
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().what, "enough");
  EXPECT_EQ(seen, 2);
}

TEST(ReadManifest, OtherEndingsFoldersAndMissingFilesAreErrors) {
  const TableFile file("m.txt", "path\n");
  EXPECT_EQ(Rows(file.path()).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(Rows("/nonexistent/m.csv").error().code, ErrorCode::kNotFound);
  const fs::path folder = file.path().parent_path() / "folder.csv";
  fs::create_directory(folder);
  EXPECT_EQ(Rows(folder).error().code, ErrorCode::kInvalidArgument);
}

TEST(ReadManifest, AnEmptyOrHeaderOnlyTableHasNoRows) {
  const TableFile file("m.csv", "path,licence\n");
  const auto rows = Rows(file.path());
  ASSERT_TRUE(rows.ok()) << rows.error().what;
  EXPECT_TRUE(rows.value().empty());
}

TEST(ReadManifest, WhatIsNoParquetIsCorrupt) {
  const TableFile file("m.parquet", "PAR1 this is not what it says PAR1");
  const auto rows = Rows(file.path());
  ASSERT_FALSE(rows.ok());
  EXPECT_EQ(rows.error().code, ErrorCode::kCorrupt) << rows.error().what;
  EXPECT_EQ(rows.error().what.find("/proc/self"), std::string::npos) << rows.error().what;
}

TEST(ReadManifest, ParquetIsReadWithListsAsJson) {
  const TableFile file("m.parquet", "");
  auto writer = table::ParquetWriter::Create(file.path(), {{"path", table::ColumnType::kText},
                                                           {"width", table::ColumnType::kInt64},
                                                           {"tags", table::ColumnType::kTextList}});
  ASSERT_TRUE(writer.ok());
  using Tags = std::vector<std::string>;
  ASSERT_TRUE(writer.value().Append({"a.jpg", std::int64_t{640}, Tags{"x", "y"}}).ok());
  ASSERT_TRUE(writer.value().Append({"b.jpg", std::monostate{}, Tags{}}).ok());
  ASSERT_TRUE(writer.value().Finish().ok());
  const auto rows = Rows(file.path());
  ASSERT_TRUE(rows.ok()) << rows.error().what;
  const std::vector<Columns> expected = {
      {{"path", "a.jpg"}, {"width", "640"}, {"tags", R"(["x","y"])"}},
      {{"path", "b.jpg"}, {"tags", "[]"}}};
  EXPECT_EQ(rows.value(), expected);
}

/// Rows of CountManifest, as "name=value" one after another.
Result<std::vector<std::string>> Counts(const fs::path& file, const table::CountWish& wish) {
  std::vector<std::string> rows;
  const VisitRow take = [&rows](std::int64_t, const Columns& columns) -> Status {
    rows.emplace_back();
    for (const auto& [name, value] : columns) rows.back() += name + "=" + value + " ";
    return Done{};
  };
  const auto digest =
      CountManifest(testing::Program(), file, kCountFormat + table::ToText(wish), take);
  if (!digest.ok()) return digest.error();
  EXPECT_EQ(digest.value(), Sha256(ReadFile(file, 1U << 20U).value()));
  std::ranges::sort(rows);
  return rows;
}

TEST(CountManifest, CountsInTheSandboxAndNamesTheBytes) {
  const TableFile file("m.csv", "y,score,w\n1,0.7,0.1\n1,0.5,2\n,0.5,1\n0,0.4,1\n");
  const auto rows = Counts(file.path(), {.columns = {{"y", {}}, {"score", 0.5}}, .weight = "w"});
  ASSERT_TRUE(rows.ok()) << rows.error().what;
  EXPECT_EQ(rows.value(),
            (std::vector<std::string>{"0=0 1=0 rows=1 weight=1 weight_squared=1 ",
                                      "0=1 1=1 rows=2 weight=2.1 weight_squared=4.01 ",
                                      "1=1 rows=1 weight=1 weight_squared=1 "}));
}

TEST(CountManifest, CountsParquetWithinItsSandbox) {
  const TableFile file("m.parquet", "");
  auto writer = table::ParquetWriter::Create(
      file.path(), {{"group", table::ColumnType::kText}, {"y", table::ColumnType::kInt64}});
  ASSERT_TRUE(writer.ok());
  for (std::int64_t i = 0; i < 30'000; ++i)
    ASSERT_TRUE(writer.value().Append({fmt::format("g{}", i % 10'000), std::int64_t{1}}).ok());
  ASSERT_TRUE(writer.value().Finish().ok());
  const auto rows = Counts(
      file.path(), {.format = table::Format::kParquet, .columns = {{"group", {}}, {"y", {}}}});
  ASSERT_TRUE(rows.ok()) << rows.error().what;
  ASSERT_EQ(rows.value().size(), 10'000U);
  EXPECT_EQ(rows.value().front(), "0=g0 1=1 rows=3 weight=0 weight_squared=0 ");
}

TEST(CountManifest, SaysRowsInBlocks) {
  const TableFile file("m.csv", "y,w,g\n1,2,a\n0,0.5,\n");
  const auto rows =
      Counts(file.path(), {.columns = {{"g", {}}, {"y", {}}}, .weight = "w", .each_row = true});
  ASSERT_TRUE(rows.ok()) << rows.error().what;
  EXPECT_EQ(rows.value(), std::vector<std::string>{"block=1:a1:11:2-1:03:0.5 "});
}

TEST(CountManifest, SaysWhatIsWrongWithTheTable) {
  const TableFile file("m.csv", "y,score\n1,high\n");
  EXPECT_EQ(Counts(file.path(), {.columns = {{"Y", {}}}}).error().what,
            "m.csv: no column 'Y'; did you mean 'y'?");
  const auto text = Counts(file.path(), {.columns = {{"score", 0.5}}});
  EXPECT_EQ(text.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(text.error().what, "m.csv: row 1: 'high' in column 'score' is no number");
}

TEST(ReadManifest, AFileThatOnlyItsOwnerMayReadIsReadAllTheSame) {
  const TableFile file("m.csv", "path\na.jpg\n");
  fs::permissions(file.path(), fs::perms::owner_read);
  const auto rows = Rows(file.path());
  ASSERT_TRUE(rows.ok()) << rows.error().what;
  EXPECT_EQ(rows.value().size(), 1U);
}

TEST(ReadManifest, HoldsWithoutNamespaces) {
  const TableFile file("m.csv", "path\na.jpg\n");
  Options options = testing::Program();
  options.use_namespaces = false;
  EXPECT_TRUE(Rows(file.path(), options).ok());
}

TEST(ReadManifest, ManyRowsArriveInOrder) {
  std::string text = "path,n\n";
  for (int i = 1; i <= 20'000; ++i)
    text += "file" + std::to_string(i) + ".jpg," + std::to_string(i) + "\n";
  const TableFile file("m.csv", text);
  const auto rows = Rows(file.path());
  ASSERT_TRUE(rows.ok()) << rows.error().what;
  ASSERT_EQ(rows.value().size(), 20'000U);
  EXPECT_EQ(rows.value().back().at("path"), "file20000.jpg");
}

}  // namespace
}  // namespace assay::channel
