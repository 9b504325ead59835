// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/governance_evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"

namespace assay::fairness {
namespace {

constexpr std::string_view kModel = "assay.fairness.model/1";
constexpr std::string_view kDataset = "assay.fairness.dataset/1";
constexpr std::string_view kImpact = "assay.fairness.impact/1";
constexpr std::string_view kGate = "assay.fairness.gate/1";
constexpr std::array<std::string_view, 4> kSchemas = {kModel, kDataset, kGate, kImpact};

/// Reads members; the first that is missing or of another type is remembered, and all is empty
/// from then on.
class Reader {
 public:
  const Json& List(const Json& object, const char* member) {
    const Json& value = Member(object, member);
    return value.is_array() ? value : Miss(member);
  }
  std::vector<std::string> Texts(const Json& object, const char* member) {
    std::vector<std::string> texts;
    for (const Json& one : List(object, member)) {
      if (!one.is_string()) Miss(member);
      texts.push_back(one.is_string() ? one.get<std::string>() : "");
    }
    return texts;
  }
  std::string Text(const Json& object, const char* member) {
    const Json& value = Member(object, member);
    if (!value.is_string()) Miss(member);
    return value.is_string() ? value.get<std::string>() : "";
  }
  /// None for null, and for "Infinity", which no column of numbers can hold.
  std::optional<double> Number(const Json& object, const char* member) {
    const Json& value = Member(object, member);
    if (value.is_number()) return value.get<double>();
    if (!value.is_null() && value != "Infinity") Miss(member);
    return std::nullopt;
  }
  std::int64_t Count(const Json& object, const char* member) {
    const Json& value = Member(object, member);
    if (!value.is_number_integer()) Miss(member);
    return value.is_number_integer() ? value.get<std::int64_t>() : 0;
  }
  std::optional<Interval> Within(const Json& object, const char* low, const char* high) {
    const auto a = Number(object, low);
    const auto b = Number(object, high);
    if (!a || !b) return std::nullopt;
    return Interval{*a, *b};
  }
  const Json& Member(const Json& object, const char* member) {
    const auto found = object.is_object() ? object.find(member) : object.end();
    return found == object.end() ? Miss(member) : *found;
  }
  [[nodiscard]] const std::string& missing() const { return missing_; }

  const Json& Miss(std::string_view member) {
    static const Json kNone;
    if (missing_.empty()) missing_ = member;
    return kNone;
  }

