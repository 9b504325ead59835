// SPDX-License-Identifier: Apache-2.0
#include "assay/table/query.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "assay/core/file.h"
#include "assay/table/writer.h"

namespace assay::table {
namespace {

namespace fs = std::filesystem;

/// Columns n (0 to 9) and l (the same as text, in a list).
fs::path TenRows() {
  // Tests run side by side: each has a file of its own.
  const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
  const fs::path file = fs::path(testing::TempDir()) / (std::string(test->name()) + ".ten.parquet");
  auto writer =
      ParquetWriter::Create(file, {{"n", ColumnType::kInt64}, {"l", ColumnType::kTextList}});
  for (std::int64_t n = 0; n < 10; ++n)
    EXPECT_TRUE(writer.value().Append({n, std::vector{std::to_string(n)}}).ok());
  EXPECT_TRUE(writer.value().Finish().ok());
  return file;
}

Result<std::string> Answer(const fs::path& file, std::string_view select) {
  std::string answer;
  const Status status = QueryParquet(file, select, [&answer](auto, auto values) -> Status {
    for (const auto& value : values) answer += value.value_or("NULL") + ";";
    return Done{};
  });
  if (!status.ok()) return status.error();
  return answer;
}

TEST(QueryParquet, AnswersInText) {
  EXPECT_EQ(Answer(TenRows(), "SELECT count(*) AS c, quantile_disc(n, 0.5) AS m FROM t").value(),
            "10;4;");
  EXPECT_EQ(Answer(TenRows(), "SELECT n FROM t WHERE list_contains(l, '7')").value(), "7;");
}

TEST(QueryParquet, ReachesNoOtherFile) {
  const fs::path other = fs::path(testing::TempDir()) / "secret.csv";
  ASSERT_TRUE(WriteFileDurably(other, "a\n1\n").ok());
  for (const std::string& sql : {"SELECT * FROM read_csv('" + other.native() + "')",
                                 "SELECT * FROM '" + other.native() + "'",
                                 std::string("SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')"),
                                 std::string("SELECT * FROM read_text('/etc/passwd')")}) {
    EXPECT_FALSE(Answer(TenRows(), sql).ok()) << sql;
  }
}

TEST(QueryParquet, SettingsAreLocked) {
  EXPECT_FALSE(Answer(TenRows(), "SET enable_external_access=true").ok());
  EXPECT_FALSE(Answer(TenRows(), "SET memory_limit='100GB'").ok());
}

}  // namespace
}  // namespace assay::table
