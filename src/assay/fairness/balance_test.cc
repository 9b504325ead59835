// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/balance.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <utility>

#include "assay/table/reader.h"

namespace assay::fairness {
namespace {

using Rows = std::vector<CountedValues>;

const Balance& Only(const std::vector<Balance>& balances) { return balances.at(0); }

/// "a/b=k " of every cell.
std::string Cells(const Balance& balance) {
  std::string text;
  for (const BalanceCell& cell : balance.cells) {
    for (const auto& value : cell.values) text += value.value_or("?") + "/";
    text.back() = '=';
    text += fmt::format("{} ", cell.share.k);
  }
  return text;
}

TEST(MeasureBalance, AValueThatNobodyHasIsAnEmptyCell) {
  const Rows rows = {{{"a", "x"}, 4}, {{"b", std::nullopt}, 0}};
  const auto balances = MeasureBalance(2, rows, 2).value();
  EXPECT_EQ(Cells(balances[0]), "a=4 b=0 ");
  EXPECT_EQ(Cells(balances[1]), "x=4 ");
  EXPECT_EQ(Cells(balances[2]), "a/x=4 b/x=0 ");
  EXPECT_EQ(balances[0].max_min_ratio, std::numeric_limits<double>::infinity());
}

// Oracle worked by hand: shares 1/2, 1/4, 1/4 have H = 1.5 ln 2, so evenness 1.5 / log2(3).
TEST(MeasureBalance, EvennessIsEntropyOverItsLargest) {
  const auto balances = MeasureBalance(1, Rows{{{"a"}, 50}, {{"b"}, 25}, {{"c"}, 25}}, 1).value();
  const Balance& balance = Only(balances);
  EXPECT_NEAR(balance.evenness.value_or(0), 1.5 / std::log2(3.0), 1e-12);
  EXPECT_EQ(balance.max_min_ratio, 2.0);
  EXPECT_EQ(balance.cells[0].share, (Proportion{50, 100}));
  EXPECT_EQ(balance.cells[0].interval, Wilson({50, 100}));
  EXPECT_EQ(Only(MeasureBalance(1, Rows{{{"a"}, 7}, {{"b"}, 7}}, 1).value()).evenness, 1.0);
}

TEST(MeasureBalance, UnknownIsCountedAndTotalsReconcile) {
  const auto balances =
      MeasureBalance(1, Rows{{{"a"}, 3}, {{std::nullopt}, 5}, {{"b"}, 1}, {{"a"}, 1}}, 1).value();
  const Balance& balance = Only(balances);
  EXPECT_EQ(Cells(balance), "a=4 b=1 ?=5 ");
  EXPECT_EQ(balance.unknown, (Proportion{5, 10}));
  EXPECT_EQ(balance.max_min_ratio, 4.0);
  EXPECT_EQ(balance.cells[2].share.n, 10);
}

TEST(MeasureBalance, EmptyIntersectionsAreListed) {
  const Rows rows = {
      {{"f", "day", "x"}, 6}, {{"m", "night", "x"}, 3}, {{"f", std::nullopt, "y"}, 1}};
  const auto balances = MeasureBalance(3, rows, 3).value();
  ASSERT_EQ(balances.size(), 7U);
  EXPECT_EQ(balances[3].by, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(Cells(balances[3]), "f/day=6 f/night=0 f/?=1 m/day=0 m/night=3 ");
  EXPECT_EQ(balances[3].empty, 2U);
  EXPECT_EQ(balances[3].max_min_ratio, std::numeric_limits<double>::infinity());
  EXPECT_EQ(balances[6].by, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(balances[6].empty, 6U);  // of 2 * 2 * 2
  for (const Balance& balance : balances) {
    std::int64_t sum = 0;
    for (const BalanceCell& cell : balance.cells) sum += cell.share.k;
    EXPECT_EQ(sum, 10);
  }
}

TEST(MeasureBalance, HasNoNumberWhereThereIsNone) {
  const auto none = MeasureBalance(1, Rows{}, 1).value();
  EXPECT_TRUE(Only(none).cells.empty());
  const auto unknown = MeasureBalance(1, Rows{{{std::nullopt}, 4}}, 1).value();
  EXPECT_FALSE(Only(unknown).evenness.has_value());
  EXPECT_FALSE(Only(unknown).max_min_ratio.has_value());
  const auto zero = MeasureBalance(1, Rows{{{"a"}, 0}, {{"b"}, 0}}, 1).value();
  EXPECT_FALSE(Only(zero).evenness.has_value());
  EXPECT_FALSE(Only(zero).cells[0].interval.has_value());
  EXPECT_FALSE(Only(MeasureBalance(1, Rows{{{"a"}, 4}}, 1).value()).evenness.has_value());
}

TEST(MeasureBalance, RefusesWhatItCannotCount) {
  const auto code = [](std::size_t attributes, const Rows& rows, std::size_t depth) {
    return MeasureBalance(attributes, rows, depth).error().code;
  };
  EXPECT_EQ(code(1, {}, 0), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(1, {}, 4), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(65, {}, 1), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(2, {{{"a"}, 1}}, 1), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(1, {{{"a"}, -1}}, 1), ErrorCode::kInvalidArgument);
  Rows many;
  for (int i = 0; i < 200; ++i) many.push_back({{std::to_string(i), std::to_string(i)}, 1});
  EXPECT_TRUE(MeasureBalance(2, many, 1).ok());
  EXPECT_EQ(code(2, many, 2), ErrorCode::kExhausted);
}

// Oracle: the ten groups of Thong et al. 2023 as each person called themself, and how many of each
// were measured to be dark (L* < 60); shared data.
TEST(MeasureBalance, OfMeasuredFacesIsAsPublished) {
  const char* folder = std::getenv("ASSAY_SHARED_DATA");
  if (folder == nullptr) GTEST_SKIP() << "ASSAY_SHARED_DATA is not set";
  const std::string tables = std::string(folder) + "/fairness/tables/";
  std::map<std::string, std::array<std::string, 2>> people;
  const auto group = [&](auto /*names*/, auto row) -> Status {
    people[*row[0]][0] = *row[2] + *row[3];
    return Done{};
  };
  ASSERT_TRUE(table::ReadTable(tables + "cfd_meta.csv", table::Format::kCsv, group).ok());
  std::map<std::string, std::pair<double, double>> sums;
  const auto tone = [&](auto /*names*/, auto row) -> Status {
    auto& [name, dark] = people[*row[0]];
    dark = std::stod(*row[1]) < 60.0 ? "dark" : "light";
    sums[name].first += std::stod(*row[1]);
    sums[name].second += std::stod(*row[3]);
    return Done{};
  };
  ASSERT_TRUE(table::ReadTable(tables + "cfd_skin.csv", table::Format::kCsv, tone).ok());
  Rows rows;
  for (const auto& [key, person] : people) rows.push_back({{person[0], person[1]}, 1});
  const auto balances = MeasureBalance(2, rows, 2).value();
  EXPECT_EQ(Cells(balances[0]), "AF=57 AM=52 BF=104 BM=93 IF=52 IM=90 LF=56 LM=52 WF=90 WM=93 ");
  EXPECT_EQ(Cells(balances[2]),
            "AF/dark=4 AF/light=53 AM/dark=5 AM/light=47 BF/dark=94 BF/light=10 BM/dark=87 "
            "BM/light=6 IF/dark=9 IF/light=43 IM/dark=73 IM/light=17 LF/dark=1 LF/light=55 "
            "LM/dark=4 LM/light=48 WF/dark=1 WF/light=89 WM/dark=0 WM/light=93 ");
  EXPECT_EQ(balances[2].empty, 1U);
  constexpr std::array<std::pair<double, double>, 10> kMeans = {{{68.729, 63.173},
                                                                 {65.519, 60.197},
                                                                 {50.599, 58.762},
                                                                 {48.415, 58.621},
                                                                 {64.579, 56.121},
                                                                 {55.064, 54.919},
                                                                 {67.413, 60.191},
                                                                 {65.975, 58.078},
                                                                 {70.803, 56.736},
                                                                 {69.534, 56.920}}};
  for (std::size_t i = 0; i < kMeans.size(); ++i) {
    const BalanceCell& cell = balances[0].cells[i];
    const auto& [lightness, hue_deg] = sums[cell.values[0].value_or("")];
    EXPECT_NEAR(lightness / static_cast<double>(cell.share.k), kMeans.at(i).first, 1e-3);
    EXPECT_NEAR(hue_deg / static_cast<double>(cell.share.k), kMeans.at(i).second, 1e-3);
  }
}

}  // namespace
}  // namespace assay::fairness
