// SPDX-License-Identifier: Apache-2.0
//
// Policy's answer for one record and one use. How it is reached is none of this file's business.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay {

/// Ordered by strictness: the strongest of all that fired wins.
enum class Verdict { kAllow, kReview, kDeny };
std::string_view Name(Verdict verdict);  // "allow", "review", "deny"
Result<Verdict> ParseVerdict(std::string_view name);

/// What the data is wanted for. The date is the policy's only clock.
struct Use {
  std::string purpose;       ///< "commercial-training", "research", ...
  std::string jurisdiction;  ///< "EU", "US", "UK", "JP"
  std::string date;          ///< "2026-11-22"

  bool operator==(const Use&) const = default;
};

/// One rule that fired. Stronger tiers are listed first in DESIGN: prohibition, contract,
/// reservation, guideline; an allow names the tier "none".
struct Reason {
  std::string code;   ///< stable, dotted: "licence.noncommercial"
  std::string tier;   ///< "prohibition" | "contract" | "reservation" | "guideline" | "none"
  std::string layer;  ///< "copyright", "database", "contract", "personal_data", "reservation"
  std::vector<std::int64_t> evidence;  ///< numbers of the situation that was judged
  std::string message;                 ///< one sentence with its legal basis

  bool operator==(const Reason&) const = default;
};

struct Obligation {
  std::string code;  ///< "attribute", "share_alike", "strip_gps", ...
  Json params;       ///< an object, maybe empty

  bool operator==(const Obligation&) const = default;
};

struct Decision {
  Verdict verdict = Verdict::kReview;
  std::vector<Reason> reasons;          ///< at least one; sorted by (code, evidence)
  std::vector<Obligation> obligations;  ///< sorted by code
  std::string recheck_by;               ///< RFC 3339, or empty

  bool operator==(const Decision&) const = default;
};

Json ToJson(const Decision& decision);

/// Errors:  kCorrupt unless the document has every member, known values and at least one reason.
Result<Decision> DecisionFromJson(const Json& json);

}  // namespace assay
