// SPDX-License-Identifier: Apache-2.0
#include "fairness_dataset_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "fairness_lines.h"

namespace assay::cli {
namespace {

using fairness::Balance;
using fairness::BalanceCell;
using fairness::DatasetAudit;
using fairness::DatasetGrouping;
using fairness::GroupLabels;
using fairness::GroupMeasure;
using fairness::LabelShare;
using fairness::Standing;

constexpr std::size_t kShownMissing = 8;

std::string MoreOf(std::size_t all, std::string_view what) {
  if (all <= kShownRows) return "";
  return fmt::format("  and {} more {}: --json, --out\n", all - kShownRows, what);
}

std::string Listed(std::vector<std::string> names) {
  const std::size_t more = names.size() - std::min(names.size(), kShownMissing);
  names.resize(names.size() - more);
  return fmt::format("{}{}", fmt::join(names, "; "),
                     more > 0 ? fmt::format("; and {} more", more) : "");
}

bool IsKnown(const BalanceCell& cell) {
  return std::ranges::all_of(cell.values, [](const auto& value) { return value.has_value(); });
}

/// Groups that somebody is in: beside a population those with too few first, else the smallest;
/// then what the population does not list, and last who is unknown.
std::vector<std::size_t> RankedGroups(const DatasetGrouping& grouping) {
  const auto& cells = grouping.balance.cells;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].share.k > 0) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) {
    const auto& ratio = RepresentationOf(grouping, i).ratio;
    return std::tuple(!IsKnown(cells[i]), !ratio, ratio.value_or(0), cells[i].share.k);
  });
  return order;
}

std::string GroupsText(const DatasetGrouping& grouping) {
  const auto order = RankedGroups(grouping);
  const bool has_population = grouping.population.has_value();
  Lines lines;
  std::vector<std::string> header = {"group", "n", "share", ""};
  if (has_population) header.insert(header.end(), {"population", "representation"});
  lines.Add(std::move(header));
  for (std::size_t i = 0; i < std::min(order.size(), kShownRows); ++i) {
    const BalanceCell& cell = grouping.balance.cells[order[i]];
    std::vector<std::string> row = {NameOf(NamesOf(cell)), fmt::format("{}", cell.share.k),
                                    Rate(cell.share.Value()),
                                    Within(cell.interval, "[{:.4f}, {:.4f}]")};
    if (has_population) {
      const auto& beside = RepresentationOf(grouping, order[i]);
      row.push_back(Rate(beside.share));
      row.push_back(beside.ratio ? fmt::format("{:.3f}", *beside.ratio) : "-");
      row.push_back(Within(beside.interval, "[{:.3f}, {:.3f}]"));
    }
    lines.Add(std::move(row));
  }
  return lines.Text() + MoreOf(order.size(), "groups");
}

/// Who is missing, those first whom the population has most of.
std::string MissingText(const DatasetGrouping& grouping) {
  const auto& cells = grouping.balance.cells;
  const auto share_of = [&grouping](std::size_t i) { return RepresentationOf(grouping, i).share; };
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].share.k == 0) missing.push_back(i);
  }
  if (missing.empty()) return "";
  std::ranges::stable_sort(missing, std::ranges::greater(),
                           [&](std::size_t i) { return share_of(i).value_or(0); });
  std::vector<std::string> names;
  for (const std::size_t i : missing) {
    const auto share = share_of(i);
    names.push_back(NameOf(NamesOf(cells[i])) +
                    (share ? fmt::format(" ({:.4f} of the population)", *share) : ""));
  }
  return fmt::format("  missing, nobody is: {}\n", Listed(std::move(names)));
}

std::string PopulationText(const DatasetGrouping& grouping) {
  if (!grouping.population) return "";
  const auto& fit = *grouping.population;
  std::string text = fmt::format("  population: {} of {} are in a group that it lists",
                                 fit.compared.k, fit.compared.n);
  if (!fit.test) return text + "; not tested\n";
  text += fmt::format("; chi-square {:.2f} (df {}), p {:.2g}, q {:.2g}", fit.test->statistic,
                      fit.test->degrees, fit.test->p, fit.q.value_or(1));
  return text +
         (fit.test->min_expected < 5 ? "; rough: under 5 are expected of some group\n" : "\n");
}

struct LabelRow {
  std::size_t group = 0;
  Standing standing = Standing::kUndefined;
  const LabelShare* label = nullptr;
};

void AddCompared(const std::vector<GroupLabels>& groups, std::vector<LabelRow>& rows) {
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (const LabelShare& label : groups[i].labels) {
      if (label.difference) rows.push_back({i, groups[i].standing, &label});
    }
  }
}

