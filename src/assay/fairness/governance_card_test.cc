// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/governance_card.h"

#include <gtest/gtest.h>

#include <string>

#include "assay/fairness/governance_testing.h"

namespace assay::fairness {
namespace {

using testing::Check;
using testing::Document;
using testing::Impact;

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(ModelCard, RowsStandBesideNIntervalAndDigests) {
  const Evidence impact = Document("impact.json", Impact());
  const std::string card = ModelCard(Check({{"purpose", "hiring"}}, {impact}));
  EXPECT_TRUE(Has(card,
                  "| rate | sex=f | 30 | 40 | 0.7500 | 0.6000 to 0.9000 | Wilson 95 % |  | "
                  "reference |"));
  EXPECT_TRUE(Has(card, "document: `sha256:" + impact.digest.Hex() + "`"));
  EXPECT_TRUE(Has(card, "question: `sha256:" + QueryDigest(impact).Hex() + "`"));
  EXPECT_TRUE(Has(card, "| impact\\_ratio | sex=f | 30 | 40 | undefined |"));
  EXPECT_TRUE(Has(card, "## Features used\n\nNot stated.\n"));
}

TEST(ModelCard, ForeignTextMakesNoMarkup) {
  Json impact = Impact();
  impact["groupings"][0]["categories"][0]["category"] = {"<b>|x|\n# y"};
  const std::string card =
      ModelCard(Check({{"purpose", "a\n# b <script>"}}, {Document("i.json", impact)}));
  EXPECT_TRUE(Has(card, "a \\# b \\<script\\>"));
  EXPECT_FALSE(Has(card, "\n# b"));
  EXPECT_TRUE(Has(card, "sex=\\<b\\>\\|x\\| \\# y"));
}

TEST(ModelCard, SaysHowManyRowsItLeavesAway) {
  Json impact = Impact();
  Json& categories = impact["groupings"][0]["categories"];
  while (categories.size() < 101) categories.push_back(categories[0]);
  EXPECT_TRUE(
      Has(ModelCard(Check({}, {Document("i.json", impact)})), "\nand 2 more rows: record.json\n"));
}

TEST(Datasheet, SaysThatNothingWasMeasuredAndWhatIsNotDocumented) {
  const std::string sheet =
      Datasheet(Check({{"incidents", Json::array()}}, {Document("impact.json", Impact())}));
  EXPECT_TRUE(Has(sheet, "\nNothing was measured.\n"));
  EXPECT_TRUE(Has(sheet, "- missing: Who answers for it\n"));
}

}  // namespace
}  // namespace assay::fairness
