// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "assay/channel/layers.h"
#include "assay/channel/rows_internal.h"

namespace assay::channel::internal {
namespace {

constexpr std::string_view kReady = R"({"layers":2047,"protocol":1})";

struct Outcome {
  std::vector<Columns> rows;
  std::string error;
  bool ended = false;
};

Outcome Take(std::initializer_list<std::string_view> lines) {
  Outcome outcome;
  const VisitRow visit = [&outcome](std::int64_t, const Columns& columns) -> Status {
    outcome.rows.push_back(columns);
    return Done{};
  };
  RowLines reader(kRequiredLayers, visit);
  for (const std::string_view line : lines) {
    const Status taken = reader.Take(line);
    if (taken.ok()) continue;
    outcome.error = taken.error().what;
    break;
  }
  outcome.ended = reader.has_ended();
  return outcome;
}

TEST(RowLines, NamesHoldUntilTheyChange) {
  const Outcome outcome = Take({kReady, R"({"names":["a","b"]})", R"(["1",null])",
                                R"({"names":["c"]})", R"(["3"])", R"({"rows":2})"});
  EXPECT_EQ(outcome.error, "");
  EXPECT_TRUE(outcome.ended);
  EXPECT_EQ(outcome.rows, (std::vector<Columns>{{{"a", "1"}}, {{"c", "3"}}}));
}

TEST(RowLines, BelievesNothingThatCannotBe) {
  EXPECT_NE(Take({"[]"}).error, "");                                      // no greeting
  EXPECT_NE(Take({R"({"layers":0,"protocol":1})"}).error, "");            // not locked in
  EXPECT_NE(Take({R"({"layers":2047,"protocol":2})"}).error, "");         // another build
  EXPECT_NE(Take({kReady, R"(["1"])"}).error, "");                        // no names yet
  EXPECT_NE(Take({kReady, R"({"names":["a"]})", R"([])"}).error, "");     // too narrow
  EXPECT_NE(Take({kReady, R"({"names":["a"]})", R"([1])"}).error, "");    // no text
  EXPECT_NE(Take({kReady, R"({"names":[1]})"}).error, "");                // no name
  EXPECT_NE(Take({kReady, R"({"names":["a","a"]})"}).error, "");          // one name twice
  EXPECT_NE(Take({kReady, R"({"rows":1})"}).error, "");                   // does not add up
  EXPECT_NE(Take({kReady, R"({"rows":0})", R"({"rows":0})"}).error, "");  // words after the last
  EXPECT_NE(Take({kReady, R"({"hello":0})"}).error, "");                  // unknown word
  EXPECT_NE(Take({kReady, "\"text\""}).error, "");                        // neither
  EXPECT_NE(Take({kReady, "{"}).error, "");                               // no JSON
}

TEST(RowLines, ASampleIsItsWordsItsPictureAndItsRow) {
  std::vector<Sample> samples;
  RowLines reader(kRequiredLayers, VisitSample([&samples](Sample sample) -> Status {
                    samples.push_back(std::move(sample));
                    return Done{};
                  }));
  ASSERT_TRUE(reader.Take(kReady).ok());
  ASSERT_TRUE(reader.Take(R"({"sample":{"key":"61ff","picture":3}})").ok());
  EXPECT_EQ(reader.wanted_bytes(), 3U);
  reader.TakePicture("x");
  reader.TakePicture("\ny");
  EXPECT_EQ(reader.wanted_bytes(), 0U);
  ASSERT_TRUE(reader.Take(R"({"names":["a"]})").ok());
  ASSERT_TRUE(reader.Take(R"(["1"])").ok());
  ASSERT_EQ(samples.size(), 1U);
  EXPECT_EQ(samples[0].key, "a\xff");
  EXPECT_EQ(samples[0].number, 1);
  EXPECT_EQ(samples[0].picture, (Bytes{'x', '\n', 'y'}));
  EXPECT_EQ(samples[0].columns, (Columns{{"a", "1"}}));
  EXPECT_FALSE(reader.Take(R"(["1"])").ok());  // a row that is no sample
}

TEST(RowLines, BelievesNoSampleThatCannotBe) {
  EXPECT_NE(Take({kReady, R"({"sample":{"key":""}})"}).error, "");  // a table has none
  for (const std::string_view sample :
       {R"({"sample":1})", R"({"sample":{"key":"x"}})", R"({"sample":{"key":"a"}})",
        R"({"sample":{"key":"","picture":1099511627776}})"}) {
    RowLines reader(kRequiredLayers, VisitSample([](const Sample&) { return Status(Done{}); }));
    ASSERT_TRUE(reader.Take(kReady).ok());
    EXPECT_FALSE(reader.Take(sample).ok()) << sample;
  }
}

TEST(RowLines, ForeignErrorTextIsMadePrintable) {
  const Outcome outcome = Take({kReady, R"({"error":"corrupt","what":"line 3: \u001b[2J"})"});
  EXPECT_EQ(outcome.error, "line 3: \\x1b[2J");
  EXPECT_TRUE(outcome.ended);
}

}  // namespace
}  // namespace assay::channel::internal
