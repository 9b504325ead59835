// SPDX-License-Identifier: Apache-2.0
//
// Properties: findings are the same each time; every licence is named once; case and surrounding
// white space of ASCII text change no licence; an address put behind any text is found in it.
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

#include "assay/core/bytes.h"
#include "assay/rights/licence_print.h"
#include "assay/rights/licence_text.h"
#include "assay/rights/rights.h"

namespace {

std::set<std::string> Keys(const assay::rights::TextFindings& findings) {
  std::set<std::string> keys;
  for (const auto& claim : findings.claims) {
    ASSAY_CHECK(claim.confidence > 0 && claim.confidence <= 100);
    ASSAY_CHECK(keys.insert(claim.licence.key).second);
  }
  return keys;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(assay::AsText({data, size}));
  const auto findings = assay::rights::ScanText(text);
  const auto keys = Keys(findings);
  ASSAY_CHECK(keys == Keys(assay::rights::ScanText("  " + text + " \n")));
  if (size < 4096) {
    const std::string known = text + "\n<http://creativecommons.org/licenses/by-nc-sa/2.5/au/>";
    ASSAY_CHECK(Keys(assay::rights::ScanText(known)).contains("by-nc-sa-2.5-au"));
  }
  Keys(assay::rights::ScanLicenceField(text));
  assay::rights::MatchLicenceTexts(text);
  auto facts = assay::rights::FromFolderFile(text, "folder:LICENSE");
  for (const assay::Fact& fact : facts) ASSAY_CHECK(assay::IsUtf8(fact.evidence.raw));
  assay::rights::Conclude(facts);
  assay::FactsBlob(facts);
  return 0;
}
