// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "assay/fairness_report/model_internal.h"
#include "assay/fairness_report/words.h"
#include "assay/page/page.h"

namespace assay::fairness_report {
namespace {

using page::Html;

constexpr std::array<Method, 16> kMethods = {
    {{"Selection rate", "predicted positive of all: (TP + FP) / n", "29 CFR 1607.16(R)"},
     {"True and false positive rate", "TP / (TP + FN); FP / (FP + TN)", "Hardt et al. 2016"},
     {"Predictive values", "TP / (TP + FP); TN / (TN + FN)", "Chouldechova 2017"},
     {"Accuracy, balanced accuracy, F1", "(TP + TN) / n; (TPR + TNR) / 2; 2 TP / (2 TP + FP + FN)",
      "by definition"},
     {"Demographic parity", "greatest less least selection rate; least over greatest",
      "Dwork et al. 2012"},
     {"Equalized odds, equal opportunity", "the worse gap of TPR and FPR; the gap of TPR",
      "Hardt et al. 2016"},
     {"Predictive parity", "the gap of TP / (TP + FP)", "Chouldechova 2017"},
     {"Interval of a share", "Wilson's score interval", "Wilson 1927"},
     {"Interval of a difference", "from both Wilson intervals, method 10", "Newcombe 1998"},
     {"Interval of a ratio", "of its logarithm", "Katz et al. 1978"},
     {"Test of equal shares",
      "Fisher's exact test where a denominator is under 2,000 or an expected count under 5, else "
      "the "
      "pooled z",
      "Fisher 1922; Cochran 1954"},
     {"q, of many tests", "the share of false findings among all with a q as small",
      "Benjamini and Hochberg 1995"},
     {"Area under the ROC curve",
      "pairs of a positive and a negative in which the positive has the higher score, ties half; "
      "intervals and tests by placements, or by draws",
      "DeLong et al. 1988"},
     {"Calibration", "mean score less share of positives; intervals and tests of means",
      "Student 1908; Welch 1947"},
     {"Brier score", "mean of (score - label) squared", "Brier 1950"},
     {"Expected calibration error (ECE)",
      "mean distance of share and mean score over bins of equal mass, by their rows",
      "Naeini et al. 2015"}}};

/// The reference first, then what differs most; what cannot be compared last.
bool IsWorse(const Measure* a, const Measure* b) {
  const auto rank = [](const Measure& one) {
    constexpr std::array<int, 4> kRanks = {1, 0, 2, 3};
    return std::pair(kRanks.at(static_cast<std::size_t>(one.standing)),
                     -std::abs(one.difference.value_or(0)));
  };
  return rank(*a) < rank(*b);
}

class ModelPart : public Part {
 public:
  explicit ModelPart(Model model) : model_(std::move(model)) {}

  [[nodiscard]] const TableName& table() const override { return model_.table; }
  void WriteLede(Html& html) const override;
  void WriteQuestion(Html& html) const override;
  void WriteFindings(Sheet& sheet) const override;
  void WriteUnclear(Sheet& sheet) const override;
  void WriteDrawings(Sheet& sheet) const override;
  void WriteTables(Sheet& sheet) const override;
  [[nodiscard]] std::span<const Method> methods() const override {
    constexpr std::size_t kOfScores = 4;
    return std::span(kMethods).first(kMethods.size() - (model_.scores ? 0 : kOfScores));
  }

 private:
  void WriteFigure(Sheet& sheet, const ModelGrouping& grouping, const std::string& metric) const;
  void DrawRates(Sheet& sheet, const ModelGrouping& grouping,
                 const std::vector<const Measure*>& measures, const MetricWords& words) const;
  void DrawDifferences(Sheet& sheet, const ModelGrouping& grouping,
                       const std::vector<const Measure*>& measures, const MetricWords& words) const;
  void WriteMeasures(Sheet& sheet, const ModelGrouping& grouping,
                     const std::vector<const Measure*>& measures, std::string_view caption) const;
  static void WriteGaps(Sheet& sheet, const ModelGrouping& grouping);
  static void WriteCounts(Sheet& sheet, const ModelGrouping& grouping);

