// SPDX-License-Identifier: Apache-2.0
//
// Sidecars, folder files, columns and content credentials -> facts.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "assay/rights/rights.h"

namespace assay::rights {
namespace {

std::string Concluded(std::vector<Fact> facts) {
  Conclude(facts);
  const Fact* concluded = Find(facts, "rights.concluded");
  return StringOr(concluded->value, "spdx", "nothing") + " by " +
         StringOr(concluded->value, "rule");
}

std::string Creator(const std::vector<Fact>& facts) {
  const Fact* creator = Find(facts, "rights.creator");
  return creator == nullptr ? "" : StringOr(creator->value, "name");
}

std::string Host(const std::vector<Fact>& facts) {
  const Fact* origin = Find(facts, "origin.url");
  return origin == nullptr ? "" : StringOr(origin->value, "host");
}

std::string Tool(const std::vector<Fact>& facts) {
  return StringOr(Find(facts, "rights.sidecar")->value, "tool");
}

TEST(FromJsonSidecar, GalleryDlNumbersFlickrLicencesAsFlickrDoes) {
  const auto facts = FromJsonSidecar(
      R"({"category": "flickr", "subcategory": "image", "filename": "x", "license": 2,
          "owner": {"username": "ada", "path_alias": "ada"}, "url": "https://live.staticflickr.com/1/2_o.jpg"})",
      "sidecar:x.json");
  EXPECT_EQ(Tool(facts), "gallery-dl");
  EXPECT_EQ(Concluded(facts), "CC-BY-NC-2.0 by asset.declared");
  EXPECT_EQ(Creator(facts), "ada");
  EXPECT_EQ(Host(facts), "live.staticflickr.com");
}

TEST(FromJsonSidecar, GalleryDlKeepsWikimediasOwnMembers) {
  const auto facts = FromJsonSidecar(
      R"({"category": "wikimediacommons", "filename": "x", "extmetadata": {
          "LicenseShortName": {"value": "CC BY-SA 3.0 de"}, "Artist": {"value": "Bo Quist"},
          "LicenseUrl": {"value": "https://creativecommons.org/licenses/by-sa/3.0/de/deed.en"}}})",
      "sidecar:x.json");
  EXPECT_EQ(Concluded(facts), "CC-BY-SA-3.0-DE by asset.declared");
  EXPECT_EQ(Creator(facts), "Bo Quist");
}

TEST(FromJsonSidecar, YtDlpSaysWhichLicenceAVideoHas) {
  const auto facts = FromJsonSidecar(
      R"json({"id": "x", "extractor": "youtube", "extractor_key": "Youtube", "uploader": "Eun Sato",
          "license": "Creative Commons Attribution license (reuse allowed)",
          "webpage_url": "https://www.youtube.com/watch?v=x", "thumbnails": [{"url": "https://i.ytimg.com/x"}]})json",
      "sidecar:x.info.json");
  EXPECT_EQ(Tool(facts), "yt-dlp");
  EXPECT_EQ(Concluded(facts), "LicenseRef-CC-BY by asset.declared");
  EXPECT_EQ(Host(facts), "www.youtube.com");
}

TEST(FromJsonSidecar, Img2datasetKeepsExifAsTextInsideText) {
  const auto facts = FromJsonSidecar(
      R"({"url": "http://Photos.Example.net:8080/a.jpg", "caption": "a cat", "key": "000000012",
          "status": "success", "sha256": "x", "exif": "{\"Image Copyright\": \"(c) Ada. All rights reserved.\"}"})",
      "sidecar:000000012.json");
  EXPECT_EQ(Tool(facts), "img2dataset");
  EXPECT_EQ(Concluded(facts), "all-rights-reserved by asset.detected");
  EXPECT_EQ(Host(facts), "photos.example.net");
}

TEST(FromJsonSidecar, BrokenJsonIsMalformedAndNothingElse) {
  for (const char* text : {"", "{", "[1]", "null", "{\"a\":1,\"a\":2}", "\xff"}) {
    const auto facts = FromJsonSidecar(text, "sidecar:x.json");
    ASSERT_EQ(facts.size(), 1U) << text;
    EXPECT_EQ(facts[0].name, "rights.sidecar");
    EXPECT_EQ(facts[0].state, FactState::kMalformed);
  }
}

TEST(FromColumns, OpenImagesStyleManifest) {
  const auto facts = FromColumns({{"imageid", "1"},
                                  {"originalurl", "https://farm1.staticflickr.com/1.jpg"},
                                  {"originallandingurl", "https://www.flickr.com/photos/x/1"},
                                  {"license", "https://creativecommons.org/licenses/by/2.0/"},
                                  {"author", "Ada"}},
                                 "manifest:7");
  EXPECT_EQ(Concluded(facts), "CC-BY-2.0 by asset.declared");
  EXPECT_EQ(Host(facts), "farm1.staticflickr.com");
  EXPECT_EQ(Creator(facts), "Ada");
  EXPECT_EQ(facts.front().evidence.source, "manifest:7");
}

