// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/governance_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/core/nearest.h"
#include "assay/fairness/gate_policy.h"
#include "assay/fairness/json_place_internal.h"

namespace assay::fairness {
namespace {

using internal::Names;
using internal::OnlyKeys;
using internal::Place;

enum class Kind { kText, kTexts, kDay, kYesNo, kJudgement };

struct Field {
  std::string_view name;
  Kind kind = Kind::kText;
  bool is_required = true;
};

enum class Shape { kMap, kList };

struct Section {
  std::string_view name;
  Shape shape;
  std::vector<Field> fields;
};

const std::vector<Field>& TopFields() {
  static const std::vector<Field> kFields = {
      {"system"}, {"version"}, {"purpose", Kind::kText, false}, {"features", Kind::kTexts, false}};
  return kFields;
}

const std::vector<Section>& Sections() {
  using enum Kind;
  using enum Shape;
  static const std::vector<Section> kSections = {
      {"owners", kList, {{"role"}, {"name"}}},
      {"sign_off", kMap, {{"by"}, {"date", kDay}, {"statement", kText, false}}},
      {"schedule", kMap, {{"last_audit", kDay, false}, {"next_audit", kDay}}},
      {"incidents", kList, {{"date", kDay}, {"what"}, {"action"}, {"closed", kDay, false}}},
      {"flows",
       kList,
       {{"id"},
        {"subject"},
        {"sender"},
        {"recipient"},
        {"information"},
        {"principle"},
        {"context"},
        {"norm"},
        {"judgement", kJudgement},
        {"evidence", kTexts, false}}},
      {"notice", kMap, {{"text"}, {"days_before", kText, false}, {"address", kText, false}}},
      {"consent", kMap, {{"basis"}, {"how"}}},
      {"retention", kMap, {{"period"}, {"reason", kText, false}}},
      {"deletion", kMap, {{"how"}}},
      {"accommodation", kMap, {{"how"}, {"contact"}}},
      {"human_review", kMap, {{"who"}, {"how"}}},
      {"emotion_inference", kMap, {{"used", kYesNo}, {"statement"}}},
      {"special_categories",
       kMap,
       {{"used", kYesNo},
        {"necessity", kText, false},
        {"access_control", kText, false},
        {"deletion", kText, false}}},
      {"bias",
       kMap,
       {{"examination", kText, false}, {"measures", kText, false}, {"gaps", kText, false}}},
      {"population", kMap, {{"intended"}, {"setting", kText, false}}},
      {"auditor", kMap, {{"name"}, {"independence"}}},
      {"audit_data", kMap, {{"source"}, {"explanation"}}},
      {"publication", kMap, {{"address"}, {"distributed", kDay}}},
      {"evidence", kList, {{"id"}, {"file"}, {"digest"}, {"date", kDay}}},
      {"not_applicable", kList, {{"item"}, {"reason"}}}};
  return kSections;
}

Names NamesOf(const std::vector<Field>& fields) {
  Names names;
  for (const Field& field : fields) names.push_back(field.name);
  return names;
}

/// A field's value: a text, a list of texts, or true or false.
Result<Json> ReadField(const Place& place, Kind kind) {
  constexpr std::array<std::string_view, 3> kJudgements = {"conforms", "deviates", "undecided"};
  if (kind == Kind::kYesNo) {
    if (place.json.is_boolean()) return Json(place.json);
    return place.Wrong(place.json.is_null() ? "is missing" : "true or false is expected here");
  }
  if (kind == Kind::kTexts) {
    ASSAY_LET(const std::vector<std::string> texts, internal::Texts(place));
    return Json(texts);
  }
  if (place.json.is_number_float())
    return place.Wrong("write a number with a point in quotes: YAML reads 3.10 as 3.1");
  ASSAY_LET(const std::string text, internal::Text(place));
  if (kind == Kind::kDay && !IsDay(text)) return place.Wrong("a day is expected: 2026-12-31");
  if (kind == Kind::kJudgement && std::ranges::find(kJudgements, text) == kJudgements.end())
    return place.Wrong(NoSuch("judgement", text, kJudgements));
  return Json(text);
}

Status ReadFields(const Place& place, const std::vector<Field>& fields, Json& out) {
  for (const Field& field : fields) {
    if (!field.is_required && !place.Has(field.name)) continue;
    ASSAY_LET(out[std::string(field.name)], ReadField(place.At(field.name), field.kind));
  }
  return Done{};
}

Result<Json> ReadMap(const Place& place, const std::vector<Field>& fields) {
  ASSAY_TRY(OnlyKeys(place, NamesOf(fields)));
  Json map = Json::object();
  ASSAY_TRY(ReadFields(place, fields, map));
  return map;
}

/// Only a log may be empty: that nothing happened is a statement, that nobody owns it is none.
Result<Json> ReadSection(const Place& place, const Section& section) {
  if (section.shape == Shape::kMap) return ReadMap(place, section.fields);
  if (!place.json.is_array()) return place.Wrong("a list is expected here");
  if (place.json.empty() && section.name != "incidents") return place.Wrong("is empty");
  Json list = Json::array();
  for (std::size_t i = 0; i < place.json.size(); ++i) {
    ASSAY_LET(list.emplace_back(), ReadMap(place.At(i), section.fields));
  }
  return list;
}

/// A section's entry `i`, for what its fields alone do not say.
Error Wrong(std::string_view section, std::size_t i, std::string_view what) {
  return {ErrorCode::kInvalidArgument, fmt::format("record.{}[{}]{}", section, i, what)};
}

Status TakeEvidence(GovernanceRecord& record) {
  const Json& list = Stated(record, "evidence");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Json& one = list[i];
    StatedEvidence stated{one["id"], one["file"], one["digest"], one["date"]};
    constexpr std::string_view kPrefix = "sha256:";
    if (!stated.digest.starts_with(kPrefix) ||
        !ParseDigest(std::string_view(stated.digest).substr(kPrefix.size())).ok())
      return Wrong("evidence", i, ".digest: 'sha256:' and 64 hexadecimal digits are expected");
    for (const StatedEvidence& other : record.evidence)
      if (other.id == stated.id || other.file == stated.file)
        return Wrong("evidence", i, ": its id or file stands here twice");
    record.evidence.push_back(std::move(stated));
  }
  return Done{};
}

Status CheckFlows(const GovernanceRecord& record) {
  Names known;
  for (const StatedEvidence& one : record.evidence) known.push_back(one.id);
  std::set<std::string> ids;
  const Json& flows = Stated(record, "flows");
  for (std::size_t i = 0; i < flows.size(); ++i) {
    if (!ids.insert(flows[i]["id"].get<std::string>()).second)
      return Wrong("flows", i, ".id: another flow has it");
    const Json none = Json::array();
    for (const Json& id : flows[i].contains("evidence") ? flows[i]["evidence"] : none) {
      const auto& text = id.get_ref<const std::string&>();
      if (std::ranges::find(known, text) == known.end())
        return Wrong("flows", i, fmt::format(".evidence: {}", NoSuch("evidence", text, known)));
    }
  }
  return Done{};
}

Status CheckIncidents(const GovernanceRecord& record) {
  const Json& incidents = Stated(record, "incidents");
  for (std::size_t i = 0; i < incidents.size(); ++i) {
    const std::string closed = StringOr(incidents[i], "closed");
    if (!closed.empty() && closed < StringOr(incidents[i], "date"))
      return Wrong("incidents", i, ".closed: lies before its date");
  }
  return Done{};
}

}  // namespace