  Model model_;
};

void ModelPart::WriteLede(Html& html) const {
  WriteModelLede(html, model_);
  if (model_.scores)
    WriteComparisonLede(html, model_.scores->comparisons, "the scores in", model_.table.name);
}

void ModelPart::WriteFindings(Sheet& sheet) const {
  WriteModelFindings(sheet, model_);
  if (!model_.scores) return;
  sheet.html.Tag("h4", "Of the scores");
  WriteComparisonFindings(sheet, model_.scores->comparisons);
}

void ModelPart::WriteUnclear(Sheet& sheet) const {
  WriteModelUnclear(sheet, model_);
  if (!model_.scores) return;
  sheet.html.Tag("h4", "Of the scores");
  WriteComparisonUnclear(sheet, model_.scores->comparisons);
}

void ModelPart::WriteQuestion(Html& html) const {
  WriteTableFacts(html, model_.table);
  OpenFact(html, "Positive");
  Say(html, "where column ", NameOf({model_.label}), " says ", NameOf(model_.positive),
      ": truly positive; where ", NameOf({model_.prediction}));
  if (model_.threshold)
    Say(html, " is ", Decimal(model_.threshold), " or more");
  else
    Say(html, " says so");
  Say(html, ": predicted positive");
  html.Close();
  if (model_.is_weighted) {
    Say(OpenFact(html, "Weighted by"), NameOf({model_.weight}));
    html.Close();
  }
  OpenFact(html, "Asked");
  for (std::size_t i = 0; i < model_.family.size() && i < 16; ++i)
    Say(html, i == 0 ? "" : ", ", WordsOf(model_.family[i]).title);
  html.Close();
  OpenFact(html, "Compared with");
  for (std::size_t i = 0; i < model_.groupings.size() && i < 16; ++i) {
    const ModelGrouping& one = model_.groupings[i];
    Say(html, i == 0 ? "" : "; ", "by ", ColumnsOf(one.by), ": ", NameOf(one.reference),
        one.chosen == "named" ? " (as named)" : " (the largest)");
  }
  html.Close();
  if (!model_.untested.empty()) {
    OpenFact(html, "Tests").Text("none, and no intervals: those of counts would claim too much");
  } else {
    Say(OpenFact(html, "Tests"), Whole(model_.tests),
        " in one family, corrected together: Benjamini and Hochberg");
    html.Close();
    Say(OpenFact(html, "Intervals"), "hold with ", Percent(model_.confidence), " each");
  }
  html.Close();
  if (model_.scores) WriteScoreFacts(html, *model_.scores);
}

void ModelPart::DrawRates(Sheet& sheet, const ModelGrouping& grouping,
                          const std::vector<const Measure*>& measures,
                          const MetricWords& words) const {
  const Caption caption = {fmt::format("{} by {}", words.title, ColumnsOf(grouping.by).text),
                           "A dot a group, its interval as a line; the table has the numbers."};
  std::vector<std::vector<std::string>> groups;
  for (const Measure* one : measures) groups.push_back(grouping.groups[one->group].values);
  if (const auto grid = GridOf(groups)) {
    Heat heat = {grid->rows, grid->columns, {}};
    heat.cells.assign(
        heat.rows.size() * heat.columns.size(),
        {.share = {}, .standing = Standing::kUndefined, .text = "\u2013", .note = ""});
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const auto row = std::ranges::find(heat.rows, groups[i][0]) - heat.rows.begin();
      const auto column = std::ranges::find(heat.columns, groups[i][1]) - heat.columns.begin();
      const auto place =
          static_cast<std::size_t>(row) * heat.columns.size() + static_cast<std::size_t>(column);
      heat.cells[place] = {.share = measures[i]->value,
                           .standing = measures[i]->standing,
                           .text = Percent(measures[i]->value).text,
                           .note = fmt::format("n = {}", page::Grouped(measures[i]->n))};
      // The reference is shaded by its share; whether that rests on enough rows its n says.
      if (measures[i]->standing == Standing::kReference && measures[i]->n < model_.least_rows)
        heat.cells[place].standing = Standing::kInsufficient;
    }
    DrawHeat(sheet.html, caption, heat);
    return;
  }
  std::vector<Mark> marks;
  for (const Measure* one : measures)
    marks.push_back({.name = NameOf(grouping.groups[one->group].values).text,
                     .value = one->value,
                     .low = one->low,
                     .high = one->high,
                     .standing = one->standing,
                     .note = model_.is_weighted ? fmt::format("n = {}", page::Grouped(one->n))
                                                : fmt::format("{} of {}", page::Grouped(one->k),
                                                              page::Grouped(one->n))});
  DrawDots(sheet.html, caption, {.factor = 100, .title = "per cent"}, marks);
}

void ModelPart::DrawDifferences(Sheet& sheet, const ModelGrouping& grouping,
                                const std::vector<const Measure*>& measures,
                                const MetricWords& words) const {
  Scale scale = {.factor = 100, .title = "percentage points", .line = 0};
  std::string by;
  for (const std::string& one : grouping.by) by += fmt::format("{}{}", by.empty() ? "" : "*", one);
  for (const Limit& limit : sheet.limits) {
    if (limit.table_digest != model_.table.digest || limit.by != by || limit.metric != words.metric)
      continue;
    const double tightest = std::min(scale.tolerated_high.value_or(1), limit.max_difference);
    scale.tolerated_low = -tightest;
    scale.tolerated_high = tightest;
  }
  std::vector<Mark> marks;
  for (const Measure* one : measures) {
    if (one->standing == Standing::kReference) continue;
    marks.push_back({.name = NameOf(grouping.groups[one->group].values).text,
                     .value = one->difference,
                     .low = one->difference_low,
                     .high = one->difference_high,
                     .standing = one->standing,
                     .note = one->q ? fmt::format("q {}", Chance(one->q).text) : ""});
  }
  if (marks.empty()) return;
  DrawDots(sheet.html,
           {fmt::format("{} by {}: difference from {}", words.title, ColumnsOf(grouping.by).text,
                        NameOf(grouping.reference).text),
            scale.tolerated_low ? "A dot a group; the upright line is no difference, the shaded "
                                  "band is what the gate tolerates."
                                : "A dot a group; the upright line is no difference."},
           scale, marks);
}

void ModelPart::WriteMeasures(Sheet& sheet, const ModelGrouping& grouping,
                              const std::vector<const Measure*>& measures,
                              std::string_view caption) const {
  Html& html = sheet.html;
  const std::size_t shown = sheet.TakeRows(measures.size());
  const bool is_of_one = measures.empty() || measures.front()->metric == measures.back()->metric;
  if (is_of_one)
    page::OpenTable(html, caption,
                    {"Group", "#Count", "#Rate", "#Interval", "#Difference, points", "#Interval",
                     "#Ratio", "#q", "State"});
  else
    page::OpenTable(html, caption,
                    {"Group", "Metric", "#Count", "#Rate", "#Interval", "#Difference, points",
                     "#Interval", "#Ratio"});
  for (const Measure* one : Worst(measures, shown, IsWorse)) {
    html.Open("tr");
    RowHead(html, NameOf(grouping.groups[one->group].values));
    if (!is_of_one) html.Tag("td", WordsOf(one->metric).title);
    if (model_.is_weighted)
      Cell(html, "n", "of ", Whole(one->n));
    else
      Cell(html, "n", Whole(one->k), " of ", Whole(one->n));
    NumberCell(html, Percent(one->value));
    RangeCell(html, one->low, one->high, Percent);
    NumberCell(html, Points(one->difference));
    RangeCell(html, one->difference_low, one->difference_high, Points);
    NumberCell(html, Decimal(one->ratio));
    if (is_of_one) {
      NumberCell(html, Chance(one->q));
      html.Tag("td", Name(one->standing));
    }
    html.Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(measures.size(), shown);
}

void ModelPart::WriteFigure(Sheet& sheet, const ModelGrouping& grouping,
                            const std::string& metric) const {
  std::vector<const Measure*> measures;
  for (const Measure& one : grouping.measures)
    if (one.metric == metric) measures.push_back(&one);
  if (measures.empty() || !sheet.TakeDrawing()) return;
  const MetricWords words = WordsOf(metric);
  const auto drawn = Worst(measures, kDrawn, IsWorse);
  Html& html = sheet.html;
  html.Open("figure").Open("figcaption").Tag("strong", words.title);
  Say(html, ": of ", words.whole.empty() ? std::string_view("all") : words.whole, ", those who ",
      words.part, ". Reference: ", NameOf(grouping.reference),
      " (diamond). Hollow and dashed, or hatched: too few people to say. ");
  if (drawn.size() < measures.size())
    Say(html, "Drawn are the reference and those farthest from it: ",
        page::Grouped(static_cast<std::int64_t>(drawn.size())), " of ",
        page::Grouped(static_cast<std::int64_t>(measures.size())), " groups.");
  html.Close().Open("div", {{"class", "drawings"}});
  DrawRates(sheet, grouping, drawn, words);
  DrawDifferences(sheet, grouping, drawn, words);
  html.Close();
  WriteMeasures(
      sheet, grouping, measures,
      fmt::format("{} by {}: numbers of the drawings.", words.title, ColumnsOf(grouping.by).text));
  html.Close();
}

void ModelPart::WriteDrawings(Sheet& sheet) const {
  for (const ModelGrouping& grouping : model_.groupings) {
    if (sheet.drawings > 0) {
      sheet.html.Open("h4").Text("By ");
      Put(sheet.html, ColumnsOf(grouping.by));
      sheet.html.Close();
    }
    for (const std::string& metric : model_.family) WriteFigure(sheet, grouping, metric);
  }
  if (model_.scores) WriteScoreDrawings(sheet, *model_.scores);
}

void ModelPart::WriteGaps(Sheet& sheet, const ModelGrouping& grouping) {
  Html& html = sheet.html;
  const std::size_t shown = sheet.TakeRows(grouping.gaps.size());
  page::OpenTable(html,
                  fmt::format("Gaps by {}: always there, and large by chance in small groups.",
                              ColumnsOf(grouping.by).text),
                  {"Gap", "#Value", "Highest", "Lowest", "State"});
  for (const ModelGap& gap : std::span(grouping.gaps).first(shown)) {
    html.Open("tr").Open("th", {{"scope", "row"}});
    std::string name = page::Shortened(gap.name, kNameLimit);
    std::ranges::replace(name, '_', ' ');
    html.Text(name).Close();
    NumberCell(html, Decimal(gap.value));
    for (const auto* side : {&gap.high, &gap.low}) {
      if (side->empty())
        html.Tag("td", gap.value ? "all rows" : "\u2013");
      else
        Cell(html, "t", NameOf(*side));
    }
    html.Tag("td", gap.standing == Standing::kOk ? "ok" : Name(gap.standing)).Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(grouping.gaps.size(), shown);
}

void ModelPart::WriteCounts(Sheet& sheet, const ModelGrouping& grouping) {
  Html& html = sheet.html;
  const std::size_t shown = sheet.TakeRows(grouping.groups.size());
  page::OpenTable(
      html, fmt::format("Counts by {}.", ColumnsOf(grouping.by).text),
      {"Group", "#Rows", "#Left out", "#TP", "#FP", "#FN", "#TN", "#Balanced accuracy, %", "#F1"});
  for (const ModelGroup& group : std::span(grouping.groups).first(shown)) {
    html.Open("tr");
    RowHead(html, NameOf(group.values));
    NumberCell(html, Whole(group.n));
    NumberCell(html, Whole(group.left_out));
    if (!group.suppressed.empty()) {
      html.Tag("td", "suppressed: too few people to publish, or a group that would reveal them",
               {{"colspan", "6"}})
          .Close();
      continue;
    }
    for (const std::int64_t count : {group.tp, group.fp, group.fn, group.tn})
      NumberCell(html, Whole(count));
    NumberCell(html, Percent(group.balanced_accuracy));
    NumberCell(html, Decimal(group.f1));
    html.Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(grouping.groups.size(), shown);
}

void ModelPart::WriteTables(Sheet& sheet) const {
  for (const ModelGrouping& grouping : model_.groupings) {
    if (sheet.rows == 0) {
      sheet.html.Tag("p", "The page is full: further tables stand in the document.",
                     {{"class", "cut"}});
      return;
    }
    sheet.html.Open("h4").Text("By ");
    Put(sheet.html, ColumnsOf(grouping.by));
    sheet.html.Close();
    WriteCounts(sheet, grouping);
    WriteGaps(sheet, grouping);
    std::vector<const Measure*> others;
    for (const Measure& one : grouping.measures)
      if (std::ranges::find(model_.family, one.metric) == model_.family.end())
        others.push_back(&one);
    WriteMeasures(sheet, grouping, others,
                  fmt::format("Metrics by {} that were not tested.", ColumnsOf(grouping.by).text));
  }
  if (model_.scores) WriteScoreTables(sheet, *model_.scores);
}

}  // namespace

std::unique_ptr<Part> MakeModelPart(const Node& document) {
  return std::make_unique<ModelPart>(ReadModel(document));
}

}  // namespace assay::fairness_report
