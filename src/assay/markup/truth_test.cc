// SPDX-License-Identifier: Apache-2.0
//
// Pages with known answers. Skips where the shared data is not there.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "assay/core/file.h"
#include "assay/core/json.h"
#include "assay/markup/licence_scope.h"

namespace assay::markup {
namespace {

constexpr std::string_view kPageUrl = "https://pages.example/story";
constexpr std::string_view kAsset = "https://pages.example/p.jpg";

std::string Shared() {
  const char* shared = std::getenv("ASSAY_SHARED_DATA");  // NOLINT(concurrency-mt-unsafe)
  return shared == nullptr ? "" : shared;
}

class Truth : public testing::Test {
 protected:
  void SetUp() override {
    if (Shared().empty()) GTEST_SKIP() << "ASSAY_SHARED_DATA is not set";
  }
  static Json Cases(const std::string& name) {
    const auto text = ReadFile(Shared() + "/rights/" + name, 4U << 20U);
    return ParseJson(text.value()).value().at("cases");
  }
};

/// Enough of the licence lists for the cases: what module rights does for real.
std::string SpdxOf(const Statement& statement) {
  if (statement.kind == StatementKind::kCopyright) return "all-rights-reserved";
  const std::size_t at = statement.value.find("creativecommons.org/");
  if (at == std::string::npos) return "";
  std::string rest = statement.value.substr(at);
  if (rest.find("publicdomain/zero/1.0") != std::string::npos) return "CC0-1.0";
  const std::size_t code = rest.find("licenses/") + 9;
  const std::size_t version = rest.find('/', code);
  std::string spdx = "CC-" + rest.substr(code, version - code) + "-" + rest.substr(version + 1, 3);
  for (char& c : spdx) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return spdx;
}

struct Answer {
  std::optional<std::string> page;
  std::optional<std::string> asset;
  std::optional<std::string> asset_via_page;
  std::optional<std::string> acquire;
  std::set<std::string> weak;
};

/// A notice of the asset's own goes before a licence: the stricter of two.
Answer AnswerOf(const Statements& statements) {
  Answer answer;
  for (const Statement& one : statements.list) {
    if (one.kind == StatementKind::kAcquire) answer.acquire = one.value;
    const bool is_rights =
        one.kind == StatementKind::kLicence || one.kind == StatementKind::kCopyright;
    if (!is_rights) continue;
    if (one.scope == Scope::kPage) answer.page = SpdxOf(one);
    if (one.scope == Scope::kPage && one.place != Place::kAround)
      answer.asset_via_page = SpdxOf(one);
    if (one.scope == Scope::kAsset) answer.asset = SpdxOf(one);
    if (one.scope == Scope::kUnknown && one.carrier == "html:a") answer.weak.insert(SpdxOf(one));
  }
  return answer;
}

std::optional<std::string> Wanted(const Json& entry, const char* name) {
  const auto found = entry.find(name);
  if (found == entry.end() || found->is_null()) return std::nullopt;
  return found->get<std::string>();
}

TEST_F(Truth, EveryLicenceHasItsScope) {
  int cases = 0;
  for (const Json& entry : Cases("licences/page_scope.json")) {
    const std::string id = StringOr(entry, "id");
    const std::string html = StringOr(entry, "html");
    const auto page = ReadPage(AsBytes(html));
    ASSERT_TRUE(page.ok()) << id;
    const Answer answer = AnswerOf(LicenceStatements(page.value(), kPageUrl, kAsset));
    EXPECT_EQ(answer.page, Wanted(entry, "page")) << id;
    EXPECT_EQ(answer.asset, Wanted(entry, "asset")) << id;
    EXPECT_EQ(answer.acquire, Wanted(entry, "acquire")) << id;
    if (entry.contains("asset_via_page")) {
      EXPECT_EQ(answer.asset_via_page, Wanted(entry, "asset_via_page")) << id;
    }
    std::set<std::string> weak;
    if (entry.contains("weak")) weak = entry.at("weak").get<std::set<std::string>>();
    EXPECT_EQ(answer.weak, weak) << id;
    ++cases;
  }
  std::printf("page_scope: %d cases\n", cases);
  EXPECT_GE(cases, 10);
}

/// Words of the metas that speak to us.
std::set<std::string> RobotsWords(const Page& page) {
  std::set<std::string> words;
  for (const Meta& meta : page.metas) {
    if (meta.name != "robots" && meta.name != "assaybot") continue;
    std::string word;
    for (const char c : ToLowerAscii(meta.content) + ",") {
      if (c != ',' && c != ' ') word += c;
      if (c == ',') words.insert(std::exchange(word, ""));
    }
  }
  return words;
}

TEST_F(Truth, EveryMetaIsRead) {
  int cases = 0;
  for (const Json& entry : Cases("headers/html_meta.json")) {
    const std::string id = StringOr(entry, "id");
    const std::string html = StringOr(entry, "html");
    const auto page = ReadPage(AsBytes(html));
    ASSERT_TRUE(page.ok()) << id;
    const auto words = RobotsWords(page.value());
    EXPECT_EQ(words.contains("noai"), entry.at("noai").get<bool>()) << id;
    EXPECT_EQ(words.contains("noimageai"), entry.at("noimageai").get<bool>()) << id;
    std::string reserved;
    for (const Meta& meta : page.value().metas) {
      if (meta.name == "tdm-reservation") reserved = meta.content;
    }
    const auto wanted = entry.find("tdm_reservation");
    EXPECT_EQ(reserved, wanted == entry.end() ? "" : wanted->dump()) << id;
    ++cases;
  }
  std::printf("html_meta: %d cases\n", cases);
  EXPECT_GE(cases, 11);
}

// As the made corpora have them: a licence in the head, and the same in the text.
TEST(CorpusPage, StatesItsLicenceTwiceOfThePage) {
  constexpr std::array<std::string_view, 3> kLicences = {
      "https://creativecommons.org/licenses/by/4.0/",
      "https://creativecommons.org/publicdomain/zero/1.0/",
      "http://creativecommons.org/licenses/by-sa/3.0/"};
  for (const std::string_view licence : kLicences) {
    const std::string address(licence);
    const std::string html =
        "<!DOCTYPE html><html><head><title>wiki.example.org</title><link rel=\"license\" href=\"" +
        address + "\"></head><body><p>Pictures on this site are under <a rel=\"license\" href=\"" +
        address + "\">a licence</a>.</p></body></html>\n";
    const auto page = ReadPage(AsBytes(html));
    ASSERT_TRUE(page.ok());
    const Statements all = LicenceStatements(page.value(), "https://wiki.example.org/t/1",
                                             "https://wiki.example.org/2006/12/a.jpg");
    ASSERT_EQ(all.list.size(), 2U);
    for (const Statement& one : all.list) {
      EXPECT_EQ(one.value, address);
      EXPECT_EQ(one.scope, Scope::kPage);
      EXPECT_EQ(one.subject, "https://wiki.example.org/t/1");
    }
  }
}

}  // namespace
}  // namespace assay::markup
