// SPDX-License-Identifier: Apache-2.0
#include "assay/policy/engine.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "assay/policy/answer_internal.h"
#include "assay/policy/rego_internal.h"

namespace assay::policy {
namespace {

using internal::Rego;

constexpr std::string_view kEntryPoint = "data.assay.decision.decision";

// What reads a clock, a network, randomness or the machine. A name ending in '.' refuses a family.
constexpr std::array<std::string_view, 9> kRefused = {"http.", "io.jwt.",     "net.",
                                                      "opa.",  "providers.",  "rand.",
                                                      "rego.", "time.now_ns", "uuid.rfc4122"};

bool IsRefused(std::string_view name) {
  if (name == "rego.v1") return false;  // an import that names the language, no call
  return std::ranges::any_of(kRefused, [&](std::string_view refused) {
    return refused.back() == '.' ? name.starts_with(refused) : name == refused;
  });
}

bool IsTest(std::string_view path) { return path.ends_with("_test.rego"); }
bool IsRego(std::string_view path) { return path.ends_with(".rego"); }

Status RefuseImpure(std::string_view path, const Json& scan) {
  for (const Json& reference : scan.at("references")) {
    const std::string name = StringOr(reference, "name");
    if (!IsRefused(name)) continue;
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{}:{}:{}: a policy may not use {}: its answer would not replay\n  {}",
                             path, reference.at("line").get<std::int64_t>(),
                             reference.at("column").get<std::int64_t>(), name,
                             Trim(StringOr(reference, "text")))};
  }
  return Done{};
}

/// `from` into `into`, as OPA does: objects are merged, anything else may be said once.
Status Merge(Json& into, const Json& from, std::string_view path) {
  for (const auto& [name, value] : from.items()) {
    if (!into.contains(name)) {
      into[name] = value;
    } else if (into[name].is_object() && value.is_object()) {
      ASSAY_TRY(Merge(into[name], value, path));
    } else {
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("{}: data '{}' is defined twice", ToPrintable(path), name)};
    }
  }
  return Done{};
}

/// The base document: a file in a folder lies under that folder's name, as OPA loads it.
Result<Json> Data(const Pack& pack) {
  Json data = Json::object();
  for (const auto& [path, text] : pack.files()) {
    if (!path.ends_with(".json")) continue;
    auto parsed = ParseJson(text, {.bytes = std::size_t{16} << 20U});
    if (!parsed.ok())
      return Error{ErrorCode::kInvalidArgument, ToPrintable(path) + ": " + parsed.error().what};
    if (!parsed.value().is_object())
      return Error{ErrorCode::kInvalidArgument, ToPrintable(path) + ": data must be an object"};
    Json rooted = std::move(parsed).value();
    for (std::string folder = path; folder.find('/') != std::string::npos;) {
      folder.resize(folder.rfind('/'));
      rooted = Json{{folder.substr(folder.rfind('/') + 1), std::move(rooted)}};
    }
    ASSAY_TRY(Merge(data, rooted, path));
  }
  return data;
}

enum class Tests { kWithout, kWith };

Result<Rego> Loaded(const Pack& pack, Tests tests) {
  Rego rego;
  for (const auto& [path, text] : pack.files()) {
    if (!IsRego(path) || (IsTest(path) && tests == Tests::kWithout)) continue;
    ASSAY_LET(const Json scan, internal::Scan(path, text));
    ASSAY_TRY(RefuseImpure(path, scan));
    ASSAY_TRY(rego.Add(path, text));
  }
  ASSAY_LET(const Json data, Data(pack));
  ASSAY_TRY(rego.SetData(data));
  return rego;
}

struct FirstBytes {
  std::size_t operator()(const Digest& digest) const {
    std::size_t hash = 0;
    std::memcpy(&hash, digest.bytes.data(), sizeof(hash));
    return hash;
  }
};