TEST(FromColumns, AShortCodeInALicenceColumnIsALicence) {
  const auto spdx = [](const char* text) {
    return Concluded(FromColumns({{"license", text}}, "manifest:1"));
  };
  EXPECT_EQ(spdx("by-nc-sa 4.0"), "CC-BY-NC-SA-4.0 by asset.declared");
  EXPECT_EQ(spdx("cc_by_sa_3.0"), "CC-BY-SA-3.0 by asset.declared");
  EXPECT_EQ(spdx("cc0"), "CC0-1.0 by asset.declared");
  EXPECT_EQ(spdx("mit"), "MIT by asset.declared");
  EXPECT_EQ(spdx("MIT OR Apache-2.0"), "MIT OR Apache-2.0 by asset.declared");
  EXPECT_EQ(spdx("Attribution"), "LicenseRef-CC-BY by asset.declared");
  EXPECT_EQ(spdx("All Rights Reserved"), "all-rights-reserved by asset.declared");
  EXPECT_EQ(spdx("see website"), "nothing by none");
}

TEST(FromColumns, APagesLicenceNeverBecomesTheAssets) {
  const auto facts =
      FromColumns({{"page_license", "https://creativecommons.org/licenses/by/4.0/"}}, "manifest:1");
  EXPECT_EQ(Concluded(facts), "CC-BY-4.0 by page.only");
}

TEST(FromColumns, PathsAndUnknownColumnsAreNoOrigin) {
  EXPECT_TRUE(
      FromColumns(
          {{"url", "files/a.jpg"}, {"image", "b.jpg"}, {"weather", "fine"}, {"license", " "}},
          "manifest:1")
          .empty());
}

TEST(FromFolderFile, AReadmeSpeaksForItsFolderOnly) {
  EXPECT_EQ(Concluded(FromFolderFile("# Holiday\n\nAll photos are licensed under CC BY-SA 4.0.\n",
                                     "folder:README.md")),
            "CC-BY-SA-4.0 by folder.only");
  EXPECT_EQ(Concluded(FromFolderFile("SPDX-License-Identifier: CC0-1.0 */\n", "folder:LICENSE")),
            "CC0-1.0 by folder.only");
  EXPECT_EQ(Concluded(FromFolderFile("Copyright 2014 Ada. All rights reserved.", "folder:LICENSE")),
            "all-rights-reserved by folder.only");
}

TEST(Conclude, TheAssetsOwnWordGoesBeforeItsFolders) {
  auto facts =
      FromMarks(std::vector<Mark>{{"exif", "Copyright", "(c) Ada. All rights reserved.", ""}});
  const auto folder = FromFolderFile("CC BY 4.0", "folder:README");
  facts.insert(facts.end(), folder.begin(), folder.end());
  EXPECT_EQ(Concluded(facts), "all-rights-reserved by asset.detected");
}

TEST(Conclude, TwoLicencesContradictUnlessOneOnlySaysMore) {
  const auto both = [](const char* first, const char* second) {
    auto facts = FromColumns({{"license", first}}, "manifest:1");
    const auto more =
        FromMarks(std::vector<Mark>{{"xmp", "dc:rights", second, ""}}, "sidecar:a.xmp");
    facts.insert(facts.end(), more.begin(), more.end());
    return Concluded(facts);
  };
  EXPECT_EQ(both("CC BY", "CC BY 4.0"), "CC-BY-4.0 by asset.declared");
  EXPECT_EQ(both("CC BY 3.0", "https://creativecommons.org/licenses/by/3.0/de/"),
            "CC-BY-3.0-DE by asset.declared");
  EXPECT_EQ(both("CC0", "public domain"), "CC0-1.0 by asset.declared");
  EXPECT_EQ(both("CC BY 4.0", "CC BY-NC 4.0"), "nothing by contradiction");
  EXPECT_EQ(both("CC BY 3.0", "CC BY 4.0"), "nothing by contradiction");
  EXPECT_EQ(both("CC0", "CC BY 4.0"), "nothing by contradiction");
  EXPECT_EQ(both("public domain", "All rights reserved"), "nothing by contradiction");
}

TEST(Conclude, OrderOfFactsDoesNotMatter) {
  std::vector<Fact> facts = FromColumns(
      {{"license", "CC BY"}, {"rights", "(c) Ada, CC BY 4.0"}, {"copyright", "Ada"}}, "manifest:1");
  std::vector<Fact> reversed(facts.rbegin(), facts.rend());
  EXPECT_EQ(Concluded(facts), Concluded(reversed));
}

