// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>
#include <utility>

#include "assay/rights/robots_rules_internal.h"

namespace assay::rights {

bool Beats(const RobotsRule& rule, const RobotsRule* best) {
  if (best == nullptr) return true;
  const std::uint32_t octets = rule.pattern.octets();
  const std::uint32_t best_octets = best->pattern.octets();
  return octets > best_octets || (octets == best_octets && rule.allow && !best->allow);
}

/// An empty pattern says nothing. Source: RFC 9309, section 2.2.2, and its ABNF.
void RobotsRules::Add(RobotsRule rule) {
  if (rule.pattern.octets() == 0) return;
  (rule.pattern.is_plain() ? plain_ : wild_).push_back(std::move(rule));
}

void RobotsRules::Finish() {
  std::ranges::sort(plain_, [](const RobotsRule& a, const RobotsRule& b) {
    return std::forward_as_tuple(a.pattern.form(), !a.allow, a.line) <
           std::forward_as_tuple(b.pattern.form(), !b.allow, b.line);
  });
  const auto same = std::ranges::unique(
      plain_, {}, [](const RobotsRule& rule) -> const auto& { return rule.pattern.form(); });
  plain_.erase(same.begin(), same.end());
  std::ranges::sort(wild_, [](const RobotsRule& a, const RobotsRule& b) {
    return Beats(a, &b) || (!Beats(b, &a) && a.line < b.line);
  });
  for (std::uint32_t i = 0; i < plain_.size(); ++i) {
    std::uint32_t begin = i == 0 ? kNone : i - 1;
    while (begin != kNone && !plain_[i].pattern.form().starts_with(plain_[begin].pattern.form())) {
      begin = shorter_[begin];
    }
    shorter_.push_back(begin);
  }
}

/// All patterns that begin the path also begin the last one that sorts not behind it.
const RobotsRule* RobotsRules::BestPlain(std::string_view path) const {
  const auto behind = std::ranges::upper_bound(
      plain_, path, {},
      [](const RobotsRule& rule) -> std::string_view { return rule.pattern.form(); });
  if (behind == plain_.begin()) return nullptr;
  auto at = static_cast<std::uint32_t>(behind - plain_.begin() - 1);
  const std::string_view nearest = plain_[at].pattern.form();
  const auto differ = std::ranges::mismatch(nearest, path).in1;
  const auto common = static_cast<std::size_t>(differ - nearest.begin());
  while (at != kNone && plain_[at].pattern.form().size() > common) at = shorter_[at];
  return at == kNone ? nullptr : &plain_[at];
}

const RobotsRule* RobotsRules::Best(const NormalPath& path, const RobotsRule* best) const {
  const RobotsRule* plain = BestPlain(path.text());
  if (plain != nullptr && Beats(*plain, best)) best = plain;
  for (const RobotsRule& rule : wild_) {
    if (best != nullptr && rule.pattern.octets() < best->pattern.octets()) break;
    if (Beats(rule, best) && rule.pattern.Matches(path)) return &rule;
  }
  return best;
}

}  // namespace assay::rights
