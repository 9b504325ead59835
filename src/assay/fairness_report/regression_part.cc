// SPDX-License-Identifier: Apache-2.0
//
// A document assay.fairness.regression/1, read and written.
#include <fmt/format.h>

#include <array>
#include <utility>

#include "assay/fairness_report/contrast_internal.h"
#include "assay/page/page.h"

namespace assay::fairness_report {
namespace {

using page::Html;

constexpr std::array<Method, 3> kMethods = {
    {{"Mean error, mean absolute error",
      "mean of prediction less label, and of its size; intervals and tests of means",
      "Student 1908; Welch 1947"},
     {"Interval by draws", "percentiles over draws of rows or clusters", "Efron 1979"},
     {"q, of many tests", "the share of false findings among all with a q as small",
      "Benjamini and Hochberg 1995"}}};

const Quantity kMeanError = {
    .title = "Mean error",
    .meaning = "mean of prediction less label: above 0 the group is predicted too high.",
    .counts = "#Rows",
    .axis = "prediction less label",
    .line = 0};
const Quantity kAbsoluteError = {.title = "Mean absolute error",
                                 .meaning = "how far predictions are from labels.",
                                 .counts = "#Rows",
                                 .axis = "size of the error"};

struct NumberGroup {
  std::vector<std::string> values;  ///< empty: all rows
  std::int64_t n = 0;
  std::int64_t left_out = 0;
  std::optional<double> mean_label;
  std::optional<double> mean_prediction;
  std::optional<double> rmse;
  std::optional<double> r2;
};

struct Regression {
  TableName table;
  std::string label;
  std::string prediction;
  std::string weight;
  std::string cluster;
  std::int64_t tests = 0;
  std::int64_t replicates = 0;  ///< 0: nothing was drawn
  NumberGroup overall;
  std::vector<std::pair<std::vector<std::string>, std::vector<NumberGroup>>> groupings;
  Comparisons comparisons;
};

NumberGroup ReadGroup(const Node& node) {
  return {.values = {},
          .n = node["n"].Count(),
          .left_out = node["left_out"].Count(),
          .mean_label = node["mean_label"].Number(),
          .mean_prediction = node["mean_prediction"].Number(),
          .rmse = node["rmse"].Number(),
          .r2 = node["r2"].Number()};
}

void ReadGrouping(const Node& node, Regression& regression) {
  const auto by = node["by"].Texts();
  const auto reference = node["reference"]["group"].Texts();
  Comparison error = {.quantity = kMeanError, .heading = "By", .by = by, .reference = reference};
  Comparison size = {.quantity = kAbsoluteError, .heading = "By", .by = by, .reference = reference};
  std::vector<NumberGroup> groups;
  for (const Node& one : node["groups"].Items()) {
    groups.push_back(ReadGroup(one));
    groups.back().values = one["group"].Texts();
    for (const auto& [name, comparison] : {std::pair("mean_error", &error), {"mae", &size}}) {
      comparison->contrasts.push_back(
          ReadContrast(one[name], {.has_draws = regression.replicates > 0}));
      comparison->contrasts.back().group = groups.back().values;
      comparison->contrasts.back().n = groups.back().n;
    }
  }
  regression.comparisons.list.push_back(std::move(error));
  regression.comparisons.list.push_back(std::move(size));
  regression.groupings.emplace_back(by, std::move(groups));
}

Regression ReadRegression(const Node& node) {
  const Node columns = node["columns"];
  Regression regression;
  regression.table = ReadTableName(node);
  regression.label = columns["label"].Text();
  regression.prediction = columns["prediction"].Text();
  if (columns.Has("weight")) regression.weight = columns["weight"].Text();
  if (columns.Has("cluster")) regression.cluster = columns["cluster"].Text();
  regression.tests = node["family"]["tests"].Count();
  if (node.Has("bootstrap")) regression.replicates = node["bootstrap"]["replicates"].Count();
  regression.overall = ReadGroup(node["overall"]);
  regression.comparisons = {
      .confidence = node["confidence"].Number().value_or(0),
      .unclear =
          "Undefined: nobody has a label and a prediction. Insufficient: too few rows or "
          "clusters in the group or in its reference."};
  for (const Node& one : ItemsUpTo(node["groupings"], kMostGroupings))
    ReadGrouping(one, regression);
  return regression;
}

class RegressionPart : public Part {
 public:
  explicit RegressionPart(Regression regression) : regression_(std::move(regression)) {}

