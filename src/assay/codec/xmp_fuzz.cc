// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "assay/codec/picture.h"

/// A packet either is refused or gives marks in valid UTF-8, the same ones each time: what earlier
/// packets taught the toolkit must not show.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  const std::string_view packet = AsText({data, size});
  const auto marks = codec::ReadXmp(packet);
  const auto again = codec::ReadXmp(packet);
  ASSAY_CHECK(marks.ok() == again.ok());
  if (!marks.ok()) return 0;
  ASSAY_CHECK(marks.value() == again.value());
  for (const Mark& mark : marks.value())
    ASSAY_CHECK(mark.carrier == "xmp" && IsUtf8(mark.value) && IsUtf8(mark.name));
  return 0;
}
