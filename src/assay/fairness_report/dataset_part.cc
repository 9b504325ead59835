// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "assay/fairness_report/bands.h"
#include "assay/fairness_report/dataset_internal.h"
#include "assay/fairness_report/words.h"
#include "assay/page/page.h"

namespace assay::fairness_report {
namespace {

using page::Html;

constexpr std::array<Method, 10> kMethods = {
    {{"Share of a group", "its rows of all rows, the unknown included", "by definition"},
     {"Interval of a share", "Wilson's score interval", "Wilson 1927"},
     {"Evenness", "entropy of the known groups over ln of their number", "Pielou 1966"},
     {"Representation", "share among those who are known, over the population's share",
      "by definition"},
     {"Fit to a population", "chi-square; rough where an expected count is under 5",
      "Pearson 1900"},
     {"Interval of a difference", "from both Wilson intervals, method 10", "Newcombe 1998"},
     {"Distances of labels", "Kullback-Leibler, Jensen-Shannon, half L1, L2, largest gap",
      "Kullback and Leibler 1951; Lin 1991"},
     {"nPMI", "ln(p(l, g) / (p(l) p(g))) over -ln p(l, g), of label l and group g", "Bouma 2009"},
     {"Difference of means", "intervals and tests of unequal variances", "Welch 1947"},
     {"q, of many tests", "the share of false findings among all with a q as small",
      "Benjamini and Hochberg 1995"}}};

/// Whether the population's share is outside what agrees with the numbers.
bool IsMisrepresented(const DatasetGroup& group) {
  return group.representation_low && group.representation_high &&
         (*group.representation_low > 1 || *group.representation_high < 1);
}

/// How far from as many as there should be; many times too many as far as many times too few.
double Distortion(const DatasetGroup& group) {
  const double ratio = group.representation.value_or(1);
  return ratio <= 0 ? 1e300 : std::abs(std::log(ratio));
}

bool IsWorse(const DatasetGroup* a, const DatasetGroup* b) {
  const auto rank = [](const DatasetGroup& one) {
    return std::pair(one.representation ? -Distortion(one) : 0, one.share.value_or(0));
  };
  return rank(*a) < rank(*b);
}

class DatasetPart : public Part {
 public:
  explicit DatasetPart(Dataset dataset) : dataset_(std::move(dataset)) {}

  [[nodiscard]] const TableName& table() const override { return dataset_.table; }
  void WriteLede(Html& html) const override;
  void WriteQuestion(Html& html) const override;
  void WriteFindings(Sheet& sheet) const override;
  void WriteUnclear(Sheet& sheet) const override;
  void WriteDrawings(Sheet& sheet) const override;
  void WriteTables(Sheet& sheet) const override;
  [[nodiscard]] std::span<const Method> methods() const override { return kMethods; }

 private:
  [[nodiscard]] std::vector<std::pair<const DatasetGrouping*, const DatasetGroup*>> Misrepresented()
      const;
  void WriteShares(Sheet& sheet, const DatasetGrouping& grouping) const;
  void WriteShareTable(Sheet& sheet, const DatasetGrouping& grouping) const;

