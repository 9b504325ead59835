// SPDX-License-Identifier: Apache-2.0
#include "assay/table/count.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/core/file.h"
#include "assay/table/writer.h"

namespace assay::table {
namespace {

namespace fs = std::filesystem;

/// "a|-|1": values of a combination, "-" for none.
std::string Joined(const std::vector<std::optional<std::string>>& values) {
  std::string text;
  for (const auto& value : values) text += value.value_or("-") + "|";
  return text.substr(0, text.size() - 1);
}

using Counts = std::map<std::string, std::int64_t>;

class CountTableTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path Write(const std::string& name, std::string_view bytes) const {
    EXPECT_TRUE(WriteFileDurably(folder_ / name, bytes).ok());
    return folder_ / name;
  }

  /// A Parquet file of these rows.
  [[nodiscard]] fs::path Table(std::vector<Column> columns,
                               const std::vector<std::vector<Cell>>& rows) const {
    auto writer = ParquetWriter::Create(folder_ / "t.parquet", std::move(columns));
    for (const auto& row : rows) EXPECT_TRUE(writer.value().Append(row).ok());
    EXPECT_TRUE(writer.value().Finish().ok());
    return folder_ / "t.parquet";
  }

  static Result<Counts> Count(const fs::path& file, std::vector<CountedColumn> columns,
                              const CountLimits& limits = {}) {
    Counts counts;
    CountWish wish{FormatOf(file.native()).value(), std::move(columns), ""};
    const Status status = CountTable(
        file, wish,
        [&counts](const TupleCount& tuple) -> Status {
          EXPECT_TRUE(counts.emplace(Joined(tuple.values), tuple.rows).second);
          return Done{};
        },
        limits);
    if (!status.ok()) return status.error();
    return counts;
  }

  static std::string Problem(const fs::path& file, std::vector<CountedColumn> columns) {
    const auto counts = Count(file, std::move(columns));
    return counts.ok() ? "" : counts.error().what;
  }

  /// The error of a column of weights, or the sums over all rows.
  static std::string Weights(const fs::path& file) {
    std::string text;
    const CountWish wish{FormatOf(file.native()).value(), {}, "w"};
    const Status status = CountTable(file, wish, [&text](const TupleCount& all) -> Status {
      text += fmt::format("{} {} {}", all.rows, all.weight, all.weight_squared);
      return Done{};
    });
    return status.ok() ? text : status.error().what;
  }

