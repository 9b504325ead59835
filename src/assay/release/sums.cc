// SPDX-License-Identifier: Apache-2.0
#include "assay/release/sums.h"

#include <fmt/format.h>

#include <cstddef>

#include "assay/release/manifest.h"

namespace assay::release {
namespace {

Result<Sum> ParseLine(std::string_view line) {
  constexpr std::size_t kHex = 64;
  const Error bad{ErrorCode::kCorrupt, "not a SHA-256, two blanks and a path inside the release"};
  if (line.size() < kHex + 2 || line.substr(kHex, 2) != "  ") return bad;
  const auto digest = ParseDigest(line.substr(0, kHex));
  const std::string_view path = line.substr(kHex + 2);
  if (!digest.ok() || digest.value().Hex() != line.substr(0, kHex) || !IsPath(path)) return bad;
  return Sum{std::string(path), digest.value()};
}

}  // namespace

std::string LineOf(const Sum& sum) { return fmt::format("{}  {}\n", sum.sha256.Hex(), sum.path); }

Result<std::vector<Sum>> ParseSums(std::string_view text) {
  std::vector<Sum> sums;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string where = fmt::format("SHA256SUMS:{}", sums.size() + 1);
    if (end == std::string_view::npos)
      return Error{ErrorCode::kCorrupt, where + ": the last line has no end"};
    auto sum = ParseLine(text.substr(0, end));
    if (!sum.ok()) return Error(sum.error()).In(where);
    if (!sums.empty() && sum.value().path <= sums.back().path)
      return Error{ErrorCode::kCorrupt, where + ": a path that does not come after the last one"};
    sums.push_back(std::move(sum).value());
    text.remove_prefix(end + 1);
  }
  return sums;
}

}  // namespace assay::release