bool IsRecordField(std::string_view path) {
  const std::size_t point = path.find('.');
  const std::string_view head = path.substr(0, point);
  const auto has = [](const std::vector<Field>& fields, std::string_view name) {
    return std::ranges::find(fields, name, &Field::name) != fields.end();
  };
  if (point == std::string_view::npos && has(TopFields(), head)) return true;
  const auto section = std::ranges::find(Sections(), head, &Section::name);
  if (section == Sections().end()) return false;
  if (point == std::string_view::npos) return true;
  return section->shape == Shape::kMap && has(section->fields, path.substr(point + 1));
}

const Json& Stated(const GovernanceRecord& record, std::string_view path) {
  static const Json kNone;
  const std::size_t point = std::min(path.find('.'), path.size());
  const auto head = record.stated.find(std::string(path.substr(0, point)));
  if (head == record.stated.end()) return kNone;
  if (point == path.size()) return *head;
  const auto member = head->find(std::string(path.substr(point + 1)));
  return member == head->end() ? kNone : *member;
}

Result<GovernanceRecord> ReadGovernanceRecord(const Json& json) {
  const Place root{json, "record"};
  ASSAY_TRY(OnlyKeys(root, {"record"}));
  const Place place{root.At("record").json, "record"};
  Names known = NamesOf(TopFields());
  for (const Section& section : Sections()) known.push_back(section.name);
  ASSAY_TRY(OnlyKeys(place, known));
  GovernanceRecord record;
  record.stated = Json::object();
  ASSAY_TRY(ReadFields(place, TopFields(), record.stated));
  for (const Section& section : Sections()) {
    if (!place.Has(section.name)) continue;
    ASSAY_LET(record.stated[std::string(section.name)],
              ReadSection(place.At(section.name), section));
  }
  ASSAY_TRY(TakeEvidence(record));
  for (const Json& one : Stated(record, "not_applicable"))
    record.not_applicable.push_back({one["item"], one["reason"]});
  ASSAY_TRY(CheckFlows(record));
  ASSAY_TRY(CheckIncidents(record));
  return record;
}

}  // namespace assay::fairness