 private:
  std::string missing_;
};

void AddModelRows(const Json& document, Reader& read, std::vector<EvidenceRow>& rows) {
  const auto family = read.Texts(read.Member(document, "family"), "metrics");
  for (const Json& grouping : read.List(document, "groupings")) {
    for (const Json& group : read.List(grouping, "groups")) {
      for (const Json& one : read.List(group, "metrics")) {
        EvidenceRow row;
        row.metric = read.Text(one, "metric");
        if (std::ranges::find(family, row.metric) == family.end()) continue;
        row.by = read.Texts(grouping, "by");
        row.slice = read.Texts(group, "group");
        row.state = read.Text(one, "state");
        const bool is_hidden = row.state == "suppressed" && read.Member(one, "k").is_null();
        if (!is_hidden) row.k = read.Count(one, "k");
        if (!is_hidden) row.n = read.Count(one, "n");
        row.value = read.Number(one, "value");
        row.interval = read.Within(one, "low", "high");
        row.method = "Wilson 95 %";
        row.q = read.Number(one, "q");
        rows.push_back(std::move(row));
      }
    }
  }
}

/// Of scores what is in the family; of what a document does not have, nothing.
void AddScoreRows(const Json& document, Reader& read, std::vector<EvidenceRow>& rows) {
  if (!document.contains("scores")) return;
  const auto family = read.Texts(read.Member(document, "family"), "metrics");
  for (const Json& grouping : read.List(read.Member(document, "scores"), "groupings")) {
    for (const Json& group : read.List(grouping, "groups")) {
      for (const auto& [name, method] :
           {std::pair("auc", "DeLong 95 %"), std::pair("calibration", "Student 95 %")}) {
        if (std::ranges::find(family, name) == family.end()) continue;
        const Json& one = read.Member(group, name);
        EvidenceRow row;
        row.metric = name;
        row.by = read.Texts(grouping, "by");
        row.slice = read.Texts(group, "group");
        row.n = read.Count(group, "n");
        row.value = read.Number(one, "value");
        row.interval = read.Within(one, "low", "high");
        row.method = method;
        if (one.contains("q")) row.q = read.Number(one, "q");
        row.state = read.Text(one, "state");
        rows.push_back(std::move(row));
      }
    }
  }
}

/// A gate has no rows: that it is a gate's document all the same.
void CheckGate(const Json& document, Reader& read) {
  read.Text(document, "verdict");
  if (!read.Member(document, "passes").is_boolean()) read.Miss("passes");
  const Json& gates = read.List(document, "gates");
  if (gates.empty()) read.Miss("gates");
  for (const Json& gate : gates) {
    read.Text(gate, "id");
    read.Text(gate, "verdict");
  }
}

/// Of weights k and n are not what the value is made of.
void SayWeighted(const Json& document, std::vector<EvidenceRow>& rows) {
  const auto columns = document.find("columns");
  const std::string weight = columns == document.end() ? "" : StringOr(*columns, "weight");
  if (weight.empty()) return;
  for (EvidenceRow& row : rows) {
    row.k = row.n = std::nullopt;
    row.method = fmt::format("weighted by {}", weight);
  }
}

void AddDatasetRows(const Json& document, Reader& read, std::vector<EvidenceRow>& rows) {
  const std::int64_t n = read.Count(document, "n");
  for (const Json& grouping : read.List(document, "groupings")) {
    for (const Json& group : read.List(grouping, "groups")) {
      EvidenceRow row;
      row.metric = "share";
      row.by = read.Texts(grouping, "by");
      row.slice = read.Texts(group, "group");
      row.k = read.Count(group, "k");
      row.n = n;
      row.value = read.Number(group, "share");
      row.interval = read.Within(group, "low", "high");
      row.method = "Wilson 95 %";
      rows.push_back(row);
      if (const auto representation = read.Number(group, "representation")) {
        row.metric = "representation";
        row.n = read.Count(read.Member(grouping, "population"), "compared");
        row.value = representation;
        row.interval = read.Within(group, "representation_low", "representation_high");
        row.method = "Wilson 95 % over the population's share";
        rows.push_back(std::move(row));
      }
    }
  }
}

void AddImpactRows(const Json& document, Reader& read, std::vector<EvidenceRow>& rows) {
  for (const Json& grouping : read.List(document, "groupings")) {
    for (const Json& category : read.List(grouping, "categories")) {
      EvidenceRow row;
      row.metric = "rate";
      row.by = read.Texts(grouping, "by");
      row.slice = read.Texts(category, "category");
      row.k = read.Count(category, "k");
      row.n = read.Count(category, "n");
      row.value = read.Number(category, "rate");
      row.interval = read.Within(category, "low", "high");
      row.method = "Wilson 95 %";
      row.state = read.Text(category, "state");
      rows.push_back(row);
      row.metric = "impact_ratio";
      row.value = read.Number(category, "impact_ratio");
      row.interval = read.Within(category, "ratio_low", "ratio_high");
      row.method = "log ratio 95 %";
      row.q = read.Number(category, "q");
      rows.push_back(std::move(row));
    }
  }
}

const Json& Get(const Json& object, const char* member) {
  static const Json kNone;
  const auto found = object.is_object() ? object.find(member) : object.end();
  return found == object.end() ? kNone : *found;
}

/// Those members that are there.
Json Some(const Json& object, std::initializer_list<const char*> members) {
  Json some = Json::object();
  for (const char* member : members)
    if (object.is_object() && object.contains(member)) some[member] = object.at(member);
  return some;
}

}  // namespace

Result<Evidence> ReadEvidence(std::string_view name, std::string_view bytes) {
  const std::string shown = ToPrintable(name);
  auto json = ParseJson(bytes, {.bytes = kMaxEvidence_bytes});
  if (!json.ok())
    return Error{ErrorCode::kInvalidArgument, fmt::format("{}: {}", shown, json.error().what)};
  Evidence evidence{std::string(name), Sha256(bytes), StringOr(json.value(), "schema"),
                    std::move(json).value()};
  if (std::ranges::find(kSchemas, evidence.schema) == kSchemas.end())
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{}: {}", shown, NoSuch("schema", evidence.schema, kSchemas))};
  return evidence;
}

Result<std::vector<EvidenceRow>> RowsOf(const Evidence& evidence) {
  std::vector<EvidenceRow> rows;
  Reader read;
  if (evidence.schema == kModel) AddModelRows(evidence.document, read, rows);
  if (evidence.schema == kModel) AddScoreRows(evidence.document, read, rows);
  if (evidence.schema == kGate) CheckGate(evidence.document, read);
  if (evidence.document.contains("table"))
    read.Text(read.Member(evidence.document, "table"), "digest");
  if (evidence.schema == kDataset) AddDatasetRows(evidence.document, read, rows);
  if (evidence.schema == kImpact) AddImpactRows(evidence.document, read, rows);
  for (EvidenceRow& row : rows)
    if (!row.interval) row.method.clear();
  if (evidence.schema == kModel) SayWeighted(evidence.document, rows);
  if (read.missing().empty()) return rows;
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("{}: '{}' is missing, or no value of its kind",
                           ToPrintable(evidence.name), read.missing())};
}

Digest QueryDigest(const Evidence& evidence) {
  const Json& document = evidence.document;
  Json asked = Some(document, {"schema", "basis", "columns", "positive", "negative", "bootstrap",
                               "suppression", "unit", "population", "category_share", "confidence",
                               "least_rows", "on_insufficient", "date", "waivers"});
  asked["family"] = Some(Get(document, "family"),
                         {"metrics", "tests", "correction", "questions", "alpha", "min_rows"});
  asked["scores"] = Some(Get(document, "scores"), {"bins", "cluster", "bootstrap"});
  for (const char* list : {"groupings", "gates"}) {
    asked[list] = Json::array();
    for (const Json& one : Get(document, list)) {
      asked[list].push_back(
          Some(one, {"by", "reference", "id", "metric", "max_difference", "min_ratio", "basis"}));
      for (const Json& category : Get(one, "categories"))
        if (!Get(category, "exclusion").is_null())
          asked[list].back()["excluded"].push_back(Some(category, {"category", "exclusion"}));
    }
  }
  return Sha256(Canonical(asked));
}

std::string DataVersion(const Evidence& evidence) {
  const auto table = evidence.document.find("table");
  return table == evidence.document.end() ? "" : StringOr(*table, "digest");
}

}  // namespace assay::fairness
