// SPDX-License-Identifier: Apache-2.0
#include "fairness_scores_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "fairness_lines.h"

namespace assay::cli {
namespace {

using fairness::ScoreAudit;
using fairness::ScoreGroup;

/// Places of groups, the largest first, cut.
std::vector<std::size_t> Order(const std::vector<ScoreGroup>& groups) {
  std::vector<std::size_t> order(groups.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&groups](std::size_t i) { return groups[i].n; });
  order.resize(std::min(order.size(), kShownRows));
  return order;
}

std::string WhyNoCalibration(const ScoreAudit& audit) {
  return fmt::format("undefined: {} scores are not from 0 to 1, and so no probabilities",
                     audit.outside);
}

}  // namespace

std::string ScoresHead(const ScoreAudit& audit) {
  const ScoreGroup& all = audit.overall;
  std::string text = fmt::format("Scores    {} rows, {} positive: AUC {}", all.n, all.positives,
                                 Rate(all.auc.own.value));
  const std::string area = IntervalOf(all.auc.own, /*is_signed=*/false);
  text += area.empty() ? "" : fmt::format(" {}", area);
  if (audit.outside > 0) {
    text += fmt::format("; calibration {}\n", WhyNoCalibration(audit));
  } else {
    const std::string mean = IntervalOf(all.calibration.own, /*is_signed=*/true);
    text += fmt::format(
        "; mean score less base rate {}{}; Brier {}; ECE {}\n", Signed(all.calibration.own.value),
        mean.empty() ? "" : fmt::format(" {}", mean), Rate(all.brier), Rate(all.ece));
  }
  if (const auto& plan = audit.question.bootstrap) {
    const std::string& cluster = audit.question.cluster;
    text += fmt::format(
        "Drawn     {}: intervals of scores\n",
        DrawsText(*plan, cluster.empty()
                             ? "rows"
                             : fmt::format("{} clusters of {}", audit.units, Shown(cluster))));
  }
  return text;
}

std::string ScoresText(const ScoreAudit& audit, const fairness::ScoreGrouping& one) {
  Lines areas;
  areas.Add({"ranked by score", "positive", "negative", "auc", "", "difference", "", "q", ""});
  Lines means;
  means.Add({"meant by score", "n", "mean", "base rate", "calibration", "", "difference", "", "q",
             "", "brier", "ece"});
  for (const std::size_t i : Order(one.groups)) {
    const ScoreGroup& group = one.groups[i];
    std::vector<std::string> cells = {NameOf(group.values), fmt::format("{}", group.positives),
                                      fmt::format("{}", group.n - group.positives),
                                      Rate(group.auc.own.value),
                                      IntervalOf(group.auc.own, /*is_signed=*/false)};
    std::ranges::move(DifferenceCells(group.auc), std::back_inserter(cells));
    areas.Add(std::move(cells));
    cells = {NameOf(group.values),
             fmt::format("{}", group.n),
             Rate(group.mean_score),
             Rate(group.base_rate),
             Signed(group.calibration.own.value),
             IntervalOf(group.calibration.own, /*is_signed=*/true)};
    std::ranges::move(DifferenceCells(group.calibration), std::back_inserter(cells));
    cells.insert(cells.end(), {Rate(group.brier), Rate(group.ece)});
    means.Add(std::move(cells));
  }
  std::string text = fmt::format("\n{}\n", areas.Text());
  text +=
      audit.outside > 0 ? fmt::format("  calibration {}\n", WhyNoCalibration(audit)) : means.Text();
  if (one.groups.size() > kShownRows)
    text += fmt::format("  and {} smaller groups: --json, --out\n", one.groups.size() - kShownRows);
  return text;
}

}  // namespace assay::cli
