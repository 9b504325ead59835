// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "assay/core/bytes.h"
#include "assay/rights/robots_internal.h"

namespace assay::rights {
namespace {

// google/robotstxt keeps 8 times the longest address it knows (2083 octets), with a final NUL.
constexpr std::size_t kLine_bytes = 2083 * 8 - 1;

constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool StartsWithIgnoringCase(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(),
                    [](char want, char have) { return want == Lower(have); });
}

struct KeyName {
  std::string_view prefix;
  RobotsKey key;
  bool proper;  ///< not a known misspelling
};
// Keys are known by their beginning, misspellings included: kept from google/robotstxt, robots.cc.
constexpr std::array kPrefixes = {
    KeyName{"user-agent", RobotsKey::kUserAgent, true},
    KeyName{"useragent", RobotsKey::kUserAgent, false},
    KeyName{"user agent", RobotsKey::kUserAgent, false},
    KeyName{"allow", RobotsKey::kAllow, true},
    KeyName{"disallow", RobotsKey::kDisallow, true},
    KeyName{"dissallow", RobotsKey::kDisallow, false},
    KeyName{"dissalow", RobotsKey::kDisallow, false},
    KeyName{"disalow", RobotsKey::kDisallow, false},
    KeyName{"diasllow", RobotsKey::kDisallow, false},
    KeyName{"disallaw", RobotsKey::kDisallow, false},
    KeyName{"sitemap", RobotsKey::kSitemap, true},
    KeyName{"site-map", RobotsKey::kSitemap, false},
};
// Ours: whole keys only.
constexpr std::array kWhole = {
    KeyName{"crawl-delay", RobotsKey::kCrawlDelay, true},
    KeyName{"content-usage", RobotsKey::kContentUsage, true},
    KeyName{"content-signal", RobotsKey::kContentSignal, true},
    KeyName{"license", RobotsKey::kLicence, true},
};

/// Servers answer with their page for everything; a robots.txt never begins with a tag.
bool LooksLikeHtml(std::string_view text) {
  text = Trim(text.substr(0, 1024));
  if (text.size() < 2 || text.front() != '<') return false;
  const char next = Lower(text[1]);
  return next == '!' || next == '?' || (next >= 'a' && next <= 'z');
}

std::string_view WithoutMark(std::string_view bytes) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  const auto differ = std::ranges::mismatch(bytes, kMark).in2;
  return bytes.substr(static_cast<std::size_t>(differ - kMark.begin()));  // also half a mark
}

}  // namespace

std::string_view RobotsText(std::string_view bytes, RobotsFlags& flags) {
  if (bytes.size() > kRobots_bytes) {
    flags.cut = true;
    const std::size_t end = bytes.substr(0, kRobots_bytes).find_last_of("\r\n");
    bytes = bytes.substr(0, end == std::string_view::npos ? 0 : end + 1);
  }
  const bool utf16 = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
  flags.binary = utf16 || bytes.find('\0') != std::string_view::npos;
  bytes = WithoutMark(bytes);
  flags.html = LooksLikeHtml(bytes);
  return flags.html ? std::string_view() : bytes;
}

std::string_view RobotsLines::TakeLine() {
  const std::size_t end = rest_.find_first_of("\r\n");
  const std::string_view line = rest_.substr(0, end);
  if (end == std::string_view::npos) {
    rest_ = {};
  } else {
    const bool two = rest_.substr(end).starts_with("\r\n");
    rest_.remove_prefix(end + (two ? 2 : 1));
  }
  ++number_;
  return line;
}

RobotsKey RobotsLines::ReadKey(std::string_view key) {
  for (const KeyName& name : kPrefixes) {
    if (!StartsWithIgnoringCase(key, name.prefix)) continue;
    flags_.typo = flags_.typo || !name.proper || key.size() != name.prefix.size();
    return name.key;
  }
  for (const KeyName& name : kWhole) {
    if (key.size() == name.prefix.size() && StartsWithIgnoringCase(key, name.prefix)) {
      return name.key;
    }
  }
  return RobotsKey::kUnknown;
}

/// A missing colon is forgiven where exactly two words stand.
bool RobotsLines::Split(std::string_view line, std::string_view& key, std::string_view& value) {
  constexpr std::string_view kWhite = " \t";
  line = Trim(line.substr(0, line.find('#')));
  std::size_t at = line.find(':');
  const bool colon = at != std::string_view::npos;
  if (!colon) at = line.find_first_of(kWhite);
  if (at == std::string_view::npos) return false;
  key = Trim(line.substr(0, at));
  value = Trim(line.substr(at + 1));
  if (colon) return !key.empty();
  return !value.empty() && value.find_first_of(kWhite) == std::string_view::npos;
}

bool RobotsLines::Next(RobotsEntry& entry) {
  while (!rest_.empty()) {
    std::string_view line = TakeLine();
    const std::size_t end = std::min(line.find('\0'), kLine_bytes);
    const bool cut = line.size() > end && line.find('#') >= end;
    line = line.substr(0, end);
    flags_.cut_line = flags_.cut_line || cut;
    std::string_view key;
    if (!Split(line, key, entry.value)) continue;
    entry.key = ReadKey(key);
    if (entry.key == RobotsKey::kUnknown) continue;
    if (line.substr(0, line.find('#')).find(':') == std::string_view::npos) flags_.typo = true;
    entry.line = number_;
    entry.cut = cut;
    return true;
  }
  return false;
}

std::string_view AgentToken(std::string_view value) {
  if (value.starts_with('*') && (value.size() == 1 || value[1] == ' ' || value[1] == '\t')) {
    return value.substr(0, 1);
  }
  const auto end = std::ranges::find_if(value, [](char c) {
    const char lower = Lower(c);
    return !((lower >= 'a' && lower <= 'z') || c == '-' || c == '_');
  });
  return value.substr(0, static_cast<std::size_t>(end - value.begin()));
}

}  // namespace assay::rights
