// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/licence_address.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "assay/core/file.h"
#include "assay/core/json.h"

namespace assay::rights {
namespace {

/// Key of the licence at a creativecommons.org path, with its problems: "by-4.0!port".
std::string Key(const std::string& path) {
  const auto licence = ReadAddress("https://creativecommons.org" + path);
  if (!licence) return "none";
  std::string key = licence->key;
  for (const std::string& problem : licence->problems) key += "!" + problem;
  return key;
}

// Rights-signal conformance table, section "creativecommons.org path -> key".
TEST(ReadAddressConformance, L1ToL11) {
  EXPECT_EQ(Key("/licenses/by/4.0/"), "by-4.0");
  EXPECT_EQ(ReadAddress("http://creativecommons.org/licenses/by-nc-sa/3.0/deed.de")->key,
            "by-nc-sa-3.0");
  EXPECT_EQ(Key("/licenses/by/3.0/de/legalcode"), "by-3.0-de");
  EXPECT_EQ(Key("/publicdomain/zero/1.0/?ref=x"), "cc0-1.0");
  EXPECT_EQ(Key("/licenses/nc-sa/1.0/"), "nc-sa-1.0");
  EXPECT_EQ(Key("/licenses/sampling%2B/1.0/"), "sampling+-1.0");
  EXPECT_EQ(Key("/licenses/by/3.0/igo/"), "by-3.0-igo");
  EXPECT_EQ(Key("/licenses/by/4.0/de/"), "by-4.0!port");
  EXPECT_EQ(Key("/licenses/"), "none");
  EXPECT_FALSE(ReadAddress("https://creativecommons.org.evil.test/licenses/by/4.0/"));
  EXPECT_EQ(Key("/publicdomain/mark/1.0/deed.fr"), "pdm-1.0");
}

TEST(ReadAddress, RefusesLookAlikesAndAddressesInsideOthers) {
  for (const char* url : {"https://creativecommons.org@evil.test/licenses/by/4.0/",
                          "https://evil.test/creativecommons.org/licenses/by/4.0/",
                          "https://notcreativecommons.org/licenses/by/4.0/",
                          "https://example.com/?u=https://creativecommons.org/licenses/by/4.0/",
                          "ftp://creativecommons.org/licenses/by/4.0/",
                          "javascript://creativecommons.org/licenses/by/4.0/",
                          "https://creativecommons.org:8080/licenses/by/4.0/", "", "/", "//"}) {
    EXPECT_FALSE(ReadAddress(url)) << url;
  }
}

TEST(ReadAddress, VersionsThatWereNeverPublishedAreNoLicence) {
  EXPECT_EQ(Key("/licenses/by/5.0/"), "none");
  EXPECT_EQ(Key("/licenses/sa/4.0/"), "none");
  EXPECT_EQ(Key("/licenses/by/2.1/"), "none");
  EXPECT_EQ(Key("/licenses/by/2.1/jp/"), "by-2.1-jp");
  EXPECT_EQ(Key("/publicdomain/zero/2.0/"), "none");
}

TEST(ReadAddress, ButtonsStatementsAndIdsAreAddressesToo) {
  EXPECT_EQ(ReadAddress("https://i.creativecommons.org/l/by-nc-sa/4.0/88x31.png")->key,
            "by-nc-sa-4.0");
  EXPECT_EQ(ReadAddress("licensebuttons.net/l/by/3.0/de/80x15.png")->key, "by-3.0-de");
  EXPECT_EQ(ReadAddress("http://i.creativecommons.org/p/zero/1.0/88x31.png")->key, "cc0-1.0");
  EXPECT_EQ(ReadAddress("https://rightsstatements.org/page/InC-OW-EU/1.0/?language=de")->spdx,
            "LicenseRef-RightsStatements-InC-OW-EU-1.0");
  EXPECT_EQ(ReadAddress("https://spdx.org/licenses/cc-by-3.0-at.html")->spdx, "CC-BY-3.0-AT");
  EXPECT_EQ(ReadAddress("https://opensource.org/license/apache-2-0")->spdx, "Apache-2.0");
  EXPECT_EQ(ReadAddress("https://choosealicense.com/licenses/mit/")->spdx, "MIT");
}

TEST(ReadAddress, AgreesWithTheSharedTruth) {
  const char* shared = std::getenv("ASSAY_SHARED_DATA");
  if (shared == nullptr) GTEST_SKIP() << "ASSAY_SHARED_DATA is not set";
  const auto text =
      ReadFile(std::filesystem::path(shared) / "rights/licences/cc_urls.json", 1U << 20U);
  const Json cases = ParseJson(text.value()).value().at("cases");
  for (const Json& item : cases) {
    const auto licence = ReadAddress(StringOr(item, "url"));
    EXPECT_EQ(licence ? licence->spdx : "", StringOr(item, "spdx")) << item;
    EXPECT_EQ(licence ? licence->jurisdiction : "", StringOr(item, "jurisdiction")) << item;
  }
}

}  // namespace
}  // namespace assay::rights
