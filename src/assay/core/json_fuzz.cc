// SPDX-License-Identifier: Apache-2.0
//
// Property: what parses has a canonical form that parses to the same value and is its own
// canonical form; what the quick reader takes is what the library behind the strict one reads.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "assay/core/bytes.h"
#include "assay/core/json.h"
#include "assay/core/json_plain_internal.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = assay::AsText({data, size});
  if (const auto plain = assay::internal::ReadPlainJson(text, /*depth_limit=*/64)) {
    const auto library = assay::Json::parse(text, nullptr, /*allow_exceptions=*/false);
    ASSAY_CHECK(!library.is_discarded() && library.dump() == plain->dump());
  }
  const auto value = assay::ParseJson(text);
  if (!value.ok()) return 0;
  const std::string canonical = assay::Canonical(value.value());
  const auto again = assay::ParseJson(canonical);
  ASSAY_CHECK(again.ok());
  ASSAY_CHECK(assay::Canonical(again.value()) == canonical);
  return 0;
}
