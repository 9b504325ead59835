// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/fairness/gate_text_internal.h"

namespace assay::fairness::internal {
namespace {

std::string GroupText(const By& by, const std::vector<std::string>& values) {
  std::string text;
  for (std::size_t i = 0; i < by.size(); ++i)
    text += fmt::format("{}{}={}", i == 0 ? "" : ", ", ToPrintable(by[i]), ToPrintable(values[i]));
  return text;
}

/// Of a group that is too small to be shown only its size.
std::string ShareText(Proportion share, std::int64_t min_rows) {
  const auto value = share.Value();
  if (!value) return "undefined (n = 0)";
  if (share.n < min_rows) return fmt::format("not shown (n = {})", share.n);
  return fmt::format("{:.3f} ({}/{})", *value, share.k, share.n);
}

int Rank(const Finding& finding) {
  switch (finding.judgement.verdict) {
    case Verdict::kFail:
      return finding.waiver ? 1 : 0;
    case Verdict::kInsufficient:
      return 2;
    case Verdict::kPass:
      break;
  }
  return 3;
}

/// Whether two groups of n rows with this share would be told to be within the limit.
bool IsEnough(const Gate& gate, double share, std::int64_t n, double confidence) {
  const Proportion one = {std::llround(share * static_cast<double>(n)), n};
  if (gate.max_difference) {
    const auto interval = NewcombeDifference(one, one, confidence);
    return interval && interval->high <= *gate.max_difference;
  }
  const auto interval = LogRatio(one, one, confidence);
  return interval && interval->low >= *gate.min_ratio;
}

/// The least such n, within a thousandth; none beyond 10^12.
std::optional<std::int64_t> RowsWanted(const Gate& gate, double share, double confidence) {
  constexpr std::int64_t kMost = 1'000'000'000'000;
  std::int64_t high = 2;
  while (!IsEnough(gate, share, high, confidence)) {
    if (high > kMost) return std::nullopt;
    high *= 2;
  }
  std::int64_t low = high / 2;
  while (high - low > std::max<std::int64_t>(1, high / 1000)) {
    const std::int64_t middle = low + (high - low) / 2;
    (IsEnough(gate, share, middle, confidence) ? high : low) = middle;
  }
  return high;
}

}  // namespace

std::string Said(const Gate& gate) {
  std::string by;
  for (const By& one : gate.by)
    by += fmt::format("{}{}", by.empty() ? "" : ", ", ToPrintable(Joined(one)));
  const std::string limit = gate.max_difference
                                ? fmt::format("at most {} apart", *gate.max_difference)
                                : fmt::format("a ratio of at least {}", *gate.min_ratio);
  const std::string basis = gate.basis.empty() ? "" : fmt::format(" ({})", ToPrintable(gate.basis));
  return fmt::format("{} by {}: {}{}", Name(gate.metric), by, limit, basis);
}

std::string Said(const GatePolicy& policy, const Finding& finding) {
  const Gate& gate = policy.gates[finding.gate];
  const bool is_regression = finding.b.empty();
  std::string text =
      fmt::format("{} of {} {}, {} {}", Name(gate.metric), GroupText(finding.by, finding.a),
                  ShareText(finding.share_a, policy.min_rows),
                  is_regression ? "in the last release"
                                : fmt::format("of {}", GroupText(finding.by, finding.b)),
                  ShareText(finding.share_b, policy.min_rows));
  const Judgement& found = finding.judgement;
  if (!found.estimate) return text;
  text += fmt::format(": {} {:.3f}, tolerated {:.3g} to {:.3g}",
                      gate.min_ratio && !is_regression ? "ratio" : "difference", *found.estimate,
                      finding.tolerated.low, finding.tolerated.high);
  if (found.interval)
    text += fmt::format("; [{:.3f}, {:.3f}] with all others at once", found.interval->low,
                        found.interval->high);
  return text + fmt::format("; q = {:.2g}", found.q);
}

std::string WhyInsufficient(const GatePolicy& policy, const Finding& finding) {
  const Judgement& found = finding.judgement;
  if (found.verdict != Verdict::kInsufficient) return "";
  if (std::min(finding.share_a.n, finding.share_b.n) == 0)
    return finding.b.empty() ? "it has no denominator now, or had none"
                             : "a group has no denominator";
  if (finding.is_small) return fmt::format("a denominator is under {}", policy.min_rows);
  if (!found.estimate) return "the ratio is undefined";
  const bool is_beyond =
      *found.estimate < finding.tolerated.low || *found.estimate > finding.tolerated.high;
  return is_beyond ? "beyond the limit, but chance may have made it"
                   : "within the limit, but the interval reaches beyond it";
}

std::string Said(const Uncompared& one) {
  if (one.is_regression)
    return fmt::format("nobody to compare by {}: the last release has no known group",
                       ToPrintable(Joined(one.by)));
  return fmt::format("nobody to compare by {}: fewer than two known groups",
                     ToPrintable(Joined(one.by)));
}

std::string SaidExpired(const Waiver& waiver) {
  return fmt::format("a waiver of gate {} expired on {}: owner {}", ToPrintable(waiver.gate),
                     waiver.expires, ToPrintable(waiver.owner));
}

std::vector<const Finding*> WorstFirst(const GateReport& report, std::size_t gate) {
  std::vector<const Finding*> findings;
  for (const auto* list : {&report.findings, &report.regression})
    for (const Finding& finding : *list)
      if (finding.gate == gate) findings.push_back(&finding);
  std::ranges::stable_sort(findings, {}, [](const Finding* finding) {
    return std::pair(Rank(*finding), finding->judgement.q);
  });
  return findings;
}

std::vector<Wanted> Collect(const GatePolicy& policy, const GateReport& report, std::size_t gate) {
  constexpr double kLeastShare = 0.01;  // of shares of 0 and 1 a ratio can never be told
  const double confidence =
      1 - policy.alpha / static_cast<double>(std::max<std::size_t>(report.questions, 1));
  std::map<std::pair<By, std::vector<std::string>>, Wanted> groups;
  const auto ask = [&](const By& by, const std::vector<std::string>& values, Proportion share) {
    const auto [place, is_new] = groups.try_emplace({by, values}, Wanted{by, values, share.n, {}});
    if (!is_new) return;
    const double value = std::clamp(share.Value().value_or(0.5), kLeastShare, 1 - kLeastShare);
    const auto rows = RowsWanted(policy.gates[gate], value, confidence);
    if (rows) place->second.rows = std::max(*rows, policy.min_rows);
  };
  for (const Finding& finding : report.findings) {
    if (finding.gate != gate || finding.judgement.verdict != Verdict::kInsufficient) continue;
    ask(finding.by, finding.a, finding.share_a);
    ask(finding.by, finding.b, finding.share_b);
  }
  std::vector<Wanted> wanted;
  for (auto& [group, one] : groups)
    if (!one.rows || *one.rows > one.have) wanted.push_back(std::move(one));
  std::ranges::stable_sort(wanted, std::ranges::greater(), [](const Wanted& one) {
    return one.rows ? *one.rows - one.have : std::numeric_limits<std::int64_t>::max();
  });
  return wanted;
}

}  // namespace assay::fairness::internal
