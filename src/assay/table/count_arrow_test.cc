// SPDX-License-Identifier: Apache-2.0
#include "assay/table/count_arrow.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "assay/core/bytes.h"

namespace assay::table {
namespace {

const double kNaN = std::numeric_limits<double>::quiet_NaN();

template <typename T>
Bytes BytesOf(const std::vector<T>& values) {
  Bytes bytes(values.size() * sizeof(T));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

/// One column with all that its structures point to.
struct Column {
  std::string name;
  std::string format;
  std::int64_t length = 0;
  std::vector<Bytes> buffers;  ///< the first: which rows have a value; empty: all
  std::shared_ptr<Column> dictionary = nullptr;
  std::int64_t offset = 0;
};

Bytes Bits(const std::vector<bool>& bits) {
  Bytes bytes((bits.size() + 7) / 8);
  for (std::size_t i = 0; i < bits.size(); ++i)
    if (bits[i]) bytes[i / 8] = static_cast<std::uint8_t>(bytes[i / 8] | 1U << i % 8);
  return bytes;
}

template <typename T>
Column Numbers(std::string name, std::string format, const std::vector<T>& values,
               const std::vector<bool>& valid = {}) {
  return {std::move(name),
          std::move(format),
          static_cast<std::int64_t>(values.size()),
          {Bits(valid), BytesOf(values)}};
}

Column Texts(std::string name, const std::vector<std::string>& values,
             const std::vector<bool>& valid = {}) {
  std::vector<std::int32_t> ends = {0};
  std::string all;
  for (const std::string& value : values) {
    all += value;
    ends.push_back(static_cast<std::int32_t>(all.size()));
  }
  return {std::move(name),
          "u",
          static_cast<std::int64_t>(values.size()),
          {Bits(valid), BytesOf(ends), Bytes(all.begin(), all.end())}};
}

Column LargeTexts(std::string name, const std::vector<std::string>& values) {
  std::vector<std::int64_t> ends = {0};
  std::string all;
  for (const std::string& value : values) {
    all += value;
    ends.push_back(static_cast<std::int64_t>(all.size()));
  }
  return {std::move(name),
          "U",
          static_cast<std::int64_t>(values.size()),
          {{}, BytesOf(ends), Bytes(all.begin(), all.end())}};
}

Column Views(std::string name, const std::vector<std::string>& values) {
  Bytes views(16 * values.size());
  Bytes far;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto size = static_cast<std::int32_t>(values[i].size());
    std::uint8_t* view = views.data() + 16 * i;
    std::memcpy(view, &size, 4);
    if (size <= 12) {
      std::memcpy(view + 4, values[i].data(), values[i].size());
      continue;
    }
    const auto at = static_cast<std::int32_t>(far.size());
    std::memcpy(view + 4, values[i].data(), 4);
    std::memcpy(view + 12, &at, 4);
    far.insert(far.end(), values[i].begin(), values[i].end());
  }
  return {std::move(name), "vu", static_cast<std::int64_t>(values.size()), {{}, views, far}};
}

/// A stream that gives the same batch `times` times.
class Table {
 public:
  explicit Table(std::vector<Column> columns, int times = 1)
      : columns_(std::move(columns)), left_(times) {
    for (const Column& column : columns_) Add(column);
    rows_ = arrays_.at(0)->length;
    stream_ = {GetSchema, GetNext, [](ArrowArrayStream*) { return "broken"; }, nullptr, this};
  }
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  ArrowArrayStream& stream() { return stream_; }
  [[nodiscard]] int held() const { return held_; }
  void Break() { left_ = -1; }

 private:
  struct Node {
    ArrowSchema schema{};
    ArrowArray array{};
    std::vector<const void*> buffers;
    std::unique_ptr<Node> dictionary;
  };

