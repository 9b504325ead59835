// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/fairness/gate_text_internal.h"
#include "assay/fairness/sample_size.h"

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

/// How wide the interval of a share may be, for the gate's limit to be told from the share.
double WantedWidth(const Gate& gate, double share) {
  constexpr double kNarrowest = 0.001;
  constexpr double kWidest = 0.5;
  const double width = gate.max_difference.value_or(share * (1 - gate.min_ratio.value_or(1)));
  return std::clamp(width, kNarrowest, kWidest);
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
  if (std::min(finding.share_a.n, finding.share_b.n) == 0) return "a group has no denominator";
  if (finding.is_small) return fmt::format("a denominator is under {}", policy.min_rows);
  if (!found.estimate) return "the ratio is undefined";
  const bool is_beyond =
      *found.estimate < finding.tolerated.low || *found.estimate > finding.tolerated.high;
  return is_beyond ? "beyond the limit, but chance may have made it"
                   : "within the limit, but the interval reaches beyond it";
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
  std::map<std::pair<By, std::vector<std::string>>, Wanted> groups;
  const auto ask = [&](const By& by, const std::vector<std::string>& values, Proportion share) {
    const double value = share.Value().value_or(0.5);
    const auto rows = RowsForWidth(value, WantedWidth(policy.gates[gate], value));
    if (!rows.ok() || rows.value() <= share.n) return;
    groups[{by, values}] = {by, values, share.n, rows.value()};
  };
  for (const Finding& finding : report.findings) {
    if (finding.gate != gate || finding.judgement.verdict != Verdict::kInsufficient) continue;
    ask(finding.by, finding.a, finding.share_a);
    ask(finding.by, finding.b, finding.share_b);
  }
  std::vector<Wanted> wanted;
  for (auto& [group, one] : groups) wanted.push_back(std::move(one));
  std::ranges::stable_sort(wanted, std::ranges::greater(),
                           [](const Wanted& one) { return one.rows - one.have; });
  return wanted;
}

}  // namespace assay::fairness::internal