/// A store with one manifest that says `entries`, in `state`.
std::vector<Mark> Store(const std::string& label, const std::string& entries,
                        const std::string& state) {
  return {{"c2pa", "store",
           R"({"state":")" + state +
               R"(","store":{"active_manifest":"m","manifests":{"m":{"assertions":[{"label":")" +
               label + R"(","data":{"entries":)" + entries +
               R"(}}]}},"validation_status":[{"code":"x.y"}]}})",
           ""}};
}

std::string Asserted(const std::vector<Mark>& marks) {
  std::string text;
  for (const Fact& fact : FromMarks(marks)) {
    if (fact.name != "rights.signal") continue;
    for (const Json& item : fact.value.at("asserts")) {
      const std::string value = StringOr(item, "value");
      text += value == "deny" ? " -" : value == "allow" ? " +" : " ?";
      text += StringOr(item, "use");
    }
    text += " (" + StringOr(fact.value, "authority") + ")";
  }
  return text;
}

// Rights-signal conformance table, section "embedded".
TEST(EmbeddedConformance, P1ToP5) {
  EXPECT_EQ(Asserted(Store("cawg.training-mining", R"({"cawg.ai_training":{"use":"notAllowed"}})",
                           "Trusted")),
            " -train (trusted)");
  EXPECT_EQ(Asserted(Store("c2pa.training-mining", R"({"c2pa.data_mining":{"use":"notAllowed"}})",
                           "Valid")),
            " -tdm (untrusted)");
  EXPECT_EQ(Asserted(Store("c2pa.training-mining", R"({"c2pa.data_mining":{"use":"constrained"}})",
                           "Valid")),
            " -tdm (untrusted)");
  EXPECT_EQ(Asserted(Store("c2pa.training-mining", R"({"c2pa.ai_training":{"use":"allowed"}})",
                           "Invalid")),
            " (invalid)");
  const auto broken = FromMarks(std::vector<Mark>{{"c2pa", "error", "bad JUMBF box", ""}});
  EXPECT_EQ(Find(broken, "rights.c2pa")->state, FactState::kMalformed);
}

TEST(FromMarks, ADenialInAnInvalidStoreCountsAndAGrantInAValidOneToo) {
  EXPECT_EQ(Asserted(Store("c2pa.training-mining",
                           R"({"c2pa.ai_generative_training":{"use":"notAllowed"}})", "Invalid")),
            " -train_gen (invalid)");
  EXPECT_EQ(Asserted(Store("cawg.training-mining", R"({"cawg.ai_inference":{"use":"allowed"}})",
                           "Trusted")),
            " +ai_input (trusted)");
  for (const char* info : {"constraint_info", "constraints_info"}) {
    const std::string entry =
        std::string(R"({"c2pa.data_mining":{"use":"constrained",")") + info + R"(":"ask us"}})";
    EXPECT_EQ(Asserted(Store("c2pa.training-mining", entry, "Trusted")), " ?tdm (trusted)");
    EXPECT_EQ(Asserted(Store("c2pa.training-mining", entry, "Invalid")), " -tdm (invalid)");
  }
}

TEST(FromMarks, AnIngredientMayDenyButNotGrant) {
  const auto store = [](const char* use) {
    return std::vector<Mark>{
        {"c2pa", "store",
         std::string(
             R"({"state":"Valid","store":{"active_manifest":"m","manifests":{"m":{"assertions":[]},"p":{"assertions":[
        {"label":"c2pa.training-mining","data":{"entries":{"c2pa.ai_training":{"use":")") +
             use + R"("}}}}]}}}})",
         ""}};
  };
  EXPECT_EQ(Asserted(store("notAllowed")), " -train (untrusted)");
  EXPECT_EQ(Asserted(store("allowed")), " (untrusted)");
  const auto facts = FromMarks(store("notAllowed"));
  EXPECT_EQ(StringOr(Find(facts, "rights.signal")->value, "scope"), "parent");
}

TEST(FromMarks, MetadataInsideCredentialsIsReadLikeXmp) {
  const std::vector<Mark> marks = {
      {"c2pa", "store",
       R"({"state":"Valid","store":{"active_manifest":"m","manifests":{"m":{"assertions":[
      {"label":"stds.schema-org.CreativeWork","data":{"author":[{"@type":"Person","name":"Ada"}],"copyrightNotice":"(c) Ada. All rights reserved."}},
      {"label":"cawg.metadata","data":{"dc:rights":{"x-default":"CC BY 4.0"},"plus:DataMining":"DMI-PROHIBITED"}}]}}}})",
       ""}};
  auto facts = FromMarks(marks);
  EXPECT_EQ(Creator(facts), "Ada");
  EXPECT_EQ(Concluded(facts), "nothing by contradiction");
  EXPECT_NE(Asserted(marks).find("-train"), std::string::npos);
}

TEST(FromMarks, NoCredentialsIsAnAnswerToo) {
  const auto facts = FromMarks({});
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(facts[0].name, "rights.c2pa");
  EXPECT_EQ(facts[0].state, FactState::kAbsent);
}

}  // namespace
}  // namespace assay::rights
