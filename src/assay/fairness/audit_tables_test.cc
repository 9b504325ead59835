// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/audit_tables.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/table/query.h"

namespace assay::fairness {
namespace {

namespace fs = std::filesystem;
using Row = std::array<std::optional<std::string_view>, 3>;

/// Values of all rows, each ended by a ';'.
std::string Ask(const fs::path& file, std::string_view sql) {
  std::string answer;
  const Status asked = table::QueryParquet(file, sql, [&answer](auto, auto values) -> Status {
    for (const auto& value : values) answer += value.value_or("NULL") + ";";
    return Done{};
  });
  return asked.ok() ? answer : asked.error().what;
}

fs::path FileNamed(const std::string& name) { return fs::path(::testing::TempDir()) / name; }

// Errors of a are 1 and 3, of b 0 and -2; labels 10 and 20.
TEST(WriteRegression, HasARowForEachGroupAndMetric) {
  RegressionQuestion question;
  question.label = "label";
  question.prediction = "prediction";
  question.grouping.attributes = {"group"};
  question.bootstrap = BootstrapPlan{.seed = 1, .replicates = 50};
  RegressionReader reader(question);
  for (const Row& row : {Row{"a", "10", "11"}, Row{"a", "20", "23"}, Row{"b", "10", "10"},
                         Row{"b", "20", "18"}, Row{"b", "20", std::nullopt}})
    ASSERT_TRUE(reader.Take(row, 1).ok());
  const NumberRows rows = std::move(reader).Finish();
  const auto audit = AuditRegression(rows, question).value();
  const fs::path file = FileNamed("fairness_regression.parquet");
  ASSERT_TRUE(WriteRegression(audit, file).ok());
  EXPECT_EQ(Ask(file, "SELECT string_agg(metric, ' ') AS m FROM t WHERE \"group\"[1] = 'a'"),
            "mean_label mean_prediction mean_error mae rmse r2;");
  EXPECT_EQ(Ask(file,
                "SELECT \"by\", reference, state, n, value, difference, test FROM t "
                "WHERE metric = 'mean_error' AND \"group\"[1] = 'b'"),
            "[\"group\"];[\"a\"];insufficient;2;-1.0;-3.0;welch;");
  EXPECT_EQ(Ask(file, "SELECT state, n, value, low, q FROM t WHERE metric = 'mean_label' LIMIT 1"),
            "NULL;2;15.0;NULL;NULL;");
  EXPECT_EQ(Ask(file,
                "SELECT bool_and(bootstrap_low <= value AND value <= bootstrap_high) AS within "
                "FROM t WHERE metric = 'mae'"),
            "true;");
  fs::remove(file);
}

// One list: a before b. Exposures 1 and 1 / log2(3), of which each expects half.
TEST(WriteRanking, BeginsEachGroupingWithItsDivergence) {
  RankingQuestion question;
  question.query = "query";
  question.score = "score";
  question.grouping.attributes = {"group"};
  question.top = 1;
  RankingReader reader(question);
  for (const Row& row : {Row{"a", "q", "2"}, Row{"b", "q", "1"}})
    ASSERT_TRUE(reader.Take(row).ok());
  const auto audit = AuditRanking(std::move(reader).Finish(), question).value();
  const fs::path file = FileNamed("fairness_ranking.parquet");
  ASSERT_TRUE(WriteRanking(audit, file).ok());
  EXPECT_EQ(Ask(file, "SELECT metric, \"group\", n, round(value, 4) AS v FROM t LIMIT 1"),
            "ndkl;NULL;NULL;0.425;");
  EXPECT_EQ(Ask(file,
                "SELECT \"group\", metric, state, n, round(value, 4) AS v, round(share, 4) AS s, "
                "expected_share FROM t WHERE metric IN ('selection', 'exposure')"),
            "[\"a\"];selection;insufficient;1;2.0;1.0;0.5;"
            "[\"a\"];exposure;insufficient;1;1.2263;0.6131;0.5;"
            "[\"b\"];selection;insufficient;1;0.0;0.0;0.5;"
            "[\"b\"];exposure;insufficient;1;0.7737;0.3869;0.5;");
  fs::remove(file);
}

TEST(WriteSlices, HasEverySliceThatIsWorseTheWorstFirst) {
  const auto tuple = [](const char* said, const char* sex, const char* light, std::int64_t rows) {
    return table::TupleCount{.values = {"1", said, sex, light}, .rows = rows};
  };
  const std::vector<table::TupleCount> tuples = {
      tuple("1", "m", "day", 800),   tuple("0", "m", "day", 200),  tuple("1", "m", "night", 160),
      tuple("0", "m", "night", 40),  tuple("1", "f", "day", 800),  tuple("0", "f", "day", 200),
      tuple("1", "f", "night", 100), tuple("0", "f", "night", 100)};
  SliceQuestion question;
  question.columns = {.label = "y",
                      .prediction = "p",
                      .threshold = std::nullopt,
                      .attributes = {"sex", "light"},
                      .weight = ""};
  question.metric = Metric::kTpr;
  question.null = {.seed = 0, .replicates = 99};
  const auto search = SearchSlices(tuples, question).value();
  const fs::path file = FileNamed("fairness_slices.parquet");
  ASSERT_TRUE(WriteSlices(search, file).ok());
  EXPECT_EQ(Ask(file,
                "SELECT \"by\", \"group\", k, n, others_k, others_n, value, others_value, p, "
                "within FROM t LIMIT 1"),
            "[\"sex\",\"light\"];[\"f\",\"night\"];100;200;1760;2200;0.5;0.8;0.01;NULL;");
  EXPECT_EQ(Ask(file, "SELECT count(*) AS n FROM t"), std::to_string(search.slices.size()) + ";");
  fs::remove(file);
}

}  // namespace
}  // namespace assay::fairness
