// SPDX-License-Identifier: Apache-2.0
//
// Property: the canonical address of what was read reads as the same licence, and nothing but a
// known host is ever a licence.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "assay/core/bytes.h"
#include "assay/rights/licence_address.h"
#include "assay/rights/spdx_expression.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = assay::AsText({data, size});
  if (const auto licence = assay::rights::ReadAddress(text)) {
    ASSAY_CHECK(!licence->key.empty() && !licence->spdx.empty() && !licence->family.empty());
    if (!licence->url.empty()) {
      const auto again = assay::rights::ReadAddress(licence->url);
      ASSAY_CHECK(again && again->key == licence->key && again->spdx == licence->spdx);
    }
  }
  if (const auto licence = assay::rights::SpdxExpression(text)) {
    const auto again = assay::rights::SpdxExpression(licence->spdx);
    ASSAY_CHECK(again && again->spdx == licence->spdx);
  }
  return 0;
}
