// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/impact_report.h"

#include <fmt/format.h>

#include <utility>

#include "assay/fairness/document_internal.h"

namespace assay::fairness {
namespace {

Json CategoryOf(const ImpactCategory& one, std::int64_t assessed) {
  const double share = static_cast<double>(one.rate.n) / static_cast<double>(assessed);
  Json json = {{"category", one.values},
               {"n", one.rate.n},
               {"k", one.rate.k},
               {"rate", OrNull(one.rate.Value())},
               {"share", share},
               {"state", one.exclusion.empty() ? Name(one.standing) : "excluded"},
               {"under_category_share", one.is_small},
               {"exclusion", one.exclusion.empty() ? Json() : Json(one.exclusion)},
               {"impact_ratio", OrNull(one.ratio)},
               {"test", one.p ? Json(Name(one.test)) : Json()},
               {"p", OrNull(one.p)},
               {"q", OrNull(one.q)},
               {"under_four_fifths", one.ratio ? Json(one.is_under_four_fifths) : Json()}};
  PutInterval("", one.interval, json);
  PutInterval("ratio_", one.ratio_interval, json);
  return json;
}

std::string NumberOrEmpty(const std::optional<double>& number) {
  return number ? fmt::format("{}", *number) : "";
}

}  // namespace

Json ToJson(const ImpactAudit& audit) {
  const ImpactQuestion& question = audit.question;
  Json groupings = Json::array();
  for (const ImpactGrouping& one : audit.groupings) {
    Json categories = Json::array();
    for (const ImpactCategory& category : one.categories)
      categories.push_back(CategoryOf(category, audit.assessed));
    groupings.push_back(
        {{"by", one.by},
         {"unknown", one.unknown},
         {"highest", one.highest ? Json(one.categories[*one.highest].values) : Json()},
         {"categories", std::move(categories)}});
  }
  Json median;
  if (const auto& score = audit.median)
    median = {{"score", score->value}, {"at", score->at_value}, {"above", score->above}};
  return {{"schema", "assay.fairness.impact/1"},
          {"basis", question.is_score ? "6 RCNY 5-301(c)" : "6 RCNY 5-301(b)"},
          {"columns",
           {{"sex", question.sex},
            {"race", question.race},
            {"outcome", question.outcome},
            {"kind", question.is_score ? "score" : "selection"}}},
          {"assessed", audit.assessed},
          {"left_out", audit.left_out},
          {"median", std::move(median)},
          {"category_share", question.category_share},
          {"confidence", kConfidence},
          {"least_rows", kMinRows},
          {"family", {{"tests", audit.tests}, {"correction", "benjamini-hochberg"}}},
          {"groupings", std::move(groupings)}};
}

std::string CsvField(std::string_view text) {
  constexpr std::string_view kStarts = "=+-@\t\r\n";
  std::string field;
  if (!text.empty() && kStarts.find(text.front()) != std::string_view::npos) field = "'";
  for (const char c : text) field.append(c == '"' ? 2 : 1, c);
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  return fmt::format("\"{}\"", field);
}

std::string ToCsv(const ImpactAudit& audit) {
  std::string csv =
      "by,sex,race,n,k,rate,rate_low,rate_high,impact_ratio,ratio_low,ratio_high,p,q,state,"
      "exclusion\r\n";
  for (const ImpactGrouping& grouping : audit.groupings) {
    const bool has_sex = grouping.by.front() == audit.question.sex;
    const bool has_race = grouping.by.back() == audit.question.race;
    for (const ImpactCategory& one : grouping.categories) {
      const auto low = [](const auto& interval) {
        return interval ? fmt::format("{}", interval->low) : "";
      };
      const auto high = [](const auto& interval) {
        return interval ? fmt::format("{}", interval->high) : "";
      };
      csv += fmt::format(
          "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n",
          has_sex && has_race ? "sex x race" : (has_sex ? "sex" : "race"),
          has_sex ? CsvField(one.values.front()) : "", has_race ? CsvField(one.values.back()) : "",
          one.rate.n, one.rate.k, NumberOrEmpty(one.rate.Value()), low(one.interval),
          high(one.interval), NumberOrEmpty(one.ratio), low(one.ratio_interval),
          high(one.ratio_interval), NumberOrEmpty(one.p), NumberOrEmpty(one.q),
          one.exclusion.empty() ? Name(one.standing) : "excluded", CsvField(one.exclusion));
    }
  }
  return csv;
}

}  // namespace assay::fairness