  static std::unique_ptr<Node> MakeNode(const Column& column) {
    auto node = std::make_unique<Node>();
    for (const Bytes& buffer : column.buffers)
      node->buffers.push_back(buffer.empty() && node->buffers.empty() ? nullptr : buffer.data());
    node->schema.format = column.format.c_str();
    node->schema.name = column.name.c_str();
    node->array.length = column.length - column.offset;
    node->array.offset = column.offset;
    node->array.null_count = column.buffers.empty() || column.buffers[0].empty() ? 0 : -1;
    node->array.buffers = node->buffers.data();
    if (column.dictionary) {
      node->dictionary = MakeNode(*column.dictionary);
      node->schema.dictionary = &node->dictionary->schema;
      node->array.dictionary = &node->dictionary->array;
    }
    return node;
  }

  void Add(const Column& column) {
    nodes_.push_back(MakeNode(column));
    schemas_.push_back(&nodes_.back()->schema);
    arrays_.push_back(&nodes_.back()->array);
  }

  static int GetSchema(ArrowArrayStream* stream, ArrowSchema* out) {
    Table& table = *static_cast<Table*>(stream->private_data);
    *out = {"+s",
            "",
            nullptr,
            0,
            static_cast<std::int64_t>(table.schemas_.size()),
            table.schemas_.data(),
            nullptr,
            [](ArrowSchema* schema) { --static_cast<Table*>(schema->private_data)->held_; },
            &table};
    ++table.held_;
    return 0;
  }

  static int GetNext(ArrowArrayStream* stream, ArrowArray* out) {
    Table& table = *static_cast<Table*>(stream->private_data);
    if (table.left_ < 0) return 5;
    *out = {};
    if (table.left_ == 0) return 0;
    --table.left_;
    out->length = table.rows_;
    out->n_children = static_cast<std::int64_t>(table.arrays_.size());
    out->children = table.arrays_.data();
    out->release = [](ArrowArray* array) { --static_cast<Table*>(array->private_data)->held_; };
    out->private_data = &table;
    ++table.held_;
    return 0;
  }

