// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "assay/codec/metadata_internal.h"

/// No block refuses a picture, and its marks are valid UTF-8 within the budget.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  codec::Draft draft({}, {});
  codec::AddExif(draft, {data, size});
  ASSAY_CHECK(draft.picture.outcome == Outcome::kOk);
  ASSAY_CHECK(draft.orientation >= 1 && draft.orientation <= 8);
  std::size_t total_bytes = 0;
  for (const Mark& mark : draft.picture.marks) {
    ASSAY_CHECK(IsUtf8(mark.value) && IsUtf8(mark.name) && !mark.name.empty());
    total_bytes += mark.value.size();
  }
  ASSAY_CHECK(total_bytes <= codec::kMarksLimit_bytes);
  return 0;
}