/// Every label that was compared, farthest apart first; then what rests on too few.
std::string SharesText(const DatasetGrouping& grouping, std::vector<LabelRow> ranked,
                       const std::string& title) {
  if (ranked.empty()) return "";
  std::ranges::stable_sort(ranked, {}, [](const LabelRow& row) {
    return std::tuple(row.standing, -std::abs(row.label->difference.value_or(0)));
  });
  Lines lines;
  lines.Add(
      {title, "", "k/n", "share", "other", "difference", "", "risk ratio", "", "nPMI", "q", ""});
  for (std::size_t i = 0; i < std::min(ranked.size(), kShownRows); ++i) {
    const LabelShare& one = *ranked[i].label;
    const Standing standing = ranked[i].standing;
    lines.Add({NameOf(NamesOf(grouping.balance.cells[ranked[i].group])), Shown(one.label),
               fmt::format("{}/{}", one.share.k, one.share.n), Rate(one.share.Value()),
               Rate(one.other.Value()), fmt::format("{:+.4f}", one.difference.value_or(0)),
               Within(one.difference_interval, "[{:+.4f}, {:+.4f}]"),
               one.ratio ? fmt::format("{:.3f}", *one.ratio) : "-",
               Within(one.ratio_interval, "[{:.3f}, {:.3f}]"),
               one.npmi ? fmt::format("{:+.3f}", *one.npmi) : "-",
               one.q ? fmt::format("{:.2g}", *one.q) : "-",
               standing == Standing::kOk ? "" : std::string(Name(standing))});
  }
  return fmt::format("\n{}{}", lines.Text(), MoreOf(ranked.size(), "comparisons"));
}

/// Whom groups are compared with.
std::string OtherOf(const DatasetGrouping& grouping) {
  const auto& reference = grouping.reference;
  return reference ? NameOf(NamesOf(grouping.balance.cells[*reference])) : "the rest";
}

/// How far apart all labels of a group and of the others are, farthest first.
std::string DistancesText(const DatasetGrouping& grouping) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < grouping.labels.size(); ++i) {
    if (grouping.labels[i].distance) order.push_back(i);
  }
  if (order.empty()) return "";
  std::ranges::stable_sort(order, std::ranges::greater(), [&grouping](std::size_t i) {
    const auto& distance = grouping.labels[i].distance;
    return distance ? distance->total_variation : 0;
  });
  Lines lines;
  lines.Add({"all labels of", "n", "without", "imbalance", "TVD", "KS", "L2", "JS", "KL"});
  for (std::size_t i = 0; i < std::min(order.size(), kShownRows); ++i) {
    const GroupLabels& group = grouping.labels[order[i]];
    const auto distance = group.distance.value_or(fairness::LabelDistance{});
    lines.Add({NameOf(NamesOf(grouping.balance.cells[order[i]])), fmt::format("{}", group.n),
               fmt::format("{}", group.without_label), Rate(group.class_imbalance),
               Rate(distance.total_variation), Rate(distance.largest_gap), Rate(distance.l2),
               Rate(distance.js), Rate(distance.kl)});
  }
  return fmt::format("\n{}{}", lines.Text(), MoreOf(order.size(), "groups"));
}

/// What rests on too few, and what has no value: said, never left away.
std::string CautionsText(const DatasetGrouping& grouping) {
  std::vector<std::string> few;
  std::vector<std::string> undefined;
  for (std::size_t i = 0; i < grouping.labels.size(); ++i) {
    const Standing standing = grouping.labels[i].standing;
    const BalanceCell& cell = grouping.balance.cells[i];
    if (standing == Standing::kInsufficient) few.push_back(NameOf(NamesOf(cell)));
    if (standing == Standing::kUndefined && cell.share.k > 0)
      undefined.push_back(NameOf(NamesOf(cell)));
  }
  std::string text;
  if (!few.empty())
    text += fmt::format("  insufficient, under {} on a side have a label: {}\n", fairness::kMinRows,
                        Listed(std::move(few)));
  if (!undefined.empty())
    text += fmt::format("  undefined, nobody on a side has a label: {}\n",
                        Listed(std::move(undefined)));
  return text;
}

std::string LabelsText(const DatasetGrouping& grouping) {
  if (grouping.labels.empty()) return "";
  std::vector<LabelRow> rows;
  AddCompared(grouping.labels, rows);
  return SharesText(grouping, std::move(rows), "labels against " + OtherOf(grouping)) +
         DistancesText(grouping) + CautionsText(grouping);
}

