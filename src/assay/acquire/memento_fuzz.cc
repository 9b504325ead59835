// SPDX-License-Identifier: Apache-2.0
//
// Answers of an archive. Properties: what is read has a time of 14 digits, no more captures come
// out than the text has room for, and those around a day lie on its two sides.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "assay/acquire/memento.h"
#include "assay/core/bytes.h"

namespace {

using assay::acquire::Capture;

void Check(const assay::Result<std::vector<Capture>>& captures, std::size_t bytes) {
  if (!captures.ok()) return;
  ASSAY_CHECK(captures.value().size() * 10 <= bytes);
  for (const Capture& capture : captures.value()) {
    ASSAY_CHECK(capture.timestamp.size() == 14);
    ASSAY_CHECK(assay::acquire::TimeOf(capture).size() == 20);
  }
  const auto nearest = assay::acquire::NearestTo("2024-05-01", captures.value());
  ASSAY_CHECK(!nearest.before || nearest.before->timestamp <= "20240501235959");
  ASSAY_CHECK(!nearest.after || nearest.after->timestamp > "20240501235959");
  ASSAY_CHECK(nearest.before || nearest.after || captures.value().empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = assay::AsText({data, size});
  Check(assay::acquire::ParseCdx(input), size);
  Check(assay::acquire::ParseTimeMap(input), size);
  return 0;
}