  const fs::path folder_ =
      fs::path(testing::TempDir()) /
      (std::string("count_") + testing::UnitTest::GetInstance()->current_test_info()->name());
};

constexpr std::string_view kCsv = "id,sex,y\n1,F,1\n2,M,0\n3,F,1\n4,,1\n5,\"\",1\n";

// Worked by hand.
TEST_F(CountTableTest, CountsCombinationsOfTheNamedColumns) {
  const Counts expected = {{"F|1", 2}, {"M|0", 1}, {"-|1", 1}, {"|1", 1}};
  EXPECT_EQ(Count(Write("t.csv", kCsv), {{"sex", {}}, {"y", {}}}).value(), expected);
}

TEST_F(CountTableTest, AJsonLineWithoutTheColumnHasNoValue) {
  const fs::path file = Write("t.jsonl", "{\"sex\":\"F\"}\n{\"other\":1}\n{\"sex\":null}\n");
  EXPECT_EQ(Count(file, {{"sex", {}}}).value(), (Counts{{"F", 1}, {"-", 2}}));
}

TEST_F(CountTableTest, AThresholdIsReachedByItsOwnValue) {
  const fs::path csv = Write("t.csv", "s\n0.5\n 0.49\n\nnan\n1e3\n-1\n\"\"\n");
  EXPECT_EQ(Count(csv, {{"s", 0.5}}).value(), (Counts{{"1", 2}, {"0", 2}, {"-", 1}, {"", 1}}));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const fs::path parquet =
      Table({{"s", ColumnType::kDouble}}, {{0.5}, {0.49}, {nan}, {std::monostate{}}, {1e3}});
  EXPECT_EQ(Count(parquet, {{"s", 0.5}}).value(), (Counts{{"1", 2}, {"0", 1}, {"-", 2}}));
}

// 0.7 as a FLOAT is less than 0.7 as a DOUBLE: the column's own precision decides.
TEST_F(CountTableTest, AScoreOfLessPrecisionReachesItsOwnThreshold) {
  const fs::path file = folder_ / "f.parquet";
  auto writer = ParquetWriter::Create(file, {{"s", ColumnType::kDouble}},
                                      {.select = "CAST(s AS FLOAT) AS s"});
  for (const double score : {0.7, 0.7, 0.69}) EXPECT_TRUE(writer.value().Append({score}).ok());
  ASSERT_TRUE(writer.value().Finish().ok());
  EXPECT_EQ(Count(file, {{"s", 0.7}}).value(), (Counts{{"1", 2}, {"0", 1}}));
  EXPECT_EQ(Count(file, {{"s", 1e300}}).value(), (Counts{{"0", 3}}));
}

// Invariance: the same rows give the same counts whatever the format.
TEST_F(CountTableTest, ParquetCountsAsTextDoes) {
  const fs::path file =
      Table({{"sex", ColumnType::kText}, {"id", ColumnType::kInt64}, {"y", ColumnType::kBool}},
            {{"F", std::int64_t{1}, true},
             {"M", std::int64_t{2}, false},
             {"F", std::int64_t{3}, true},
             {std::monostate{}, std::int64_t{4}, true}});
  EXPECT_EQ(Count(file, {{"sex", {}}, {"y", {}}}).value(),
            (Counts{{"F|true", 2}, {"M|false", 1}, {"-|true", 1}}));
}

TEST_F(CountTableTest, NamesOfParquetColumnsAreExact) {
  const fs::path file =
      Table({{"Sex", ColumnType::kText}, {"tags", ColumnType::kTextList}, {"y", ColumnType::kText}},
            {{"F", std::vector<std::string>{"a"}, "1"}});
  EXPECT_EQ(Count(file, {{"y", {}}, {"tags", {}}}).value(), (Counts{{"1|[\"a\"]", 1}}));
  EXPECT_EQ(Problem(file, {{"sex", {}}}), "no column 'sex'; did you mean 'Sex'?");
  EXPECT_EQ(Problem(file, {{"list", {}}}), "no column 'list'; did you mean 'Sex'?");
  EXPECT_EQ(Problem(file, {{"y", 0.5}}), "column 'y' holds no numbers");
}

// The names that our own SQL uses are a table's to use.
TEST_F(CountTableTest, ParquetColumnsMayBeCalledAnything) {
  const std::string odd = "a\"b'c; -- ";
  const fs::path file = Table({{"v1", ColumnType::kText},
                               {"v0", ColumnType::kText},
                               {"n", ColumnType::kText},
                               {"w", ColumnType::kText},
                               {odd, ColumnType::kText}},
                              {{"1", "0", "n", "w", "o"}, {"1", "0", "n", "w", "o"}});
  EXPECT_EQ(Count(file, {{"v1", {}}, {"v0", {}}, {"w", {}}, {"n", {}}, {odd, {}}}).value(),
            (Counts{{"1|0|w|n|o", 2}}));
}

TEST_F(CountTableTest, AMissingColumnOrNumberIsNamed) {
  const fs::path file = Write("t.csv", kCsv);
  EXPECT_EQ(Problem(file, {{"sax", {}}}), "no column 'sax'; did you mean 'sex'?");
  EXPECT_EQ(Problem(file, {{"sex", 0.5}}), "row 1: 'F' in column 'sex' is no number");
  EXPECT_EQ(Problem(Write("d.csv", "a,a\n1,2\n"), {{"a", {}}}), "the header has 'a' twice");
}

// 0.5 + 2 + 1 = 3.5 and 0.25 + 4 + 1 = 5.25: exact in binary.
TEST_F(CountTableTest, SumsWeightsAndTheirSquares) {
  EXPECT_EQ(Weights(Write("t.csv", "w\n0.5\n2\n1\n")), "3 3.5 5.25");
  EXPECT_EQ(Weights(Table({{"w", ColumnType::kDouble}}, {{0.5}, {2.0}, {1.0}})), "3 3.5 5.25");
}

TEST_F(CountTableTest, RefusesWeightsThatAreNone) {
  const std::string end = " in column 'w' is no weight: a weight is a number from 0 to 1e100";
  EXPECT_EQ(Weights(Write("t.csv", "w,k\n1,a\n-1,b\n")), "row 2: '-1'" + end);
  EXPECT_EQ(Weights(Write("t.csv", "w,k\nnan,a\n")), "row 1: 'nan'" + end);
  EXPECT_EQ(Weights(Write("t.csv", "w,k\n,a\n")), "row 1: ''" + end);
  EXPECT_EQ(Weights(Write("t.csv", "w,k\ninf,a\n")), "row 1: 'inf'" + end);
  EXPECT_EQ(Weights(Write("t.csv", "w,k\n1e200,a\n")), "row 1: '1e200'" + end);
  EXPECT_EQ(Weights(Table({{"w", ColumnType::kDouble}}, {{1.0}, {-1.0}})), "row 2: '-1.0'" + end);
  EXPECT_EQ(Weights(Table({{"w", ColumnType::kDouble}}, {{1.0}, {std::monostate{}}})),
            "row 2: ''" + end);
  EXPECT_EQ(Weights(Table({{"w", ColumnType::kText}}, {{"1"}})), "column 'w' holds no numbers");
}

TEST_F(CountTableTest, HoldsItsLimits) {
  std::string text = "id,w\n";
  std::vector<std::vector<Cell>> rows;
  for (std::int64_t i = 0; i < 11; ++i) {
    text += fmt::format("{},1\n", i);
    rows.push_back({i});
  }
  for (const fs::path& file : {Write("t.csv", text), Table({{"id", ColumnType::kInt64}}, rows)}) {
    EXPECT_EQ(Count(file, {{"id", {}}}, {.tuples = 11}).value().size(), 11U);
    EXPECT_EQ(Count(file, {{"id", {}}}, {.tuples = 10}).error().code, ErrorCode::kExhausted);
    EXPECT_EQ(Count(file, {{"id", {}}}, {.text_bytes = 10}).error().code, ErrorCode::kExhausted);
  }
}

TEST_F(CountTableTest, VisitsEachRowInItsOrder) {
  const auto rows = [](const fs::path& file) {
    const CountWish wish{FormatOf(file.native()).value(), {{"g", {}}, {"s", 0.5}}, "w", true};
    std::string text;
    const Status read = CountTable(file, wish,
                                   [&text](const TupleCount& row) -> Status {
                                     text += fmt::format("{} {} {} {};", Joined(row.values),
                                                         row.rows, row.weight, row.weight_squared);
                                     return Done{};
                                   },
                                   {.tuples = 1, .text_bytes = 1});
    return read.ok() ? text : read.error().what;
  };
  const std::string expected = "b|1 1 2 4;a|0 1 0.5 0.25;-|1 1 1 1;b|1 1 2 4;";
  EXPECT_EQ(rows(Write("t.csv", "x,s,g,w\n1,0.5,b,2\n1,0.4,a,0.5\n1,1,,1\n2,0.5,b,2\n")), expected);
  EXPECT_EQ(rows(Table(
                {{"s", ColumnType::kDouble}, {"w", ColumnType::kDouble}, {"g", ColumnType::kText}},
                {{0.5, 2.0, "b"}, {0.4, 0.5, "a"}, {1.0, 1.0, std::monostate{}}, {0.5, 2.0, "b"}})),
            expected);
}

TEST(CountWish, SurvivesItsText) {
  const CountWish wish{Format::kParquet, {{"a\"b", 0.1}, {"c", {}}}, "w", true};
  EXPECT_EQ(ToText(wish),
            R"({"columns":[{"name":"a\"b","threshold":0.1},{"name":"c","threshold":null}],)"
            R"("each_row":true,"format":"parquet","weight":"w"})");
  EXPECT_EQ(ToText(ParseCountWish(ToText(wish)).value()), ToText(wish));
  EXPECT_EQ(ParseCountWish("{}").error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(ParseCountWish("{").error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::table
