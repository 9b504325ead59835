// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "assay/rights/rights.h"

namespace assay::rights {
namespace {

using Marks = std::vector<Mark>;

std::vector<Fact> Read(const Marks& marks) {
  std::vector<Fact> facts = FromMarks(marks);
  Conclude(facts);
  return facts;
}

/// "spdx by rule" of the conclusion.
std::string Conclusion(const Marks& marks) {
  const auto facts = Read(marks);
  const Fact* concluded = Find(facts, "rights.concluded");
  return StringOr(concluded->value, "spdx", "nothing") + " by " +
         StringOr(concluded->value, "rule");
}

std::vector<std::string> Claims(const Marks& marks) {
  const auto facts = Read(marks);
  const Fact* found = Find(facts, "rights.contradiction");
  return found == nullptr ? std::vector<std::string>()
                          : found->value.at("claims").get<std::vector<std::string>>();
}

/// "-tdm +search ?train" of all signals, in order.
std::string Asserted(const Marks& marks) {
  std::string text;
  for (const Fact& fact : FromMarks(marks)) {
    if (fact.name != "rights.signal") continue;
    for (const Json& item : fact.value.at("asserts")) {
      const std::string value = StringOr(item, "value");
      text += value == "deny" ? "-" : value == "allow" ? "+" : "?";
      text += StringOr(item, "use") + " ";
    }
  }
  return text.empty() ? "nothing" : text.substr(0, text.size() - 1);
}

std::vector<std::string> Kinds(const Marks& marks) {
  std::vector<std::string> kinds;
  for (const Fact& fact : FromMarks(marks)) {
    if (fact.name == "rights.statement") kinds.push_back(StringOr(fact.value, "kind"));
  }
  return kinds;
}

Mark Xmp(std::string name, std::string value) {
  return {"xmp", std::move(name), std::move(value), ""};
}
Mark Exif(std::string name, std::string value) {
  return {"exif", std::move(name), std::move(value), ""};
}
Mark Iptc(std::string name, std::string value) {
  return {"iptc", std::move(name), std::move(value), ""};
}
Mark Plus(const std::string& id) {
  return Xmp("plus:DataMining", "http://ns.useplus.org/ldf/vocab/" + id);
}

constexpr const char* kBy4 = "https://creativecommons.org/licenses/by/4.0/";

TEST(FromMarks, ALicenceInSeveralPlacesIsOneLicence) {
  EXPECT_EQ(Conclusion({Xmp("cc:license", kBy4), Xmp("xmpRights:WebStatement", kBy4),
                        Xmp("dc:rights", "(c) Carla Sato, CC BY 4.0"),
                        Iptc("2:116", "(c) Carla Sato CC BY 4.0")}),
            "CC-BY-4.0 by asset.declared");
}

TEST(FromMarks, ANoticeBesideALicenceOnlyNamesTheOwner) {
  const Marks marks = {Xmp("cc:license", kBy4), Exif("Copyright", "(c) Eun Sato")};
  EXPECT_EQ(Conclusion(marks), "CC-BY-4.0 by asset.declared");
  EXPECT_TRUE(Claims(marks).empty());
}

TEST(FromMarks, AllRightsReservedBesideALicenceIsAContradiction) {
  const Marks marks = {
      Xmp("cc:license", kBy4),
      Exif("Copyright", "(c) Ada Novak. All rights reserved. No use without permission.")};
  EXPECT_EQ(Conclusion(marks), "nothing by contradiction");
  EXPECT_EQ(Claims(marks), (std::vector<std::string>{"CC-BY-4.0", "all-rights-reserved"}));
}

TEST(FromMarks, EveryFormOfReservationIsAllRightsReserved) {
  for (const char* notice :
       {"(c) Ada Novak. All rights reserved.", "Copyright Ada Novak, all rights reserved",
        "\u00a9 2014 Ada Novak", "(c) Bo Quist", "Ada Novak"}) {
    for (const Mark& mark :
         {Exif("Copyright", notice), Iptc("2:116", notice), Xmp("dc:rights", notice)}) {
      EXPECT_TRUE(Conclusion({mark}).starts_with("all-rights-reserved by asset.")) << notice;
    }
  }
}

TEST(FromMarks, ThreeClaimsOfOneFileAreAllNamed) {
  EXPECT_EQ(Claims({Exif("Copyright", "All rights reserved"), Iptc("2:116", "CC0"),
                    Xmp("cc:license", kBy4)}),
            (std::vector<std::string>{"CC-BY-4.0", "CC0-1.0", "all-rights-reserved"}));
}

TEST(FromMarks, ACreatorAloneClaimsNothing) {
  EXPECT_EQ(Conclusion({Exif("Artist", "Ada Novak"), Xmp("dc:creator", "Ada Novak")}),
            "nothing by none");
}

TEST(FromMarks, ExifKeepsTwoNoticesInOneValue) {
  EXPECT_EQ(Conclusion({Exif("Copyright", std::string("Ada Novak") + '\0' + "CC0 1.0")}),
            "CC0-1.0 by asset.detected");
}

TEST(FromMarks, ReadsWhoSellsIt) {
  const Marks marks = {Xmp("plus:CopyrightOwner[1]/plus:CopyrightOwnerName", "Stock Ltd"),
                       Xmp("plus:Licensor[1]/plus:LicensorURL", "https://example.com/buy"),
                       Xmp("xmpRights:UsageTerms", "Rights managed"), Iptc("2:110", "Jane Doe/AP")};
  EXPECT_EQ(Kinds(marks), (std::vector<std::string>{"owner", "licensor", "rights_managed",
                                                    "usage_terms", "stock_agency"}));
}

// Rights-signal conformance table, section "embedded". N train, G train_gen, T tdm, X ai_index, S
// search.
TEST(EmbeddedConformance, P6ToP9) {
  EXPECT_EQ(Asserted({Plus("DMI-PROHIBITED-GENAIMLTRAINING")}), "-train_gen");
  EXPECT_EQ(Asserted({Plus("DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING")}),
            "-ai_index +search -tdm -train -train_gen");
  EXPECT_EQ(Asserted({Plus("DMI-UNSPECIFIED")}), "nothing");
  EXPECT_EQ(Asserted({Plus("DMI-ALLOWED"), Xmp("photoshop:Instructions", "noai")}),
            "+tdm +train +train_gen -ai_index -train -train_gen");
}

TEST(FromMarks, PlusReadsIdsInAnyFormAndSalvagesUnknownProhibitions) {
  EXPECT_EQ(Asserted({Xmp("plus:DataMining", "dmi-prohibited-aimltraining")}), "-train -train_gen");
  EXPECT_EQ(Asserted({Plus("DMI-PROHIBITED-SEECONSTRAINT")}), "?ai_index ?tdm ?train ?train_gen");
  const auto facts = FromMarks(Marks{Plus("DMI-PROHIBITED-BY-2031-TERMS")});
  EXPECT_EQ(Find(facts, "rights.signal")->state, FactState::kMalformed);
  EXPECT_EQ(Asserted({Plus("DMI-PROHIBITED-BY-2031-TERMS")}),
            "-ai_index -search -tdm -train -train_gen");
  EXPECT_EQ(Asserted({Plus("DMI-PERMITTED-MAYBE")}), "nothing");
}

TEST(FromMarks, TdmReservationAndItsPolicyAreOneSignal) {
  EXPECT_EQ(Asserted({Xmp("tdm:reservation", "1")}), "-ai_index -tdm -train -train_gen");
  EXPECT_EQ(Asserted({Xmp("tdm:policy", "https://a.test/p.json"), Xmp("tdm:reservation", "1")}),
            "?ai_index ?tdm ?train ?train_gen");
  EXPECT_EQ(Asserted({Xmp("tdm:reservation", "0"), Xmp("tdm:policy", "https://a.test/p.json")}),
            "+ai_index +tdm +train +train_gen");
  EXPECT_EQ(Asserted({Xmp("tdm:reservation", "2")}), "nothing");
}

TEST(FromMarks, OptOutsInPlainWordsCountInManyLanguages) {
  for (const char* text :
       {"No AI training", "Not for machine learning.", "May not be used to train AI models",
        "AI training prohibited", "Keine Nutzung für KI-Training", "無断AI学習禁止",
        "Entraînement d'IA interdit", "All rights reserved, including for AI training"}) {
    EXPECT_NE(Asserted({Iptc("2:40", text)}).find("-train"), std::string::npos) << text;
  }
  EXPECT_NE(Asserted({Iptc("2:40", "Text und Data Mining vorbehalten")}).find("-tdm"),
            std::string::npos);
  EXPECT_EQ(Asserted({Iptc("2:40", "AI training is welcome")}), "nothing");
  EXPECT_EQ(Asserted({Iptc("2:40", "No crop. Slides of our talk on machine learning")}), "nothing");
}

TEST(FromMarks, HostileTextChangesNothingButItsOwnFact) {
  const Marks marks = {Exif("Copyright", std::string(100000, '(')),
                       Xmp("dc:rights", "\x01 \x7f ()"),
                       Xmp("cc:license", "https://creativecommons.org/licenses/by/9.9/"),
                       Xmp("", ""),
                       {"", "", "", ""}};
  const auto facts = Read(marks);
  EXPECT_EQ(StringOr(Find(facts, "rights.concluded")->value, "rule"), "none");
  EXPECT_EQ(Find(facts, "rights.licence")->state, FactState::kMalformed);
}

}  // namespace
}  // namespace assay::rights
