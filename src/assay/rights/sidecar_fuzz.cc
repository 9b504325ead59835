// SPDX-License-Identifier: Apache-2.0
//
// Properties: exactly one "rights.sidecar", malformed or not; facts have a canonical form; the
// same text gives the same facts; one conclusion.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "assay/core/bytes.h"
#include "assay/rights/rights.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = assay::AsText({data, size});
  auto facts = assay::rights::FromJsonSidecar(text, "sidecar:x.json");
  ASSAY_CHECK(std::ranges::count(facts, "rights.sidecar", &assay::Fact::name) == 1);
  ASSAY_CHECK(assay::FactsBlob(facts) ==
              assay::FactsBlob(assay::rights::FromJsonSidecar(text, "sidecar:x.json")));
  assay::rights::Conclude(facts);
  ASSAY_CHECK(std::ranges::count(facts, "rights.concluded", &assay::Fact::name) == 1);
  assay::FactsBlob(facts);
  return 0;
}