  [[nodiscard]] const TableName& table() const override { return regression_.table; }
  void WriteLede(Html& html) const override {
    WriteComparisonLede(html, regression_.comparisons, "the errors in", table().name);
  }
  void WriteQuestion(Html& html) const override;
  void WriteFindings(Sheet& sheet) const override {
    WriteComparisonFindings(sheet, regression_.comparisons);
  }
  void WriteUnclear(Sheet& sheet) const override {
    WriteComparisonUnclear(sheet, regression_.comparisons);
  }
  void WriteDrawings(Sheet& sheet) const override {
    WriteComparisonFigures(sheet, regression_.comparisons);
  }
  void WriteTables(Sheet& sheet) const override;
  [[nodiscard]] std::span<const Method> methods() const override { return kMethods; }

 private:
  Regression regression_;
};

void RegressionPart::WriteQuestion(Html& html) const {
  WriteTableFacts(html, regression_.table);
  Say(OpenFact(html, "Compared"), "predictions ", NameOf({regression_.prediction}), " with labels ",
      NameOf({regression_.label}));
  html.Close();
  if (!regression_.weight.empty()) {
    Say(OpenFact(html, "Weighted by"), NameOf({regression_.weight}));
    html.Close();
  }
  WriteReferenceFact(html, regression_.comparisons);
  Say(OpenFact(html, "Tests"), Whole(regression_.tests),
      " in one family, corrected together: Benjamini and Hochberg");
  html.Close();
  Say(OpenFact(html, "Intervals"), "hold with ", Percent(regression_.comparisons.confidence),
      " each");
  if (regression_.replicates > 0) {
    Say(html, "; by ", Whole(regression_.replicates), " draws of ");
    if (regression_.cluster.empty())
      Say(html, "rows");
    else
      Say(html, "clusters: ", NameOf({regression_.cluster}));
  }
  html.Close();
}

void WriteRow(Html& html, const NumberGroup& group) {
  html.Open("tr");
  if (group.values.empty())
    html.Tag("th", "all rows", {{"scope", "row"}});
  else
    RowHead(html, NameOf(group.values));
  NumberCell(html, Whole(group.n));
  NumberCell(html, Whole(group.left_out));
  for (const auto& number : {group.mean_label, group.mean_prediction, group.rmse, group.r2})
    NumberCell(html, Decimal(number));
  html.Close();
}

void RegressionPart::WriteTables(Sheet& sheet) const {
  Html& html = sheet.html;
  for (const auto& [by, groups] : regression_.groupings) {
    if (sheet.rows == 0) return;
    const std::size_t shown = sheet.TakeRows(groups.size());
    page::OpenTable(
        html, fmt::format("Labels and predictions by {}.", ColumnsOf(by).text),
        {"Group", "#Rows", "#Left out", "#Mean label", "#Mean prediction", "#RMSE", "#R squared"});
    WriteRow(html, regression_.overall);
    for (const NumberGroup& group : std::span(groups).first(shown)) WriteRow(html, group);
    page::CloseTable(html);
    sheet.SayLeftOut(groups.size(), shown);
  }
}

}  // namespace

std::unique_ptr<Part> MakeRegressionPart(const Node& document) {
  return std::make_unique<RegressionPart>(ReadRegression(document));
}

}  // namespace assay::fairness_report
