// SPDX-License-Identifier: Apache-2.0
//
// A head as a server may send it, a line at a time. Properties: what is kept is a part of what
// came and within the limit; names hold no colon, values no line end, and both no blanks around.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "assay/acquire/head_reader_internal.h"

namespace {

using assay::acquire::internal::HeadState;

constexpr std::size_t kLimit_bytes = 4096;

void CheckHead(const assay::acquire::Head& head, std::string_view input) {
  ASSAY_CHECK(head.text.size() <= kLimit_bytes && input.find(head.text) != std::string_view::npos);
  ASSAY_CHECK(head.status < 100 || head.status > 199 || head.status == 101);
  for (const auto& [name, value] : head.headers) {
    ASSAY_CHECK(name.find_first_of(":\n") == std::string_view::npos && assay::Trim(name) == name);
    ASSAY_CHECK(value.find('\n') == std::string_view::npos && assay::Trim(value) == value);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = assay::AsText({data, size});
  assay::acquire::internal::HeadReader reader(kLimit_bytes);
  HeadState state = HeadState::kNothing;
  for (std::string_view rest = input; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end == std::string_view::npos ? end : end + 1);
    state = reader.Add(line);
    rest.remove_prefix(line.size());
  }
  ASSAY_CHECK((state == HeadState::kNothing) == input.empty());
  if (state == HeadState::kComplete) CheckHead(reader.Take(), input);
  return 0;
}
