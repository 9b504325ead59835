// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "assay/policy/engine.h"
#include "assay/policy/situation.h"

namespace assay::policy {
namespace {

/// A picture under CC BY with a position and a refusal: what an inherited folder is full of.
std::vector<Fact> Facts() {
  const auto fact = [](std::string name, Json value) {
    return Fact{std::move(name),
                FactState::kPresent,
                std::move(value),
                {"rights", "1", "xmp:cc:license", "asset", ""}};
  };
  return {fact("rights.licence", {{"family", "by"},
                                  {"spdx", "CC-BY-4.0"},
                                  {"scope", "asset"},
                                  {"status", "declared"},
                                  {"basis", "address"},
                                  {"confidence", 100}}),
          fact("rights.concluded", {{"spdx", "CC-BY-4.0"}, {"rule", "asset.declared"}}),
          fact("rights.signal", {{"protocol", "plus"},
                                 {"asserts", {{{"use", "train"}, {"value", "deny"}}}},
                                 {"scope", "asset"},
                                 {"authority", "unknown"}}),
          fact("privacy.gps", {{"latitude", 1.5}}), fact("media.header", {{"format", "jpeg"}})};
}

std::string Document() {
  return Describe({"commercial-training", "EU", "2026-11-22"}, Outcome::kOk, Facts()).document;
}

void DescribeFacts(benchmark::State& state) {
  const std::vector<Fact> facts = Facts();
  for (auto turn : state) {
    benchmark::DoNotOptimize(
        Describe({"commercial-training", "EU", "2026-11-22"}, Outcome::kOk, facts));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(DescribeFacts);

void DecideKnownSituation(benchmark::State& state) {
  Engine engine = std::move(Engine::Make(Pack::Default())).value();
  const std::string document = Document();
  for (auto turn : state) benchmark::DoNotOptimize(engine.Decide(document));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(DecideKnownSituation)->ThreadRange(1, 2);

void EvaluateDecision(benchmark::State& state) {
  Engine engine = std::move(Engine::Make(Pack::Default())).value();
  const std::string document = Document();
  for (auto turn : state) {
    benchmark::DoNotOptimize(engine.Evaluate("data.assay.decision.decision", document));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(EvaluateDecision)->ThreadRange(1, 2);

}  // namespace
}  // namespace assay::policy
