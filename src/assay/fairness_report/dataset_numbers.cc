// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "assay/fairness_report/dataset_internal.h"
#include "assay/page/page.h"

namespace assay::fairness_report {
namespace {

constexpr std::size_t kMostColumns = 16;  // an audit has no more of either

Contrast ReadNumber(const Node& node, std::vector<std::string> group, std::string_view value) {
  return {.group = std::move(group),
          .standing = ReadStanding(node["state"]),
          .n = node["n"].Count(),
          .value = node[value].Number(),
          .distance = node["difference"].Number(),
          .distance_low = node["difference_low"].Number(),
          .distance_high = node["difference_high"].Number(),
          .q = node["q"].Number()};
}

Comparison Make(const Node& grouping, Quantity quantity) {
  return {.quantity = std::move(quantity),
          .heading = "Rates and measures by",
          .by = grouping["by"].Texts(),
          .reference = grouping.Has("reference") ? grouping["reference"].Texts()
                                                 : std::vector<std::string>{"all other rows"}};
}

/// What one --rate or --measure says of each group, at its place among them.
Comparison ReadRate(const Node& grouping, const std::string& column, std::size_t place) {
  Comparison rate =
      Make(grouping, {.title = fmt::format("Rate of {}", page::Shortened(column, 40)),
                      .meaning = "of the rows that say yes or no, those that say yes.",
                      .counts = "#Yes of rows",
                      .axis = "per cent",
                      .distance = Distance::kPoints});
  for (const Node& group : grouping["groups"].Items()) {
    const auto rates = group["rates"].Items();
    if (place >= rates.size()) {
      group.Wrong("fewer rates than columns");
      break;
    }
    rate.contrasts.push_back(ReadNumber(rates[place], group["group"].Texts(), "share"));
    rate.contrasts.back().k = rates[place]["k"].Count();
  }
  return rate;
}

Comparison ReadMeasure(const Node& grouping, const std::string& column, std::size_t place) {
  Comparison measure =
      Make(grouping, {.title = fmt::format("Mean of {}", page::Shortened(column, 40)),
                      .meaning = "of the rows that have a number.",
                      .counts = "#Rows",
                      .axis = "mean"});
  for (const Node& group : grouping["groups"].Items()) {
    const auto measures = group["measures"].Items();
    if (place >= measures.size()) {
      group.Wrong("fewer measures than columns");
      break;
    }
    measure.contrasts.push_back(ReadNumber(measures[place], group["group"].Texts(), "mean"));
  }
  return measure;
}

std::vector<std::string> ColumnsOf(const Node& document, std::string_view member) {
  const Node columns = document["columns"];
  std::vector<std::string> names;
  if (!columns.Has(member)) return names;  // of a version before there were any
  for (const Node& one : ItemsUpTo(columns[member], kMostColumns)) names.push_back(one.Text());
  return names;
}

}  // namespace

Comparisons ReadNumbers(const Node& document) {
  Comparisons numbers = {
      .confidence = document["confidence"].Number().value_or(0),
      .unclear = "Undefined: no row of the group or of the others says. Insufficient: too few do."};
  const auto rates = ColumnsOf(document, "rates");
  const auto measures = ColumnsOf(document, "measures");
  for (const Node& grouping : ItemsUpTo(document["groupings"], kMostGroupings)) {
    for (std::size_t i = 0; i < rates.size(); ++i)
      numbers.list.push_back(ReadRate(grouping, rates[i], i));
    for (std::size_t i = 0; i < measures.size(); ++i)
      numbers.list.push_back(ReadMeasure(grouping, measures[i], i));
  }
  return numbers;
}

}  // namespace assay::fairness_report
