// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <charconv>

#include "assay/core/bytes.h"
#include "assay/rights/licence_lists_internal.h"
#include "assay/rights/robots_internal.h"
#include "assay/rights/web_facts_internal.h"

namespace assay::rights {
namespace {

constexpr std::string_view kUntil = "unavailable_after";

bool IsWord(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

/// A name of a crawler: a product token, perhaps with a version; or all of them.
bool IsAgent(std::string_view lower) {
  if (lower == "*") return true;
  return !AgentToken(lower).empty() && std::ranges::all_of(lower, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
           c == '/';
  });
}

/// "sat" and "saturday": the comma behind it belongs to a date.
bool IsWeekday(std::string_view text) {
  constexpr std::array<std::string_view, 7> kDays = {"monday", "tuesday",  "wednesday", "thursday",
                                                     "friday", "saturday", "sunday"};
  const std::string lower = ToLowerAscii(Trim(text));
  return lower.size() >= 3 &&
         std::ranges::any_of(kDays, [&](std::string_view day) { return day.starts_with(lower); });
}

class TagReader {
 public:
  TagReader(std::string_view text, std::string_view token)
      : items_(SplitList(text, ',')), token_(token) {}

  RobotsTag Read() {
    while (at_ < items_.size()) ReadItem(items_[at_++]);
    return std::move(tag_);
  }

 private:
  /// Names of crawlers in front of an item change whose words follow, in all of the line.
  void ReadItem(std::string_view item) {
    for (std::size_t colon = item.find(':'); colon != std::string_view::npos;
         colon = item.find(':')) {
      const std::string left = ToLowerAscii(Trim(item.substr(0, colon)));
      item = Trim(item.substr(colon + 1));
      if (TakesValue(left)) return ReadValue(left, item);
      if (!IsAgent(left)) return Add(left, /*is_known=*/false);
      ours_ = left == "*" || EqualIgnoringCase(AgentToken(left), token_);
    }
    if (!item.empty()) Add(ToLowerAscii(item), IsWord(ToLowerAscii(item)));
  }

  static bool TakesValue(std::string_view lower) {
    const auto names = Strings(SignalTable("robots_tag")["valued"]);
    return lower.starts_with("max-") || std::ranges::find(names, lower) != names.end();
  }

  void ReadValue(const std::string& name, std::string_view value) {
    std::string whole(value);
    if (name == kUntil && IsWeekday(value) && at_ < items_.size()) {
      whole += ", ";
      whole += items_[at_++];
    }
    Add(name + ":" + ToLowerAscii(whole), name != kUntil || !DayOf(whole).empty());
  }

  void Add(std::string directive, bool is_known) {
    if (!ours_) return;
    if (!is_known)
      tag_.malformed = true;
    else
      tag_.directives.push_back(std::move(directive));
  }

  std::vector<std::string_view> items_;
  std::string_view token_;
  std::size_t at_ = 0;
  bool ours_ = true;
  RobotsTag tag_;
};

/// The runs of letters and of digits in a date.
std::vector<std::string> DateParts(std::string_view date) {
  std::vector<std::string> parts;
  bool joined = false;
  for (const char c : ToLowerAscii(date.substr(0, 64))) {
    const bool digit = c >= '0' && c <= '9';
    const bool letter = c >= 'a' && c <= 'z';
    if (!digit && !letter) {
      joined = false;
      continue;
    }
    const bool same = joined && (parts.back().back() <= '9') == digit;
    if (same)
      parts.back() += c;
    else
      parts.emplace_back(1, c);
    joined = true;
  }
  return parts;
}

int MonthOf(std::string_view name) {
  constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                        "jul", "aug", "sep", "oct", "nov", "dec"};
  const auto found = std::ranges::find(kMonths, name.substr(0, 3));
  return found == kMonths.end() ? 0 : static_cast<int>(found - kMonths.begin()) + 1;
}

int NumberOf(std::string_view digits) {
  int number = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc{} && end == digits.data() + digits.size() ? number : -1;
}

std::string Day(int year, int month, int day) {
  const bool valid =
      year >= 1970 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  return valid ? fmt::format("{:04}-{:02}-{:02}", year, month, day) : "";
}

/// The row of the table that a directive stands for on the day of the fetch.
std::string RowName(const std::string& directive, std::string_view today) {
  const std::string prefix = std::string(kUntil) + ":";
  if (!directive.starts_with(prefix)) return directive;
  const std::string day = DayOf(directive.substr(prefix.size()));
  return prefix + (day <= today ? "past" : "future");
}

WebSignal TagSignal(std::string_view text, const WebContext& context) {
  const RobotsTag tag = ReadRobotsTag(text, context.token);
  const Json& table = SignalTable("robots_tag");
  WebSignal signal;
  signal.protocol = "robots_tag";
  signal.malformed = tag.malformed;
  signal.raw = text;
  for (const std::string& directive : tag.directives) {
    const std::string row = RowName(directive, context.date);
    if (!signal.value.empty()) signal.value += ", ";
    signal.value += directive;
    signal.words.Restrict(RowWords(table["any"], row));
    if (context.is_image) signal.words.Restrict(RowWords(table["images"], row));
    const bool known = table["any"].contains(row) || table["images"].contains(row) ||
                       directive.find(':') != std::string::npos;
    if (!known) signal.lints.emplace_back("unknown directive");
  }
  return signal;
}

}  // namespace

RobotsTag ReadRobotsTag(std::string_view text, std::string_view token) {
  return TagReader(text, token).Read();
}

std::string DayOf(std::string_view date) {
  const auto parts = DateParts(date);
  for (std::size_t i = 0; i + 2 < parts.size(); ++i) {
    const int first = NumberOf(parts[i]);
    const int third = NumberOf(parts[i + 2]);
    if (first < 0 || third < 0) continue;
    if (parts[i].size() == 4) return Day(first, NumberOf(parts[i + 1]), third);
    const int century = parts[i + 2].size() == 2 ? (third < 70 ? 2000 : 1900) : 0;
    return Day(century + third, MonthOf(parts[i + 1]), first);
  }
  return "";
}

std::vector<Fact> FromMeta(std::span<const MetaTag> metas, const WebContext& context) {
  Statements out(context.source, "page");
  for (const MetaTag& meta : metas) {
    const std::string_view name = Trim(meta.name);
    if (!EqualIgnoringCase(name, "robots") && !EqualIgnoringCase(name, context.token)) continue;
    WebSignal signal = TagSignal(meta.content, context);
    if (signal.value.empty() && !signal.malformed) continue;
    signal.scope = "page";
    signal.carrier = "html:meta " + ToLowerAscii(name);
    AddWebSignal(std::move(signal), out);
  }
  return out.Take();
}

void AddRobotsTag(const HeaderLine& header, const WebContext& context, Statements& out) {
  WebSignal signal = TagSignal(header.value, context);
  if (signal.value.empty() && !signal.malformed) return;
  signal.scope = context.scope;
  signal.carrier = "header:X-Robots-Tag";
  AddWebSignal(std::move(signal), out);
}

}  // namespace assay::rights
