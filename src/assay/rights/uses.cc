// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/uses.h"

#include <algorithm>

namespace assay::rights {
namespace {

constexpr std::array<std::string_view, kUses> kUseNames = {"acquire", "ai_index",     "ai_input",
                                                           "archive", "redistribute", "search",
                                                           "tdm",     "train",        "train_gen"};
constexpr std::array<std::string_view, 4> kWordNames = {"unknown", "allow", "conditional", "deny"};

std::optional<UseWord> FindWord(std::string_view name) {
  const auto found = std::ranges::find(kWordNames, name);
  if (found == kWordNames.end()) return std::nullopt;
  return static_cast<UseWord>(found - kWordNames.begin());
}

}  // namespace

std::string_view Name(Use use) { return kUseNames[static_cast<std::size_t>(use)]; }

std::string_view Name(UseWord word) { return kWordNames[static_cast<std::size_t>(word)]; }

std::optional<Use> FindUse(std::string_view name) {
  const auto found = std::ranges::find(kUseNames, name);
  if (found == kUseNames.end()) return std::nullopt;
  return static_cast<Use>(found - kUseNames.begin());
}

void UseWords::Restrict(const UseWords& other) {
  for (std::size_t i = 0; i < kUses; ++i) words_[i] = std::max(words_[i], other.words_[i]);
}

void UseWords::DropGrants() { std::ranges::replace(words_, UseWord::kAllow, UseWord::kUnknown); }

Json UseWords::Asserts() const {
  Json asserts = Json::array();
  for (std::size_t i = 0; i < kUses; ++i) {
    if (words_[i] == UseWord::kUnknown) continue;
    asserts.push_back({{"use", kUseNames[i]}, {"value", Name(words_[i])}});
  }
  return asserts;
}

UseWords UseWords::FromAsserts(const Json& asserts) {
  UseWords words;
  if (!asserts.is_array()) return words;
  for (const Json& item : asserts) {
    const auto use = FindUse(StringOr(item, "use"));
    const auto word = FindWord(StringOr(item, "value"));
    if (use && word) words.Set(*use, std::max(words[*use], *word));
  }
  return words;
}

UseWords UseWords::FromRow(const Json& row) {
  UseWords words;
  if (!row.is_object()) return words;
  for (const auto& [name, uses] : row.items()) {
    const auto word = FindWord(name);
    if (!word || !uses.is_array()) continue;
    for (const Json& item : uses) {
      const auto use =
          item.is_string() ? FindUse(item.get_ref<const std::string&>()) : std::nullopt;
      if (use) words.Set(*use, std::max(words[*use], *word));
    }
  }
  return words;
}

}  // namespace assay::rights
