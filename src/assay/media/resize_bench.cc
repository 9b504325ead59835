// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <cstdint>

#include "assay/media/gray.h"
#include "assay/media/resize.h"

namespace assay::media {
namespace {

Image Noise(std::int32_t channels) {
  Image image(1000, 700, channels);
  std::uint32_t state = 1;
  for (auto& sample : image.samples()) {
    state = state * 1664525U + 1013904223U;
    sample = static_cast<std::uint8_t>(state >> 24U);
  }
  return image;
}

void Shrink(benchmark::State& state) {
  const Image image = Noise(static_cast<std::int32_t>(state.range(0)));
  const Size size = FitLongSide({1000, 700}, static_cast<std::int32_t>(state.range(1)));
  const Filter filter = state.range(2) == 0 ? Filter::kArea : Filter::kLanczos3;
  while (state.KeepRunning()) benchmark::DoNotOptimize(Resized(image.view(), size, filter));
  state.SetLabel(state.range(2) == 0 ? "area" : "lanczos3");
}
BENCHMARK(Shrink)->ArgsProduct({{1, 3}, {512, 256}, {0, 1}})->Unit(benchmark::kMillisecond);

void ToGray(benchmark::State& state) {
  const Image image = Noise(3);
  while (state.KeepRunning()) benchmark::DoNotOptimize(Gray(image.view()));
}
BENCHMARK(ToGray)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::media
