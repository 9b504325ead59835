// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "assay/fairness_report/dataset_internal.h"
#include "assay/fairness_report/words.h"
#include "assay/page/page.h"

namespace assay::fairness_report {
namespace {

using page::Html;

/// One label of one group.
struct Labelled {
  const DatasetGrouping* grouping = nullptr;
  const DatasetGroup* group = nullptr;
  const LabelShare* share = nullptr;
};

std::vector<Labelled> LabelsOf(const DatasetGrouping& grouping) {
  std::vector<Labelled> all;
  for (const DatasetGroup& group : grouping.groups)
    if (group.labels)
      for (const LabelShare& share : group.labels->shares)
        all.push_back({&grouping, &group, &share});
  return all;
}

bool Differs(const Dataset& dataset, const Labelled& one) {
  return one.group->labels->standing == Standing::kOk && one.share->q &&
         *one.share->q <= 1 - dataset.confidence;
}

bool IsFarther(const Labelled* a, const Labelled* b) {
  const auto rank = [](const Labelled& one) {
    const bool is_compared = one.group->labels->standing == Standing::kOk;
    return std::pair(is_compared ? 0 : 1, -std::abs(one.share->difference.value_or(0)));
  };
  return rank(*a) < rank(*b);
}

std::vector<const Labelled*> Pointers(const std::vector<Labelled>& all) {
  std::vector<const Labelled*> pointers;
  for (const Labelled& one : all) pointers.push_back(&one);
  return pointers;
}

Named OthersOf(const DatasetGrouping& grouping) {
  return grouping.reference.empty() ? Named{"all others"} : NameOf(grouping.reference);
}

/// A heat map, where it is small enough.
void DrawShares(Html& html, const Dataset& dataset, const DatasetGrouping& grouping,
                const std::vector<Labelled>& all) {
  const std::string by = ColumnsOf(grouping.by).text;
  std::vector<std::vector<std::string>> places;
  for (const Labelled& one : all)
    places.push_back({NameOf(one.group->values).text, NameOf({one.share->label}).text});
  // A name that was cut may be another's: then there are fewer places than labels, and no map.
  const auto grid = GridOf(places);
  if (grid && grid->rows.size() * grid->columns.size() == all.size()) {
    Heat heat = {grid->rows, grid->columns, {}};
    for (const Labelled& one : all)
      heat.cells.push_back({.share = one.share->share,
                            .standing = one.group->labels->n < dataset.least_rows
                                            ? Standing::kInsufficient
                                            : Standing::kOk,
                            .text = Percent(one.share->share).text,
                            .note = fmt::format("{} of {}", page::Grouped(one.share->k),
                                                page::Grouped(one.group->labels->n))});
    DrawHeat(html, {fmt::format("Labels by {}", by), "A row a group, a column a label."}, heat);
  }
}

void DrawDifferences(Html& html, const DatasetGrouping& grouping,
                     const std::vector<const Labelled*>& drawn) {
  const std::string by = ColumnsOf(grouping.by).text;
  std::vector<Mark> marks;
  for (const Labelled* one : drawn) {
    if (one->group->labels->standing == Standing::kReference) continue;
    marks.push_back({.name = fmt::format("{}: {}", page::Shortened(one->share->label, 10),
                                         NameOf(one->group->values).text),
                     .value = one->share->difference,
                     .low = one->share->difference_low,
                     .high = one->share->difference_high,
                     .standing = one->group->labels->standing,
                     .note = one->share->q ? fmt::format("q {}", Chance(one->share->q).text) : ""});
  }
  DrawDots(html,
           {fmt::format("Labels by {}: difference from {}", by, OthersOf(grouping).text),
            "A dot a label and group; the upright line is no difference."},
           {.factor = 100, .title = "percentage points", .line = 0}, marks);
}

void WriteShareTable(Sheet& sheet, const DatasetGrouping& grouping,
                     const std::vector<Labelled>& all) {
  Html& html = sheet.html;
  const std::string by = ColumnsOf(grouping.by).text;
  const std::size_t shown = sheet.TakeRows(all.size());
  page::OpenTable(html, fmt::format("Labels by {}: numbers of the drawings.", by),
                  {"Group", "Label", "#Count", "#Share, %", "#Others", "#Share, %",
                   "#Difference, points", "#Interval", "#Risk ratio", "#nPMI", "#q", "State"});
  for (const Labelled* one : Worst(Pointers(all), shown, IsFarther)) {
    html.Open("tr");
    RowHead(html, NameOf(one->group->values));
    Cell(html, "t", NameOf({one->share->label}));
    Cell(html, "n", Whole(one->share->k), " of ", Whole(one->group->labels->n));
    NumberCell(html, Percent(one->share->share));
    Cell(html, "n", Whole(one->share->other_k), " of ", Whole(one->group->labels->other_n));
    NumberCell(html, Percent(one->share->other_share));
    NumberCell(html, Points(one->share->difference));
    RangeCell(html, one->share->difference_low, one->share->difference_high, Points);
    NumberCell(html, Decimal(one->share->risk_ratio));
    NumberCell(html, Decimal(one->share->npmi));
    NumberCell(html, Chance(one->share->q));
    html.Tag("td", Name(one->group->labels->standing)).Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(all.size(), shown);
}

}  // namespace

std::int64_t CountDifferingLabels(const Dataset& dataset) {
  std::int64_t count = 0;
  for (const DatasetGrouping& grouping : dataset.groupings)
    count += std::ranges::count_if(LabelsOf(grouping),
                                   [&](const Labelled& one) { return Differs(dataset, one); });
  return count;
}

void WriteLabelFindings(Sheet& sheet, const Dataset& dataset) {
  std::vector<Labelled> found;
  for (const DatasetGrouping& grouping : dataset.groupings)
    std::ranges::copy_if(LabelsOf(grouping), std::back_inserter(found),
                         [&](const Labelled& one) { return Differs(dataset, one); });
  if (dataset.label.empty()) return;
  Html& html = sheet.html;
  if (found.empty()) {
    html.Tag("p", "No label is given to a group more or less often than chance explains.");
    return;
  }
  std::ranges::stable_sort(found,
                           [](const Labelled& a, const Labelled& b) { return IsFarther(&a, &b); });
  html.Tag("p", "Labels that differ most between groups:");
  html.Open("ul", {{"class", "list"}});
  for (const Labelled& one : std::span(found).first(std::min(found.size(), kSentences))) {
    html.Open("li").Open("strong");
    Say(html, "Label ", NameOf({one.share->label}), " by ", ColumnsOf(one.grouping->by), ". ");
    html.Close();
    Say(html, "Of ", Whole(one.group->labels->n), " in ", NameOf(one.group->values), " ",
        Whole(one.share->k), " have it (", Percent(one.share->share), "); of ",
        Whole(one.group->labels->other_n), " in ", OthersOf(*one.grouping), " ",
        Whole(one.share->other_k), " (", Percent(one.share->other_share), "): ");
    SayPoints(html, one.share->difference.value_or(0));
    SayAgrees(html, one.share->difference_low, one.share->difference_high);
    Say(html, " (q ", Chance(one.share->q), ").");
    html.Close();
  }
  html.Close();
}

void WriteLabelUnclear(Sheet& sheet, const Dataset& dataset) {
  std::vector<std::pair<const DatasetGrouping*, const DatasetGroup*>> unclear;
  for (const DatasetGrouping& grouping : dataset.groupings)
    for (const DatasetGroup& group : grouping.groups)
      if (group.labels && (group.labels->standing == Standing::kInsufficient ||
                           group.labels->standing == Standing::kUndefined))
        unclear.emplace_back(&grouping, &group);
  if (unclear.empty()) return;
  Html& html = sheet.html;
  page::OpenTable(html, "Groups whose labels support no conclusion.",
                  {"Group", "By", "#Labelled", "#Labelled others", "State"});
  const std::size_t shown = sheet.TakeRows(unclear.size());
  for (const auto& [grouping, group] : std::span(unclear).first(shown)) {
    html.Open("tr");
    RowHead(html, NameOf(group->values));
    Cell(html, "t", ColumnsOf(grouping->by));
    NumberCell(html, Whole(group->labels->n));
    NumberCell(html, Whole(group->labels->other_n));
    html.Tag("td", Name(group->labels->standing)).Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(unclear.size(), shown);
}

void WriteLabelDrawings(Sheet& sheet, const Dataset& dataset, const DatasetGrouping& grouping) {
  const std::vector<Labelled> all = LabelsOf(grouping);
  if (all.empty() || !sheet.TakeDrawing()) return;
  Html& html = sheet.html;
  const std::string by = ColumnsOf(grouping.by).text;
  html.Open("figure").Open("figcaption").Tag("strong", "Labels");
  Say(html, ": how often each group has each label of column ", NameOf({dataset.label}),
      ", and how far that is from ", OthersOf(grouping),
      ". Hatched, or hollow and dashed: too few people to say. ");
  const auto drawn = Worst(Pointers(all), kDrawn, IsFarther);
  if (drawn.size() < all.size())
    Say(html, "Of differences the farthest ",
        page::Grouped(static_cast<std::int64_t>(drawn.size())), " of ",
        page::Grouped(static_cast<std::int64_t>(all.size())), " are drawn.");
  html.Close().Open("div", {{"class", "drawings"}});
  DrawShares(html, dataset, grouping, all);
  DrawDifferences(html, grouping, drawn);
  html.Close();
  WriteShareTable(sheet, grouping, all);
  html.Close();
}

void WriteLabelTables(Sheet& sheet, const Dataset& dataset, const DatasetGrouping& grouping) {
  if (dataset.label.empty()) return;
  Html& html = sheet.html;
  const std::size_t shown = sheet.TakeRows(grouping.groups.size());
  page::OpenTable(html,
                  fmt::format("How far the labels of each group, by {}, lie from those of {}.",
                              ColumnsOf(grouping.by).text, OthersOf(grouping).text),
                  {"Group", "#Labelled", "#Without a label", "#KL, nats", "#JS, nats",
                   "#Total variation", "#L2", "#Largest gap", "State"});
  for (const DatasetGroup& group : std::span(grouping.groups).first(shown)) {
    if (!group.labels) continue;
    html.Open("tr");
    RowHead(html, NameOf(group.values));
    NumberCell(html, Whole(group.labels->n));
    NumberCell(html, Whole(group.labels->without_label));
    const LabelDistance& far = group.labels->distance;
    for (const auto& number : {far.kl, far.js, far.total_variation, far.l2, far.largest_gap})
      NumberCell(html, Decimal(number));
    html.Tag("td", Name(group.labels->standing)).Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(grouping.groups.size(), shown);
}

}  // namespace assay::fairness_report
