// SPDX-License-Identifier: Apache-2.0
#include "assay/policy/situation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "assay/core/json.h"

namespace assay::policy {
namespace {

const Use kUse = {"commercial-training", "EU", "2026-11-22"};

Fact Stated(std::string name, Json value, std::string carrier = "xmp:cc:license",
            std::string raw = "") {
  return {std::move(name),
          FactState::kPresent,
          std::move(value),
          {"rights", "1", std::move(carrier), "asset", std::move(raw)}};
}

Fact Licence(std::string_view family, std::string_view spdx) {
  return Stated("rights.licence", {{"family", family},
                                   {"key", "by-4.0"},
                                   {"spdx", spdx},
                                   {"url", "https://example.org/ada"},
                                   {"scope", "asset"},
                                   {"status", "declared"},
                                   {"basis", "address"},
                                   {"confidence", 100}});
}

Fact Signal(std::string_view protocol, Json asserts, std::string raw = "") {
  return Stated("rights.signal",
                {{"protocol", protocol},
                 {"value", raw},
                 {"asserts", std::move(asserts)},
                 {"scope", "asset"},
                 {"authority", "unknown"}},
                "xmp:plus:DataMining", raw);
}

/// A record that has something to say about everything.
std::vector<Fact> Everything() {
  const Json denies = {{{"use", "train"}, {"value", "deny"}}, {{"use", "tdm"}, {"value", "deny"}}};
  std::vector<Fact> facts = {
      Licence("by", "CC-BY-4.0"),
      Licence("by-nc", "CC-BY-NC-4.0"),
      Signal("plus", denies),
      Signal("tdm", denies),
      Stated("rights.statement", {{"kind", "stock_agency"}, {"agency", "Example"}}),
      Stated("rights.c2pa", {{"validation", "untrusted"}, {"codes", {"x"}}}),
      Stated("rights.concluded", {{"spdx", nullptr}, {"rule", "contradiction"}}),
      Stated("rights.contradiction", {{"claims", {"CC-BY-NC-4.0", "CC-BY-4.0"}}}),
      Stated("privacy.gps", {{"latitude", 48.1}}, "exif:GPS", "48.1 N"),
      Stated("privacy.serial", {{"serial", "A-17"}}, "exif:BodySerialNumber", "A-17"),
      Stated("origin.url", {{"url", "https://example.org/a.jpg"}, {"host", "example.org"}}),
      Stated("media.header", {{"format", "jpeg"}})};
  facts.push_back(Stated("rights.probe", {{"protocol", "robots"}}));
  facts.back().state = FactState::kNotProbed;
  facts.push_back(Stated("rights.sidecar", {{"tool", "unknown"}}));
  facts.back().state = FactState::kMalformed;
  facts.push_back(Stated("privacy.owner", nullptr));
  facts.back().state = FactState::kAbsent;
  return facts;
}

Json Document(const std::vector<Fact>& facts) {
  return ParseJson(Describe(kUse, Outcome::kOk, facts).document).value();
}

TEST(Describe, TheOrderOfFactsNeverMatters) {
  std::vector<Fact> facts = Everything();
  const Situation first = Describe(kUse, Outcome::kOk, facts);
  std::mt19937 random(7);  // NOLINT(*-msc51-cpp): the same orders every time
  for (int turn = 0; turn < 200; ++turn) {
    std::ranges::shuffle(facts, random);
    const Situation again = Describe(kUse, Outcome::kOk, facts);
    ASSERT_EQ(again.document, first.document);
    ASSERT_EQ(again.evidence, first.evidence);
  }
}

TEST(Describe, ASecondPlaceThatSaysTheSameAddsNothing) {
  const Json denies = {{{"use", "train"}, {"value", "deny"}}};
  const std::vector<Fact> once = {Signal("plus", denies, "DMI-PROHIBITED-AIMLTRAINING")};
  const std::vector<Fact> twice = {
      once[0],
      Signal("plus", denies, "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING")};
  EXPECT_EQ(Document(once), Document(twice));
}

TEST(Describe, ADecisionIsAskedForWithTheSameDocument) {
  std::vector<Fact> facts = Everything();
  facts.insert(facts.end(), facts.begin(), facts.end());
  EXPECT_EQ(DescribeForDecision(kUse, Outcome::kOk, facts),
            Describe(kUse, Outcome::kOk, facts).document);
}

TEST(Describe, EvidenceNumbersNameTheirFacts) {
  const std::vector<Fact> facts = Everything();
  const Situation situation = Describe(kUse, Outcome::kOk, facts);
  const Json document = ParseJson(situation.document).value();
  const auto number = document.at("contradiction").at("evidence").get<std::size_t>();
  EXPECT_EQ(situation.evidence.at(number - 1), FactId(*Find(facts, "rights.contradiction")));
  EXPECT_EQ(situation.evidence.size(), 13U);  // all but the header and what was absent
}

TEST(Describe, HoldsNoTextThatIsPeculiarToTheRecord) {
  const std::string document = Describe(kUse, Outcome::kOk, Everything()).document;
  for (const std::string_view peculiar : {"example.org", "A-17", "48.1", "Example", "org/ada"})
    EXPECT_EQ(document.find(peculiar), std::string::npos) << peculiar;
}

TEST(Describe, StatesWhatIsThereInFixedWords) {
  const Json document = Document({Licence("by", "CC-BY-4.0")});
  EXPECT_EQ(Canonical(document.at("licences")),
            R"([{"basis":"text","carrier":"embedded","confidence":"strong","evidence":1,)"
            R"("family":"by","scope":"asset","spdx":"CC-BY-4.0","status":"declared"}])");
  EXPECT_EQ(Canonical(document.at("origin")), R"({"known":false})");
  EXPECT_TRUE(document.at("contradiction").is_null());
  EXPECT_EQ(document.at("record").at("outcome"), "ok");
}

TEST(Describe, AMalformedSignalKeepsItsRefusalAndIsMarkedUnreadable) {
  Fact signal = Signal("tdm", {{{"use", "tdm"}, {"value", "deny"}}});
  signal.state = FactState::kMalformed;
  const Json document = Document({signal});
  EXPECT_EQ(document.at("signals").at(0).at("state"), "malformed");
  EXPECT_EQ(document.at("unreadable").at(0).at("what"), "rights.signal");
}

TEST(Describe, MembersOfTheWrongTypeAreUnknown) {
  const Json document = Document({Stated("rights.licence", {{"spdx", 7}, {"confidence", "high"}}),
                                  Stated("rights.signal", {{"asserts", "all"}})});
  EXPECT_EQ(document.at("licences").at(0).at("spdx"), "unknown");
  EXPECT_EQ(document.at("licences").at(0).at("confidence"), "weak");
  EXPECT_EQ(document.at("signals").at(0).at("protocol"), "unknown");
}

TEST(Describe, WordsOfTheUseAreTakenAsTheyCome) {
  const Situation situation =
      Describe({"\xff\"", "EU", "2026-11-22"}, Outcome::kOk, std::vector<Fact>());
  EXPECT_TRUE(ParseJson(situation.document).ok());
}

}  // namespace
}  // namespace assay::policy
