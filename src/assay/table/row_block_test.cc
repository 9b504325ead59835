// SPDX-License-Identifier: Apache-2.0
#include "assay/table/row_block.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::table {
namespace {

using Row = std::vector<std::optional<std::string>>;

Result<std::vector<Row>> Read(std::string_view block, std::size_t width) {
  std::vector<Row> rows;
  const Status read = ReadRowBlock(block, width, [&rows](auto values) -> Status {
    rows.emplace_back(values.begin(), values.end());
    return Done{};
  });
  if (!read.ok()) return read.error();
  return rows;
}

TEST(RowBlock, GivesBackWhatWasAppended) {
  const std::vector<Row> rows = {{"a", std::nullopt}, {"", "1:x-\n"}, {std::string(300, 'y'), "-"}};
  std::string block;
  for (const Row& row : rows) AppendRow(row, block);
  EXPECT_EQ(Read(block, 2).value(), rows);
}

TEST(RowBlock, IsThisText) {
  std::string block;
  AppendRow(Row{"Asian", std::nullopt, ""}, block);
  EXPECT_EQ(block, "5:Asian-0:");
}

TEST(RowBlock, RefusesWhatIsNone) {
  for (const char* block : {"5:Asia", "5", ":a", "x", "1:a", "1:a-2:", "+1:a-",
                            "99999999999999999999999:a-", "18446744073709551615:a-"})
    EXPECT_EQ(Read(block, 2).error().code, ErrorCode::kCorrupt) << block;
  EXPECT_FALSE(Read("", 0).ok());
  EXPECT_TRUE(Read("", 2).value().empty());
}

TEST(RowBlock, EndsWithTheVisitorsError) {
  int rows = 0;
  const Status read = ReadRowBlock("1:a1:b", 1, [&rows](auto) -> Status {
    ++rows;
    return Error{ErrorCode::kCancelled, "enough"};
  });
  EXPECT_EQ(read.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(rows, 1);
}

}  // namespace
}  // namespace assay::table
