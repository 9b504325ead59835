// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/detection_document.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "assay/fairness/detection_table.h"
#include "assay/fairness/detection_testing.h"
#include "assay/table/query.h"

namespace assay::fairness {
namespace {

testing::Rows TwoPictures() {
  return {{"a 0", "b 1"},
          {"a 0 0 10 10 dark", "a 20 0 30 10 light"},
          {"a 0 0 10 9 0.9", "b 0 0 10 10 0.8", "b 0 0 10 10 0.7"}};
}

TEST(DetectionDocument, SaysWhatIsUndefinedAsNull) {
  DetectionSet set = testing::SetOf(TwoPictures());
  const auto audit = AuditDetections(set, {});
  ASSERT_TRUE(audit.ok()) << audit.error().what;
  const Json document = ToJson(audit.value(), set);
  EXPECT_EQ(document.at("schema"), "assay.fairness.detection/1");
  const Json& overall = document.at("overall").at(0);
  EXPECT_EQ(overall.at("recall").at("value"), 0.5);
  EXPECT_EQ(overall.at("precision").at("n"), 3);
  EXPECT_EQ(overall.at("fp_per_picture").at("value"), 1);
  const Json& night = document.at("groupings").at(1).at("groups").at(1);
  EXPECT_EQ(night.at("group"), Json::array({"1"}));
  EXPECT_EQ(night.at("metrics").at(0).at("state"), "undefined");
  EXPECT_TRUE(night.at("metrics").at(0).at("value").is_null());
  EXPECT_TRUE(night.at("metrics").at(0).at("test").is_null());
  const Json& false_positives = document.at("groupings").at(2);
  EXPECT_EQ(false_positives.at("unit"), "picture");
  const Json& rate = false_positives.at("groups").at(1).at("metrics").at(0);
  EXPECT_EQ(rate.at("k"), 2);
  EXPECT_EQ(rate.at("test"), "poisson");
  EXPECT_EQ(rate.at("ratio_high"), "Infinity");
  EXPECT_FALSE(rate.contains("bootstrap"));
}

TEST(DetectionTable, HasARowForEachContrast) {
  DetectionSet set = testing::SetOf(TwoPictures());
  const auto audit = AuditDetections(set, {});
  ASSERT_TRUE(audit.ok()) << audit.error().what;
  const auto file = std::filesystem::path(::testing::TempDir()) / "detection_table_test.parquet";
  ASSERT_TRUE(WriteDetections(audit.value(), file).ok());
  std::string answer;
  const Status asked = table::QueryParquet(
      file,
      "SELECT count(*) AS rows, count(value) AS v, count(q) AS q, count(ratio_high) AS r, "
      "count(bootstrap_low) AS b, max(k) FILTER (unit = 'picture') AS k FROM t",
      [&answer](auto, auto values) -> Status {
        for (const auto& value : values) answer += value.value_or("NULL") + ";";
        return Done{};
      });
  ASSERT_TRUE(asked.ok()) << asked.error().what;
  // Recall and miss rate of 2 x 2 groups, of which one has no boxes; false positives of 2.
  EXPECT_EQ(answer, "10;8;3;1;0;2;");
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace assay::fairness
