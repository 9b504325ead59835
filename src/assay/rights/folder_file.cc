// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "assay/core/bytes.h"
#include "assay/rights/licence_print.h"
#include "assay/rights/licence_text.h"
#include "assay/rights/rights.h"
#include "assay/rights/spdx_expression.h"
#include "assay/rights/statement_internal.h"

namespace assay::rights {
namespace {

constexpr std::size_t kTitle_bytes = 400;  // where a licence's text names itself
constexpr std::string_view kTag = "SPDX-License-Identifier:";

/// Texts of one family differ in a clause: the title decides which it is. A text whose title names
/// another Creative Commons licence than its words resemble is what its title says.
std::vector<Claim> TextClaims(std::string_view text) {
  std::vector<Claim> claims;
  const TextFindings title = ScanText(text.substr(0, kTitle_bytes));
  for (const PrintMatch& match : MatchLicenceTexts(text)) {
    const auto licence = SpdxLicence(match.spdx);
    if (!licence) continue;
    Claim claim{*licence, Basis::kText, match.percent};
    for (const Claim& named : title.claims) {
      const bool commons = licence->spdx.starts_with("CC") && named.licence.spdx.starts_with("CC");
      if (commons && !Refines(claim.licence, named.licence)) claim.licence = named.licence;
    }
    claims.push_back(std::move(claim));
  }
  return claims;
}

std::vector<Claim> Tags(std::string_view text) {
  std::vector<Claim> claims;
  for (std::size_t at = text.find(kTag); at != std::string_view::npos; at = text.find(kTag, at)) {
    at += kTag.size();
    const std::string_view line = text.substr(at, text.find_first_of("\r\n", at) - at);
    const auto licence = SpdxExpression(line.substr(0, line.find("*/")));
    if (licence) claims.push_back({*licence, Basis::kExpression, 95});
  }
  return claims;
}

}  // namespace

std::vector<Fact> FromFolderFile(std::string_view text, std::string_view source) {
  Statements out(source, "folder");
  const auto add = [&](const Claim& claim, std::string_view carrier) {
    const std::string_view raw = claim.basis == Basis::kText ? text.substr(0, kTitle_bytes) : text;
    out.AddClaim(claim, "detected", "folder", carrier, raw);
  };
  const std::vector<Claim> texts = TextClaims(text);
  for (const Claim& claim : texts) add(claim, "file:text");
  for (const Claim& claim : Tags(text)) add(claim, "file:tag");
  // A licence's own text names other licences, and reserves what it does not grant.
  if (texts.empty()) out.Read(Field::kInstructions, text, "file");
  return out.Take();
}

}  // namespace assay::rights
