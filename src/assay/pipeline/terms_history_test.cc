// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/terms_history.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "assay/core/hash.h"
#include "assay/policy/situation.h"
#include "assay/rights/terms.h"

namespace assay::pipeline {
namespace {

constexpr const char* kArchive = "https://archive.test/";
constexpr const char* kForbids = "You must not use robots or scrapers on this site.";
constexpr const char* kAllows = "You may use robots and scrapers on this site.";

catalog::OriginRow Terms(const std::string& text) {
  catalog::OriginRow row;
  row.origin = "https://shop.test";
  row.terms_url = "https://shop.test/terms";
  row.terms = Sha256(text).Hex();
  row.clauses = FactsBlob(rights::FromClauses(rights::DetectClauses(text, "en"), "url:terms"));
  return row;
}

TermsHistory Asked() { return TermsHistory::Begin(Terms(kAllows), kArchive, "2024-05-01", 7); }

CaptureContent Page(const std::string& asset, const char* text) {
  return {asset, true, Sha256(text).Hex(), text, "en"};
}

/// Both captures have come, with these texts.
TermsHistory Told(const char* before, const char* after) {
  TermsHistory history = Asked();
  const auto questions = history.TakeList("cdx", {{"20240430000000", ""}, {"20240502000000", ""}});
  EXPECT_EQ(questions.size(), 2U);
  history.TakeCapture(questions.at(0).url, Page("sha256:1", before));
  EXPECT_FALSE(history.IsComplete());
  history.TakeCapture(questions.at(1).url, Page("sha256:2", after));
  EXPECT_TRUE(history.IsComplete());
  history.Conclude(Terms(kAllows));
  return history;
}

Json DifferencesOf(const TermsHistory& history) {
  return ParseJson(history.Row().answer).value().at("differences");
}

TEST(TermsHistory, TellsWhatWasForbiddenAndIsAllowedInTheirWords) {
  const Json differences = DifferencesOf(Told(kForbids, kAllows));
  EXPECT_EQ(differences[0].at("is"), "differs");
  EXPECT_EQ(differences[0].at("gone")[0].at("quote"), kForbids);
  EXPECT_EQ(differences[0].at("new")[0].at("polarity"), "permits");
  EXPECT_EQ(differences[1].at("is"), "differs");    // before, now
  EXPECT_EQ(differences[2].at("is"), "same_text");  // after, now
}

TEST(TermsHistory, OtherWordsAroundTheSameClausesAreTold) {
  const std::string longer = std::string(kAllows) + "\nOur address has changed.";
  EXPECT_EQ(DifferencesOf(Told(kAllows, longer.c_str()))[0].at("is"), "same_clauses");
}

TEST(TermsHistory, WhatDidNotComeIsUnknown) {
  TermsHistory history = Asked();
  const auto questions = history.TakeList("cdx", {{"20240430000000", ""}, {"20240502000000", ""}});
  history.TakeCapture(questions[0].url, Page("sha256:1", kForbids));
  history.Fail("capture", questions[1].url, "status 404");
  ASSERT_TRUE(history.IsComplete());
  history.Conclude(Terms(kAllows));
  EXPECT_EQ(DifferencesOf(history)[0].at("is"), "unknown");
  EXPECT_EQ(DifferencesOf(history)[1].at("is"), "differs");
  EXPECT_EQ(DifferencesOf(history)[2].at("is"), "unknown");
}

TEST(TermsHistory, TheTimeMapIsAskedWhenTheListFailsAndNobodyAfterIt) {
  TermsHistory history = Asked();
  EXPECT_EQ(history.First().kind, "cdx");
  const auto next = history.Fail("cdx", history.First().url, "status 503");
  ASSERT_EQ(next.size(), 1U);
  EXPECT_EQ(next[0].url, "https://archive.test/web/timemap/link/https://shop.test/terms");
  EXPECT_FALSE(history.IsComplete());
  EXPECT_TRUE(history.Fail("timemap", next[0].url, "status 503").empty());
  ASSERT_TRUE(history.IsComplete());
  history.Conclude(Terms(kAllows));
  EXPECT_EQ(history.Row().state, "unanswered");
  EXPECT_EQ(HistoryFacts(history.Row()).at(0).state, FactState::kUnreachable);
}

TEST(TermsHistory, AnArchiveWithoutCapturesHasTold) {
  TermsHistory history = Asked();
  EXPECT_TRUE(history.TakeList("cdx", {}).empty());
  ASSERT_TRUE(history.IsComplete());
  history.Conclude(Terms(kAllows));
  EXPECT_EQ(history.Row().state, "told");
  EXPECT_EQ(HistoryFacts(history.Row()).at(0).state, FactState::kAbsent);
}

TEST(TermsHistory, ComesBackFromItsRowAndGoesOn) {
  TermsHistory history = Asked();
  const auto questions = history.TakeList("timemap", {{"20240430000000", ""}});
  TermsHistory again = TermsHistory::From(history.Row()).value();
  EXPECT_TRUE(again.IsAskedBy(7));
  again.Moved(questions[0].url, "https://archive.test/web/1id_/x");
  again.TakeCapture("https://archive.test/web/1id_/x", Page("sha256:1", kAllows));
  EXPECT_TRUE(again.IsComplete());
  EXPECT_EQ(TermsHistory::From({.answer = "[]"}).error().code, ErrorCode::kCorrupt);
}

// Whatever an archive says, the policy is told nothing of it.
TEST(HistoryFacts, AreNoPartOfWhatIsDecided) {
  const Use use = {"commercial-training", "EU", "2026-01-15"};
  const auto facts = HistoryFacts(Told(kForbids, kAllows).Row());
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(facts[0].evidence.raw, kForbids);
  EXPECT_EQ(policy::DescribeForDecision(use, Outcome::kOk, facts),
            policy::DescribeForDecision(use, Outcome::kOk, {}));
}

}  // namespace
}  // namespace assay::pipeline
