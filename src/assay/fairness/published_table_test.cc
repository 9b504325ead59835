// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/published_table.h"

#include <gtest/gtest.h>

namespace assay::fairness {
namespace {

using Rows = std::vector<PublishedRow>;
using Totals = std::vector<PublishedTotal>;

std::vector<TableFinding> Audit(const Rows& rows, const Totals& totals = {}) {
  return AuditPublishedTable(rows, totals).value();
}

std::vector<TableProblem> Problems(const std::vector<TableFinding>& findings) {
  std::vector<TableProblem> problems;
  for (const TableFinding& finding : findings) problems.push_back(finding.problem);
  return problems;
}

PublishedRow Share(std::int64_t n, std::string rate) {
  return {
      .block = "all", .label = "row", .n = n, .rate = std::move(rate), .ratio = "", .figures = {}};
}

// The example of 6 RCNY 5-300: one rate, 18 of 28, was cut to 64.2 where 10 of 24 was rounded to
// 41.7. Everything else holds.
TEST(AuditPublishedTable, FindsTheOneCutRateOfTheBiasAuditExample) {
  const Rows rows = {
      {"sex", "Male", 92, "54.3%", "1.00", {}},      {"sex", "Female", 76, "44.7%", "0.82", {}},
      {"race", "Hispanic", 28, "64.2%", "1.00", {}}, {"race", "White", 40, "37.5%", "0.58", {}},
      {"race", "Black", 32, "50.0%", "0.78", {}},    {"race", "NHPI", 8, "62.5%", "0.97", {}},
      {"race", "Asian", 24, "41.7%", "0.65", {}}};
  const auto findings = Audit(rows, Totals{{"sex", 168}, {"race", 132}});
  ASSERT_EQ(Problems(findings), std::vector{TableProblem::kTruncated});
  EXPECT_EQ(findings[0].rows, std::vector<std::size_t>{2});
  EXPECT_EQ(findings[0].what, "'Hispanic': 64.2% of 28 was cut off, other rates were rounded");
}

// Gender Shades, error rates of three vendors: darker and lighter, female and male. Rounded, five
// of twelve are no k of n; one of the five (18 of 296 = 6.08) would be if it were cut.
TEST(AuditPublishedTable, FindsFiveOfTwelveCellsOfGenderShades) {
  const std::vector<std::int64_t> n = {271, 318, 296, 385};
  const std::vector<std::vector<std::string>> rates = {{"20.8%", "6.0%", "1.7%", "0.0%"},
                                                       {"34.5%", "0.7%", "6.0%", "0.8%"},
                                                       {"34.7%", "12.0%", "7.1%", "0.3%"}};
  Rows rows;
  for (const auto& vendor : rates)
    for (std::size_t i = 0; i < n.size(); ++i) rows.push_back(Share(n[i], vendor[i]));
  std::vector<std::size_t> flagged;
  std::size_t cut = 0;
  for (const TableFinding& finding : Audit(rows)) {
    flagged.push_back(finding.rows.front());
    cut += finding.problem == TableProblem::kTruncated ? 1U : 0U;
  }
  EXPECT_EQ(flagged, (std::vector<std::size_t>{0, 4, 5, 6, 9}));
  EXPECT_EQ(cut, 1U);
}

TEST(AuditPublishedTable, FindsARatioThatItsRatesDoNotHave) {
  const Rows rows = {{"sex", "Men", {}, ".860", "1.000", {}},
                     {"sex", "Women", {}, ".762", ".866", {}}};
  const auto findings = Audit(rows);
  ASSERT_EQ(Problems(findings), std::vector{TableProblem::kRatio});
  EXPECT_EQ(findings[0].rows, (std::vector<std::size_t>{1, 0}));
  EXPECT_EQ(findings[0].what, "'Women': .762 over .860 is 0.886, the table says .866");
}

TEST(AuditPublishedTable, GivesARatioTheRoundingOfItsRates) {
  const auto holds = [](const char* ratio) {
    return Audit({{"s", "a", {}, "50%", "1", {}}, {"s", "b", {}, "30%", ratio, {}}}).empty();
  };
  // From 29.5 over 51 to 31 over 49.5: .578 to .626.
  EXPECT_TRUE(holds("0.58"));
  EXPECT_TRUE(holds("0.62"));
  EXPECT_FALSE(holds("0.56"));
  EXPECT_FALSE(holds("0.64"));
  EXPECT_TRUE(holds("0.6"));
}

TEST(AuditPublishedTable, KnowsThatTheHighestRateIsItsOwnReference) {
  EXPECT_EQ(Problems(Audit({{"s", "a", {}, "50%", "0.97", {}}})),
            std::vector{TableProblem::kRatio});
  EXPECT_TRUE(Audit({{"s", "a", {}, "0%", "1.0", {}}, {"s", "b", {}, "0.0%", "1.0", {}}}).empty());
}

TEST(AuditPublishedTable, FindsAWrongSum) {
  const Rows rows = {Share(500, ""), Share(577, "")};
  const auto findings = Audit(rows, Totals{{"all", 1127}});
  ASSERT_EQ(Problems(findings), std::vector{TableProblem::kSum});
  EXPECT_EQ(findings[0].what, "rows of 'all' sum to 1077, the table says 1127");
  EXPECT_TRUE(Audit(rows, Totals{{"all", 1077}}).empty());
  EXPECT_TRUE(
      Audit({Share(500, ""), {"all", "no n", {}, "", "", {}}}, Totals{{"all", 1127}}).empty());
}

TEST(AuditPublishedTable, FindsRowsThatAreCopies) {
  const Rows rows = {{"sex", "male", 412, "61.2%", "1.00", {"0.71", "0.66"}},
                     {"sex", "female", 412, "61.2%", "1.00", {"0.71", "0.66"}},
                     {"age", "young", 412, "61.2%", "1.00", {"0.71", "0.66"}},
                     {"sex", "unknown", {}, "", "", {}},
                     {"sex", "other", {}, "", "", {}}};
  const auto findings = Audit(rows);
  ASSERT_EQ(Problems(findings), std::vector{TableProblem::kDuplicateRow});
  EXPECT_EQ(findings[0].rows, (std::vector<std::size_t>{0, 1}));
}

// 1 of 3 rounds and cuts to 33.3; 2 of 3 rounds to 66.7 and cuts to 66.6.
TEST(AuditPublishedTable, LeavesATableThatTruncatesThroughoutAlone) {
  EXPECT_TRUE(Audit({Share(3, "33.3%"), Share(3, "66.6%")}).empty());
  EXPECT_TRUE(Audit({Share(3, "33.3%"), Share(3, "66.7%")}).empty());
  EXPECT_EQ(Problems(Audit({Share(3, "66.6%"), Share(3, "66.7%")})),
            std::vector{TableProblem::kTruncated});
  EXPECT_EQ(Problems(Audit({Share(3, "66.8%")})), std::vector{TableProblem::kNoCount});
  EXPECT_TRUE(
      Audit({Share(8, "0.125"), Share(8, ".13"), Share(8, "12 %"), Share(8, "100%")}).empty());
  EXPECT_TRUE(Audit({Share(0, "50%")}).empty());
}

// Invariance: whatever a table rounds, or cuts, from counts, is never called impossible.
TEST(AuditPublishedTable, AcceptsEveryRateThatACountGives) {
  for (std::int64_t cell = 0; cell < 60 * 61; ++cell) {
    const std::int64_t n = cell / 61 + 1;
    const std::int64_t k = cell % 61;
    if (k > n) continue;
    for (const std::int64_t thousandths : {1000 * k / n, (2000 * k + n) / (2 * n)}) {
      const std::string rate =
          std::to_string(thousandths / 10) + "." + std::to_string(thousandths % 10) + "%";
      EXPECT_TRUE(Audit({Share(n, rate)}).empty()) << k << " of " << n << ": " << rate;
    }
  }
}

TEST(AuditPublishedTable, RefusesWhatIsNoNumber) {
  const auto error_of = [](const PublishedRow& row) {
    return AuditPublishedTable(Rows{row}, Totals{}).error();
  };
  EXPECT_EQ(error_of(Share(5, "54,3%")).what,
            "row 1 ('row'): '54,3%' is no rate; write 54.3% or .543");
  for (const char* rate :
       {"abc", "%", ".", "-5%", "101%", "1.2", "0.123456789", "1e-3", " 5%", "5.5.5"})
    EXPECT_EQ(error_of(Share(5, rate)).code, ErrorCode::kInvalidArgument) << rate;
  EXPECT_EQ(error_of(Share(-1, "")).code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(error_of({"s", "a", {}, "5%", "x", {}}).code, ErrorCode::kInvalidArgument);
  EXPECT_FALSE(AuditPublishedTable(Rows{}, Totals{{"sex", 5}}).ok());
  EXPECT_TRUE(Audit({}).empty());
}

}  // namespace
}  // namespace assay::fairness
