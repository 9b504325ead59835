// SPDX-License-Identifier: Apache-2.0
//
// The first line is a path, the rest a tdmrep.json. Properties: at most one fact of the file; it
// has a canonical form; a malformed one grants nothing; a header that reserves overrules any file.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/rights/resolve.h"
#include "assay/rights/web_signals.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using assay::rights::UseWord;
  const std::string_view input = assay::AsText({data, size});
  const std::size_t end = input.find('\n');
  if (end == std::string_view::npos) return 0;
  assay::rights::WebContext context;
  context.path = input.substr(0, end);
  context.source = "url:https://e.example/";
  const std::string file(input.substr(end + 1));
  const auto facts = assay::rights::FromTdm({&file, {}, {}, ""}, context);
  ASSAY_CHECK(facts.size() <= 1);
  assay::FactsBlob(facts);
  const UseWord said = assay::rights::Resolve(facts)[assay::rights::Use::kTdm].word;
  if (!facts.empty() && facts[0].state == assay::FactState::kMalformed) {
    ASSAY_CHECK(said != UseWord::kAllow);
  }
  const std::vector<assay::rights::HeaderLine> headers = {{"tdm-reservation", "1"}};
  const auto both = assay::rights::FromTdm({&file, headers, {}, ""}, context);
  ASSAY_CHECK(assay::rights::Resolve(both)[assay::rights::Use::kTdm].word == UseWord::kDeny);
  return 0;
}
