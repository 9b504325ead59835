// SPDX-License-Identifier: Apache-2.0
//
// The uses that signals speak of, and what may be said of each. It combines nothing across
// protocols: that is resolve.h.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "assay/core/json.h"

namespace assay::rights {

enum class Use {
  kAcquire,
  kAiIndex,
  kAiInput,
  kArchive,
  kRedistribute,
  kSearch,
  kTdm,
  kTrain,
  kTrainGen,
};
inline constexpr std::size_t kUses = 9;
std::string_view Name(Use use);  // "acquire", "ai_index", ...: also their order
std::optional<Use> FindUse(std::string_view name);

/// The stricter, the later. Silence is unknown, never consent.
enum class UseWord { kUnknown, kAllow, kConditional, kDeny };
std::string_view Name(UseWord word);  // "unknown", "allow", "conditional", "deny"

/// One word for each use.
class UseWords {
 public:
  UseWord operator[](Use use) const { return words_[static_cast<std::size_t>(use)]; }
  void Set(Use use, UseWord word) { words_[static_cast<std::size_t>(use)] = word; }

  /// Of both words for a use, the stricter.
  void Restrict(const UseWords& other);
  /// Nothing that was salvaged from garbage grants.
  void DropGrants();
  [[nodiscard]] bool empty() const { return *this == UseWords{}; }

  /// [{use, value}], sorted by use; unknown is left out.
  [[nodiscard]] Json Asserts() const;
  /// The reverse; what is no use or no word is left out.
  static UseWords FromAsserts(const Json& asserts);
  /// A row of a table: {"deny": ["train"], "allow": ["search"]}.
  static UseWords FromRow(const Json& row);

  bool operator==(const UseWords&) const = default;

 private:
  std::array<UseWord, kUses> words_{};
};

}  // namespace assay::rights
