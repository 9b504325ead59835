// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "assay/acquire/exchange_internal.h"
#include "assay/acquire/fetcher.h"
#include "assay/core/bytes.h"

namespace assay::acquire {

std::string_view FindHeader(std::span<const rights::HeaderLine> headers, std::string_view name) {
  const std::string lower = ToLowerAscii(name);
  const auto found = std::ranges::find_if(headers, [&lower](const rights::HeaderLine& line) {
    return line.name.size() == lower.size() && ToLowerAscii(line.name) == lower;
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
