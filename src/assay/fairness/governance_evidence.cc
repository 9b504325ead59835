// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/governance_evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <limits>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"
#include "assay/core/number.h"

namespace assay::fairness {
namespace {

constexpr std::string_view kModel = "assay.fairness.model/1";
constexpr std::string_view kDataset = "assay.fairness.dataset/1";
constexpr std::string_view kImpact = "assay.fairness.impact/1";
constexpr std::string_view kGate = "assay.fairness.gate/1";
constexpr std::array<std::string_view, 4> kSchemas = {kModel, kDataset, kGate, kImpact};

/// An object of the document, and where it stands: a path is written only where one is wanted.
struct Spot {
  static constexpr std::size_t kNoItem = static_cast<std::size_t>(-1);

  const Json& json;
  const Spot* owner = nullptr;  ///< none: the document
  const char* member = "";
  std::size_t item = kNoItem;  ///< of a list

  /// "groupings[0].groups[2].k"
  [[nodiscard]] std::string PathOf(std::string_view name) const {
    if (owner == nullptr) return std::string(name);
    const std::string own = owner->PathOf(member);
    return item == kNoItem ? fmt::format("{}.{}", own, name)
                           : fmt::format("{}[{}].{}", own, item, name);
  }
};

/// Reads members; the first that is missing or of another type is remembered, and all is empty
/// from then on.
class Reader {
 public:
  Spot Object(const Spot& at, const char* member) { return {Member(at, member), &at, member}; }
  std::vector<Spot> List(const Spot& at, const char* member) {
    const Json& list = Member(at, member);
    if (!list.is_array()) Miss(at, member, "a list is expected here");
    std::vector<Spot> items;
    for (std::size_t i = 0; list.is_array() && i < list.size(); ++i)
      items.push_back({list[i], &at, member, i});
    return items;
  }
  std::vector<std::string> Texts(const Spot& at, const char* member) {
    std::vector<std::string> texts;
    for (const Spot& one : List(at, member)) {
      if (!one.json.is_string()) Miss(at, member, "texts are expected here");
      texts.push_back(one.json.is_string() ? one.json.get<std::string>() : "");
    }
    return texts;
  }
  std::string Text(const Spot& at, const char* member) {
    const Json& value = Member(at, member);
    if (!value.is_string()) Miss(at, member, "a text is expected here");
    return value.is_string() ? value.get<std::string>() : "";
  }
  /// None for null, and for "Infinity", which no column of numbers can hold.
  std::optional<double> Number(const Spot& at, const char* member) {
    const Json& value = Member(at, member);
    if (value.is_number()) return value.get<double>();
    if (!value.is_null() && value != "Infinity") Miss(at, member, "a number is expected here");
    return std::nullopt;
  }
  std::int64_t Count(const Spot& at, const char* member) {
    const Json& value = Member(at, member);
    if (value.is_number_integer() && value >= 0 &&
        value <= std::numeric_limits<std::int64_t>::max())
      return value.get<std::int64_t>();
    Miss(at, member, "a count is expected here");
    return 0;
  }
  std::optional<Interval> Within(const Spot& at, const char* low, const char* high) {
    const auto a = Number(at, low);
    const auto b = Number(at, high);
    if (!a || !b) return std::nullopt;
    return Interval{*a, *b};
  }
  const Json& Member(const Spot& at, const char* member) {
    static const Json kNone;
    const auto found = at.json.is_object() ? at.json.find(member) : at.json.end();
    if (found != at.json.end()) return *found;
    Miss(at, member, "is missing");
    return kNone;
  }
  void Miss(const Spot& at, const char* member, std::string_view what) {
    if (wrong_.empty()) wrong_ = fmt::format("{}: {}", at.PathOf(member), what);
  }
  [[nodiscard]] const std::string& wrong() const { return wrong_; }

