// SPDX-License-Identifier: Apache-2.0
//
// The licence lists against outside truth. Skips where the shared data is not there; the figures
// that it prints stand in docs/reference/licences.md.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "assay/core/file.h"
#include "assay/core/json.h"
#include "assay/rights/licence_address.h"
#include "assay/rights/licence_print.h"
#include "assay/rights/licence_text.h"
#include "assay/rights/rights.h"

namespace assay::rights {
namespace {

class Truth : public testing::Test {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("ASSAY_SHARED_DATA");
    if (shared == nullptr) GTEST_SKIP() << "ASSAY_SHARED_DATA is not set";
    root_ = std::filesystem::path(shared) / "rights/licences";
  }
  [[nodiscard]] std::string Text(const std::string& name) const {
    return ReadFile(root_ / name, 16U << 20U).value();
  }
  [[nodiscard]] Json Document(const std::string& name) const {
    return ParseJson(Text(name), {.bytes = 16U << 20U}).value();
  }

 private:
  std::filesystem::path root_;
};

TEST_F(Truth, EveryLicenceTextIsNamed) {
  for (const Json& item : Document("expected.json")) {
    const std::string file = StringOr(item, "file");
    if (!file.starts_with("texts/")) continue;
    const auto facts = FromFolderFile(Text(file), "folder:LICENSE");
    const Fact* licence = Find(facts, "rights.licence");
    ASSERT_NE(licence, nullptr) << file;
    EXPECT_EQ(StringOr(licence->value, "spdx"), StringOr(item, "spdx")) << file;
    EXPECT_EQ(StringOr(licence->value, "scope"), "folder");
  }
}

/// The text as it stands in a source file: each line a comment, under somebody's notice.
std::string AsComment(const std::string& text) {
  std::string comment = "/*\n * Copyright (c) 2031 Ada Novak and others\n * ";
  for (const char c : text) comment += c == '\n' ? std::string("\n * ") : std::string(1, c);
  return comment + "\n */\n";
}

TEST_F(Truth, LicenceTextsAreKnownInsideCommentsToo) {
  for (const Json& item : Document("expected.json")) {
    const std::string file = StringOr(item, "file");
    if (!file.starts_with("texts/")) continue;
    const auto matches = MatchLicenceTexts(AsComment(Text(file)));
    ASSERT_FALSE(matches.empty()) << file;
    EXPECT_EQ(matches[0].spdx, StringOr(item, "spdx")) << file;
  }
}

TEST_F(Truth, TheTitleTellsNearRelativesApart) {
  std::string text = Text("texts/CC-BY-4.0.txt");
  const std::string title = "Attribution 4.0 International";
  const std::size_t at = text.find(title);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, title.size(), "Attribution-NonCommercial 4.0 International");
  const auto facts = FromFolderFile(text, "folder:LICENSE");
  EXPECT_EQ(StringOr(Find(facts, "rights.licence")->value, "spdx"), "CC-BY-NC-4.0");
}

TEST_F(Truth, EveryRightsStatementIsNamed) {
  for (const Json& item : Document("expected.json")) {
    if (!item.contains("uri")) continue;
    const auto licence = ReadAddress(StringOr(item, "uri"));
    ASSERT_TRUE(licence) << item;
    EXPECT_EQ(licence->url, StringOr(item, "uri"));
  }
}

/// Where a label names another licence than the address in the text, the address is the truth.
std::string Label(const Json& item) {
  std::string label = StringOr(item, "spdx");
  if (label == "LicenseRef-scancode-cc-pdm-1.0") return "CC-PDM-1.0";
  if (label == "LicenseRef-scancode-public-domain-disclaimer")
    return "LicenseRef-scancode-public-domain";
  return label;
}

/// Counts over all labelled snippets. A claim is right when it is of the label's family, exact
/// when it is the label itself.
struct Tally {
  int snippets = 0;
  int exact = 0;  ///< snippets with a claim that is exact
  int right = 0;  ///< snippets with a claim that is right
  int claims = 0;
  int right_claims = 0;

  void Add(const std::string& spdx, const std::string& text) {
    const auto label = SpdxLicence(spdx);
    bool is_exact = false;
    bool is_right = false;
    for (const Claim& claim : ScanText(text).claims) {
      if (claim.basis == Basis::kNotice) continue;
      const bool same = label && claim.licence.family == label->family;
      ++claims;
      right_claims += same ? 1 : 0;
      is_right = is_right || same;
      is_exact = is_exact || claim.licence.spdx == spdx;
    }
    ++snippets;
    exact += is_exact ? 1 : 0;
    right += is_right ? 1 : 0;
    if (!is_right) std::printf("missed: %s in %s\n", spdx.c_str(), text.substr(0, 100).c_str());
  }
};

// Labels: ScanCode's rules. Those marked as suspect name another licence than their text's address.
TEST_F(Truth, SnippetsMeetTheirFloor) {
  const Json snippets = Document("snippets.json");
  Tally tally;
  for (const Json& item : snippets.at("cases")) {
    if (!item.at("label_suspect").get<bool>()) tally.Add(Label(item), StringOr(item, "text"));
  }
  std::printf("snippets %d, right %d, exact %d; claims %d, right %d\n", tally.snippets, tally.right,
              tally.exact, tally.claims, tally.right_claims);
  EXPECT_GE(tally.right * 100, tally.snippets * 96);
  EXPECT_GE(tally.exact * 100, tally.snippets * 92);
  EXPECT_GE(tally.right_claims * 100, tally.claims * 96);
}

/// Sentences about people, addresses and cards: whoever finds a licence in them is wrong.
TEST_F(Truth, OrdinarySentencesStateNothing) {
  const Json sentences = Document("../../privacy/text/presidio_synth_v2.json");
  int claims = 0;
  int opt_outs = 0;
  for (const Json& item : sentences) {
    const auto findings = ScanText(StringOr(item, "full_text"));
    claims += static_cast<int>(findings.claims.size());
    opt_outs += static_cast<int>(findings.opt_outs.size());
  }
  std::printf("sentences %zu claims %d opt-outs %d\n", sentences.size(), claims, opt_outs);
  EXPECT_GT(sentences.size(), 1000U);
  EXPECT_EQ(claims, 0);
  EXPECT_EQ(opt_outs, 0);
}

}  // namespace
}  // namespace assay::rights
