// SPDX-License-Identifier: Apache-2.0
//
// Leave to make one request, for one address, now. Nothing else makes one: what dials out takes a
// permit by value, so a fetch that was not permitted does not compile.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "assay/core/decision.h"
#include "assay/core/fact.h"
#include "assay/core/result.h"

namespace assay::policy {

class Engine;

using Time = std::chrono::sys_seconds;

/// How long a permit holds. Long enough to be waiting for a connection, too short to be kept.
inline constexpr std::chrono::seconds kPermit{60};

/// Leave to fetch `url`: used once, and soon.
class Permit {
 public:
  /// Asks the policy. `facts` are all that is known of `url` and its origin: probes, signals that
  /// name the path, what a person concluded about the terms. A denial comes back as the decision
  /// that says why, and so does "policy.error", which is no answer. Everything else, a review too,
  /// is leave to fetch for `kPermit` from `now` on, not to use.
  static std::variant<Permit, Decision> Ask(Engine& engine, const Use& use, std::string url,
                                            std::span<const Fact> facts, Time now);

  Permit(Permit&&) = default;
  Permit& operator=(Permit&&) = default;
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;

  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] const Decision& decision() const { return decision_; }
  [[nodiscard]] bool Holds(Time now) const { return now < until_; }

 private:
  Permit(std::string url, Decision decision, Time until)
      : url_(std::move(url)), decision_(std::move(decision)), until_(until) {}

  std::string url_;
  Decision decision_;
  Time until_;
};

/// What a site may always be asked for, because it answers what may be asked for: a closed list.
/// All but kLicence lie at a place of their own.
enum class WellKnown : std::uint8_t { kRobots, kTdmrep, kAiTxt, kLlmsTxt, kLicence };
std::string_view PathOf(WellKnown file);  // "/robots.txt", ...; empty for kLicence

/// Leave to ask an origin for one of these.
class PermitProbe {
 public:
  /// `origin` is scheme, host and port, in lower case: "https://shop.example:8443".
  /// Errors:  kInvalidArgument when it holds anything else, and for kLicence.
  static Result<PermitProbe> For(std::string_view origin, WellKnown file);

  /// Leave to ask for a licence document that a site declares, on whatever host it lies. `facts`
  /// are what is known of `url`, its own host's robots.txt among them.
  /// Errors:  kDenied unless that robots.txt has answered and lets us, and where a person has
  ///          blocked the host; kInvalidArgument for what is no http address.
  /// Source:  docs/decisions/0008.
  static Result<PermitProbe> ForLicence(std::string url, std::span<const Fact> facts);

  /// The same question at the place that the answer names, on whatever host that is. For a licence
  /// document `facts` count there as they did before.
  /// Errors:  kExhausted after five; kInvalidArgument for what is no http address; as ForLicence.
  /// Source:  RFC 9309, section 2.3.1.2.
  [[nodiscard]] Result<PermitProbe> Follow(std::string url, std::span<const Fact> facts = {}) const;

  /// The same question once more: what Follow goes on from when this one has been put.
  [[nodiscard]] PermitProbe Again() const { return PermitProbe(url_, file_, hops_); }

  PermitProbe(PermitProbe&&) = default;
  PermitProbe& operator=(PermitProbe&&) = default;
  PermitProbe(const PermitProbe&) = delete;
  PermitProbe& operator=(const PermitProbe&) = delete;

  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] WellKnown file() const { return file_; }

 private:
  PermitProbe(std::string url, WellKnown file, int hops)
      : url_(std::move(url)), file_(file), hops_(hops) {}

  std::string url_;
  WellKnown file_;
  int hops_;
};

}  // namespace assay::policy