 private:
  std::string wrong_;
};

void AddModelRows(const Spot& document, Reader& read, std::vector<EvidenceRow>& rows) {
  const auto family = read.Texts(read.Object(document, "family"), "metrics");
  for (const Spot& grouping : read.List(document, "groupings")) {
    for (const Spot& group : read.List(grouping, "groups")) {
      for (const Spot& one : read.List(group, "metrics")) {
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
void AddScoreRows(const Spot& document, Reader& read, std::vector<EvidenceRow>& rows) {
  if (!document.json.contains("scores")) return;
  const auto family = read.Texts(read.Object(document, "family"), "metrics");
  const Spot scores = read.Object(document, "scores");
  for (const Spot& grouping : read.List(scores, "groupings")) {
    for (const Spot& group : read.List(grouping, "groups")) {
      for (const auto& [name, method] :
           {std::pair("auc", "DeLong 95 %"), std::pair("calibration", "Student 95 %")}) {
        if (std::ranges::find(family, name) == family.end()) continue;
        const Spot one = read.Object(group, name);
        EvidenceRow row;
        row.metric = name;
        row.by = read.Texts(grouping, "by");
        row.slice = read.Texts(group, "group");
        row.n = read.Count(group, "n");
        row.value = read.Number(one, "value");
        row.interval = read.Within(one, "low", "high");
        row.method = method;
        if (one.json.contains("q")) row.q = read.Number(one, "q");
        row.state = read.Text(one, "state");
        rows.push_back(std::move(row));
      }
    }
  }
}

/// A gate has no rows: that it is a gate's document all the same.
void CheckGate(const Spot& document, Reader& read) {
  read.Text(document, "verdict");
  if (!read.Member(document, "passes").is_boolean())
    read.Miss(document, "passes", "true or false is expected here");
  const std::vector<Spot> gates = read.List(document, "gates");
  if (gates.empty()) read.Miss(document, "gates", "is empty");
  for (const Spot& gate : gates) {
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

void AddDatasetRows(const Spot& document, Reader& read, std::vector<EvidenceRow>& rows) {
  const std::int64_t n = read.Count(document, "n");
  for (const Spot& grouping : read.List(document, "groupings")) {
    for (const Spot& group : read.List(grouping, "groups")) {
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
        row.n = read.Count(read.Object(grouping, "population"), "compared");
        row.value = representation;
        row.interval = read.Within(group, "representation_low", "representation_high");
        row.method = "Wilson 95 % over the population's share";
        rows.push_back(std::move(row));
      }
    }
  }
}

void AddImpactRows(const Spot& document, Reader& read, std::vector<EvidenceRow>& rows) {
  for (const Spot& grouping : read.List(document, "groupings")) {
    for (const Spot& category : read.List(grouping, "categories")) {
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

/// How often was drawn, and from where on; of how many units is an answer.
Json Draws(const Json& object) { return Some(Get(object, "bootstrap"), {"replicates", "seed"}); }

/// Whether the words for yes are those that need not be named: which of them a table has is an
/// answer, too.
bool IsDefault(const Json& positive) {
  return positive.is_null() || std::ranges::all_of(positive, [](const Json& word) {
           const std::string text =
               word.is_string() ? ToLowerAscii(Trim(word.get<std::string>())) : "";
           return text == "true" || ParseNumber<double>(text) == 1.0;
         });
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
  const Spot document{evidence.document};
  if (evidence.schema == kModel) AddModelRows(document, read, rows);
  if (evidence.schema == kModel) AddScoreRows(document, read, rows);
  if (evidence.schema == kGate) CheckGate(document, read);
  if (evidence.document.contains("table")) read.Text(read.Object(document, "table"), "digest");
  if (evidence.schema == kDataset) AddDatasetRows(document, read, rows);
  if (evidence.schema == kImpact) AddImpactRows(document, read, rows);
  for (EvidenceRow& row : rows)
    if (!row.interval) row.method.clear();
  if (evidence.schema == kModel) SayWeighted(evidence.document, rows);
  if (read.wrong().empty()) return rows;
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("{}: {}", ToPrintable(evidence.name), read.wrong())};
}

Digest QueryDigest(const Evidence& evidence) {
  const Json& document = evidence.document;
  Json asked =
      Some(document, {"schema", "basis", "columns", "suppression", "unit", "category_share",
                      "confidence", "least_rows", "on_insufficient", "date"});
  if (!IsDefault(Get(document, "positive"))) asked["positive"] = Get(document, "positive");
  asked["population"] = Some(Get(document, "population"), {"kind", "digest"});
  asked["family"] = Some(Get(document, "family"), {"metrics", "correction", "alpha", "min_rows"});
  asked["bootstrap"] = Draws(document);
  asked["scores"] = Some(Get(document, "scores"), {"bins", "cluster"});
  asked["scores"]["bootstrap"] = Draws(Get(document, "scores"));
  asked["waivers"] = Json::array();
  for (const Json& one : Get(document, "waivers"))
    asked["waivers"].push_back(Some(one, {"gate", "group", "owner", "reason", "expires"}));
  for (const char* list : {"groupings", "gates"}) {
    asked[list] = Json::array();
    for (const Json& one : Get(document, list)) {
      asked[list].push_back(
          Some(one, {"by", "id", "metric", "max_difference", "min_ratio", "basis"}));
      Json& own = asked[list].back();
      // The largest group is an answer.
      const Json& reference = Get(one, "reference");
      if (Get(reference, "chosen") != "largest") own["reference"] = reference;
      for (const Json& category : Get(one, "categories"))
        if (!Get(category, "exclusion").is_null())
          own["excluded"].push_back(Some(category, {"category", "exclusion"}));
    }
  }
  return Sha256(Canonical(asked));
}

std::string DataVersion(const Evidence& evidence) {
  const auto table = evidence.document.find("table");
  return table == evidence.document.end() ? "" : StringOr(*table, "digest");
}

}  // namespace assay::fairness
