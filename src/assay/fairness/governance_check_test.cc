// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/governance_check.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "assay/fairness/embedded_internal.h"
#include "assay/fairness/governance_report.h"
#include "assay/fairness/governance_testing.h"

namespace assay::fairness {
namespace {

using testing::Check;
using testing::Document;
using testing::Gate;
using testing::Impact;
using testing::Named;
using testing::Record;

const ItemResult& Item(const GovernanceReport& report, const std::string& id) {
  for (const ListResult& list : report.lists)
    for (const ItemResult& item : list.items)
      if (item.id == id) return item;
  ADD_FAILURE() << "no item " << id;
  static const ItemResult kNone;
  return kNone;
}

std::string Refusal(const Json& more, std::vector<Evidence> evidence) {
  const auto report = CheckRecord(Record(more), std::move(evidence), "2026-06-01");
  return report.ok() ? "none" : report.error().what;
}

TEST(GovernanceLists, NameFieldsThatARecordHasAndEachItemOnce) {
  const Json lists = ParseJson(embedded::GovernanceLists()).value();
  std::set<std::string> ids;
  for (const Json& list : lists["lists"]) {
    for (const Json& item : list["items"]) {
      EXPECT_TRUE(ids.insert(StringOr(list, "id") + "/" + StringOr(item, "id")).second);
      EXPECT_FALSE(item["needs"].empty());
      for (const Json& need : item["needs"])
        EXPECT_TRUE(need.contains("evidence") || IsRecordField(StringOr(need, "field")))
            << need.dump();
    }
  }
  EXPECT_GT(ids.size(), 20U);
  EXPECT_FALSE(IsRecordField("notice.txt"));
  EXPECT_FALSE(IsRecordField("flows.id"));  // of which flow?
}

TEST(CheckRecord, AFieldMeetsAnItemAndItsAbsenceIsNamed) {
  const GovernanceReport report = Check({{"purpose", "hiring"}}, {});
  EXPECT_EQ(Item(report, "record/purpose").state, ItemState::kMet);
  EXPECT_EQ(Item(report, "record/purpose").grounds[0].field, "purpose");
  const ItemResult& owners = Item(report, "record/owners");
  EXPECT_EQ(owners.state, ItemState::kMissing);
  EXPECT_EQ(owners.wanting[0], "the record states no owners");
  EXPECT_FALSE(report.IsComplete());
}

TEST(CheckRecord, ADocumentMeetsAnItemByMemberAndDigest) {
  const Evidence impact = Document("impact.json", Impact());
  const ItemResult audit = Item(Check(Named(impact, "2026-01-01"), {impact}), "nyc-ll144/audit");
  EXPECT_EQ(audit.state, ItemState::kMet);
  EXPECT_EQ(audit.grounds[0].digest, "sha256:" + Sha256(Canonical(Impact())).Hex());
  EXPECT_EQ(audit.grounds[0].member, "groupings");
}

// 365 days after 2025-06-01 is 2026-06-01.
TEST(CheckRecord, AnAuditIsOverdueAfterAYear) {
  const Evidence impact = Document("impact.json", Impact());
  const auto state = [&](const std::string& made) {
    return Item(Check(Named(impact, made), {impact}), "nyc-ll144/audit").state;
  };
  EXPECT_EQ(state("2025-06-01"), ItemState::kMet);
  EXPECT_EQ(state("2025-05-31"), ItemState::kOverdue);
  EXPECT_EQ(state("2026-06-02"), ItemState::kMissing);  // not yet made
  EXPECT_EQ(Item(Check({}, {impact}), "nyc-ll144/audit").wanting[0],
            "the record's evidence does not say when impact.json was made");
}

TEST(CheckRecord, TheNextAuditIsOverdueAfterItsDay) {
  const auto state = [](const char* day) {
    return Item(Check({{"schedule", {{"next_audit", day}}}}, {}), "record/next-audit").state;
  };
  EXPECT_EQ(state("2026-06-01"), ItemState::kMet);
  EXPECT_EQ(state("2026-05-31"), ItemState::kOverdue);
}

TEST(CheckRecord, AGateThatDoesNotPassIsNoMeasure) {
  const Json bias = {{"bias", {{"measures", "reweighing"}}}};
  EXPECT_EQ(Item(Check(bias, {Document("g.json", Gate(true))}), "eu-ai-act-10/2g").state,
            ItemState::kMet);
  const ItemResult failed = Item(Check(bias, {Document("g.json", Gate(false))}), "eu-ai-act-10/2g");
  EXPECT_EQ(failed.state, ItemState::kMissing);
  EXPECT_EQ(failed.wanting[0], "g.json says passes: false");
}

TEST(CheckRecord, EveryGateMustPass) {
  const Json bias = {{"bias", {{"measures", "reweighing"}}}};
  const ItemResult item =
      Item(Check(bias, {Document("a.json", Gate(true)), Document("b.json", Gate(false))}),
           "eu-ai-act-10/2g");
  EXPECT_EQ(item.state, ItemState::kMissing);
  EXPECT_EQ(item.wanting, std::vector<std::string>{"b.json says passes: false"});
}

TEST(CheckRecord, AnOldDocumentDoesNotHideANewOne) {
  const Evidence old = Document("a.json", Impact());
  const Evidence young = Document("b.json", Impact());
  Json named = Named(old, "2025-01-01");
  named["evidence"].push_back(Named(young, "2026-01-01")["evidence"][0]);
  named["evidence"][1]["id"] = "two";
  const ItemResult item = Item(Check(named, {old, young}), "nyc-ll144/audit");
  EXPECT_EQ(item.state, ItemState::kMet);
  EXPECT_EQ(item.grounds[0].evidence, "b.json");
}

TEST(CheckRecord, NothingIsSignedOrAuditedTomorrow) {
  EXPECT_EQ(Refusal({{"sign_off", {{"by", "x"}, {"date", "2026-06-02"}}}}, {}),
            "record.sign_off.date: lies after the day of this check");
  const auto audits = [](const char* last, const char* next) {
    return Refusal({{"schedule", {{"last_audit", last}, {"next_audit", next}}}}, {});
  };
  EXPECT_EQ(audits("2026-06-02", "2026-07-01"),
            "record.schedule.last_audit: lies after the day of this check");
  EXPECT_EQ(audits("2026-05-02", "2026-05-01"),
            "record.schedule.last_audit: lies after next_audit");
  EXPECT_EQ(audits("2026-06-01", "2026-06-01"), "none");
}

TEST(CheckRecord, NoticeComesTenDaysBefore) {
  const auto state = [](const char* days) {
    return Item(Check({{"notice", {{"text", "x"}, {"days_before", days}}}}, {}), "nyc-ll144/notice")
        .state;
  };
  EXPECT_EQ(state("10"), ItemState::kMet);
  EXPECT_EQ(state("9"), ItemState::kMissing);
  EXPECT_EQ(state("some"), ItemState::kMissing);
}

TEST(CheckRecord, EmotionsThatAreInferredMeetNoItem) {
  const auto used = [](bool is) {
    return Check({{"emotion_inference", {{"used", is}, {"statement", "none"}}}}, {});
  };
  EXPECT_EQ(Item(used(false), "eu-ai-act-employment/emotions").state, ItemState::kMet);
  const ItemResult item = Item(used(true), "eu-ai-act-employment/emotions");
  EXPECT_EQ(item.state, ItemState::kMissing);
  EXPECT_EQ(item.wanting[0], "emotion_inference.used is true");
}

TEST(CheckRecord, WhatDoesNotApplyHasAReason) {
  const GovernanceReport report =
      Check({{"special_categories", {{"used", false}}},
             {"not_applicable", {{{"item", "nyc-ll144"}, {"reason", "nobody in New York"}}}}},
            {});
  EXPECT_EQ(Item(report, "eu-ai-act-10/5").reason, "special_categories.used is false");
  const ItemResult& notice = Item(report, "nyc-ll144/notice");
  EXPECT_EQ(notice.state, ItemState::kNotApplicable);
  EXPECT_EQ(notice.reason, "nobody in New York");
}

TEST(CheckRecord, NamedEvidenceMustBeThereAndTheSame) {
  const Evidence impact = Document("impact.json", Impact());
  const Json named = Named(impact, "2026-01-01");
  EXPECT_EQ(Item(Check(named, {impact}), "record/evidence").state, ItemState::kMet);
  EXPECT_EQ(Item(Check(named, {}), "record/evidence").wanting[0], "impact.json (one) is not there");
  const Evidence other = Document("impact.json", Gate(true));
  EXPECT_NE(Refusal(named, {other}).find("the record states sha256:"), std::string::npos);
  EXPECT_EQ(Refusal({}, {impact, impact}), "two documents are called impact.json");
}

TEST(CheckRecord, RefusesExcusesOfNothing) {
  const auto excused = [](const Json& items) {
    Json list = Json::array();
    for (const Json& item : items) list.push_back({{"item", item}, {"reason", "x"}});
    return Refusal({{"not_applicable", list}}, {});
  };
  EXPECT_EQ(excused({"nyc-ll145"}),
            "record.not_applicable[0].item: no item 'nyc-ll145'; did you mean 'nyc-ll144'?");
  EXPECT_EQ(excused({"nyc-ll144", "nyc-ll144"}),
            "record.not_applicable[0].item: stands here twice");
}

TEST(ReadEvidence, RefusesWhatIsNone) {
  const auto refusal = [](std::string_view bytes) {
    const auto evidence = ReadEvidence("x.json", bytes);
    return evidence.ok() ? "none" : evidence.error().what;
  };
  EXPECT_EQ(refusal(R"({"schema":"assay.fairness.modl/1"})"),
            "x.json: no schema 'assay.fairness.modl/1'; did you mean 'assay.fairness.model/1'?");
  EXPECT_NE(refusal("[1]").find("no schema ''"), std::string::npos);
  EXPECT_NE(refusal("{").find("x.json: "), std::string::npos);
}

// Hand-made documents are foreign: a member of the wrong kind is an error, never a 0.
TEST(RowsOf, RefusesMembersOfAnotherKind) {
  Json broken = Impact();
  broken["groupings"][0]["categories"][0]["n"] = "40";
  EXPECT_EQ(Refusal({}, {Document("i.json", broken)}),
            "i.json: groupings[0].categories[0].n: a count is expected here");
  broken["groupings"][0]["categories"][0]["n"] = -1;
  EXPECT_EQ(Refusal({}, {Document("i.json", broken)}),
            "i.json: groupings[0].categories[0].n: a count is expected here");
  broken["groupings"] = 7;
  EXPECT_EQ(Refusal({}, {Document("i.json", broken)}),
            "i.json: groupings: a list is expected here");
  EXPECT_EQ(Refusal({}, {Document("m.json", {{"schema", "assay.fairness.model/1"}})}),
            "m.json: family: is missing");
}

TEST(RowsOf, RefusesAGateThatIsNone) {
  EXPECT_EQ(
      Refusal({}, {Document("g.json", {{"schema", "assay.fairness.gate/1"}, {"passes", true}})}),
      "g.json: verdict: is missing");
}

Json Model(const Json& metric, const Json& weight) {
  return {
      {"schema", "assay.fairness.model/1"},
      {"columns", {{"weight", weight}}},
      {"family", {{"metrics", {"tpr", "auc"}}}},
      {"groupings", {{{"by", {"sex"}}, {"groups", {{{"group", {"f"}}, {"metrics", {metric}}}}}}}}};
}

TEST(RowsOf, HiddenNumbersAreNullAndWeightedOnesHaveNoCounts) {
  Json metric = {{"metric", "tpr"},  {"state", "suppressed"}, {"k", nullptr},    {"n", nullptr},
                 {"value", nullptr}, {"low", nullptr},        {"high", nullptr}, {"q", nullptr}};
  const auto hidden = RowsOf(Document("m", Model(metric, nullptr)));
  ASSERT_TRUE(hidden.ok()) << hidden.error().what;
  EXPECT_EQ(hidden.value().at(0).state, "suppressed");
  EXPECT_FALSE(hidden.value().at(0).n);
  metric.update({{"state", "ok"}, {"k", 1}, {"n", 2}, {"value", .9}});
  const EvidenceRow row = RowsOf(Document("m", Model(metric, "w"))).value().at(0);
  EXPECT_EQ(row.method, "weighted by w");
  EXPECT_FALSE(row.k);
  EXPECT_EQ(row.value, .9);
  metric["k"] = nullptr;
  EXPECT_FALSE(RowsOf(Document("m", Model(metric, nullptr))).ok());
}

TEST(RowsOf, HasTheScoresOfTheFamily) {
  Json document = Model({{"metric", "fpr"}}, nullptr);
  const Json auc = {{"state", "ok"}, {"value", .75}, {"low", .7}, {"high", .8}, {"q", .01}};
  document["scores"] = {
      {"groupings",
       {{{"by", {"sex"}}, {"groups", {{{"group", {"f"}}, {"n", 90}, {"auc", auc}}}}}}}};
  const auto rows = RowsOf(Document("m", document));
  ASSERT_TRUE(rows.ok()) << rows.error().what;
  ASSERT_EQ(rows.value().size(), 1U);
  EXPECT_EQ(rows.value()[0].metric, "auc");
  EXPECT_EQ(rows.value()[0].method, "DeLong 95 %");
  EXPECT_EQ(rows.value()[0].q, .01);
  EXPECT_FALSE(rows.value()[0].k);
}

TEST(QueryDigest, IsOfTheQuestionAlone) {
  Json other = Impact();
  other["groupings"][0]["categories"][0]["n"] = 41;
  EXPECT_EQ(QueryDigest(Document("a", Impact())), QueryDigest(Document("b", other)));
  other["groupings"][0]["reference"] = {{"group", {"f"}}};
  EXPECT_NE(QueryDigest(Document("a", Impact())), QueryDigest(Document("b", other)));
  other = Impact();
  other["groupings"][0]["categories"][0]["exclusion"] = "few";
  EXPECT_NE(QueryDigest(Document("a", Impact())), QueryDigest(Document("b", other)));
  other = Impact();
  other["category_share"] = .05;
  EXPECT_NE(QueryDigest(Document("a", Impact())), QueryDigest(Document("b", other)));
}

TEST(QueryDigest, IsTheSameOfOtherData) {
  const Json one = {
      {"schema", "assay.fairness.model/1"},
      {"positive", {"1"}},
      {"negative", {"0"}},
      {"family", {{"metrics", {"tpr"}}, {"tests", 3}}},
      {"bootstrap", {{"replicates", 100}, {"seed", 0}}},
      {"scores", {{"bins", 10}, {"bootstrap", {{"replicates", 9}, {"seed", 0}, {"units", 40}}}}},
      {"groupings", {{{"by", {"sex"}}, {"reference", {{"group", {"f"}}, {"chosen", "largest"}}}}}}};
  const Digest asked = QueryDigest(Document("a", one));
  Json other = one;
  other["positive"] = {"1.0", "True"};
  other["negative"] = {"0", "false"};
  other["family"]["tests"] = 4;
  other["scores"]["bootstrap"]["units"] = 41;
  other["groupings"][0]["reference"]["group"] = {"m"};
  EXPECT_EQ(asked, QueryDigest(Document("b", other)));
  const auto differs = [&](const char* pointer, const Json& value) {
    Json changed = one;
    changed[Json::json_pointer(pointer)] = value;
    return QueryDigest(Document("a", changed)) != asked;
  };
  EXPECT_TRUE(differs("/positive", {"yes"}));
  EXPECT_TRUE(differs("/bootstrap/seed", 1));
  EXPECT_TRUE(differs("/scores/bootstrap/replicates", 10));
  EXPECT_TRUE(differs("/groupings/0/reference/chosen", "named"));
}

TEST(QueryDigest, OfAGateIsOfItsRulesNotOfHowOftenTheyApplied) {
  Json one = Gate(true);
  one["family"] = {{"questions", 4}, {"regression_questions", 0}, {"alpha", .05}};
  one["waivers"] = {{{"gate", "one"}, {"expires", "2026-01-01"}, {"expired", false}}};
  Json other = one;
  other["family"]["questions"] = 5;
  other["waivers"][0]["expired"] = true;
  EXPECT_EQ(QueryDigest(Document("a", one)), QueryDigest(Document("b", other)));
  other["waivers"][0]["expires"] = "2027-01-01";
  EXPECT_NE(QueryDigest(Document("a", one)), QueryDigest(Document("b", other)));
}

TEST(GovernanceReport, SaysEachItemWithWhatItRestsOn) {
  const Evidence impact = Document("impact.json", Impact());
  const Json json = ToJson(Check(Named(impact, "2026-01-01"), {impact}));
  EXPECT_EQ(json["complete"], false);
  const Json& row = json["evidence"][0]["rows"][0];
  EXPECT_EQ(row["metric"], "rate");
  EXPECT_EQ(row["k"], 30);
  EXPECT_EQ(row["n"], 40);
  EXPECT_EQ(row["low"], .6);
  EXPECT_EQ(json["evidence"][0]["data"], "sha256:data");
  EXPECT_EQ(json["evidence"][0]["rows"][1]["value"], nullptr);
}

}  // namespace
}  // namespace assay::fairness
