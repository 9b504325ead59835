// SPDX-License-Identifier: Apache-2.0
//
// What the wall costs: the same pictures inspected in this process, and by assay-worker (named in
// ASSAY_WORKER). The difference is two copies through the slots, a round trip and JSON.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "assay/channel/worker.h"
#include "assay/codec/picture.h"
#include "assay/core/file.h"
#include "assay/worker/inspect.h"

namespace {

using assay::Json;

const std::vector<std::string>& Pictures() {
  static const std::vector<std::string> kPictures = {
      "examples/blog/whale.jpg", "examples/formats/clock.webp", "examples/formats/creek.avif"};
  return kPictures;
}

std::string Load(std::int64_t index) {
  const char* root = std::getenv("ASSAY_SOURCE_DIR");
  const auto path = std::filesystem::path(root == nullptr ? "." : root) /
                    Pictures()[static_cast<std::size_t>(index)];
  return assay::ReadFile(path, 64U << 20U).value();
}

void InProcess(benchmark::State& state) {
  const std::string bytes = Load(state.range(0));
  assay::codec::WarmUp();
  for (auto _ : state) {
    auto reply = assay::worker::Inspect(assay::AsBytes(bytes), Json::object());
    benchmark::DoNotOptimize(reply);
  }
  state.SetLabel(Pictures()[static_cast<std::size_t>(state.range(0))]);
}

void InWorker(benchmark::State& state) {
  const char* program = std::getenv("ASSAY_WORKER");
  if (program == nullptr) return state.SkipWithError("ASSAY_WORKER is not set");
  const std::string bytes = Load(state.range(0));
  assay::channel::Options options;
  options.program = program;
  assay::channel::Worker worker(options);
  for (auto _ : state) {
    auto slot = worker.Input(bytes.size());
    std::ranges::copy(bytes, slot.value().begin());
    auto answer = worker.Run(assay::channel::Op::kInspect, bytes.size(), Json::object());
    benchmark::DoNotOptimize(answer);
  }
  state.SetLabel(Pictures()[static_cast<std::size_t>(state.range(0))]);
}

/// From posix_spawn to ready, and back to nothing.
void Start(benchmark::State& state) {
  const char* program = std::getenv("ASSAY_WORKER");
  if (program == nullptr) return state.SkipWithError("ASSAY_WORKER is not set");
  assay::channel::Options options;
  options.program = program;
  for (auto _ : state) {
    assay::channel::Worker worker(options);
    if (!worker.Input(0).ok()) return state.SkipWithError("the worker does not start");
  }
}

BENCHMARK(InProcess)->DenseRange(0, 2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(InWorker)->DenseRange(0, 2)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(Start)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
