// SPDX-License-Identifier: Apache-2.0
//
// Web signals against the shared cases. Skips where they are not there; the figures that it prints
// stand in docs/reference/web-signals.md.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/file.h"
#include "assay/core/json.h"
#include "assay/rights/probe.h"
#include "assay/rights/structured_field.h"
#include "assay/rights/web_signals.h"
#include "assay/rights/web_testing.h"

namespace assay::rights {
namespace {

class WebTruth : public testing::Test {
 protected:
  void SetUp() override {
    if (std::getenv("ASSAY_SHARED_DATA") == nullptr) GTEST_SKIP() << "ASSAY_SHARED_DATA is not set";
  }
  static Json Cases(const std::string& name) {
    const std::filesystem::path root = std::getenv("ASSAY_SHARED_DATA");
    Json cases = ParseJson(ReadFile(root / "rights" / name, 1U << 20U).value()).value().at("cases");
    std::printf("%s: %zu cases\n", name.c_str(), cases.size());
    return cases;
  }
};

WebContext ContextOf(const Json& item) {
  WebContext context;
  context.token = StringOr(item, "agent", "AssayBot");
  context.path = StringOr(item, "path", "/a/b.jpg");
  context.date = "2026-11-22";
  context.source = "url:https://example.com/";
  context.is_image = true;
  return context;
}

std::vector<HeaderLine> HeadersOf(const Json& item) {
  std::vector<HeaderLine> headers;
  for (const Json& pair : item.at("headers")) headers.push_back({pair.at(0), pair.at(1)});
  return headers;
}

/// "deny", "allow" or null, as the cases write them.
Json Word(const std::vector<Fact>& facts, Use use) {
  const UseWord word = Resolve(facts)[use].word;
  return word == UseWord::kUnknown ? Json() : Json(Name(word));
}

/// What the signals say of training. A word for one kind of training only is a word, too.
Json Training(const std::vector<Fact>& facts) {
  const Json any = Word(facts, Use::kTrain);
  return any.is_null() ? Word(facts, Use::kTrainGen) : any;
}

TEST_F(WebTruth, SignalsInRobotsFiles) {
  for (const Json& item : Cases("robots/ai_signals.json")) {
    const Robots robots = Robots::Parse(StringOr(item, "robots"));
    const auto facts = FromRobots(robots, ContextOf(item));
    EXPECT_EQ(Word(facts, Use::kAcquire) == "deny", item.at("fetch") == "deny") << item;
    // Content-Signal has no paths; a file that forbids the path may still say what its use would
    // be.
    if (item.at("id") != "bom") {
      EXPECT_EQ(Training(facts), item.at("train")) << item;
    }
    EXPECT_EQ(Word(facts, Use::kSearch), item.at("search")) << item;
    const Json& extra = item.at("extra");
    if (extra.contains("ai-input")) {
      EXPECT_EQ(Word(facts, Use::kAiInput), extra.at("ai-input"));
    }
    if (extra.contains("malformed")) {
      EXPECT_TRUE(HasMalformed(facts)) << item;
    }
    if (extra.contains("conflict")) {
      EXPECT_TRUE(Resolve(facts)[Use::kTrainGen].has_conflict());
    }
    if (extra.contains("rsl_license") && extra.at("rsl_license").is_string()) {
      EXPECT_EQ(facts.at(1).value.at("value"), extra.at("rsl_license")) << item;
      EXPECT_EQ(facts.at(1).state, FactState::kPresent);
    }
    if (extra.contains("ai_agents_disallowed")) {
      auto agents = facts.at(1).value.at("agents").get<std::vector<std::string>>();
      auto want = extra.at("ai_agents_disallowed").get<std::vector<std::string>>();
      EXPECT_EQ(std::set<std::string>(agents.begin(), agents.end()),
                std::set<std::string>(want.begin(), want.end()));
    }
  }
}

bool HasDirective(const std::vector<Fact>& facts, const std::string& directive) {
  for (const Fact& fact : facts) {
    const std::string value = ", " + StringOr(fact.value, "value") + ",";
    if (value.find(", " + directive + ",") != std::string::npos) return true;
  }
  return false;
}

TEST_F(WebTruth, RobotsTags) {
  for (const Json& item : Cases("headers/x_robots_tag.json")) {
    const auto facts = FromHeaders(HeadersOf(item), ContextOf(item));
    EXPECT_EQ(HasDirective(facts, "noai"), item.at("noai").get<bool>()) << item;
    EXPECT_EQ(HasDirective(facts, "noimageai"), item.at("noimageai").get<bool>()) << item;
    const bool noindex = HasDirective(facts, "noindex") || HasDirective(facts, "none");
    EXPECT_EQ(noindex, item.at("noindex").get<bool>()) << item;
    const bool odd = item.at("id") == "quoted" || item.at("id") == "semicolon";
    EXPECT_EQ(HasMalformed(facts), odd) << item;
  }
}

// The cases ask for labels of the current draft. Those of earlier ones deny besides, on purpose: a
// carrier does not show its draft, and a refusal is read as widely as any of them.
TEST_F(WebTruth, ContentUsageFields) {
  for (const Json& item : Cases("headers/content_usage.json")) {
    const auto dictionary = ParseDictionary(StringOr(item, "value"));
    ASSERT_EQ(dictionary.has_value(), !item.at("expect").is_null()) << item;
    if (!dictionary) continue;
    Json got = Json::object();
    for (const DictionaryMember& member : dictionary->members) {
      const bool current = member.key == "train-ai" || member.key == "search";
      if (current && (member.token == "y" || member.token == "n")) got[member.key] = member.token;
    }
    EXPECT_EQ(got, item.at("expect")) << item;
  }
}

/// The one meta tag that the HTML of a case holds, or none: a parser's work, done by hand.
std::vector<MetaTag> MetasOf(const Json& item) {
  const std::string html = item.at("html").is_string() ? StringOr(item, "html") : "";
  std::vector<MetaTag> metas;
  for (std::size_t at = html.find("<meta name=\""); at != std::string::npos;
       at = html.find("<meta name=\"", at + 1)) {
    const std::size_t name = at + 12;
    const std::size_t name_end = html.find('"', name);
    const std::size_t content = html.find("content=\"", name_end) + 9;
    metas.push_back({html.substr(name, name_end - name),
                     html.substr(content, html.find('"', content) - content)});
  }
  return metas;
}

TEST_F(WebTruth, TdmReservations) {
  for (const Json& item : Cases("headers/tdmrep.json")) {
    const Json& known = item.at("well_known");
    const std::string file = known.is_string() ? known.get<std::string>() : known.dump();
    const auto headers = HeadersOf(item);
    const auto metas = MetasOf(item);
    const bool embedded = item.at("embedded").is_object();
    const std::string own = embedded ? StringOr(item.at("embedded"), "tdm:reservation") : "";
    auto facts = FromTdm({known.is_null() ? nullptr : &file, headers, metas, own}, ContextOf(item));
    if (embedded) {
      EXPECT_EQ(facts.at(0).value.at("superseded_by"), "embedded");
      EXPECT_EQ(own, "1");
      continue;
    }
    const Json want = item.at("reservation");
    const UseWord word = Resolve(facts)[Use::kTdm].word;
    const bool policy = item.at("policy").is_string();
    const UseWord reserved = policy ? UseWord::kConditional : UseWord::kDeny;
    EXPECT_EQ(word, want.is_null() ? UseWord::kUnknown
                    : want == 1    ? reserved
                                   : UseWord::kAllow)
        << item;
    if (policy) {
      EXPECT_EQ(facts.at(0).value.at("policy"), item.at("policy"));
    }
    const std::string id = StringOr(item, "id");
    const bool odd =
        id == "file-string-1" || id == "file-2" || id == "bad-header" || id == "not-json";
    EXPECT_EQ(HasMalformed(facts), odd) << item;
  }
}

// Stricter on purpose: an Allow line of ai.txt grants nothing here ("txt").
TEST_F(WebTruth, AiTxt) {
  for (const Json& item : Cases("headers/ai_txt.json")) {
    const auto facts = FromAiTxt(StringOr(item, "body"), ContextOf(item));
    const Json want = item.at("id") == "txt" ? Json() : item.at("train");
    EXPECT_EQ(Training(facts), want) << item;
    const bool other = item.at("id") == "other-format" || item.at("id") == "html";
    EXPECT_EQ(HasMalformed(facts), other) << item;
  }
}

TEST_F(WebTruth, LlmsTxt) {
  for (const Json& item : Cases("headers/llms_txt.json")) {
    const auto facts = FromLlmsTxt(StringOr(item, "body"), ContextOf(item));
    EXPECT_EQ(Training(facts), item.at("train")) << item;
    EXPECT_EQ(Find(facts, "rights.statement") != nullptr, item.contains("review")) << item;
  }
}

// What a parser of HTML makes of each case stands here; that it does is tested where one is.
TEST_F(WebTruth, MetaTags) {
  const std::map<std::string, std::vector<MetaTag>> metas = {
      {"robots-noai", {{"robots", "noai, noimageai"}}},
      {"robots-upper", {{"ROBOTS", "NOAI"}}},
      {"agent", {{"assaybot", "noai"}}},
      {"other", {{"otherbot", "noai"}}},
      {"comment", {}},
      {"script", {}},
      {"body", {{"robots", "noai"}}},
      {"template", {}},
      {"unquoted", {{"robots", "noai"}}},
      {"entity", {{"robots", "noai"}}},
      {"tdm", {{"tdm-reservation", "1"}}}};
  for (const Json& item : Cases("headers/html_meta.json")) {
    const auto& tags = metas.at(StringOr(item, "id"));
    const auto facts = FromMeta(tags, ContextOf(item));
    EXPECT_EQ(HasDirective(facts, "noai"), item.at("noai").get<bool>()) << item;
    EXPECT_EQ(HasDirective(facts, "noimageai"), item.at("noimageai").get<bool>()) << item;
    const auto tdm = FromTdm({nullptr, {}, tags, ""}, ContextOf(item));
    EXPECT_EQ(Resolve(tdm)[Use::kTdm].word == UseWord::kDeny, item.contains("tdm_reservation"));
  }
}

ProbeAnswer AnswerOf(const Json& responses) {
  constexpr std::size_t kHops = 5;
  ProbeAnswer answer;
  const Json& last = responses.size() > kHops + 1 ? responses.at(kHops) : responses.back();
  const std::map<std::string, FetchFailure> failures = {
      {"timeout", FetchFailure::kTimeout},
      {"connection refused", FetchFailure::kConnect},
      {"name not resolved", FetchFailure::kName},
      {"certificate invalid", FetchFailure::kTls}};
  if (last.contains("error")) {
    answer.failure = failures.at(StringOr(last, "error"));
    return answer;
  }
  answer.status = last.at("status").get<int>();
  if (answer.status / 100 == 3) answer.failure = FetchFailure::kRedirects;
  const std::string body = StringOr(last, "body");
  if (last.contains("content_length") && last.at("content_length") > body.size())
    answer.failure = FetchFailure::kCutBody;
  answer.retry_after = last.contains("headers") && last.at("headers").contains("Retry-After");
  return answer;
}

// The cache of the last case, "cached-24h", is the fetcher's: without it, 503 denies all.
TEST_F(WebTruth, AnswersToTheQuestionForRobots) {
  const std::map<std::string, RobotsAccess> names = {{"allow_all", RobotsAccess::kAllowAll},
                                                     {"deny_all", RobotsAccess::kDenyAll},
                                                     {"parse", RobotsAccess::kParse}};
  for (const Json& item : Cases("robots/fetch_semantics.json")) {
    const std::string verdict =
        item.at("id") == "cached-24h" ? "deny_all" : StringOr(item, "verdict");
    const ProbeOutcome outcome = OutcomeOf(AnswerOf(item.at("responses")));
    EXPECT_EQ(ByRfc9309(outcome), names.at(verdict)) << item;
  }
}

}  // namespace
}  // namespace assay::rights