  std::vector<Column> columns_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<ArrowSchema*> schemas_;
  std::vector<ArrowArray*> arrays_;
  ArrowArrayStream stream_{};
  std::int64_t rows_ = 0;
  int left_ = 0;
  int held_ = 0;
};

/// "a,b=2 a,-=1": combinations in order of appearance; "-" is no value. Or the error.
std::string Counted(Table& table, const CountWish& wish, const CountLimits& limits = {}) {
  std::string text;
  const auto counted = CountArrow(
      table.stream(), wish,
      [&](const TupleCount& tuple) -> Status {
        std::string values;
        for (const auto& value : tuple.values) values += fmt::format(",{}", value.value_or("-"));
        text += fmt::format(" {}={}", values.substr(1), tuple.rows);
        if (!wish.weight.empty())
          text += fmt::format("({},{})", tuple.weight, tuple.weight_squared);
        return Done{};
      },
      limits);
  EXPECT_EQ(table.held(), 0);
  if (!counted.ok()) return counted.error().what;
  return text.empty() ? text : text.substr(1);
}

CountWish Wish(const std::vector<std::string>& names, const std::string& weight = "") {
  CountWish wish;
  for (const std::string& name : names) wish.columns.push_back({name, std::nullopt});
  wish.weight = weight;
  return wish;
}

TEST(CountArrow, CombinationsInOrderOfAppearance) {
  Table table({Texts("sex", {"f", "m", "f", "f"}, {true, true, true, false}),
               Numbers<std::int64_t>("y", "l", {1, 0, 1, -1})});
  EXPECT_EQ(Counted(table, Wish({"sex", "y"})), "f,1=2 m,0=1 -,-1=1");
}

TEST(CountArrow, EveryTypeHasTheTextThatParquetGives) {
  const std::vector<bool> bits = {true, false};
  const std::vector<Column> columns = {
      Numbers<std::int8_t>("c", "c", {-1, 2}),
      Numbers<std::uint8_t>("C", "C", {255, 2}),
      Numbers<std::int16_t>("s", "s", {-300, 2}),
      Numbers<std::uint16_t>("S", "S", {60000, 2}),
      Numbers<std::int32_t>("i", "i", {-70000, 2}),
      Numbers<std::uint32_t>("I", "I", {4000000000U, 2}),
      Numbers<std::uint64_t>("L", "L", {18446744073709551615U, 2}),
      Numbers<float>("f", "f", {0.1F, 2}),
      Numbers<double>("g", "g", {1e300, kNaN}),
      Column{"b", "b", 2, {{}, Bits(bits)}},
      LargeTexts("U", {"x", ""}),
      Views("v", {"twelve bytes", "more than twelve bytes"}),
      Column{"n", "n", 2, {}},
  };
  const std::vector<std::string> wanted = {"-1=1 2=1",
                                           "255=1 2=1",
                                           "-300=1 2=1",
                                           "60000=1 2=1",
                                           "-70000=1 2=1",
                                           "4000000000=1 2=1",
                                           "18446744073709551615=1 2=1",
                                           "0.1=1 2.0=1",
                                           "1e+300=1 -=1",
                                           "true=1 false=1",
                                           "x=1 =1",
                                           "twelve bytes=1 more than twelve bytes=1",
                                           "-=2"};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Table table({columns[i]});
    EXPECT_EQ(Counted(table, Wish({columns[i].name})), wanted[i]) << columns[i].name;
  }
}

TEST(CountArrow, SlicesBeginAtTheirOffset) {
  Column sex = Texts("sex", {"x", "f", "m"}, {true, false, true});
  sex.offset = 1;
  Table table({sex}, 2);
  EXPECT_EQ(Counted(table, Wish({"sex"})), "-=2 m=2");
}

TEST(CountArrow, DictionariesMayDifferFromBatchToBatch) {
  Column coded = Numbers<std::int8_t>("sex", "c", {1, 0, 1, 2}, {true, true, true, false});
  coded.dictionary = std::make_shared<Column>(Texts("", {"m", "f", "f"}));
  Table table({coded}, 3);
  EXPECT_EQ(Counted(table, Wish({"sex"})), "f=6 m=3 -=3");
}

TEST(CountArrow, WhatContradictsItselfIsRefused) {
  for (const std::int8_t index : std::vector<std::int8_t>{-1, 2, 127}) {
    Column coded = Numbers<std::int8_t>("sex", "c", {0, index});
    coded.dictionary = std::make_shared<Column>(Texts("", {"m", "f"}));
    Table table({coded});
    EXPECT_EQ(Counted(table, Wish({"sex"})),
              "column 'sex' has an index that its dictionary does not have");
  }
  Column nested = Numbers<std::int8_t>("sex", "c", {0});
  nested.dictionary = std::make_shared<Column>(Numbers<std::int8_t>("", "c", {0}));
  nested.dictionary->dictionary = std::make_shared<Column>(Texts("", {"m"}));
  Table twice({nested});
  EXPECT_EQ(Counted(twice, Wish({"sex"})),
            "column 'sex' is a dictionary of a dictionary: make it text");
  Table latin({Texts("sex", {"f", "\xff"})});
  EXPECT_EQ(Counted(latin, Wish({"sex"})), "column 'sex' holds text that is not UTF-8");
}

TEST(CountArrow, AThresholdTurnsNumbersIntoClasses) {
  CountWish wish;
  wish.columns = {{"score", 0.5}};
  Table table({Numbers<double>("score", "g", {0.5, 0.4, kNaN, 1}, {true, true, true, false})});
  EXPECT_EQ(Counted(table, wish), "1=1 0=1 -=2");
  wish.columns = {{"score", 0.1}};
  Table narrow({Numbers<float>("score", "f", {0.1F, 0.09F})});
  EXPECT_EQ(Counted(narrow, wish), "1=1 0=1") << "in the precision of the column";
  Table text({Texts("score", {"high"})});
  EXPECT_EQ(Counted(text, wish), "column 'score' holds no numbers");
}

TEST(CountArrow, WeightsAreSummed) {
  Table table({Texts("g", {"a", "b", "a"}), Numbers<float>("w", "f", {0.5F, 2, 1})});
  EXPECT_EQ(Counted(table, Wish({"g"}, "w")), "a=2(1.5,1.25) b=1(2,4)");
  Table negative({Texts("g", {"a", "b"}), Numbers<std::int32_t>("w", "i", {1, -1})}, 2);
  EXPECT_EQ(Counted(negative, Wish({"g"}, "w")),
            "row 2: '-1' in column 'w' is no weight: a weight is a number from 0 to 1e100");
  Table missing({Texts("g", {"a"}), Numbers<double>("w", "g", {1}, {false})});
  EXPECT_EQ(Counted(missing, Wish({"g"}, "w")),
            "row 1: '' in column 'w' is no weight: a weight is a number from 0 to 1e100");
}

TEST(CountArrow, EachRowIsVisitedInItsOrder) {
  CountWish wish = Wish({"g", "y"}, "w");
  wish.each_row = true;
  wish.columns.push_back({"y", 2.0});
  Column coded = Numbers<std::int8_t>("g", "c", {1, 0, 1}, {true, false, true});
  coded.dictionary = std::make_shared<Column>(Texts("", {"a", "b"}));
  Table table(
      {coded, Numbers<double>("y", "g", {3, 1.5, 3}), Numbers<double>("w", "g", {2, 1, 0.5})}, 2);
  const std::string once = "b,3.0,1=1(2,4) -,1.5,0=1(1,1) b,3.0,1=1(0.5,0.25)";
  EXPECT_EQ(Counted(table, wish), once + " " + once) << "two batches";
}

// More values than are kept at a time: every row still has its own.
TEST(CountArrow, EachRowHasItsOwnTextWhereAllDiffer) {
  std::vector<std::int64_t> numbers(250'000);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<std::int64_t>(i);
  Table table({Numbers<std::int64_t>("y", "l", numbers)});
  CountWish wish = Wish({"y"});
  wish.each_row = true;
  std::int64_t next = 0;
  const auto visited = CountArrow(table.stream(), wish, [&next](const TupleCount& tuple) -> Status {
    EXPECT_EQ(tuple.values.front(), fmt::format("{}", next));
    ++next;
    return Done{};
  });
  EXPECT_TRUE(visited.ok());
  EXPECT_EQ(next, 250'000);
}

TEST(CountArrow, ManyRowsAndManyValues) {
  std::vector<std::int32_t> numbers(100'000);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<std::int32_t>(i % 9973);
  Table table({Numbers("x", "i", numbers), Numbers("y", "i", numbers)});
  std::int64_t rows = 0;
  std::int64_t tuples = 0;
  const auto counted =
      CountArrow(table.stream(), Wish({"x", "y"}), [&](const TupleCount& tuple) -> Status {
        EXPECT_EQ(tuple.values[0], tuple.values[1]);
        rows += tuple.rows;
        ++tuples;
        return Done{};
      });
  EXPECT_TRUE(counted.ok());
  EXPECT_EQ(tuples, 9973);
  EXPECT_EQ(rows, 100'000);
}

TEST(CountArrow, SaysWhatIsWrong) {
  const Column one = Texts("label", {"a", "b"});
  Table absent({one});
  EXPECT_EQ(Counted(absent, Wish({"labl"})), "no column 'labl'; did you mean 'label'?");
  Table twice({one, one});
  EXPECT_EQ(Counted(twice, Wish({"label"})), "two columns are named 'label'");
  Table date({Numbers<std::int32_t>("day", "tdD", {1})});
  EXPECT_EQ(Counted(date, Wish({"day"})),
            "column 'day' has the Arrow type 'tdD', which is not counted: make it text");
  Table many({one});
  EXPECT_EQ(Counted(many, Wish({"label"}), {.tuples = 1}),
            "more than 1 combinations of values: name columns of groups, not of single rows");
  Table nothing({one});
  EXPECT_EQ(Counted(nothing, Wish({})), "no column is named");
  Table broken({one});
  broken.Break();
  EXPECT_EQ(Counted(broken, Wish({"label"})), "the stream failed: broken");
}

}  // namespace
}  // namespace assay::table
