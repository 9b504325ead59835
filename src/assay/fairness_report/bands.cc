// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness_report/bands.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <utility>

#include "assay/core/bytes.h"

namespace assay::fairness_report {
namespace {

struct Tone {
  std::string_view name;
  std::string_view colour;
};
constexpr std::array<Tone, 6> kTones = {{{"very_light", "#e9c2a9"},
                                         {"light", "#c9a48b"},
                                         {"intermediate", "#b49077"},
                                         {"tan", "#a38068"},
                                         {"brown", "#896851"},
                                         {"dark", "#5a3d28"}}};

std::optional<double> ToneRank(std::string_view value) {
  for (std::size_t i = 0; i < kTones.size(); ++i)
    if (kTones.at(i).name == value) return static_cast<double>(i);
  return std::nullopt;
}

/// Takes one of `words` off the front.
bool Take(std::string_view& text, std::initializer_list<std::string_view> words) {
  text = Trim(text);
  for (const std::string_view word : words) {
    if (!text.starts_with(word)) continue;
    text = Trim(text.substr(word.size()));
    return true;
  }
  return false;
}

std::optional<double> TakeNumber(std::string_view& text) {
  double number = 0;
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  const auto [end, failed] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (failed != std::errc()) return std::nullopt;
  text = Trim(text.substr(static_cast<std::size_t>(end - text.data())));
  return number;
}

/// Where a band of numbers begins: "under 18" before all, "65+" just after "65".
std::optional<double> BandRank(std::string_view value) {
  const std::string lower = ToLowerAscii(value);
  std::string_view text = lower;
  const bool is_under = Take(text, {"under ", "below ", "up to ", "less than ", "<=", "<"});
  const bool is_over = !is_under && Take(text, {"over ", "above ", "more than ", ">=", ">"});
  const auto from = TakeNumber(text);
  if (!from) return std::nullopt;
  if (is_under) return text.empty() ? std::optional(-1.0) : std::nullopt;
  if (is_over || Take(text, {"+", "and over", "and older", "and above", "and more", "or over",
                             "or older", "or above", "or more"}))
    return text.empty() ? std::optional(*from + 0.5) : std::nullopt;
  if (text.empty()) return from;
  if (!Take(text, {"-", "\u2013", "to "})) return std::nullopt;
  const auto to = TakeNumber(text);
  return to && *to >= *from && text.empty() ? from : std::nullopt;
}

}  // namespace

std::optional<std::vector<std::size_t>> OrderOfBands(const std::vector<std::string>& values) {
  if (values.empty()) return std::nullopt;
  const bool are_tones = ToneRank(values.front()).has_value();
  std::vector<std::pair<double, std::size_t>> ranks;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto rank = are_tones ? ToneRank(values[i]) : BandRank(values[i]);
    if (!rank) return std::nullopt;
    ranks.emplace_back(*rank, i);
  }
  std::ranges::sort(ranks);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (i > 0 && ranks[i].first == ranks[i - 1].first) return std::nullopt;
    order.push_back(ranks[i].second);
  }
  return order;
}

std::string_view SwatchOf(std::string_view value) {
  const auto rank = ToneRank(value);
  return rank ? kTones.at(static_cast<std::size_t>(*rank)).colour : std::string_view();
}

}  // namespace assay::fairness_report
