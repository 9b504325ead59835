// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/governance_report.h"

#include <fmt/format.h>

#include <utility>

#include "assay/core/bytes.h"
#include "assay/fairness/document_internal.h"

namespace assay::fairness {
namespace {

Json ToJson(const Ground& ground) {
  if (!ground.field.empty()) return {{"field", ground.field}};
  return {{"file", ToUtf8(ground.evidence, 4096)},
          {"digest", ground.digest},
          {"member", ground.member}};
}

Json ToJson(const ItemResult& item) {
  Json grounds = Json::array();
  for (const Ground& ground : item.grounds) grounds.push_back(ToJson(ground));
  Json json = {{"item", item.id},
               {"title", item.title},
               {"state", Name(item.state)},
               {"by", std::move(grounds)},
               {"wanting", item.wanting}};
  if (!item.reason.empty()) json["reason"] = item.reason;
  if (!item.verify.empty()) json["verify"] = item.verify;
  return json;
}

Json ToJson(const EvidenceRow& row) {
  Json json = {{"metric", row.metric},
               {"by", row.by},
               {"slice", row.slice},
               {"k", row.k ? Json(*row.k) : Json()},
               {"n", row.n ? Json(*row.n) : Json()},
               {"value", OrNull(row.value)},
               {"method", row.method.empty() ? Json() : Json(row.method)},
               {"q", OrNull(row.q)},
               {"state", row.state.empty() ? Json() : Json(row.state)}};
  PutInterval("", row.interval, json);
  return json;
}

Json EvidenceJson(const Evidence& one, const std::vector<EvidenceRow>& rows) {
  Json list = Json::array();
  for (const EvidenceRow& row : rows) list.push_back(ToJson(row));
  const std::string version = DataVersion(one);
  return {{"file", ToUtf8(one.name, 4096)},
          {"digest", "sha256:" + one.digest.Hex()},
          {"schema", one.schema},
          {"query", "sha256:" + QueryDigest(one).Hex()},
          {"data", version.empty() ? Json() : Json(version)},
          {"rows", std::move(list)}};
}

/// "by purpose; impact.json sha256:0123456789ab groupings"
std::string Grounds(const ItemResult& item) {
  constexpr std::size_t kDigest_chars = 19;  // "sha256:" and twelve digits
  std::string text;
  for (const Ground& ground : item.grounds) {
    text += text.empty() ? "by " : "; ";
    text += !ground.field.empty()
                ? ground.field
                : fmt::format("{} {} {}", ToPrintable(ground.evidence),
                              ground.digest.substr(0, kDigest_chars), ground.member);
  }
  return text;
}

}  // namespace

Json ToJson(const GovernanceReport& report) {
  Json lists = Json::array();
  for (const ListResult& list : report.lists) {
    Json items = Json::array();
    for (const ItemResult& item : list.items) items.push_back(ToJson(item));
    lists.push_back({{"list", list.id},
                     {"title", list.title},
                     {"source", list.source},
                     {"items", std::move(items)}});
  }
  Json evidence = Json::array();
  for (std::size_t i = 0; i < report.evidence.size(); ++i)
    evidence.push_back(EvidenceJson(report.evidence[i], report.rows[i]));
  return {{"schema", "assay.fairness.record/1"},
          {"date", report.date},
          {"checklists", {{"dated", report.lists_dated}, {"digest", report.lists_digest}}},
          {"complete", report.IsComplete()},
          {"counts",
           {{"met", report.Count(ItemState::kMet)},
            {"missing", report.Count(ItemState::kMissing)},
            {"overdue", report.Count(ItemState::kOverdue)},
            {"not_applicable", report.Count(ItemState::kNotApplicable)}}},
          {"lists", std::move(lists)},
          {"stated", report.record.stated},
          {"evidence", std::move(evidence)}};
}

std::string ToText(const GovernanceReport& report) {
  const Json& stated = report.record.stated;
  std::string text = fmt::format(
      "Record    {} {}, as of {}\nLists     of {}: what is documented, not what is lawful\n"
      "Items     {} met, {} missing, {} overdue, {} not applicable\n",
      ToPrintable(StringOr(stated, "system")), ToPrintable(StringOr(stated, "version")),
      report.date, report.lists_dated, report.Count(ItemState::kMet),
      report.Count(ItemState::kMissing), report.Count(ItemState::kOverdue),
      report.Count(ItemState::kNotApplicable));
  for (const ListResult& list : report.lists) {
    text += fmt::format("\n{}\n  {}\n", list.title, list.source);
    for (const ItemResult& item : list.items) {
      text += fmt::format("  {:15} {}: {}\n", Name(item.state), item.id, item.title);
      const auto add = [&text](std::string_view line) {
        text += fmt::format("  {:15}   {}\n", "", line);
      };
      if (!item.reason.empty()) add(ToPrintable(item.reason));
      if (!item.grounds.empty()) add(Grounds(item));
      for (const std::string& one : item.wanting) add(fmt::format("wanting: {}", one));
      if (!item.verify.empty() && item.state != ItemState::kNotApplicable)
        add(fmt::format("(verify) {}", item.verify));
    }
  }
  return text;
}

}  // namespace assay::fairness
