// SPDX-License-Identifier: Apache-2.0
//
// The licence lists against outside truth. Skips where the shared data is not there; the figures
// that it prints stand in docs/reference/licences.md.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
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

TEST_F(Truth, SnippetsMeetTheirFloor) {
  int total = 0, exact = 0, family = 0, wrong = 0, silent = 0;
  std::map<std::string, int> problems;
  const Json snippets = Document("snippets.json");
  for (const Json& item : snippets.at("cases")) {
    if (item.at("label_suspect").get<bool>()) continue;
    ++total;
    const auto label = SpdxLicence(Label(item));
    const auto findings = ScanText(StringOr(item, "text"));
    bool is_exact = false, is_family = false, any = false;
    for (const Claim& claim : findings.claims) {
      if (claim.basis == Basis::kNotice) continue;
      any = true;
      is_exact = is_exact || claim.licence.spdx == Label(item);
      is_family = is_family || (label && claim.licence.family == label->family);
    }
    exact += is_exact;
    family += is_family;
    silent += !any;
    wrong += any && !is_family;
    if (std::getenv("ASSAY_VERBOSE") != nullptr && !is_exact) {
      std::printf("%s %s <- %s | %s\n",
                  !any        ? "SILENT"
                  : is_family ? "FAMILY"
                              : "WRONG",
                  findings.claims.empty() ? "" : findings.claims[0].licence.spdx.c_str(),
                  Label(item).c_str(), StringOr(item, "text").substr(0, 150).c_str());
    }
  }
  std::printf("snippets %d exact %d family %d wrong %d silent %d\n", total, exact, family, wrong,
              silent);
  EXPECT_GE(family * 100, total * 90);
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
