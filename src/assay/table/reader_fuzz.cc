// SPDX-License-Identifier: Apache-2.0
//
// Property: however a CSV is cut into pieces, the same rows or the same error come out; each row is
// as wide as its header, and valid UTF-8.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/table/csv.h"

namespace {

/// Everything that came out, as one text.
std::string Transcript(std::string_view text, std::size_t piece) {
  std::string out;
  assay::table::CsvParser parser([&out](auto names, auto values) -> assay::Status {
    ASSAY_CHECK(names.size() == values.size());
    for (const auto& value : values) {
      ASSAY_CHECK(!value || assay::IsUtf8(*value));
      out += value ? "<" + *value + ">" : "-";
    }
    out += "\n";
    return assay::Done{};
  });
  while (!text.empty()) {
    if (const auto status = parser.Feed(text.substr(0, piece)); !status.ok())
      return out + status.error().what;
    text.remove_prefix(std::min(piece, text.size()));
  }
  const auto status = parser.Finish();
  return status.ok() ? out : out + status.error().what;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ASSAY_CHECK(Transcript(text, 1) == Transcript(text, 7));
  ASSAY_CHECK(Transcript(text, 7) == Transcript(text, std::max<std::size_t>(size, 1)));
  return 0;
}
