// SPDX-License-Identifier: Apache-2.0
//
// How a site answered when it was asked for a signal: from a status or a failure to an outcome and
// its fact. It asks nobody, follows no redirects and keeps no cache; that is the fetcher's.
#pragma once

#include <string_view>

#include "assay/core/fact.h"

namespace assay::rights {

enum class ProbeOutcome {
  kPresent,
  kAbsent,       ///< 404, 410
  kRefused,      ///< any other 4xx; redirects without an end
  kRateLimited,  ///< 429; 503 with Retry-After
  kUnreachable,  ///< names, TLS, timeouts, 5xx, a body that was cut
  kMalformed,    ///< it answered, and what came breaks its grammar
  kNotProbed,
};
std::string_view Name(ProbeOutcome outcome);  // "present", "rate_limited", ...

enum class FetchFailure {
  kNone,
  kName,     ///< not resolved
  kConnect,  ///< refused or reset
  kTls,      ///< certificate or handshake
  kTimeout,
  kCutBody,    ///< shorter than promised
  kRedirects,  ///< more than the fetcher follows: at least five
};

/// The end of a fetch: a failure, or the status after all redirects.
struct ProbeAnswer {
  FetchFailure failure = FetchFailure::kNone;
  int status = 0;
  bool retry_after = false;  ///< the header is there
  bool well_formed = true;   ///< what came is of the format that was asked for
};

/// Source:  RFC 9309, section 2.3.1, and house rules where it leaves a choice: a fault, and who
///          asks to wait, is never read as consent.
ProbeOutcome OutcomeOf(const ProbeAnswer& answer);

/// What RFC 9309 makes of the outcome for robots.txt.
enum class RobotsAccess {
  kAllowAll,
  kDenyAll,
  kParse,  ///< the rules decide
};
RobotsAccess ByRfc9309(ProbeOutcome outcome);

/// "rights.probe": {protocol, target, outcome, status}. Its state is present, absent, malformed or
/// not_probed; refused, rate_limited and unreachable are unreachable.
Fact ProbeFact(std::string_view protocol, std::string_view target, const ProbeAnswer& answer);

/// The same for what nobody asked.
Fact NotProbed(std::string_view protocol, std::string_view target);

}  // namespace assay::rights
