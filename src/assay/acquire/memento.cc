// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/memento.h"

#include <curl/curl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "assay/acquire/web_url.h"
#include "assay/core/bytes.h"
#include "assay/core/json.h"
#include "assay/rights/link_header.h"

namespace assay::acquire {
namespace {

constexpr std::size_t kAnswer_bytes = 4U << 20U;
constexpr std::size_t kDigest_bytes = 128;
constexpr std::size_t kTimestampDigits = 14;

Error Malformed(std::string what) { return {ErrorCode::kCorrupt, std::move(what)}; }

bool IsDigits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool IsTimestamp(std::string_view text) {
  const auto within = [text](std::size_t at, std::string_view least, std::string_view most) {
    return text.substr(at, 2) >= least && text.substr(at, 2) <= most;
  };
  return text.size() == kTimestampDigits && IsDigits(text) && within(4, "01", "12") &&
         within(6, "01", "31") && within(8, "00", "23") && within(10, "00", "59") &&
         within(12, "00", "60");
}

/// All but what RFC 3986, section 2.3, leaves unreserved.
std::string Quoted(std::string_view text) {
  constexpr std::string_view kPlain = "-._~";
  std::string quoted;
  for (const char c : text) {
    const bool is_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_word || kPlain.find(c) != std::string_view::npos)
      quoted += c;
    else
      quoted += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return quoted;
}

/// Where the first row names a column, or none.
std::optional<std::size_t> ColumnOf(const Json& names, std::string_view name) {
  for (std::size_t at = 0; at < names.size(); ++at)
    if (names[at].is_string() && names[at].get_ref<const std::string&>() == name) return at;
  return std::nullopt;
}

bool IsRow(const Json& row, std::size_t columns) {
  return row.is_array() && row.size() == columns &&
         std::ranges::all_of(row, [](const Json& cell) { return cell.is_string(); });
}

/// The cell of a row that IsRow; empty for a column that there is not.
std::string CellAt(const Json& row, std::optional<std::size_t> column) {
  return column ? row[*column].get<std::string>() : std::string();
}

/// "Wed, 01 May 2024 12:00:00 GMT" as 14 digits.
std::optional<std::string> TimestampOf(const std::string& date) {
  constexpr time_t kYear10000 = 253'402'300'800;
  const time_t at = curl_getdate(date.c_str(), nullptr);
  if (at < 0 || at >= kYear10000) return std::nullopt;
  return fmt::format("{:%Y%m%d%H%M%S}", fmt::gmtime(at));
}

}  // namespace

Result<std::string> ArchiveAddress(std::string_view text) {
  ASSAY_LET(const WebUrl url, WebUrl::Parse(text));
  if (url.target.find('?') != std::string::npos)
    return Error{ErrorCode::kInvalidArgument, "an archive's address has no query"};
  std::string address = url.Text();
  if (address.back() != '/') address += '/';
  return address;
}

std::string CdxAddress(std::string_view archive, std::string_view url) {
  return fmt::format("{}cdx/search/cdx?url={}&output=json&filter=statuscode:200&collapse=digest",
                     archive, Quoted(url));
}

std::string TimeMapAddress(std::string_view archive, std::string_view url) {
  return fmt::format("{}web/timemap/link/{}", archive, url);
}

std::string CaptureAddress(std::string_view archive, std::string_view timestamp,
                           std::string_view url) {
  return fmt::format("{}web/{}id_/{}", archive, timestamp, url);
}

Result<std::vector<Capture>> ParseCdx(std::string_view json) {
  ASSAY_LET(const Json rows, ParseJson(json, {.bytes = kAnswer_bytes, .depth = 4}));
  if (!rows.is_array()) return Malformed("a CDX answer is a list of rows");
  std::vector<Capture> captures;
  if (rows.empty()) return captures;
  const Json& names = rows.front();
  const auto timestamp = names.is_array() ? ColumnOf(names, "timestamp") : std::nullopt;
  if (!timestamp) return Malformed("the first row of a CDX answer names no timestamp");
  const auto status = ColumnOf(names, "statuscode");
  const auto digest = ColumnOf(names, "digest");
  for (std::size_t at = 1; at < rows.size(); ++at) {
    if (!IsRow(rows[at], names.size()) || !IsTimestamp(CellAt(rows[at], timestamp)))
      return Malformed(fmt::format("row {} of a CDX answer is none", at));
    if (status && CellAt(rows[at], status) != "200") continue;
    captures.push_back(
        {CellAt(rows[at], timestamp), ToUtf8(CellAt(rows[at], digest), kDigest_bytes)});
  }
  return captures;
}

Result<std::vector<Capture>> ParseTimeMap(std::string_view text) {
  if (text.size() > kAnswer_bytes) return Error{ErrorCode::kExhausted, "a TimeMap over 4 MiB"};
  constexpr std::size_t kLinks = 100'000;
  const rights::LinkSet set = rights::ParseLinkSet(text, {kAnswer_bytes, kLinks});
  if (!set.is_whole) return Malformed("a TimeMap breaks the grammar of links");
  bool is_timemap = false;
  std::vector<Capture> captures;
  for (const rights::WebLink& link : set.links) {
    is_timemap = is_timemap || std::ranges::count(link.rels, "original") > 0;
    if (std::ranges::count(link.rels, "memento") == 0) continue;
    const auto timestamp = TimestampOf(link.datetime);
    if (!timestamp) return Malformed("a memento without its time");
    captures.push_back({*timestamp, ""});
  }
  // RFC 7089, section 5: the original is always named.
  if (!is_timemap) return Malformed("a TimeMap names its original");
  return captures;
}

Nearest NearestTo(std::string_view day, std::span<const Capture> captures) {
  std::string end_of_day = "235959";
  end_of_day.insert(0, fmt::format("{}{}{}", day.substr(0, 4), day.substr(5, 2), day.substr(8, 2)));
  Nearest nearest;
  for (const Capture& capture : captures) {
    std::optional<Capture>& best = capture.timestamp <= end_of_day ? nearest.before : nearest.after;
    const bool is_later = best && capture.timestamp > best->timestamp;
    const bool is_nearer = &best == &nearest.before ? is_later : !is_later;
    if (!best || (is_nearer && capture.timestamp != best->timestamp)) best = capture;
  }
  return nearest;
}

std::string TimeOf(const Capture& capture) {
  const std::string_view t = capture.timestamp;
  return fmt::format("{}-{}-{}T{}:{}:{}Z", t.substr(0, 4), t.substr(4, 2), t.substr(6, 2),
                     t.substr(8, 2), t.substr(10, 2), t.substr(12, 2));
}

}  // namespace assay::acquire
