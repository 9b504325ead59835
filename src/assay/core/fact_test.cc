// SPDX-License-Identifier: Apache-2.0
#include "assay/core/fact.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

Fact Licence() {
  return {
      "rights.licence",
      FactState::kPresent,
      {{"key", "cc-by-4.0"}},
      {"rights", "1", "xmp:cc:license", "asset", "http://creativecommons.org/licenses/by/4.0/"}};
}

TEST(Fact, SurvivesTheBlobUnchanged) {
  const std::vector<Fact> facts = {
      Licence(),
      {"privacy.gps", FactState::kAbsent, nullptr, {"privacy", "1", "exif", "asset", ""}}};
  const std::string blob = FactsBlob(facts);
  EXPECT_EQ(FactsFromBlob(blob).value(), facts);
  EXPECT_EQ(FactsBlob(FactsFromBlob(blob).value()), blob);
}

TEST(Fact, IdFollowsContent) {
  Fact other = Licence();
  EXPECT_EQ(FactId(other), FactId(Licence()));
  other.evidence.carrier = "iptc:2:116";
  EXPECT_NE(FactId(other), FactId(Licence()));
  EXPECT_EQ(FactId(other).size(), 18U);
}

TEST(Fact, RefusesUnknownMissingAndMistypedMembers) {
  Json json = ToJson(Licence());
  json["extra"] = 1;
  EXPECT_EQ(FactFromJson(json).error().code, ErrorCode::kCorrupt);
  json.erase("extra");
  json["state"] = "maybe";
  EXPECT_EQ(FactFromJson(json).error().code, ErrorCode::kCorrupt);
  json.erase("state");
  EXPECT_EQ(FactFromJson(json).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(FactFromJson(Json("fact")).error().code, ErrorCode::kCorrupt);
}

TEST(Fact, IsFoundByName) {
  const std::vector<Fact> facts = {Licence()};
  EXPECT_EQ(Find(facts, "rights.licence"), facts.data());
  EXPECT_EQ(Find(facts, "rights.signal"), nullptr);
}

TEST(FactText, WritesAFactAsItsJsonWouldBeWritten) {
  const Fact odd{"rights.\"x\\",
                 FactState::kMalformed,
                 {{"b", 1.5}, {"a", {nullptr, true, "\u0001\t\u00e9"}}},
                 {"step\n", "1", "", "sidecar:\u2028", "\x7f raw"}};
  EXPECT_EQ(FactText(odd), Canonical(ToJson(odd)));
  EXPECT_EQ(FactText(Fact{}), Canonical(ToJson(Fact{})));
  EXPECT_EQ(FactsBlob(std::vector<Fact>{odd, Fact{}}),
            Canonical(Json::array({ToJson(odd), ToJson(Fact{})})));
}

}  // namespace
}  // namespace assay
