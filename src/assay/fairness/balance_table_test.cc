// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/balance_table.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "assay/fairness/dataset_testing.h"
#include "assay/table/query.h"

namespace assay::fairness {
namespace {

namespace fs = std::filesystem;

TEST(WriteBalance, HasARowForEachGroup) {
  const fs::path file = fs::path(::testing::TempDir()) / "fairness_balance.parquet";
  DatasetQuestion question;
  question.attributes = {"age_band"};
  ASSERT_TRUE(WriteBalance(AuditDataset(testing::UtkFaceAges(), question).value(), file).ok());
  std::string answer;
  const Status asked = table::QueryParquet(
      file,
      "SELECT count(*) AS rows, sum(k) AS k, min(n) AS n, count(representation) AS r, "
      "max(\"group\"[1]) AS g FROM t",
      [&answer](auto, auto values) -> Status {
        for (const auto& value : values) answer += value.value_or("NULL") + ";";
        return Done{};
      });
  ASSERT_TRUE(asked.ok()) << asked.error().what;
  EXPECT_EQ(answer, "12;23708;23708;0;unknown;");
  fs::remove(file);
}

}  // namespace
}  // namespace assay::fairness
