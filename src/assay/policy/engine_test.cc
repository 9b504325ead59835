// SPDX-License-Identifier: Apache-2.0
#include "assay/policy/engine.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "assay/core/json.h"
#include "assay/policy/situation.h"

namespace assay::policy {
namespace {

Pack PackOf(const std::map<std::string, std::string>& files) {
  return Pack::Parse(Canonical(Json(files))).value();
}

/// A pack of one file whose decision is this expression.
Pack Answering(std::string_view expression) {
  return PackOf(
      {{"p.rego", fmt::format("package assay.decision\n\ndecision := {}\n", expression)}});
}

std::string ErrorOf(const Pack& pack) {
  const auto engine = Engine::Make(pack);
  return engine.ok() ? "" : engine.error().what;
}

Engine DefaultEngine() { return std::move(Engine::Make(Pack::Default())).value(); }

Fact Stated(std::string name, Json value) {
  return {std::move(name),
          FactState::kPresent,
          std::move(value),
          {"rights", "1", "xmp:cc:license", "asset", ""}};
}

Fact Licence(std::string_view family, std::string_view spdx) {
  return Stated("rights.licence", {{"family", family},
                                   {"spdx", spdx},
                                   {"scope", "asset"},
                                   {"status", "declared"},
                                   {"basis", "address"},
                                   {"confidence", 100}});
}

Fact Concluded(const Json& spdx) {
  return Stated("rights.concluded", {{"spdx", spdx}, {"rule", "asset.declared"}});
}

Situation About(const std::vector<Fact>& facts, std::string purpose = "commercial-training") {
  return Describe({std::move(purpose), "EU", "2026-11-22"}, Outcome::kOk, facts);
}

std::vector<std::string> Codes(const Decision& decision) {
  std::vector<std::string> codes;
  for (const Reason& reason : decision.reasons) codes.push_back(reason.code);
  return codes;
}

/// Asks for the engine's counters' sake.
void Ask(Engine& engine, std::string_view situation) {
  EXPECT_FALSE(engine.Decide(situation).reasons.empty());
}

using Words = std::vector<std::string>;

TEST(DefaultPack, AnOpenLicenceInTheFileIsAllowedWithItsDuties) {
  const Decision decision =
      DefaultEngine().Decide(About({Licence("by", "CC-BY-4.0"), Concluded("CC-BY-4.0")}).document);
  EXPECT_EQ(decision.verdict, Verdict::kAllow);
  EXPECT_EQ(Codes(decision), Words{"licence.open"});
  ASSERT_EQ(decision.obligations.size(), 2U);
  EXPECT_EQ(decision.obligations[0].code, "attribute");
  EXPECT_EQ(decision.obligations[0].params, Json({{"licence", "CC-BY-4.0"}}));
  EXPECT_FALSE(decision.recheck_by.empty());
}

TEST(DefaultPack, AnOptOutDeniesWhateverTheLicenceSaysAndNamesItsEvidence) {
  const Fact refusal =
      Stated("rights.signal", {{"protocol", "plus"},
                               {"asserts", {{{"use", "train"}, {"value", "deny"}}}},
                               {"scope", "asset"},
                               {"authority", "invalid"}});
  const Situation situation = About({Licence("by", "CC-BY-4.0"), Concluded("CC-BY-4.0"), refusal});
  const Decision decision = DefaultEngine().Decide(situation.document);
  EXPECT_EQ(decision.verdict, Verdict::kDeny);
  EXPECT_EQ(Codes(decision), (Words{"licence.open", "optout.plus"}));
  ASSERT_EQ(decision.reasons[1].evidence.size(), 1U);
  const auto number = static_cast<std::size_t>(decision.reasons[1].evidence[0]);
  EXPECT_EQ(situation.evidence.at(number - 1), FactId(refusal));
}

TEST(DefaultPack, SilenceIsNoConsent) {
  const Decision decision = DefaultEngine().Decide(About({Concluded(nullptr)}).document);
  EXPECT_EQ(decision.verdict, Verdict::kReview);
  EXPECT_EQ(Codes(decision), Words{"licence.none"});
}

TEST(DefaultPack, NoFactsAtAllIsForAPerson) {
  EXPECT_EQ(DefaultEngine().Decide(About({}).document).verdict, Verdict::kReview);
}

TEST(DefaultPack, AnUnknownPurposeIsForAPerson) {
  const Decision decision = DefaultEngine().Decide(
      About({Licence("cc0", "CC0-1.0"), Concluded("CC0-1.0")}, "world-domination").document);
  EXPECT_EQ(decision.verdict, Verdict::kReview);
}

TEST(DefaultPack, ItsOwnTestsPass) {
  const auto results = RunTests(Pack::Default());
  ASSERT_TRUE(results.ok()) << results.error().what;
  EXPECT_GT(results.value().size(), 40U);
  for (const TestResult& result : results.value())
    EXPECT_TRUE(result.passed) << result.name << ": " << result.problem;
}

TEST(DefaultPack, ListsEveryReasonWithItsEffects) {
  const auto reasons = Reasons(Pack::Default());
  ASSERT_TRUE(reasons.ok()) << reasons.error().what;
  EXPECT_GT(reasons.value().size(), 30U);
  for (const Json& reason : reasons.value()) {
    EXPECT_FALSE(StringOr(reason, "code").empty());
    EXPECT_FALSE(StringOr(reason, "layer").empty());
    EXPECT_FALSE(StringOr(reason, "says").empty());
    EXPECT_TRUE(reason.at("effects").contains("*")) << reason;
  }
}

TEST(Engine, AsksThePolicyOnceForEqualSituations) {
  Engine engine = DefaultEngine();
  const Situation situation = About({Concluded(nullptr)});
  const Decision first = engine.Decide(situation.document);
  EXPECT_EQ(engine.Decide(situation.document), first);
  EXPECT_EQ(engine.evaluations(), 1);
}

TEST(Engine, ACloneAnswersAlike) {
  Engine engine = DefaultEngine();
  Engine clone = engine.Clone();
  const Situation situation = About({Licence("by-nc", "CC-BY-NC-4.0"), Concluded("CC-BY-NC-4.0")});
  EXPECT_EQ(clone.Decide(situation.document), engine.Decide(situation.document));
  EXPECT_EQ(clone.evaluations(), 1);
}

TEST(Engine, RemembersInBoundedMemory) {
  Engine engine = std::move(Engine::Make(Answering(
                                R"({"verdict": "allow", "reasons": [{"code": "a", "tier": "none", )"
                                R"("layer": "copyright", "evidence": [], "message": "m"}], )"
                                R"("obligations": [], "recheck_by": ""})")))
                      .value();
  constexpr int kSituations = 20'000;
  for (int i = 0; i < kSituations; ++i) Ask(engine, fmt::format("[{}]", i));
  EXPECT_EQ(engine.evaluations(), kSituations);
  Ask(engine, "[0]");  // forgotten long ago
  EXPECT_EQ(engine.evaluations(), kSituations + 1);
  Ask(engine, fmt::format("[{}]", kSituations - 1));
  EXPECT_EQ(engine.evaluations(), kSituations + 1);
  EXPECT_EQ(engine.policy_errors(), 0);
}

TEST(Engine, ShowsTheLineThatDoesNotCompile) {
  const std::string error =
      ErrorOf(PackOf({{"x/bad.rego", "package assay.decision\n\ndecision := {\"verdict\": }\n"}}));
  EXPECT_NE(error.find("x/bad.rego:3:"), std::string::npos) << error;
  EXPECT_NE(error.find("decision := {\"verdict\": }"), std::string::npos) << error;
}

TEST(Engine, ShowsTheLineOfAnUnsafeVariable) {
  const std::string error = ErrorOf(Answering("nothing_is_called_this"));
  EXPECT_NE(error.find("p.rego:3:"), std::string::npos) << error;
  EXPECT_NE(error.find("unsafe"), std::string::npos) << error;
}

TEST(Engine, RefusesAPackWithoutADecision) {
  EXPECT_NE(ErrorOf(PackOf({{"p.rego", "package other\n\nx := 1\n"}})), "");
}

TEST(Engine, RefusesClocksNetworksAndDiceInEverySpelling) {
  for (const std::string_view impure :
       {"time.now_ns()", "time[\"now_ns\"]()", "rand.intn(\"x\", 6)", "uuid.rfc4122(\"x\")",
        "http.send({\"method\": \"get\", \"url\": \"http://localhost\"})", "opa.runtime()",
        "net.lookup_ip_addr(\"localhost\")"}) {
    const std::string error = ErrorOf(Answering(impure));
    EXPECT_NE(error.find("p.rego:3:13"), std::string::npos) << impure << ": " << error;
    EXPECT_NE(error.find("replay"), std::string::npos) << error;
  }
}

TEST(Engine, AllowsWordsThatOnlyLookImpure) {
  EXPECT_EQ(ErrorOf(Answering("\"time.now_ns\" # http.send")), "");
  EXPECT_EQ(
      ErrorOf(PackOf({{"a.rego", "package assay.decision\nimport rego.v1\ndecision := 42\n"}})),
      "");
}

TEST(Engine, RefusesDataThatContradictsItself) {
  EXPECT_NE(ErrorOf(PackOf({{"p.rego", "package assay.decision\n\ndecision := 1\n"},
                            {"a.json", R"({"x": {"y": 1}})"},
                            {"b.json", R"({"x": {"y": 2}})"}}))
                .find("b.json"),
            std::string::npos);
  EXPECT_NE(
      ErrorOf(PackOf({{"p.rego", "package assay.decision\n\ndecision := 1\n"}, {"a.json", "[1]"}})),
      "");
}

TEST(Engine, RootsDataInFoldersAsOpaDoes) {
  Engine engine =
      std::move(
          Engine::Make(PackOf({{"p.rego", "package assay.decision\n\ndecision := data.a.b.c\n"},
                               {"a/b/x.json", R"({"c": {"z": 1, "y": [1.5, true]}})"}})))
          .value();
  EXPECT_EQ(engine.Evaluate("data.assay.decision.decision", "{}").value(),
            R"({"y":[1.5,true],"z":1})");
}

/// What is decided when the policy answers so about a situation with evidence 1.
struct Nonsense {
  std::string_view why;
  std::string_view answer;
};

class NonsenseTest : public ::testing::TestWithParam<Nonsense> {};

TEST_P(NonsenseTest, IsForAPersonAndCounted) {
  Engine engine = std::move(Engine::Make(Answering(GetParam().answer))).value();
  const Situation situation = About({Concluded(nullptr)});
  const Decision decision = engine.Decide(situation.document);
  EXPECT_EQ(decision.verdict, Verdict::kReview);
  EXPECT_EQ(Codes(decision), Words{"policy.error"});
  Ask(engine, situation.document);
  EXPECT_EQ(engine.policy_errors(), 2);
}

#define ASSAY_REASON(tier, evidence)                                           \
  R"("reasons": [{"code": "c", "tier": ")" tier R"(", "layer": "copyright", )" \
  R"("evidence": )" evidence R"(, "message": "m"}], "obligations": [], )"
INSTANTIATE_TEST_SUITE_P(
    Engine, NonsenseTest,
    ::testing::Values(
        Nonsense{"no object", "true"}, Nonsense{"undefined", "1 if input.nothing"},
        Nonsense{"a member is missing", R"({"verdict": "deny"})"},
        Nonsense{"no reason",
                 R"({"verdict": "allow", "reasons": [], "obligations": [], "recheck_by": ""})"},
        Nonsense{"unknown verdict",
                 R"({"verdict": "maybe", )" ASSAY_REASON("none", "[1]") R"("recheck_by": ""})"},
        Nonsense{"evidence that is not there",
                 R"({"verdict": "deny", )" ASSAY_REASON("contract", "[2]") R"("recheck_by": ""})"},
        Nonsense{"a refusal without evidence",
                 R"({"verdict": "deny", )" ASSAY_REASON("contract", "[]") R"("recheck_by": ""})"},
        Nonsense{"a refusal without a tier",
                 R"({"verdict": "review", )" ASSAY_REASON("none", "[1]") R"("recheck_by": ""})"},
        Nonsense{
            "no time",
            R"({"verdict": "deny", )" ASSAY_REASON("contract", "[1]") R"("recheck_by": "soon"})"}));

}  // namespace
}  // namespace assay::policy
