// SPDX-License-Identifier: Apache-2.0
//
// Foreign text in a Markdown document.
#pragma once

#include <string>
#include <string_view>

namespace assay::fairness::internal {

/// Text that is only text: every character that Markdown or HTML gives a meaning is escaped, and a
/// line end is a space.
inline std::string Escaped(std::string_view text) {
  constexpr std::string_view kMarks = "\\`*_{}[]<>()#+-.!|~&$@:";
  std::string escaped;
  for (const char c : text) {
    if (kMarks.find(c) != std::string_view::npos) escaped += '\\';
    escaped += c == '\n' || c == '\r' ? ' ' : c;
  }
  return escaped;
}

}  // namespace assay::fairness::internal
