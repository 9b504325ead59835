// SPDX-License-Identifier: Apache-2.0
//
// What all signals of one asset come to, use by use: first inside each protocol by its own algebra,
// then across protocols. A summary of facts, both stages kept; the decision is policy's.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "assay/core/fact.h"
#include "assay/rights/uses.h"

namespace assay::rights {

/// What one protocol came to.
struct ProtocolWord {
  std::string protocol;
  UseWord word = UseWord::kUnknown;

  bool operator==(const ProtocolWord&) const = default;
};

struct ResolvedUse {
  UseWord word = UseWord::kUnknown;
  std::vector<ProtocolWord> by;  ///< protocols that said something, by name

  /// Do protocols disagree?
  [[nodiscard]] bool has_conflict() const;
};

struct Resolved {
  std::array<ResolvedUse, kUses> uses;
  const ResolvedUse& operator[](Use use) const { return uses[static_cast<std::size_t>(use)]; }

  /// {use: {value, by: [{protocol, value}], conflict}}; uses that nobody spoke of are left out.
  [[nodiscard]] Json ToJson() const;
};

/// Combines "rights.signal" facts, and "rights.probe" facts of robots.txt, of one asset.
///
/// Inside a protocol: "tdm" by carrier, the last one that is set wins (file, header, HTML, the
/// asset itself); all others by the most restrictive word. Ties and longest paths of robots.txt
/// were decided when its facts were made. Across: deny, conditional, allow, unknown. A denial
/// counts whatever its authority; a grant from a malformed signal, an invalid signature or a parent
/// asset does not. A robots.txt that refused, asked to wait, or was not reached denies to acquire.
Resolved Resolve(std::span<const Fact> facts);

}  // namespace assay::rights
