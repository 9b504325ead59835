// SPDX-License-Identifier: Apache-2.0
#include "assay/table/csv.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace assay::table {
namespace {

using Row = std::vector<std::optional<std::string>>;

struct Parsed {
  std::vector<std::string> names;
  std::vector<Row> rows;
  std::optional<Error> error;
};

/// Feeds `text` in pieces of `piece` bytes.
Parsed Parse(std::string_view text, std::size_t piece = 1) {
  Parsed parsed;
  CsvParser parser([&parsed](auto names, auto values) {
    parsed.names.assign(names.begin(), names.end());
    parsed.rows.emplace_back(values.begin(), values.end());
    return Done{};
  });
  Status status = Done{};
  while (!text.empty() && status.ok()) {
    status = parser.Feed(text.substr(0, piece));
    text.remove_prefix(std::min(piece, text.size()));
  }
  if (status.ok()) status = parser.Finish();
  if (!status.ok()) parsed.error = status.error();
  return parsed;
}

// RFC 4180, section 2, rules 1 to 7: the RFC's own examples under a header of three columns.
TEST(CsvParser, Rfc4180Section2Examples) {
  const Parsed parsed = Parse(
      "field_name1,field_name2,field_name3\r\n"
      "aaa,bbb,ccc\r\n"
      "\"aaa\",\"b \r\nbb\",\"ccc\"\r\n"
      "\"aaa\",\"b\"\"bb\",\"ccc\"\r\n"
      "zzz,yyy,xxx");
  ASSERT_FALSE(parsed.error) << parsed.error->what;
  EXPECT_EQ(parsed.names, (std::vector<std::string>{"field_name1", "field_name2", "field_name3"}));
  EXPECT_EQ(parsed.rows, (std::vector<Row>{{"aaa", "bbb", "ccc"},
                                           {"aaa", "b \r\nbb", "ccc"},
                                           {"aaa", "b\"bb", "ccc"},
                                           {"zzz", "yyy", "xxx"}}));
}

TEST(CsvParser, CutsMakeNoDifference) {
  const std::string text = "\xEF\xBB\xBFk,v\n\"a\"\"\",\"\"\n,\r\n\nb,\"x\ny\"\r\n";
  const Parsed whole = Parse(text, text.size());
  ASSERT_FALSE(whole.error) << whole.error->what;
  EXPECT_EQ(whole.names, (std::vector<std::string>{"k", "v"}));
  for (std::size_t piece = 1; piece < text.size(); ++piece)
    EXPECT_EQ(Parse(text, piece).rows, whole.rows) << piece;
}

TEST(CsvParser, AnEmptyBareFieldHasNoValueAndAQuotedOneIsEmpty) {
  EXPECT_EQ(Parse("a,b\n,\"\"\n").rows, (std::vector<Row>{{std::nullopt, ""}}));
}

TEST(CsvParser, AQuoteInsideABareFieldIsACharacter) {
  EXPECT_EQ(Parse("a\n5\" disk\n").rows, (std::vector<Row>{{"5\" disk"}}));
}

TEST(CsvParser, NamesTheLineOfABadRow) {
  EXPECT_EQ(Parse("a,b\n\"x\ny\",2\n1,2,3\n").error->what,
            "line 4: 3 fields where the header has 2");
  EXPECT_EQ(Parse("a,b\n1,\"2\"x\n").error->what, "line 2: text after a closing quote");
  EXPECT_EQ(Parse("a,b\n1,2\n3,\"4\n5").error->what, "line 3: a quote that is never closed");
  EXPECT_EQ(Parse("a\n\xFF\n").error->what, "line 2: not UTF-8");
}

TEST(CsvParser, RefusesTheSameNameTwice) {
  const Parsed parsed = Parse("key,url,key\n1,2,3\n");
  ASSERT_TRUE(parsed.error);
  EXPECT_EQ(parsed.error->code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(parsed.error->what, "the header has 'key' twice");
}

TEST(CsvParser, AStrayQuoteCannotSwallowMoreThanTheFieldLimit) {
  const std::string text = "a\n\"" + std::string(kCsvField_bytes + 1, 'x');
  EXPECT_EQ(Parse(text, 65536).error->code, ErrorCode::kExhausted);
}

TEST(CsvParser, AnEmptyFileHasNoRows) {
  EXPECT_FALSE(Parse("").error);
  EXPECT_TRUE(Parse("").rows.empty());
}

}  // namespace
}  // namespace assay::table
