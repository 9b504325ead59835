// SPDX-License-Identifier: Apache-2.0
//
// Property: whatever the bytes are, rows come in fours, and what they say of a box is true of some
// box in its picture.
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "assay/core/result.h"
#include "assay/fairness/coco.h"

namespace {

double Number(std::string_view text) {
  double number = -1;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  ASSAY_CHECK(parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size());
  return number;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t rows = 0;
  const auto status = assay::fairness::ReadCoco(text, [&](const auto& row) -> assay::Status {
    ++rows;
    if (row.attribute == "box_area")
      ASSAY_CHECK(Number(*row.value) >= 0 && Number(*row.value) <= 1);
    if (row.attribute == "box_centre_distance")
      ASSAY_CHECK(Number(*row.value) >= 0 && Number(*row.value) < 0.7072);
    return assay::Done{};
  });
  ASSAY_CHECK(rows % 4 == 0);
  (void)status.ok();
  return 0;
}
