// SPDX-License-Identifier: Apache-2.0
//
// What a plan expects of the counts of its run: `expect: {allow: ">= 50%", dead: "<= 1%"}`. A set
// that is not as its owner thought is found before it is sealed, not after it was trained on.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::catalog {
struct Accounting;
}

namespace assay::pipeline {

/// The counts that may be expected something of. A share is one of `seen`.
inline constexpr std::array<std::string_view, 5> kExpectable = {"allow", "dead", "deny", "review",
                                                                "seen"};

enum class Comparison : std::uint8_t { kAtLeast, kAtMost, kEqual, kMore, kLess };

struct Expectation {
  std::string count;  ///< one of kExpectable
  Comparison compare = Comparison::kEqual;
  std::int64_t number = 0;  ///< records, or millionths of `seen`
  bool is_share = false;    ///< "50%"
  std::string text;         ///< as the plan has it: ">= 50%"
};

/// Of "OP NUMBER" or "OP NUMBER%", with at most four decimals in a percentage of at most 100; none
/// for anything else, and for a share of `seen` itself.
std::optional<Expectation> ParseExpectation(std::string_view count, std::string_view text);

/// Canonical member of a plan's Identity, and back. Errors: kCorrupt.
Json ToJson(const std::vector<Expectation>& expectations);
Result<std::vector<Expectation>> ExpectationsFromJson(const Json& json);

/// One expectation that does not hold.
struct Unmet {
  Expectation expected;
  std::int64_t found = 0;
  std::int64_t seen = 0;

  /// "allow is 3 of 10 (30%), expected >= 50%".
  [[nodiscard]] std::string ToText() const;
};

/// Exact:   integers; no share of nothing holds but one that zero records meet.
std::vector<Unmet> FindUnmet(const std::vector<Expectation>& expectations,
                             const catalog::Accounting& count);

}  // namespace assay::pipeline
