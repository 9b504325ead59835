// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "assay/acquire/exchange_internal.h"
#include "assay/acquire/fetcher.h"

namespace assay::acquire {

std::string_view FindHeader(std::span<const rights::HeaderLine> headers, std::string_view name) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  const auto found = std::ranges::find_if(headers, [&](const rights::HeaderLine& line) {
    return std::ranges::equal(line.name, name, {}, lower, lower);
  });
  return found == headers.end() ? std::string_view() : found->value;
}

std::string_view Head::Header(std::string_view name) const { return FindHeader(headers, name); }

std::string_view Name(Cut cut) {
  constexpr std::array<std::string_view, 5> kNames = {"", "length", "time", "disconnect",
                                                      "refused"};
  return kNames.at(static_cast<std::size_t>(cut));
}

}  // namespace assay::acquire
