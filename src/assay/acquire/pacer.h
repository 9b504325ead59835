// SPDX-License-Identifier: Apache-2.0
//
// When a host may be asked again: one request at a time, and never sooner than everybody wants who
// has a say: we, its robots.txt, its Retry-After, and how it bears what we ask. Pure: time comes
// in.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace assay::acquire {

using Instant = std::chrono::steady_clock::time_point;

struct PacerOptions {
  std::chrono::milliseconds own{1'000};          ///< between the starts of two requests to a host
  std::chrono::milliseconds longest{3'600'000};  ///< of any wait; who wants more is left alone
  int failures = 8;                              ///< in a row, and a host is left alone
};

/// How an exchange went, as far as pacing cares.
struct Bearing {
  int status = 0;  ///< 0: no answer
  std::optional<std::chrono::milliseconds> retry_after{};
  std::chrono::milliseconds took{0};
  bool was_idle = false;  ///< a kept connection had been closed: that tells nothing of the host
};

/// What a host has come to want, to be kept from crawl to crawl.
struct Patience {
  Instant until{};  ///< not asked before
  std::chrono::milliseconds back_off{0};
  int failures = 0;       ///< in a row
  bool in_words = false;  ///< it said so: Retry-After
  bool operator==(const Patience&) const = default;
};

/// Threads: one.
class Pacer {
 public:
  explicit Pacer(PacerOptions options) : options_(options) {}

  /// Of its robots.txt. The longest of all waits counts, from the last request on.
  void SetCrawlDelay(const std::string& host, std::chrono::milliseconds delay);

  /// From when the host may be asked; nothing while a request is under way or it is left alone.
  [[nodiscard]] std::optional<Instant> NextAt(const std::string& host) const;
  /// Nobody asks this host again in this crawl: it failed too often, or wants to be left alone.
  [[nodiscard]] bool IsLeftAlone(const std::string& host) const;

  void Begin(const std::string& host, Instant now);

  /// 429, 503 and failures double the wait, a good answer halves it again. A slow host is asked
  /// less often: never sooner than its last answer took.
  void End(const std::string& host, Instant now, const Bearing& bearing);

  /// None of a host that asks for nothing but the usual.
  [[nodiscard]] std::optional<Patience> PatienceOf(const std::string& host) const;
  /// What was kept. Who wants to be left for longer than we wait for anybody is left alone; who
  /// failed too often may try again when its time is over.
  void Restore(const std::string& host, const Patience& patience, Instant now);

 private:
  struct Host {
    std::chrono::milliseconds crawl_delay{0};
    std::chrono::milliseconds back_off{0};
    Patience patience;
    Instant begun{};  ///< the last request
    Instant next{};
    bool busy = false;
    bool alone = false;
    int failures = 0;
  };
  PacerOptions options_;
  std::map<std::string, Host, std::less<>> hosts_;
};

/// The seconds or the date of a Retry-After header, seen at `now`.
/// Source:  RFC 9110, section 10.2.3.
std::optional<std::chrono::milliseconds> ParseRetryAfter(std::string_view value,
                                                         std::chrono::system_clock::time_point now);

}  // namespace assay::acquire
