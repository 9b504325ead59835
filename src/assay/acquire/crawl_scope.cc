// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/crawl_scope.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/rights/path_pattern.h"

namespace assay::acquire {
namespace {

/// Names of query parameters that tell who comes or from where, never what is shown.
constexpr std::array<std::string_view, 14> kVisitor = {
    "phpsessid", "jsessionid", "aspsessionid", "sid",    "sessionid", "session_id", "sessid",
    "cfid",      "cftoken",    "gclid",        "fbclid", "msclkid",   "mc_cid",     "mc_eid"};

bool NamesVisitor(std::string_view parameter) {
  const std::string name = ToLowerAscii(parameter.substr(0, parameter.find('=')));
  return name.starts_with("utm_") || std::ranges::count(kVisitor, std::string_view(name)) > 0;
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::size_t MostRepeats(const std::vector<std::string_view>& segments) {
  std::map<std::string_view, std::size_t> counts;
  std::size_t most = 0;
  for (const std::string_view segment : segments)
    if (!segment.empty()) most = std::max(most, ++counts[segment]);
  return most;
}

std::uint64_t Key(std::string_view text) {
  const Digest digest = Sha256(text);
  std::uint64_t key = 0;
  std::memcpy(&key, digest.bytes.data(), sizeof key);
  return key;
}

}  // namespace

WebUrl CrawlScope::Canonical(WebUrl url) {
  const std::size_t mark = url.target.find('?');
  std::string path = url.target.substr(0, mark);
  const std::size_t matrix = ToLowerAscii(path).find(";jsessionid=");
  if (matrix != std::string::npos) path.erase(matrix, path.find('/', matrix) - matrix);
  std::string query;
  if (mark != std::string::npos) {
    for (const std::string_view parameter :
         Split(std::string_view(url.target).substr(mark + 1), '&')) {
      if (parameter.empty() || NamesVisitor(parameter)) continue;
      query += query.empty() ? '?' : '&';
      query += parameter;
    }
  }
  url.target = path + query;
  return url;
}

std::string_view CrawlScope::Refusal(const WebUrl& url, std::string_view kind, std::int64_t depth) {
  if (kind == "picture" ? !options_.pictures : !options_.hosts.contains(url.host))
    return "scope.host";
  if (depth > options_.depth) return "scope.depth";
  const rights::NormalPath normal(url.target);
  const auto matches = [&normal](const std::string& pattern) {
    return rights::PathPattern(pattern).Matches(normal);
  };
  if (std::ranges::any_of(options_.exclude, matches)) return "scope.excluded";
  if (url.target.size() > options_.url_bytes) return "trap.length";
  const std::size_t mark = url.target.find('?');
  const std::string_view path = std::string_view(url.target).substr(0, mark);
  const auto segments = Split(path, '/');
  if (segments.size() > options_.segments + 1) return "trap.depth";
  if (MostRepeats(segments) > options_.repeats) return "trap.repeat";
  if (mark == std::string::npos) return "";
  std::set<std::uint64_t>& queries = queries_[Key(url.Origin() + std::string(path))];
  const std::uint64_t query = Key(std::string_view(url.target).substr(mark));
  if (queries.size() >= options_.queries && !queries.contains(query)) return "trap.queries";
  queries.insert(query);
  return "";
}

}  // namespace assay::acquire
