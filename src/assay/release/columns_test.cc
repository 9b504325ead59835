// SPDX-License-Identifier: Apache-2.0
#include "assay/release/columns.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "assay/release/tree.h"

namespace assay::release {
namespace {

Fact Licence(const char* spdx, const char* status) {
  return {"rights.licence", FactState::kPresent, {{"spdx", spdx}, {"status", status}}, {}};
}

Columns Folded(std::vector<Fact> facts, catalog::State state = catalog::State::kAllow) {
  catalog::RecordRow row;
  row.state = state;
  return Fold(row, {std::move(facts), std::nullopt});
}

TEST(Fold, LicencesAreSortedDistinctAndJoined) {
  const Columns columns =
      Folded({Licence("CC0-1.0", "declared"), Licence("CC-BY-4.0", "declared"),
              Licence("CC0-1.0", "declared"), Licence("all-rights-reserved", "detected")});
  EXPECT_EQ(columns.licence_declared, "CC-BY-4.0; CC0-1.0");
  EXPECT_EQ(columns.licence_detected, "all-rights-reserved");
  EXPECT_EQ(columns.licence_concluded, std::nullopt);
}

TEST(Fold, StatesOfPersonalFactsStayApart) {
  const Columns columns = Folded({{"privacy.gps", FactState::kMalformed, nullptr, {}},
                                  {"privacy.serial", FactState::kAbsent, nullptr, {}},
                                  {"privacy.owner", FactState::kNotProbed, nullptr, {}}});
  EXPECT_EQ(columns.has_gps, true);
  EXPECT_EQ(columns.has_serial, false);
  EXPECT_EQ(columns.has_owner, std::nullopt);
  EXPECT_EQ(columns.has_thumbnail, std::nullopt);
}

TEST(Fold, ADeadRecordSaysNothingOfTwins) {
  EXPECT_EQ(Folded({}).has_twin_conflict, false);
  EXPECT_EQ(Folded({}, catalog::State::kDead).has_twin_conflict, std::nullopt);
}

TEST(Fold, ValuesOfAnUnexpectedShapeAreIgnored) {
  const Columns columns = Folded({{"quality.scores", FactState::kPresent, "text", {}},
                                  {"media.header", FactState::kPresent, Json::array(), {}},
                                  {"rights.concluded", FactState::kPresent, nullptr, {}},
                                  {"set.exact", FactState::kPresent, {{"of", 7}}, {}}});
  EXPECT_EQ(columns.orientation, std::nullopt);
  EXPECT_EQ(columns.scores.front(), std::nullopt);
  EXPECT_EQ(columns.licence_concluded, std::nullopt);
  EXPECT_EQ(columns.duplicate_of, std::nullopt);
}

TEST(TextList, TakesListsOfTextOnly) {
  EXPECT_EQ(TextList(R"(["a","b"])").value(), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(TextList("").value().empty());
  EXPECT_EQ(TextList("[1]").error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(TextList("{}").error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace assay::release
