// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/choice.h"

#include <fmt/format.h>

#include <algorithm>
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
  return FirstWord(Sha256(fmt::format("assay.{}/1\n{}\n{}", what, seed_, of)));
}

bool Choice::IsSampled(std::string_view group) const {
  constexpr std::uint64_t kAll = 1'000'000;
  const auto wanted = static_cast<std::uint64_t>(build_.sample.per_million);
  return wanted >= kAll || Scaled(Number("sample", group), kAll) < wanted;
}

Status AddSplit(std::string_view split, std::set<std::string>& splits) {
  if (splits.size() < kMostSplits || splits.contains(std::string(split))) {
    splits.emplace(split);
    return Done{};
  }
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("the data name more than {} splits, such as {} and {}: 'split' of the "
                           "source is another column, or the plan needs a step 'split'",
                           kMostSplits, *splits.begin(), split)};
}

Choice::Order Choice::OrderOf(std::string_view key) const {
  const Digest digest = Sha256(fmt::format("assay.stratum/1\n{}\n{}", seed_, key));
  Order order{};
  for (std::size_t i = 0; i < sizeof order; ++i)
    order.at(i / 8) = (order.at(i / 8) << 8U) | digest.bytes.at(i);
  return order;
}

std::string Choice::StratumOf(std::string_view group, const SampleNotes& notes) const {
  switch (build_.sample.by) {
    case Strata::kLabel:
      return notes.label;
    case Strata::kSplit:
      return SplitOf(group, notes);
    case Strata::kNone:
      break;
  }
  return "";
}

/// Products stay below 2^63: of 2^33 pictures and shares of a million or counts of 2^30.
std::map<std::string, std::size_t> Choice::Quotas() const {
  constexpr std::uint64_t kAll = 1'000'000;
  std::uint64_t seen = 0;
  for (const auto& [name, stratum] : strata_) seen += stratum.seen.size();
  const auto count = std::min(seen, static_cast<std::uint64_t>(build_.sample.count));
  const bool is_count = build_.sample.count > 0;
  const std::uint64_t part =
      is_count ? count : static_cast<std::uint64_t>(build_.sample.per_million);
  const std::uint64_t whole = is_count ? std::max<std::uint64_t>(seen, 1) : kAll;
  std::uint64_t left = (seen * part + whole / 2) / whole;
  std::map<std::string, std::size_t> quotas;
  std::vector<std::pair<std::uint64_t, std::string>> remainders;
  for (const auto& [name, stratum] : strata_) {
    const std::uint64_t wanted = stratum.seen.size() * part;
    quotas[name] = wanted / whole;
    left -= wanted / whole;
    remainders.emplace_back(whole - wanted % whole, name);  // the largest comes first
  }
  std::ranges::sort(remainders);
  for (std::size_t i = 0; i < left; ++i) ++quotas.at(remainders.at(i).second);
  return quotas;
}

void Choice::EndSeeing() {
  std::vector<const std::string*> names(known_labels_.size());
  for (const auto& [label, number] : known_labels_) names.at(number) = &label;
  for (const auto& [name, quota] : Quotas()) {
    Stratum& stratum = strata_.at(name);
    std::deque<Candidate> seen = std::exchange(stratum.seen, {});
    if (quota == 0) continue;
    const auto last = seen.begin() + static_cast<std::ptrdiff_t>(quota - 1);
    std::ranges::nth_element(seen, last, {}, &Candidate::order);
    stratum.last = last->order;
    for (auto taken = seen.begin(); taken <= last; ++taken) {
      if (!names.at(taken->label)->empty()) labels_.insert(*names.at(taken->label));
      has_captions_ = has_captions_ || taken->has_caption;
    }
  }
}

Status Choice::See(std::string_view key, std::string_view group, const SampleNotes& notes) {
  const bool is_exact = build_.sample.is_exact();
  if (!is_exact && !IsSampled(group)) return Done{};
  if (build_.splits.empty()) ASSAY_TRY(AddSplit(notes.split, splits_));
  if (is_exact) {
    const auto label =
        known_labels_.try_emplace(notes.label, static_cast<std::uint32_t>(known_labels_.size()));
    strata_[StratumOf(group, notes)].seen.push_back(
        {OrderOf(key), label.first->second, !notes.caption.empty()});
    return Done{};
  }
  if (!notes.label.empty()) labels_.insert(notes.label);
  has_captions_ = has_captions_ || !notes.caption.empty();
  if (build_.sample.per_label == 0) return Done{};
  std::set<Rank>& ranks = taken_[notes.label];
  ranks.emplace(Number("rank", key), key);
  if (ranks.size() > static_cast<std::size_t>(build_.sample.per_label))
    ranks.erase(std::prev(ranks.end()));
  return Done{};
}

bool Choice::Takes(std::string_view key, std::string_view group, const SampleNotes& notes) const {
  if (build_.sample.is_exact()) {
    const auto stratum = strata_.find(StratumOf(group, notes));
    if (stratum == strata_.end()) return false;
    const std::optional<Order>& last = stratum->second.last;
    return last.has_value() && OrderOf(key) <= *last;
  }
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
