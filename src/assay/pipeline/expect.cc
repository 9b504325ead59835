// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/expect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "assay/catalog/catalog.h"
#include "assay/core/bytes.h"

namespace assay::pipeline {
namespace {

constexpr std::int64_t kWhole = 1'000'000;  ///< millionths
constexpr std::int64_t kMost = 1'000'000'000'000;
/// In the order of Comparison; the longer ones first.
constexpr std::array<std::string_view, 5> kComparisons = {">=", "<=", "==", ">", "<"};

/// Digits only, at least one.
std::optional<std::int64_t> Digits(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = problem == std::errc() && end == text.data() + text.size() &&
                         number >= 0 && number <= kMost && text.front() != '-';
  return is_number ? std::optional(number) : std::nullopt;
}

/// "0.5" -> 5'000 millionths.
std::optional<std::int64_t> Millionths(std::string_view percent) {
  constexpr std::size_t kDecimals = 4;
  const std::size_t point = percent.find('.');
  std::string decimals;
  if (point != std::string_view::npos) {
    decimals = std::string(percent.substr(point + 1));
    if (decimals.empty() || decimals.size() > kDecimals) return std::nullopt;
  }
  decimals.append(kDecimals - decimals.size(), '0');
  const auto whole = Digits(percent.substr(0, point));
  const auto rest = Digits(decimals);
  if (!whole || !rest || *whole > 100) return std::nullopt;
  const std::int64_t millionths = *whole * 10'000 + *rest;
  return millionths <= kWhole ? std::optional(millionths) : std::nullopt;
}

std::int64_t CountOf(const catalog::Accounting& count, std::string_view name) {
  return name == "allow"    ? count.allow
         : name == "dead"   ? count.dead
         : name == "deny"   ? count.deny
         : name == "review" ? count.review
                            : count.seen;
}

/// Factors are bounded by 10^12 and 10^6: the products fit.
bool Holds(const Expectation& expected, std::int64_t found, std::int64_t seen) {
  const std::int64_t left = expected.is_share ? found * kWhole : found;
  const std::int64_t right = expected.is_share ? expected.number * seen : expected.number;
  switch (expected.compare) {
    case Comparison::kAtLeast:
      return left >= right;
    case Comparison::kAtMost:
      return left <= right;
    case Comparison::kEqual:
      return left == right;
    case Comparison::kMore:
      return left > right;
    case Comparison::kLess:
      return left < right;
  }
  return false;
}

}  // namespace

std::optional<Expectation> ParseExpectation(std::string_view count, std::string_view text) {
  Expectation expected;
  expected.count = count;
  std::string_view rest = Trim(text);
  const auto* const compare =
      std::ranges::find_if(kComparisons, [rest](auto each) { return rest.starts_with(each); });
  if (compare == kComparisons.end()) return std::nullopt;
  expected.compare = static_cast<Comparison>(compare - kComparisons.begin());
  rest = Trim(rest.substr(compare->size()));
  expected.text = fmt::format("{} {}", *compare, rest);
  expected.is_share = rest.ends_with('%');
  if (expected.is_share) rest = Trim(rest.substr(0, rest.size() - 1));
  if (rest.empty() || (expected.is_share && count == "seen")) return std::nullopt;
  const auto number = expected.is_share ? Millionths(rest) : Digits(rest);
  if (!number) return std::nullopt;
  expected.number = *number;
  return expected;
}

Json ToJson(const std::vector<Expectation>& expectations) {
  Json json = Json::object();
  for (const Expectation& expected : expectations) json[expected.count] = expected.text;
  return json;
}

Result<std::vector<Expectation>> ExpectationsFromJson(const Json& json) {
  std::vector<Expectation> expectations;
  for (const auto& [count, text] : json.items()) {
    auto expected = ParseExpectation(count, text.is_string() ? text.get<std::string>() : "");
    if (!expected) return Error{ErrorCode::kCorrupt, "a stored plan: what it expects"};
    expectations.push_back(std::move(*expected));
  }
  return expectations;
}

std::string Unmet::ToText() const {
  if (!expected.is_share)
    return fmt::format("{} is {}, expected {}", expected.count, found, expected.text);
  const double percent =
      seen > 0 ? 100.0 * static_cast<double>(found) / static_cast<double>(seen) : 0.0;
  return fmt::format("{} is {} of {} ({:.4g}%), expected {}", expected.count, found, seen, percent,
                     expected.text);
}

std::vector<Unmet> FindUnmet(const std::vector<Expectation>& expectations,
                             const catalog::Accounting& count) {
  std::vector<Unmet> unmet;
  for (const Expectation& expected : expectations) {
    const std::int64_t found = CountOf(count, expected.count);
    if (!Holds(expected, found, count.seen)) unmet.push_back({expected, found, count.seen});
  }
  return unmet;
}

}  // namespace assay::pipeline
