// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "assay/fairness_report/scores_internal.h"
#include "assay/page/page.h"

namespace assay::fairness_report {
namespace {

using page::Html;

constexpr std::size_t kMostBins = 1'000;  // an audit has no more
constexpr std::size_t kCurves = 12;       // of a figure

const Quantity kArea = {
    .title = "Area under the ROC curve",
    .meaning =
        "the share of pairs of a positive and a negative in which the positive has the "
        "higher score. The upright line is chance.",
    .counts = "#Positives of rows",
    .axis = "area",
    .line = 0.5};
const Quantity kCalibration = {
    .title = "Calibration",
    .meaning = "mean score less the share of positives: above 0 the scores promise too much.",
    .counts = "#Rows",
    .axis = "mean score less share of positives",
    .line = 0};

ScoreBin ReadBin(const Node& node) {
  return {.n = node["n"].Count(),
          .k = node["k"].Count(),
          .from = node["from"].Number(),
          .to = node["to"].Number(),
          .mean_score = node["mean_score"].Number(),
          .rate = node["rate"].Number(),
          .low = node["low"].Number(),
          .high = node["high"].Number()};
}

ScoreGroup ReadGroup(const Node& node) {
  ScoreGroup group = {.values = {},
                      .n = node["n"].Count(),
                      .positives = node["positives"].Count(),
                      .base_rate = node["base_rate"].Number(),
                      .mean_score = node["mean_score"].Number(),
                      .brier = node["brier"].Number(),
                      .ece = node["ece"].Number(),
                      .bins = {}};
  for (const Node& bin : ItemsUpTo(node["reliability"], kMostBins))
    group.bins.push_back(ReadBin(bin));
  return group;
}

Contrast ReadMeasure(const Node& node, const ScoreGroup& group, bool has_draws) {
  Contrast contrast = ReadContrast(node, {.has_draws = has_draws});
  contrast.group = group.values;
  contrast.n = group.n;
  return contrast;
}

void ReadGrouping(const Node& node, Scores& scores) {
  ScoreGrouping grouping = {
      .by = node["by"].Texts(), .reference = node["reference"]["group"].Texts(), .groups = {}};
  const auto comparison = [&grouping](const Quantity& quantity) {
    return Comparison{.quantity = quantity,
                      .heading = "Scores by",
                      .by = grouping.by,
                      .reference = grouping.reference};
  };
  Comparison area = comparison(kArea);
  Comparison calibration = comparison(kCalibration);
  for (const Node& one : node["groups"].Items()) {
    ScoreGroup group = ReadGroup(one);
    group.values = one["group"].Texts();
    area.contrasts.push_back(ReadMeasure(one["auc"], group, scores.replicates > 0));
    area.contrasts.back().k = group.positives;
    // Scores beyond 0 and 1 promise no share of positives.
    if (scores.outside == 0)
      calibration.contrasts.push_back(
          ReadMeasure(one["calibration"], group, scores.replicates > 0));
    grouping.groups.push_back(std::move(group));
  }
  scores.comparisons.list.push_back(std::move(area));
  scores.comparisons.list.push_back(std::move(calibration));
  scores.groupings.push_back(std::move(grouping));
}

/// The reference, then those whose scores are least like their shares of positives.
std::vector<const ScoreGroup*> DrawnGroups(const ScoreGrouping& grouping) {
  std::vector<const ScoreGroup*> groups;
  for (const ScoreGroup& group : grouping.groups)
    if (!group.bins.empty()) groups.push_back(&group);
  return Worst(groups, kCurves, [&grouping](const ScoreGroup* a, const ScoreGroup* b) {
    const auto key = [&grouping](const ScoreGroup& group) {
      return std::pair(group.values != grouping.reference,
                       -std::abs(group.mean_score.value_or(0) - group.base_rate.value_or(0)));
    };
    return key(*a) < key(*b);
  });
}

std::vector<CurvePoint> PointsOf(const ScoreGroup& group) {
  std::vector<CurvePoint> points;
  for (const ScoreBin& bin : group.bins)
    if (bin.mean_score && bin.rate)
      points.push_back({*bin.mean_score, *bin.rate, bin.low, bin.high});
  return points;
}

void WriteBins(Sheet& sheet, const ScoreGrouping& grouping,
               const std::vector<const ScoreGroup*>& drawn) {
  Html& html = sheet.html;
  std::size_t wanted = 0;
  for (const ScoreGroup* group : drawn) wanted += group->bins.size();
  const std::size_t shown = sheet.TakeRows(wanted);
  page::OpenTable(
      html, fmt::format("Reliability by {}: numbers of the drawings.", ColumnsOf(grouping.by).text),
      {"Group", "#Scores", "#Mean score", "#Positives of rows", "#Rate", "#Interval"});
  std::size_t written = 0;
  for (const ScoreGroup* group : drawn) {
    for (const ScoreBin& bin : group->bins) {
      if (written++ == shown) break;
      html.Open("tr");
      RowHead(html, NameOf(group->values));
      RangeCell(html, bin.from, bin.to, Decimal);
      NumberCell(html, Decimal(bin.mean_score));
      Cell(html, "n", Whole(bin.k), " of ", Whole(bin.n));
      NumberCell(html, Percent(bin.rate));
      RangeCell(html, bin.low, bin.high, Percent);
      html.Close();
    }
  }
  page::CloseTable(html);
  sheet.SayLeftOut(wanted, shown);
}

void WriteCurves(Sheet& sheet, const ScoreGrouping& grouping) {
  const auto drawn = DrawnGroups(grouping);
  if (drawn.empty() || !sheet.TakeDrawing()) return;
  Html& html = sheet.html;
  html.Open("figure").Open("figcaption").Tag("strong", "Reliability");
  Say(html,
      ": in bins of like scores, the share of positives beside the mean score. On the dashed line "
      "scores promise what comes true; under it too much, above it too little. The faint line is "
      "the reference, ",
      NameOf(grouping.reference), ". ");
  if (drawn.size() < grouping.groups.size())
    Say(html, "Drawn are the reference and those farthest from what their scores promise: ",
        page::Grouped(static_cast<std::int64_t>(drawn.size())), " of ",
        page::Grouped(static_cast<std::int64_t>(grouping.groups.size())), " groups.");
  html.Close().Open("div", {{"class", "drawings"}});
  std::vector<CurvePoint> beside;
  double most = 0;
  for (const ScoreGroup* group : drawn) {
    if (group->values == grouping.reference) beside = PointsOf(*group);
    for (const CurvePoint& point : PointsOf(*group))
      most = std::max({most, point.x, point.high.value_or(point.y)});
  }
  for (const ScoreGroup* group : drawn) {
    const bool is_reference = group->values == grouping.reference;
    const std::string name = NameOf(group->values).text;
    DrawCurve(html,
              {fmt::format("Reliability of {} by {}", name, ColumnsOf(grouping.by).text),
               "A dot a bin, its interval as a line; the table has the numbers."},
              {.name = name,
               .points = PointsOf(*group),
               .beside = is_reference ? std::vector<CurvePoint>() : beside,
               .most = std::min(most, 1.0)});
  }
  html.Close();
  WriteBins(sheet, grouping, drawn);
  html.Close();
}

void WriteGroupRow(Html& html, const ScoreGroup& group) {
  html.Open("tr");
  if (group.values.empty())
    html.Tag("th", "all rows", {{"scope", "row"}});
  else
    RowHead(html, NameOf(group.values));
  NumberCell(html, Whole(group.n));
  NumberCell(html, Whole(group.positives));
  NumberCell(html, Percent(group.base_rate));
  for (const auto& number : {group.mean_score, group.brier, group.ece})
    NumberCell(html, Decimal(number));
  html.Close();
}

}  // namespace

Scores ReadScores(const Node& node, double confidence) {
  Scores scores;
  scores.bins = node["bins"].Count();
  if (node.Has("cluster")) scores.cluster = node["cluster"].Text();
  scores.outside = node["outside"].Count();
  if (node.Has("bootstrap")) scores.replicates = node["bootstrap"]["replicates"].Count();
  scores.overall = ReadGroup(node["overall"]);
  scores.comparisons = {
      .confidence = confidence,
      .unclear =
          "Undefined: nobody is positive, or nobody negative, or nobody is there. "
          "Insufficient: too few positives or negatives for an area, too few rows or "
          "clusters for a calibration, in the group or in its reference."};
  for (const Node& one : ItemsUpTo(node["groupings"], kMostGroupings)) ReadGrouping(one, scores);
  return scores;
}

void WriteScoreFacts(Html& html, const Scores& scores) {
  Say(OpenFact(html, "Scores"), "reliability in at most ", Whole(scores.bins),
      " bins of equal mass");
  if (scores.outside > 0)
    Say(html, "; ", Whole(scores.outside),
        " scores are not from 0 to 1: they are no probabilities, and have no calibration");
  html.Close();
  if (scores.replicates == 0) return;
  Say(OpenFact(html, "Intervals of scores"), "by ", Whole(scores.replicates), " draws of ");
  if (scores.cluster.empty())
    Say(html, "rows");
  else
    Say(html, "clusters: ", NameOf({scores.cluster}));
  html.Close();
}

void WriteScoreDrawings(Sheet& sheet, const Scores& scores) {
  for (std::size_t i = 0; i < scores.groupings.size(); ++i) {
    const ScoreGrouping& grouping = scores.groupings[i];
    WriteHeading(sheet, "Scores by", grouping.by);
    WriteComparisonFigure(sheet, scores.comparisons.list[2 * i]);
    WriteComparisonFigure(sheet, scores.comparisons.list[2 * i + 1]);
    WriteCurves(sheet, grouping);
  }
}

void WriteScoreTables(Sheet& sheet, const Scores& scores) {
  Html& html = sheet.html;
  for (const ScoreGrouping& grouping : scores.groupings) {
    if (sheet.rows == 0) return;
    const std::size_t shown = sheet.TakeRows(grouping.groups.size());
    page::OpenTable(html,
                    fmt::format("What the scores are worth by {}. A squared error and a distance "
                                "from calibration are 0 at best.",
                                ColumnsOf(grouping.by).text),
                    {"Group", "#Rows", "#Positives", "#Share of positives", "#Mean score",
                     "#Brier score", "#ECE"});
    WriteGroupRow(html, scores.overall);
    for (const ScoreGroup& group : std::span(grouping.groups).first(shown))
      WriteGroupRow(html, group);
    page::CloseTable(html);
    sheet.SayLeftOut(grouping.groups.size(), shown);
  }
}

}  // namespace assay::fairness_report
