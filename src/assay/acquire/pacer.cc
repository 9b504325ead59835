// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/pacer.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>

namespace assay::acquire {
namespace {

using std::chrono::milliseconds;

// House values: the first wait after a host asks for one without saying how long.
constexpr milliseconds kFirstBackOff{5'000};

bool AsksToWait(int status) { return status == 429 || status == 503; }

bool IsFailure(const Bearing& bearing) {
  constexpr int kServerError = 500;
  return bearing.status == 0 || bearing.status >= kServerError || AsksToWait(bearing.status);
}

}  // namespace

void Pacer::SetCrawlDelay(const std::string& host, milliseconds delay) {
  Host& entry = hosts_[host];
  entry.crawl_delay = std::max(entry.crawl_delay, delay);
  if (entry.begun != Instant{}) entry.next = std::max(entry.next, entry.begun + entry.crawl_delay);
  if (entry.crawl_delay > options_.longest) entry.alone = true;
}

std::optional<Instant> Pacer::NextAt(const std::string& host) const {
  const auto found = hosts_.find(host);
  if (found == hosts_.end()) return Instant{};
  if (found->second.busy || found->second.alone) return std::nullopt;
  return found->second.next;
}

bool Pacer::IsLeftAlone(const std::string& host) const {
  const auto found = hosts_.find(host);
  return found != hosts_.end() && found->second.alone;
}

void Pacer::Begin(const std::string& host, Instant now) {
  Host& entry = hosts_[host];
  entry.busy = true;
  entry.begun = now;
  entry.next = std::max(entry.next, now + std::max(options_.own, entry.crawl_delay));
}

void Pacer::End(const std::string& host, Instant now, const Bearing& bearing) {
  Host& entry = hosts_[host];
  entry.busy = false;
  if (bearing.was_idle) return;
  if (IsFailure(bearing)) {
    ++entry.failures;
    entry.back_off = std::clamp(entry.back_off * 2, kFirstBackOff, options_.longest);
  } else {
    entry.failures = 0;
    entry.back_off /= 2;
    if (entry.back_off < options_.own) entry.back_off = milliseconds(0);
  }
  const milliseconds asked = bearing.retry_after.value_or(milliseconds(0));
  const milliseconds wait =
      std::max({asked, entry.back_off, std::min(bearing.took, options_.longest)});
  // `took` counts only where we wait at all: nobody is spared by a pause of a millisecond.
  const bool counts =
      options_.own > milliseconds(0) || asked > milliseconds(0) || entry.back_off > milliseconds(0);
  if (counts) entry.next = std::max(entry.next, now + wait);
  if (asked > options_.longest || entry.failures >= options_.failures) entry.alone = true;
  const milliseconds longer = entry.failures >= options_.failures ? options_.longest : wait;
  entry.patience = {now + std::max(asked, longer), entry.back_off, entry.failures,
                    asked > milliseconds(0)};
}

std::optional<Patience> Pacer::PatienceOf(const std::string& host) const {
  const auto found = hosts_.find(host);
  if (found == hosts_.end()) return std::nullopt;
  const Patience& patience = found->second.patience;
  const bool wants =
      patience.in_words || patience.failures > 0 || patience.back_off > milliseconds(0);
  return wants ? std::optional(patience) : std::nullopt;
}

void Pacer::Restore(const std::string& host, const Patience& patience, Instant now) {
  Host& entry = hosts_[host];
  const bool is_over = patience.until <= now;
  const bool is_spent = patience.failures >= options_.failures;
  entry.patience = patience;
  entry.back_off = std::min(patience.back_off, options_.longest);
  entry.failures = is_over && is_spent ? 0 : patience.failures;
  entry.next = std::max(entry.next, patience.until);
  if (!is_over && (is_spent || patience.until - now > options_.longest)) entry.alone = true;
}

std::optional<milliseconds> ParseRetryAfter(std::string_view value,
                                            std::chrono::system_clock::time_point now) {
  if (value.empty()) return std::nullopt;
  constexpr std::int64_t kMost_s = 10LL * 365 * 86'400;
  std::int64_t seconds = 0;
  const char* end = value.data() + value.size();
  const auto [at, problem] = std::from_chars(value.data(), end, seconds);
  if (at == end && problem == std::errc::result_out_of_range) seconds = kMost_s;
  const bool is_number = at == end && problem != std::errc::invalid_argument;
  if (!is_number) {
    const time_t date = curl_getdate(std::string(value).c_str(), nullptr);
    if (date < 0) return std::nullopt;
    seconds = date - std::chrono::system_clock::to_time_t(now);
  }
  return milliseconds(1000 * std::clamp<std::int64_t>(seconds, 0, kMost_s));
}

}  // namespace assay::acquire
