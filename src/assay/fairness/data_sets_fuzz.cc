// SPDX-License-Identifier: Apache-2.0
//
// Property: whatever the bytes are, attributes of CelebA are yes, no or unknown, and the edges of a
// box of Open Images are in its picture.
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "assay/core/result.h"
#include "assay/fairness/data_sets.h"

namespace {

using assay::Done;
using assay::Status;
using assay::fairness::LongRow;

Status TakeYesOrNo(const LongRow& row) {
  ASSAY_CHECK(!row.asset.empty() && row.region.empty());
  ASSAY_CHECK(!row.value || row.value == "yes" || row.value == "no");
  return Done{};
}

Status TakeBox(const LongRow& row) {
  ASSAY_CHECK(!row.asset.empty() && !row.region.empty());
  if (!row.attribute.starts_with("box_")) return Done{};
  double number = -1;
  std::from_chars(row.value->data(), row.value->data() + row.value->size(), number);
  ASSAY_CHECK(number >= 0 && number <= 1);
  return Done{};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)assay::fairness::ReadCelebA(text, TakeYesOrNo).ok();
  assay::table::CsvParser boxes(assay::fairness::FromOpenImagesBoxes(TakeBox));
  if (boxes.Feed(text).ok()) (void)boxes.Finish().ok();
  return 0;
}
