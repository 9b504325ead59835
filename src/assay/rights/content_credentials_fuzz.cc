// SPDX-License-Identifier: Apache-2.0
//
// Properties: a store that is neither trusted nor valid grants nothing; an ingredient never
// grants; the asset always has one "rights.c2pa".
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/rights/rights.h"

namespace {

bool Grants(const assay::Fact& fact) {
  const auto& asserts = fact.value.at("asserts");
  return std::ranges::any_of(
      asserts, [](const assay::Json& item) { return assay::StringOr(item, "value") == "allow"; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<assay::Mark> marks = {
      {"c2pa", "store", assay::ToUtf8(assay::AsText({data, size}), 1U << 20U), ""}};
  const auto facts = assay::rights::FromMarks(marks);
  ASSAY_CHECK(std::ranges::count(facts, "rights.c2pa", &assay::Fact::name) == 1);
  for (const assay::Fact& fact : facts) {
    if (fact.name != "rights.signal" || assay::StringOr(fact.value, "protocol") != "c2pa") continue;
    const std::string authority = assay::StringOr(fact.value, "authority");
    const bool signed_well = authority == "trusted" || authority == "untrusted";
    const bool own = assay::StringOr(fact.value, "scope") == "asset";
    ASSAY_CHECK(!Grants(fact) || (signed_well && own));
  }
  assay::FactsBlob(facts);
  return 0;
}
