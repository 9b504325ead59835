// SPDX-License-Identifier: Apache-2.0
//
// Property: what parses has a canonical form that parses to the same value and is its own
// canonical form.
#include <cstddef>
#include <cstdint>
#include <span>

#include "assay/core/bytes.h"
#include "assay/core/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = assay::ParseJson(assay::AsText({data, size}));
  if (!value.ok()) return 0;
  const std::string canonical = assay::Canonical(value.value());
  const auto again = assay::ParseJson(canonical);
  ASSAY_CHECK(again.ok());
  ASSAY_CHECK(assay::Canonical(again.value()) == canonical);
  return 0;
}
