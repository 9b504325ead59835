// SPDX-License-Identifier: Apache-2.0
//
// A number that is all of a text. No locale, no blanks, no sign but a minus.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace assay {

/// None for text that is no `Number`, or one that it cannot hold. Of a double "nan" and "inf" are
/// numbers too.
template <typename Number>
std::optional<Number> ParseNumber(std::string_view text) {
  Number number{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace assay
