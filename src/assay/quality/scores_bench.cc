// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <cstdint>

#include "assay/media/gray.h"
#include "assay/quality/blur.h"
#include "assay/quality/scores.h"
#include "assay/quality/structure.h"

namespace assay::quality {
namespace {

/// Soft shapes with some noise: what branch predictors and histograms meet in photographs.
media::Image Photo(std::int32_t channels) {
  media::Image image(1000, 700, channels);
  std::uint32_t state = 1;
  std::int32_t position = 0;
  for (auto& sample : image.samples()) {
    state = state * 1664525U + 1013904223U;
    const std::int32_t pixel = position++ / channels;
    sample = static_cast<std::uint8_t>(
        static_cast<std::uint32_t>((pixel % 1000) / 8 + (pixel / 1000) / 7) + (state >> 29U));
  }
  return image;
}

void MeasureAll(benchmark::State& state) {
  const media::Image image = Photo(static_cast<std::int32_t>(state.range(0)));
  while (state.KeepRunning()) benchmark::DoNotOptimize(Measure(image.view(), {1000, 700}));
}
BENCHMARK(MeasureAll)->Arg(1)->Arg(3)->Unit(benchmark::kMillisecond);

void TonesAlone(benchmark::State& state) {
  const media::Image image = Photo(3);
  while (state.KeepRunning()) benchmark::DoNotOptimize(MeasureTones(image.view()));
}
BENCHMARK(TonesAlone)->Unit(benchmark::kMillisecond);

void BlurAlone(benchmark::State& state) {
  const media::Image image = Photo(1);
  while (state.KeepRunning()) benchmark::DoNotOptimize(BlurScore(image.view()));
}
BENCHMARK(BlurAlone)->Unit(benchmark::kMillisecond);

void BlockinessAlone(benchmark::State& state) {
  const media::Image image = Photo(1);
  while (state.KeepRunning()) benchmark::DoNotOptimize(Blockiness(image.view(), 8));
}
BENCHMARK(BlockinessAlone)->Unit(benchmark::kMillisecond);

void SharpnessAlone(benchmark::State& state) {
  const media::Image image = Photo(1);
  while (state.KeepRunning()) benchmark::DoNotOptimize(MeasureSharpness(image.view()));
}
BENCHMARK(SharpnessAlone)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::quality
