// SPDX-License-Identifier: Apache-2.0
//
// Requests over HTTP/1.1 and 2, many at a time in one thread. It asks for what it has a permit for,
// once: it follows no redirect, retries nothing, keeps no cookie, logs in nowhere. When to ask is
// the caller's to know (pacer.h).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "assay/acquire/address_guard.h"
#include "assay/acquire/fetch_limits.h"
#include "assay/core/bytes.h"
#include "assay/core/result.h"
#include "assay/policy/permit.h"
#include "assay/rights/probe.h"
#include "assay/rights/web_signals.h"

namespace assay::acquire {

struct FetcherOptions {
  std::string user_agent;  ///< "AssayBot/1.0 (+https://contact.example/bot)"
  FetchLimits limits;
  AddressRules addresses;
  /// "host:port:address", as curl --resolve takes them: fixed names, for tests and private nets.
  std::vector<std::string> resolve;
  std::string ca_file;  ///< PEM of the authorities to trust; empty: the system's
  std::size_t connections = 256;
  std::size_t connections_per_host = 1;  ///< requests at a time; over HTTP/2 they may share one
};

/// The start of a response.
struct Head {
  int status = 0;
  std::string text;  ///< status line and header lines as they came, CRLF between, blank line last
  std::vector<rights::HeaderLine> headers;

  /// First value of a name in any case; empty when there is none.
  [[nodiscard]] std::string_view Header(std::string_view name) const;
};

/// Which limit ended an exchange that had begun to answer. A body that met its limit is no
/// failure; a head that met its own is FetchFailure::kCutBody.
enum class Cut : std::uint8_t { kNone, kLength, kTime, kDisconnect, kRefused };
std::string_view Name(Cut cut);  // "", "length", "time", "disconnect", "refused"

/// One request and what came back. Never an error: a failure is a thing to be remembered too.
struct Exchange {
  std::string url;
  rights::FetchFailure failure = rights::FetchFailure::kNone;
  std::string problem;  ///< in words, when it failed; printable
  std::string request;  ///< request line and header lines as sent; those of HTTP/2 in the old form
  Head head;
  Bytes body;     ///< as transferred, without transfer coding
  Bytes content;  ///< without Content-Encoding; empty when that is `body` itself
  /// Then `content` counts. False also for a coding that nobody asked for, such as "br". What does
  /// not decode to its end is FetchFailure::kCutBody.
  bool is_encoded = false;
  Cut cut = Cut::kNone;
  /// A kept connection was closed before a byte of an answer came. Whether the request arrived is
  /// not known; to put it once more is the caller's to decide, in its time.
  bool is_unanswered = false;
  std::string address;   ///< the IP address that was asked
  std::string protocol;  ///< "http/1.1", "h2"
  std::chrono::system_clock::time_point started_at;
  std::chrono::milliseconds took{0};

  [[nodiscard]] ByteView payload() const { return is_encoded ? content : body; }
};

/// Sent with a request for what we have already.
struct Validators {
  std::string etag;
  std::string last_modified;
};

/// Threads: one. Callbacks run inside Step, and may start further requests, but neither step nor
/// destroy. A connection is kept for the next request to its host. Where the other side
/// closes it just then, the request ends as `is_unanswered`: none is ever sent twice.
class Fetcher {
 public:
  /// False ends the exchange there: the body is not read (`Cut::kRefused`). Not called for interim
  /// heads (1xx).
  using OnHead = std::function<bool(const Head&)>;
  using OnDone = std::function<void(Exchange)>;

  /// Errors:  kInvalidArgument for a user agent with no product token or contact address, or for
  ///          `resolve` entries that are none; kUnavailable when libcurl lacks TLS.
  static Result<Fetcher> Make(FetcherOptions options);
  Fetcher(Fetcher&&) noexcept;
  Fetcher& operator=(Fetcher&&) noexcept;
  ~Fetcher();  ///< drops what is under way; its OnDone are not called

  /// Nothing is sent before Step. A permit that does not hold when the request would go out ends
  /// with FetchFailure::kConnect and nothing sent; so does what is no http address, or has a user
  /// in it. A value of `validators` that would not stay on its line is left out. The time
  /// limits count from when its turn has come.
  void Start(policy::Permit permit, Validators validators, OnHead on_head, OnDone on_done);
  void Start(policy::PermitProbe permit, OnDone on_done);

  [[nodiscard]] std::size_t in_flight() const;

  /// Works until something is done or `wait` is over; not at all when nothing is in flight.
  /// Errors:  kUnavailable when libcurl breaks.
  Status Step(std::chrono::milliseconds wait);

 private:
  struct State;
  explicit Fetcher(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::acquire
