// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/choice.h"

#include <fmt/format.h>

#include <iterator>

#include "assay/core/hash.h"

namespace assay::pipeline {
namespace {

/// `of` parts, below 2^32, of `number`, a fraction of 2^64.
std::uint64_t Scaled(std::uint64_t number, std::uint64_t of) {
  return ((number >> 32U) * of) >> 32U;
}

}  // namespace

std::string_view GroupOf(std::span<const Fact> facts, std::string_view key) {
  const Fact* fact = Find(facts, "set.component");
  if (fact == nullptr) return key;
  const auto of = fact->value.find("of");
  return of != fact->value.end() && of->is_string() ? of->get_ref<const std::string&>() : key;
}

std::uint64_t Choice::Number(std::string_view what, std::string_view of) const {
  const Digest digest = Sha256(fmt::format("assay.{}/1\n{}\n{}", what, seed_, of));
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i) number = (number << 8U) | digest.bytes.at(i);
  return number;
}

bool Choice::IsSampled(std::string_view group) const {
  constexpr std::uint64_t kAll = 1'000'000;
  const auto wanted = static_cast<std::uint64_t>(build_.sample.per_million);
  return wanted >= kAll || Scaled(Number("sample", group), kAll) < wanted;
}

void Choice::See(std::string_view key, std::string_view group, const SampleNotes& notes) {
  if (!IsSampled(group)) return;
  if (!notes.label.empty()) labels_.insert(notes.label);
  has_captions_ = has_captions_ || !notes.caption.empty();
  if (build_.sample.per_label == 0) return;
  std::set<Rank>& ranks = taken_[notes.label];
  ranks.emplace(Number("rank", key), key);
  if (ranks.size() > static_cast<std::size_t>(build_.sample.per_label))
    ranks.erase(std::prev(ranks.end()));
}

bool Choice::Takes(std::string_view key, std::string_view group, const SampleNotes& notes) const {
  if (!IsSampled(group)) return false;
  if (build_.sample.per_label == 0) return true;
  const auto ranks = taken_.find(notes.label);
  return ranks != taken_.end() && ranks->second.contains({Number("rank", key), std::string(key)});
}

std::string Choice::SplitOf(std::string_view group, const SampleNotes& notes) const {
  if (build_.splits.empty()) return notes.split;
  std::uint64_t total = 0;
  for (const SplitShare& split : build_.splits) total += static_cast<std::uint64_t>(split.share);
  std::uint64_t place = Scaled(Number("split", group), total);
  for (const SplitShare& split : build_.splits) {
    const auto share = static_cast<std::uint64_t>(split.share);
    if (place < share) return split.name;
    place -= share;
  }
  return build_.splits.back().name;
}

}  // namespace assay::pipeline