/// Answers by document digest in two generations: what was not asked for during a whole
/// generation is forgotten, so memory is bounded and a lookup stays one hash.
class Cache {
 public:
  const Decision* Find(const Digest& key) {
    if (const auto found = young_.find(key); found != young_.end()) return &found->second;
    const auto found = old_.find(key);
    return found == old_.end() ? nullptr : &Put(key, std::move(found->second));
  }
  const Decision& Put(const Digest& key, Decision decision) {
    if (young_.size() >= kGeneration) old_ = std::exchange(young_, {});
    return young_.insert_or_assign(key, std::move(decision)).first->second;
  }

 private:
  static constexpr std::size_t kGeneration = 8192;  // a few MiB each
  using Answers = std::unordered_map<Digest, Decision, FirstBytes>;
  Answers young_;
  Answers old_;
};

TestResult RunTest(Rego& rego, std::string name) {
  const auto value = rego.Evaluate(name, "{}");
  TestResult result{.name = std::move(name), .passed = false, .problem = ""};
  if (!value.ok())
    result.problem = value.error().what;
  else if (value.value() == "true")
    result.passed = true;
  else
    result.problem = "the value is " + value.value();
  return result;
}

}  // namespace

struct Engine::State {
  Rego rego;
  Cache cache;
  std::int64_t policy_errors = 0;
  std::int64_t evaluations = 0;
};

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

Result<Engine> Engine::Make(const Pack& pack) {
  ASSAY_LET(Rego rego, Loaded(pack, Tests::kWithout));
  if (auto compiled = rego.Check(kEntryPoint); !compiled.ok()) {
    Error error = compiled.error();
    if (error.what == "not a valid rule path")
      error.what = fmt::format("the pack defines no rule {}", kEntryPoint);
    return error;
  }
  auto state = std::make_unique<State>();
  state->rego = std::move(rego);
  return Engine(std::move(state));
}

Engine Engine::Clone() const {
  auto state = std::make_unique<State>();
  state->rego = Rego(state_->rego);
  return Engine(std::move(state));
}

Decision Engine::Decide(std::string_view situation) {
  const Digest key = Sha256(situation);
  if (const Decision* known = state_->cache.Find(key)) return *known;
  ++state_->evaluations;
  const auto answer = state_->rego.Evaluate(kEntryPoint, situation);
  auto decision = answer.ok() ? internal::ReadAnswer(answer.value(), situation)
                              : Result<Decision>(answer.error());
  if (!decision.ok()) {  // not remembered: an error may be of the moment, such as memory
    ++state_->policy_errors;
    return internal::PolicyError(decision.error().what);
  }
  return state_->cache.Put(key, std::move(decision).value());
}

std::int64_t Engine::policy_errors() const { return state_->policy_errors; }
std::int64_t Engine::evaluations() const { return state_->evaluations; }

Result<std::string> Engine::Evaluate(std::string_view rule, std::string_view input) {
  ASSAY_TRY(ParseJson(input));
  ASSAY_LET(const std::string text, state_->rego.Evaluate(rule, input));
  ASSAY_LET(const Json value, ParseJson(text));
  return Canonical(value);
}

Result<std::vector<TestResult>> RunTests(const Pack& pack) {
  ASSAY_LET(Rego rego, Loaded(pack, Tests::kWith));
  std::vector<TestResult> results;
  for (const auto& [path, text] : pack.files()) {
    if (!IsTest(path)) continue;
    ASSAY_LET(const Json scan, internal::Scan(path, text));
    for (const Json& rule : scan.at("rules")) {
      const auto name = rule.get<std::string>();
      if (!name.starts_with("test_")) continue;
      results.push_back(RunTest(rego, "data." + StringOr(scan, "package") + "." + name));
    }
  }
  return results;
}

Result<Json> Reasons(const Pack& pack) {
  ASSAY_LET(Rego rego, Loaded(pack, Tests::kWithout));
  auto text = rego.Evaluate("data.assay.decision.reasons", "{}");
  if (!text.ok())
    return Error{ErrorCode::kNotFound,
                 "the pack lists no reasons: it defines no rule "
                 "data.assay.decision.reasons"};
  return ParseJson(text.value());
}

}  // namespace assay::policy
