// SPDX-License-Identifier: Apache-2.0
#include "fairness_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "fairness_lines.h"
#include "fairness_scores_text.h"

namespace assay::cli {
namespace {

using fairness::AttributeAudit;
using fairness::Contrast;
using fairness::Gap;
using fairness::Group;
using fairness::Metric;
using fairness::ModelAudit;
using fairness::ParityGap;
using fairness::Standing;

constexpr std::size_t kShownUndefined = 8;
std::string Listed(const std::vector<std::string>& values) {
  constexpr std::size_t kShown = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(values.size(), kShown); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : ", ", Shown(values[i]));
  if (values.size() > kShown) text += fmt::format(" and {} more", values.size() - kShown);
  return values.empty() ? "none" : text;
}

/// Groups by size, each with the rates of the family.
std::string GroupsText(const ModelAudit& audit, const AttributeAudit& one) {
  std::vector<std::size_t> order(one.groups.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&one](std::size_t i) { return one.groups[i].counts.n(); });
  Lines lines;
  std::vector<std::string> header = {"group", "n"};
  for (const Metric metric : audit.question.family) header.emplace_back(Name(metric));
  lines.Add(std::move(header));
  for (std::size_t i = 0; i < std::min(order.size(), kShownRows); ++i) {
    const Group& group = one.groups[order[i]];
    std::vector<std::string> cells = {NameOf(group.values), fmt::format("{}", group.counts.n())};
    for (const Metric metric : audit.question.family) {
      const std::size_t at =
          order[i] * fairness::kMetrics.size() + static_cast<std::size_t>(metric);
      cells.push_back(Rate(one.contrasts[at].value));
    }
    lines.Add(std::move(cells));
  }
  std::string text = lines.Text();
  if (order.size() > kShownRows)
    text += fmt::format("  and {} smaller groups: --json, --out\n", order.size() - kShownRows);
  return text;
}

/// "  [0.1800, 0.3121]" where a bootstrap was asked for.
std::string Drawn(const ParityGap& one) {
  if (!one.bootstrap) return "";
  return fmt::format("  [{:.4f}, {:.4f}]", one.bootstrap->interval.low,
                     one.bootstrap->interval.high);
}

/// Which groups set `gap`: one between groups has both.
std::string Between(const AttributeAudit& audit, const ParityGap& parity, const Gap& gap) {
  const auto name = [&audit](const std::optional<std::size_t>& group) {
    return NameOf(audit.groups[group.value_or(0)].values);
  };
  std::string text = fmt::format("{}: ", Name(parity.metric));
  text += gap.high == gap.low ? "no gap" : fmt::format("{} over {}", name(gap.high), name(gap.low));
  if (parity.standing == Standing::kInsufficient) text += ", insufficient";
  return text;
}

/// Those between groups whose names end in `form`, worst first; undefined ones last.
void AddDisparities(const AttributeAudit& audit, std::string_view form, Lines& lines) {
  const double worse = form == "_ratio" ? -1 : 1;  // a small ratio is as bad as a large difference
  std::vector<const ParityGap*> chosen;
  for (const ParityGap& parity : audit.parity_gaps) {
    if (parity.name.ends_with(form)) chosen.push_back(&parity);
  }
  std::ranges::stable_sort(chosen, std::ranges::greater(), [worse](const ParityGap* one) {
    return one->gap ? worse * one->gap->value : -2;
  });
  for (const ParityGap* one : chosen) {
    std::string name = one->name;
    std::ranges::replace(name, '_', ' ');
    if (const auto& gap = one->gap)
      lines.Add(
          {name, fmt::format("{:.4f}", gap->value) + Drawn(*one), Between(audit, *one, *gap)});
    else
      lines.Add({name, "-", "undefined"});
  }
}

std::string DisparitiesText(const AttributeAudit& audit) {
  Lines lines;
  AddDisparities(audit, "_difference", lines);
  AddDisparities(audit, "_ratio", lines);
  return lines.Text();
}

/// What was tested, or with weights compared, worst first; then what rests on too few rows.
std::vector<const Contrast*> Ranked(const ModelAudit& audit, const AttributeAudit& one) {
  std::vector<const Contrast*> ranked;
  for (const Contrast& contrast : one.contrasts) {
    const bool asked =
        std::ranges::find(audit.question.family, contrast.metric) != audit.question.family.end();
    if (asked && contrast.group != one.reference && contrast.difference)
      ranked.push_back(&contrast);
  }
  std::ranges::stable_sort(ranked, [](const Contrast* a, const Contrast* b) {
    if (a->standing != b->standing) return a->standing < b->standing;
    return std::abs(a->difference.value_or(0)) > std::abs(b->difference.value_or(0));
  });
  return ranked;
}

std::string ContrastsText(const ModelAudit& audit, const AttributeAudit& one) {
  const auto ranked = Ranked(audit, one);
  Lines lines;
  const bool weighted = !audit.question.columns.weight.empty();  // then the rate is not k / n
  lines.Add({"against the reference", "", weighted ? "n" : "k/n", "rate", "", "difference", "",
             "ratio", "q", ""});
  for (std::size_t i = 0; i < std::min(ranked.size(), kShownRows); ++i) {
    const Contrast& row = *ranked[i];
    lines.Add(
        {NameOf(one.groups[row.group].values), std::string(Name(row.metric)),
         weighted ? fmt::format("{}", row.share.n) : fmt::format("{}/{}", row.share.k, row.share.n),
         Rate(row.value), Within(row.interval, "[{:.4f}, {:.4f}]"),
         fmt::format("{:+.4f}", row.difference.value_or(0)),
         Within(row.difference_interval, "[{:+.4f}, {:+.4f}]"),
         row.ratio ? fmt::format("{:.3f}", *row.ratio) : "-",
         row.q ? fmt::format("{:.2g}", *row.q) : "-",
         row.standing == Standing::kOk ? "" : std::string(Name(row.standing))});
  }
  std::string text = lines.Text();
  if (ranked.size() > kShownRows)
    text += fmt::format("  and {} more comparisons: --json, --out\n", ranked.size() - kShownRows);
  return text;
}

