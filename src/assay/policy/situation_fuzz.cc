// SPDX-License-Identifier: Apache-2.0
//
// Whatever the facts are: their order does not matter, the document is canonical, and every number
// in it names a fact that was given.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/policy/situation.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const assay::ByteView bytes(data, size);
  auto facts = assay::FactsFromBlob(assay::AsText(bytes));
  if (!facts.ok()) return 0;
  const assay::Use use = {"commercial-training", "EU", "2026-11-22"};
  const auto first = assay::policy::Describe(use, assay::Outcome::kOk, facts.value());
  std::ranges::reverse(facts.value());
  const auto again = assay::policy::Describe(use, assay::Outcome::kOk, facts.value());
  ASSAY_CHECK(first.document == again.document && first.evidence == again.evidence);
  ASSAY_CHECK(assay::policy::DescribeForDecision(use, assay::Outcome::kOk, facts.value()) ==
              first.document);
  const auto parsed = assay::ParseJson(first.document, {.bytes = std::size_t{64} << 20U});
  ASSAY_CHECK(parsed.ok() && assay::Canonical(parsed.value()) == first.document);
  for (const std::string& id : first.evidence) {
    ASSAY_CHECK(std::ranges::any_of(
        facts.value(), [&](const assay::Fact& fact) { return assay::FactId(fact) == id; }));
  }
  return 0;
}