  Dataset dataset_;
};

std::vector<std::pair<const DatasetGrouping*, const DatasetGroup*>> DatasetPart::Misrepresented()
    const {
  std::vector<std::pair<const DatasetGrouping*, const DatasetGroup*>> found;
  for (const DatasetGrouping& grouping : dataset_.groupings)
    for (const DatasetGroup& group : grouping.groups)
      if (IsMisrepresented(group)) found.emplace_back(&grouping, &group);
  std::ranges::stable_sort(found, [](const auto& a, const auto& b) {
    return Distortion(*a.second) > Distortion(*b.second);
  });
  return found;
}

void DatasetPart::WriteLede(Html& html) const {
  html.Open("p", {{"class", "lede"}});
  Put(html, NameOf({dataset_.table.name}));
  html.Text(" has ").Open("strong");
  Put(html, Whole(dataset_.n));
  html.Close().Text(" rows. ");
  const auto strong = [&html](std::size_t count) {
    html.Tag("strong", page::Grouped(static_cast<std::int64_t>(count)));
  };
  if (!dataset_.population.empty()) {
    const std::size_t count = Misrepresented().size();
    strong(count);
    html.Text(count == 1 ? " group is there more or less often than in "
                         : " groups are there more or less often than in ");
    Put(html, NameOf({dataset_.population}));
    html.Text(". ");
  }
  if (!dataset_.label.empty()) {
    strong(static_cast<std::size_t>(CountDifferingLabels(dataset_)));
    html.Text(" shares of labels differ between groups by more than chance explains.");
  }
  html.Close();
}

void DatasetPart::WriteQuestion(Html& html) const {
  WriteTableFacts(html, dataset_.table);
  Say(OpenFact(html, "Counted"), Whole(dataset_.n), " rows, by ", NameOf(dataset_.attributes));
  html.Close();
  if (!dataset_.label.empty()) {
    Say(OpenFact(html, "Labels"), "of column ", NameOf({dataset_.label}));
    html.Close();
  }
  if (!dataset_.population.empty()) {
    Say(OpenFact(html, "Population"), NameOf({dataset_.population}));
    html.Text(", ").Tag("code", page::Shortened(dataset_.population_digest, kNameLimit)).Close();
  }
  Say(OpenFact(html, "Tests"), Whole(dataset_.tests),
      " in one family, corrected together: Benjamini and Hochberg");
  html.Close();
  Say(OpenFact(html, "Intervals"), "hold with ", Percent(dataset_.confidence), " each");
  html.Close();
}

void DatasetPart::WriteFindings(Sheet& sheet) const {
  Html& html = sheet.html;
  const auto found = Misrepresented();
  if (!found.empty()) {
    html.Tag("p", "Groups that are there least or most often, beside the population:");
    html.Open("ul", {{"class", "list"}});
    for (const auto& [grouping, group] :
         std::span(found).first(std::min(found.size(), kSentences))) {
      html.Open("li").Open("strong");
      Say(html, NameOf(group->values), " by ", ColumnsOf(grouping->by), ". ");
      html.Close();
      Say(html, Whole(group->k), " of ", Whole(dataset_.n), " rows (", Percent(group->share),
          "); in the population ", Percent(group->population_share), ". That is ",
          Decimal(group->representation), " times as many as there should be; anything from ",
          Decimal(group->representation_low), " to ", Decimal(group->representation_high),
          " agrees with these numbers.");
      html.Close();
    }
    html.Close();
  } else if (!dataset_.population.empty()) {
    html.Tag("p", "The share of every group that the population lists agrees with it.");
  }
  html.Open("ul", {{"class", "list"}});
  for (const DatasetGrouping& grouping :
       std::span(dataset_.groupings).first(std::min(dataset_.groupings.size(), kSentences))) {
    html.Open("li");
    Say(html, "By ", ColumnsOf(grouping.by), ": evenness ", Decimal(grouping.evenness),
        " (1 is even); the largest known group has ", Decimal(grouping.max_min_ratio),
        " times the rows of the smallest; ", Whole(grouping.empty), " groups are empty, ",
        Whole(grouping.unknown), " rows unknown.");
    html.Close();
  }
  html.Close();
  WriteLabelFindings(sheet, dataset_);
  if (dataset_.numbers.list.empty()) return;
  html.Tag("h4", "Of rates and measures");
  WriteComparisonFindings(sheet, dataset_.numbers);
}

void DatasetPart::WriteUnclear(Sheet& sheet) const {
  Html& html = sheet.html;
  std::int64_t empty = 0;
  std::int64_t unknown = 0;
  for (const DatasetGrouping& grouping : dataset_.groupings) {
    empty += grouping.empty > 0 ? 1 : 0;
    unknown += grouping.unknown > 0 ? 1 : 0;
  }
  Paragraph(html, "Labels of fewer than ", Whole(dataset_.least_rows),
            " rows are insufficient, of none undefined; never 0. Unknown values are a group, and "
            "never guessed: ",
            page::Grouped(unknown), " of the groupings have some. Groups that nobody is in: in ",
            page::Grouped(empty), " of them.");
  WriteLabelUnclear(sheet, dataset_);
  if (dataset_.numbers.list.empty()) return;
  html.Tag("h4", "Of rates and measures");
  WriteComparisonUnclear(sheet, dataset_.numbers);
}

void DatasetPart::WriteShareTable(Sheet& sheet, const DatasetGrouping& grouping) const {
  std::vector<const DatasetGroup*> groups;
  for (const DatasetGroup& group : grouping.groups) groups.push_back(&group);
  Html& html = sheet.html;
  const std::size_t shown = sheet.TakeRows(groups.size());
  page::OpenTable(
      html, fmt::format("Groups by {}: numbers of the drawings.", ColumnsOf(grouping.by).text),
      {"Group", "#Rows", "#Share, %", "#Interval", "#Population, %", "#Representation",
       "#Interval"});
  for (const DatasetGroup* one : Worst(groups, shown, IsWorse)) {
    html.Open("tr");
    RowHead(html, NameOf(one->values));
    NumberCell(html, Whole(one->k));
    NumberCell(html, Percent(one->share));
    RangeCell(html, one->low, one->high, Percent);
    NumberCell(html, Percent(one->population_share));
    NumberCell(html, Decimal(one->representation));
    RangeCell(html, one->representation_low, one->representation_high, Decimal);
    html.Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(groups.size(), shown);
}

/// The places of the known groups of one column in the order of its bands.
std::optional<std::vector<std::size_t>> Bands(const DatasetGrouping& grouping) {
  if (grouping.by.size() != 1 || grouping.groups.size() > kDrawn + 1) return std::nullopt;
  std::vector<std::string> values;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < grouping.groups.size(); ++i) {
    const auto& group = grouping.groups[i].values;
    if (group.size() != 1) return std::nullopt;
    if (group.front() == "unknown") continue;
    values.push_back(group.front());
    places.push_back(i);
  }
  auto order = OrderOfBands(values);
  if (order)
    for (std::size_t& place : *order) place = places[place];
  return order;
}

Mark ShareMark(const DatasetGroup& group) {
  return {.name = NameOf(group.values).text,
          .value = group.share,
          .low = group.low,
          .high = group.high,
          .beside = group.population_share,
          .note = page::Grouped(group.k)};
}

Heat HeatOf(const Grid& grid, const DatasetGrouping& grouping) {
  Heat heat = {grid.rows, grid.columns, {}};
  heat.cells.assign(grid.rows.size() * grid.columns.size(),
                    {.share = {}, .standing = Standing::kUndefined, .text = "\u2013", .note = ""});
  for (const DatasetGroup& group : grouping.groups) {
    const auto row = std::ranges::find(grid.rows, group.values[0]) - grid.rows.begin();
    const auto column = std::ranges::find(grid.columns, group.values[1]) - grid.columns.begin();
    const auto place =
        static_cast<std::size_t>(row) * grid.columns.size() + static_cast<std::size_t>(column);
    heat.cells[place] = {.share = group.share,
                         .standing = group.k == 0 ? Standing::kUndefined : Standing::kOk,
                         .text = group.k == 0 ? "nobody" : Percent(group.share).text,
                         .note = fmt::format("n = {}", page::Grouped(group.k))};
  }
  return heat;
}

void DatasetPart::WriteShares(Sheet& sheet, const DatasetGrouping& grouping) const {
  if (grouping.groups.empty() || !sheet.TakeDrawing()) return;
  Html& html = sheet.html;
  const std::string by = ColumnsOf(grouping.by).text;
  std::vector<const DatasetGroup*> groups;
  std::vector<std::vector<std::string>> values;
  for (const DatasetGroup& group : grouping.groups) {
    groups.push_back(&group);
    values.push_back(group.values);
  }
  const auto drawn = Worst(groups, kDrawn, IsWorse);
  html.Open("figure").Open("figcaption").Tag("strong", "Who is there");
  Say(html, ": share of all rows, with its interval. ");
  if (grouping.has_population) Say(html, "The bar across is the population's share. ");
  if (drawn.size() < groups.size())
    Say(html, "Drawn are those farthest from what should be: ",
        page::Grouped(static_cast<std::int64_t>(drawn.size())), " of ",
        page::Grouped(static_cast<std::int64_t>(groups.size())), " groups.");
  html.Close().Open("div", {{"class", "drawings"}});
  std::vector<Mark> marks;
  const Caption caption = {fmt::format("Shares by {}", by), "The table has the numbers."};
  if (const auto order = Bands(grouping)) {
    for (const std::size_t place : *order) marks.push_back(ShareMark(grouping.groups[place]));
    DrawBars(html, caption, {.factor = 100, .title = "per cent", .floor = 0}, marks);
  } else if (const auto grid = GridOf(values)) {
    DrawHeat(html, caption, HeatOf(*grid, grouping));
    DrawHistograms(html, *grid, grouping);
  } else {
    for (const DatasetGroup* one : drawn) marks.push_back(ShareMark(*one));
    DrawDots(html, caption, {.factor = 100, .title = "per cent", .floor = 0}, marks);
  }
  marks.clear();
  for (const DatasetGroup* one : drawn)
    if (one->representation)
      marks.push_back({.name = NameOf(one->values).text,
                       .value = one->representation,
                       .low = one->representation_low,
                       .high = one->representation_high,
                       .note = fmt::format("{} \u00d7", Decimal(one->representation).text)});
  if (!marks.empty())
    DrawDots(html,
             {fmt::format("Representation by {}", by),
              "1 is as many as in the population; 0 is nobody."},
             {.title = "times the population's share", .line = 1, .floor = 0}, marks);
  html.Close();
  WriteShareTable(sheet, grouping);
  html.Close();
}

void DatasetPart::WriteDrawings(Sheet& sheet) const {
  for (const DatasetGrouping& grouping : dataset_.groupings) {
    if (sheet.drawings > 0) {
      sheet.html.Open("h4").Text("By ");
      Put(sheet.html, ColumnsOf(grouping.by));
      sheet.html.Close();
    }
    WriteShares(sheet, grouping);
    WriteLabelDrawings(sheet, dataset_, grouping);
  }
  WriteComparisonFigures(sheet, dataset_.numbers);
}

void DatasetPart::WriteTables(Sheet& sheet) const {
  Html& html = sheet.html;
  const std::size_t wanted = dataset_.groupings.size();
  const std::size_t shown = sheet.TakeRows(wanted);
  page::OpenTable(html, "How even, and how like the population.",
                  {"By", "#Evenness", "#Most over least", "#Empty groups", "#Unknown rows",
                   "#Chi-square", "#Degrees", "#Least expected", "#p", "#q"});
  for (const DatasetGrouping& one : std::span(dataset_.groupings).first(shown)) {
    html.Open("tr");
    RowHead(html, ColumnsOf(one.by));
    NumberCell(html, Decimal(one.evenness));
    NumberCell(html, Decimal(one.max_min_ratio));
    NumberCell(html, Whole(one.empty));
    NumberCell(html, Whole(one.unknown));
    const ChiSquare fit = one.fit.value_or(ChiSquare{});
    NumberCell(html, Decimal(fit.statistic));
    if (one.fit)
      NumberCell(html, Whole(fit.degrees));
    else
      Cell(html, "n", "\u2013");
    NumberCell(html, Decimal(fit.min_expected));
    NumberCell(html, Chance(fit.p));
    NumberCell(html, Chance(fit.q));
    html.Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(wanted, shown);
  for (const DatasetGrouping& grouping : dataset_.groupings)
    if (sheet.rows > 0) WriteLabelTables(sheet, dataset_, grouping);
}

}  // namespace

std::unique_ptr<Part> MakeDatasetPart(const Node& document) {
  return std::make_unique<DatasetPart>(ReadDataset(document));
}

}  // namespace assay::fairness_report
