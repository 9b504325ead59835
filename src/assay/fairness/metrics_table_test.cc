// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/metrics_table.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "assay/fairness/compas_testing.h"
#include "assay/table/query.h"

namespace assay::fairness {
namespace {

namespace fs = std::filesystem;

TEST(WriteMetrics, HasARowForEachGroupAndMetric) {
  const fs::path file = fs::path(::testing::TempDir()) / "fairness_metrics.parquet";
  ASSERT_TRUE(WriteMetrics(testing::CompasAudit(), std::nullopt, file).ok());
  const auto ask = [&file](std::string_view sql) {
    std::string answer;
    const Status asked = table::QueryParquet(file, sql, [&answer](auto, auto values) -> Status {
      for (const auto& value : values) answer += value.value_or("NULL") + ";";
      return Done{};
    });
    return asked.ok() ? answer : asked.error().what;
  };
  EXPECT_EQ(ask("SELECT count(*) AS n, count(q) AS q, count(difference) AS d FROM t"), "72;20;60;");
  EXPECT_EQ(ask("SELECT \"by\", \"group\", reference, state, k, n, round(value, 6) AS v, test "
                "FROM t WHERE metric = 'fpr' AND \"group\"[1] = 'Asian'"),
            "[\"race\"];[\"Asian\"];[\"Caucasian\"];insufficient;2;23;0.086957;fisher;");
  fs::remove(file);
}

}  // namespace
}  // namespace assay::fairness