/// Hidden groups: their sizes stand above.
std::string SuppressedText(const AttributeAudit& one) {
  std::vector<std::string> hidden;
  for (const Group& group : one.groups) {
    if (group.hidden == fairness::Suppression::kNone) continue;
    hidden.push_back(fmt::format("{} ({})", NameOf(group.values), Name(group.hidden)));
  }
  if (hidden.empty()) return "";
  const std::size_t shown = std::min(hidden.size(), kShownUndefined);
  const std::size_t more = hidden.size() - shown;
  hidden.resize(shown);
  return fmt::format("  suppressed: {}{}\n", fmt::join(hidden, "; "),
                     more > 0 ? fmt::format("; and {} more", more) : "");
}

/// What has no value, and what rests on too little: said, never left away.
std::string CautionsText(const ModelAudit& audit, const AttributeAudit& one) {
  const auto& family = audit.question.family;
  const std::size_t metrics = fairness::kMetrics.size();
  std::size_t insufficient = 0;
  std::vector<std::string> undefined;
  for (const Contrast& row : one.contrasts) {
    if (std::ranges::find(family, row.metric) == family.end()) continue;
    insufficient += row.standing == Standing::kInsufficient ? 1U : 0U;
    const auto at = one.reference * metrics + static_cast<std::size_t>(row.metric);
    const bool by_reference = !one.contrasts[at].value;  // then it is said of that one alone
    if (row.standing != Standing::kUndefined || (by_reference && row.group != one.reference))
      continue;
    undefined.push_back(fmt::format("{} of {}{}", Name(row.metric),
                                    NameOf(one.groups[row.group].values),
                                    by_reference ? ", the reference" : ""));
  }
  std::string text = SuppressedText(one);
  if (insufficient > 0)
    text += fmt::format("  insufficient: {} comparisons have a denominator under {}\n",
                        insufficient, fairness::kMinRows);
  if (undefined.empty()) return text;
  const std::size_t more = undefined.size() - std::min(undefined.size(), kShownUndefined);
  undefined.resize(undefined.size() - more);
  text += fmt::format("  undefined, without a denominator: {}", fmt::join(undefined, "; "));
  if (more > 0) text += fmt::format("; and {} more", more);
  return text + "\n";
}

std::string GroupingText(const ModelAudit& audit, const AttributeAudit& one) {
  std::string text =
      fmt::format("\nBy {}: {} groups; reference {} ({})\n\n{}\n", ColumnsOf(one.by),
                  one.groups.size(), NameOf(one.groups[one.reference].values),
                  one.is_reference_named ? "as named" : "the largest", DisparitiesText(one));
  if (!audit.question.family.empty()) text += ContrastsText(audit, one) + "\n";
  return text + GroupsText(audit, one) + CautionsText(audit, one);
}

std::vector<std::string_view> NamesOf(const ModelAudit& audit,
                                      const std::optional<fairness::ScoreAudit>& scores) {
  std::vector<std::string_view> names;
  for (const Metric metric : audit.question.family) names.push_back(Name(metric));
  if (!scores) return names;
  for (const auto metric : scores->question.family) names.push_back(Name(metric));
  return names;
}

}  // namespace

std::string TextOf(const ModelAudit& audit, const std::optional<fairness::ScoreAudit>& scores) {
  const auto& columns = audit.question.columns;
  const Group& overall = audit.overall;
  std::string prediction = fmt::format("prediction {}", Shown(columns.prediction));
  if (columns.threshold)
    prediction = fmt::format("score {} >= {}", Shown(columns.prediction), *columns.threshold);
  std::string text = fmt::format("Rows      {}", overall.counts.n() + overall.left_out);
  text += overall.left_out == 0
              ? "\n"
              : fmt::format(", {} of them left out: without a label or a prediction\n",
                            overall.left_out);
  text += fmt::format("Asked     label {}, {}; positive {}; negative {}\n", Shown(columns.label),
                      prediction, Listed(audit.positive), Listed(audit.negative));
  std::string family = fmt::format("{}", fmt::join(NamesOf(audit, scores), " "));
  if (!columns.weight.empty())
    text += fmt::format("Weights   {}: rates of {} are weighted, without intervals and tests\n",
                        Shown(columns.weight), family);
  else if (audit.question.is_clustered)
    text += fmt::format("Clusters  {}: rates of {} are without intervals and tests\n",
                        Shown(scores ? scores->question.cluster : ""), family);
  else
    text += fmt::format("Family    {}: {}; q by Benjamini-Hochberg; intervals of 95 %\n",
                        Tests(audit.tests), family);
  if (scores) text += ScoresHead(*scores);
  for (std::size_t i = 0; i < audit.attributes.size(); ++i) {
    text += GroupingText(audit, audit.attributes[i]);
    if (scores) text += ScoresText(*scores, scores->groupings[i]);
  }
  return text;
}

}  // namespace assay::cli
