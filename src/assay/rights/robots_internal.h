// SPDX-License-Identifier: Apache-2.0
//
// The bytes of a robots.txt as lines, and each line as a key with its value. No groups, no rules.
#pragma once

#include <cstdint>
#include <string_view>

#include "assay/rights/robots.h"

namespace assay::rights {

enum class RobotsKey {
  kUnknown,
  kUserAgent,
  kAllow,
  kDisallow,
  kSitemap,
  kCrawlDelay,
  kContentUsage,
  kContentSignal,
  kLicence,
};

/// One line that has a key and is no comment.
struct RobotsEntry {
  RobotsKey key = RobotsKey::kUnknown;
  std::string_view value;
  std::uint32_t line = 0;
  bool cut = false;
};

/// What of `bytes` is text to be read: without BOM, within the limit, nothing of a page.
std::string_view RobotsText(std::string_view bytes, RobotsFlags& flags);

/// Walks through the lines; LF, CR and CRLF end one.
class RobotsLines {
 public:
  RobotsLines(std::string_view text, RobotsFlags& flags) : rest_(text), flags_(flags) {}

  /// False at the end of the text.
  bool Next(RobotsEntry& entry);

 private:
  std::string_view TakeLine();
  RobotsKey ReadKey(std::string_view key);
  bool Split(std::string_view line, std::string_view& key, std::string_view& value);

  std::string_view rest_;
  RobotsFlags& flags_;
  std::uint32_t number_ = 0;
};

/// The product token that a user-agent line names, in the line's case; "*" for all; empty for none.
std::string_view AgentToken(std::string_view value);

}  // namespace assay::rights
