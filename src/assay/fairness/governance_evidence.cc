// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/governance_evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"

namespace assay::fairness {
namespace {

constexpr std::string_view kModel = "assay.fairness.model/1";
constexpr std::string_view kDataset = "assay.fairness.dataset/1";
constexpr std::string_view kImpact = "assay.fairness.impact/1";
constexpr std::array<std::string_view, 4> kSchemas = {kModel, kDataset, "assay.fairness.gate/1",
                                                      kImpact};

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

 private:
  const Json& Miss(std::string_view member) {
    static const Json kNone;
    if (missing_.empty()) missing_ = member;
    return kNone;
  }
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
        const auto k = one.find("k");
        if (row.state != "suppressed" || (k != one.end() && !k->is_null())) {
          row.k = read.Count(one, "k");
          row.n = read.Count(one, "n");
        }
        row.value = read.Number(one, "value");
        row.interval = read.Within(one, "low", "high");
        row.method = "Wilson 95 %";
        row.q = read.Number(one, "q");
        rows.push_back(std::move(row));
      }
    }
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
  if (evidence.schema == kDataset) AddDatasetRows(evidence.document, read, rows);
  if (evidence.schema == kImpact) AddImpactRows(evidence.document, read, rows);
  if (read.missing().empty()) return rows;
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("{}: '{}' is missing, or no value of its kind",
                           ToPrintable(evidence.name), read.missing())};
}

Digest QueryDigest(const Evidence& evidence) {
  constexpr std::array kAsked = {"schema",    "columns", "positive",       "negative",  "family",
                                 "bootstrap", "unit",    "category_share", "confidence"};
  Json asked = Json::object();
  for (const char* member : kAsked)
    if (evidence.document.contains(member)) asked[member] = evidence.document.at(member);
  return Sha256(Canonical(asked));
}

std::string DataVersion(const Evidence& evidence) {
  const auto table = evidence.document.find("table");
  return table == evidence.document.end() ? "" : StringOr(*table, "digest");
}

}  // namespace assay::fairness
