// SPDX-License-Identifier: Apache-2.0
//
// Which of the addresses that a crawl finds belong to it, and in which spelling. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "assay/acquire/web_url.h"

namespace assay::acquire {

struct ScopeOptions {
  std::set<std::string> hosts;       ///< pages of these only
  std::vector<std::string> exclude;  ///< path patterns as in robots.txt
  bool pictures = true;              ///< of pages in scope, on whatever host they lie
  std::int64_t depth = 16;           ///< links from a seed
  std::size_t url_bytes = 2'000;
  std::size_t segments = 24;  ///< of a path
  std::size_t repeats = 3;    ///< of one segment in a path: /a/b/a/b/a/b
  std::size_t queries = 200;  ///< different queries of one path: calendars, filters
};

/// Threads: one. Memory: about 50 bytes for each address with a query.
class CrawlScope {
 public:
  explicit CrawlScope(ScopeOptions options) : options_(std::move(options)) {}

  /// Without the parts that name a visitor or a campaign, so that one page is one address.
  [[nodiscard]] static WebUrl Canonical(WebUrl url);

  /// Empty when `url` belongs to the crawl, else why it does not: "scope.host", "scope.depth",
  /// "scope.excluded", "trap.length", "trap.depth", "trap.repeat", "trap.queries".
  std::string_view Refusal(const WebUrl& url, std::string_view kind, std::int64_t depth);

 private:
  ScopeOptions options_;
  std::map<std::uint64_t, std::set<std::uint64_t>> queries_;  ///< hashes, by hash of the path
};

}  // namespace assay::acquire