std::string RatesText(const DatasetGrouping& grouping) {
  std::vector<LabelRow> rows;
  for (const fairness::DatasetRate& rate : grouping.rates) AddCompared(rate.groups, rows);
  return SharesText(grouping, std::move(rows), "rates against " + OtherOf(grouping));
}

/// Means of every measure, the least likely by chance first; then what rests on too few.
std::string MeasuresText(const DatasetGrouping& grouping, const std::vector<std::string>& names) {
  std::vector<std::tuple<Standing, double, std::size_t, std::size_t>> order;
  for (std::size_t m = 0; m < names.size(); ++m) {
    for (std::size_t i = 0; i < grouping.measures[m].size(); ++i) {
      const GroupMeasure& one = grouping.measures[m][i];
      if (one.difference) order.emplace_back(one.standing, one.q.value_or(1), m, i);
    }
  }
  if (order.empty()) return "";
  std::ranges::sort(order);
  const auto shown = [](const auto& number) {
    return number ? fmt::format("{:.6g}", *number) : "-";
  };
  Lines lines;
  lines.Add({"means against " + OtherOf(grouping), "", "n", "mean", "median", "deviation", "other",
             "difference", "", "q", ""});
  for (std::size_t k = 0; k < std::min(order.size(), kShownRows); ++k) {
    const auto& [standing, q, m, i] = order[k];
    const GroupMeasure& one = grouping.measures[m][i];
    lines.Add({NameOf(NamesOf(grouping.balance.cells[i])), Shown(names[m]),
               fmt::format("{}", one.n), shown(one.mean), shown(one.median), shown(one.deviation),
               shown(one.other_mean), fmt::format("{:+.6g}", one.difference.value_or(0)),
               Within(one.difference_interval, "[{:+.6g}, {:+.6g}]"),
               one.q ? fmt::format("{:.2g}", *one.q) : "-",
               standing == Standing::kOk ? "" : std::string(Name(standing))});
  }
  return fmt::format("\n{}{}", lines.Text(), MoreOf(order.size(), "comparisons"));
}

std::string GroupingText(const DatasetGrouping& grouping,
                         const std::vector<std::string>& measures) {
  const Balance& balance = grouping.balance;
  return fmt::format(
      "\nBy {}: evenness {}, most over least {}; {} unknown ({}); {} of {} groups empty\n{}\n"
      "{}{}{}{}{}",
      ColumnsOf(grouping.by), Rate(balance.evenness), Rate(balance.max_min_ratio),
      balance.unknown.k, Rate(balance.unknown.Value()), balance.empty, balance.cells.size(),
      PopulationText(grouping), GroupsText(grouping), MissingText(grouping), LabelsText(grouping),
      RatesText(grouping), MeasuresText(grouping, measures));
}

std::string Named(std::string_view what, const std::vector<std::string>& columns) {
  std::vector<std::string> names;
  names.reserve(columns.size());
  for (const std::string& name : columns) names.push_back(Shown(name));
  return fmt::format("{} {}", what, fmt::join(names, ", "));
}

std::string AskedText(const DatasetAudit& audit) {
  const auto& question = audit.question;
  std::string text =
      fmt::format("Counted     {}{}\n", audit.n,
                  question.count.empty() ? fmt::format(" {}s", question.unit)
                                         : fmt::format(", by column {}", Shown(question.count)));
  text += "Asked       " + Named("attributes", question.attributes);
  if (!question.label.empty()) text += fmt::format("; label {}", Shown(question.label));
  if (!question.rates.empty()) text += fmt::format("; {}", Named("rates", question.rates));
  if (!audit.measures.empty()) text += fmt::format("; {}", Named("measures", audit.measures));
  text += "; intervals of 95 %\n";
  if (audit.tests == 0) return text;
  return text + fmt::format("Family      {}; q by Benjamini-Hochberg\n", Tests(audit.tests));
}

}  // namespace

std::string TextOf(const DatasetAudit& audit) {
  std::vector<const DatasetGrouping*> order;
  order.reserve(audit.groupings.size());
  for (const DatasetGrouping& grouping : audit.groupings) order.push_back(&grouping);
  std::ranges::stable_sort(order, {}, [](const DatasetGrouping* grouping) {
    return grouping->balance.evenness.value_or(2);  // undefined after all that is even
  });
  std::string text = AskedText(audit);
  for (const DatasetGrouping* grouping : order) text += GroupingText(*grouping, audit.measures);
  return text;
}

}  // namespace assay::cli
