// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string_view>

#include "assay/release/report.h"

namespace assay::release {
namespace {

Json Counts(const Capped<std::int64_t>& counts) {
  Json json = Json::object();
  for (const auto& [name, count] : counts.map()) json[name] = count;
  return json;
}

Json Reasons(const Tally& tally) {
  Json json = Json::object();
  for (const auto& [code, reason] : tally.reasons.map()) json[code] = reason.records.total();
  return json;
}

Json Licences(const Tally& tally) {
  Json json = Json::object();
  for (const auto& [spdx, count] : tally.licences.map()) {
    json[spdx] = {{"declared", count.declared},           {"detected", count.detected},
                  {"concluded", count.concluded.total()}, {"allow", count.concluded.allow},
                  {"review", count.concluded.review},     {"deny", count.concluded.deny},
                  {"dead", count.concluded.dead}};
  }
  return json;
}

Json DeadByClass(const Tally& tally) {
  Json json = Json::object();
  for (const auto& [name, count] : tally.dead.map()) json[name] = count.records;
  return json;
}

Json DeadByCode(const Tally& tally) {
  Json json = Json::object();
  for (const auto& [name, count] : tally.dead.map()) {
    for (const auto& [code, records] : count.codes.map())
      json[code] = json.value(code, std::int64_t{0}) + records;
  }
  return json;
}

Json PersonalJson(const Tally& tally) {
  Json json = Json::object();
  for (std::size_t i = 0; i < kPersonalNames.size(); ++i) {
    const PersonalCount& count = tally.personal.at(i);
    json[std::string(kPersonalNames.at(i))] = {
        {"present", count.present}, {"absent", count.absent}, {"unknown", count.unknown}};
  }
  return json;
}

Json MeasuresJson(const Report& report) {
  Json json = Json::object();
  for (const Measure& measure : report.measures) {
    json[measure.name] = {{"n", measure.n},     {"min", measure.minimum},
                          {"p05", measure.p05}, {"median", measure.median},
                          {"p95", measure.p95}, {"max", measure.maximum}};
  }
  return json;
}

Json AccountingJson(const catalog::Accounting& count) {
  return {{"seen", count.seen},     {"allow", count.allow}, {"deny", count.deny},
          {"review", count.review}, {"dead", count.dead},   {"pending", count.pending}};
}

/// Strongest tier first.
std::size_t TierRank(std::string_view tier) {
  constexpr std::array<std::string_view, 4> kTiers = {"prohibition", "contract", "reservation",
                                                      "guideline"};
  return static_cast<std::size_t>(std::ranges::find(kTiers, tier) - kTiers.begin());
}

}  // namespace

Json ReportJson(const Report& report) {
  const Tally& tally = report.tally;
  return {
      {"schema", "assay.audit/1"},
      {"accounting", AccountingJson(report.accounting)},
      {"reasons", Reasons(tally)},
      {"dead", DeadByClass(tally)},
      {"dead_codes", DeadByCode(tally)},
      {"outcomes", Counts(tally.outcomes)},
      {"media_types", Counts(tally.media_types)},
      {"licences", Licences(tally)},
      {"without_licence", tally.no_licence},
      {"contradictions", tally.contradictions.records},
      {"signals", Counts(tally.signals)},
      {"obligations", Counts(tally.obligations)},
      {"duplicates",
       {{"exact", tally.exact.records},
        {"near", tally.near.records},
        {"clusters", report.tally.clusters},
        {"twin_conflicts", tally.twin_conflicts.records}}},
      {"personal", PersonalJson(tally)},
      {"quality", MeasuresJson(report)},
      {"bytes", tally.bytes},
      {"use",
       {{"purpose", report.use.purpose},
        {"jurisdiction", report.use.jurisdiction},
        {"date", report.use.date}}},
      {"policy", {{"digest", report.policy_digest}}},
      {"ledger",
       {{"origin", report.ledger.origin},
        {"size", report.ledger.size},
        {"root", report.ledger.root},
        {"vkey", report.ledger.vkey}}},
      {"digest", report.digest.Hex()},
      {"salt", report.salt.Hex()},
      {"run",
       {{"id", report.run.id},
        {"plan_digest", report.run.plan_digest},
        {"started_at", report.run.started_at},
        {"sources", report.sources}}},
      {"versions", report.versions},
  };
}

std::vector<const std::pair<const std::string, ReasonCount>*> ReasonsInOrder(const Tally& tally) {
  std::vector<const std::pair<const std::string, ReasonCount>*> reasons;
  for (const auto& entry : tally.reasons.map()) reasons.push_back(&entry);
  std::ranges::stable_sort(reasons, [](const auto* a, const auto* b) {
    const auto rank = [](const auto* entry) {
      return std::pair(TierRank(entry->second.tier), -entry->second.records.total());
    };
    return rank(a) < rank(b);
  });
  return reasons;
}

}  // namespace assay::release
