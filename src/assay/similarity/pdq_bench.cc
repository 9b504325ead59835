// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <cstdint>

#include "assay/similarity/pdq.h"

namespace assay::similarity {
namespace {

void HashPicture(benchmark::State& state) {
  media::Image image(static_cast<std::int32_t>(state.range(0)),
                     static_cast<std::int32_t>(state.range(1)), 3);
  std::uint32_t random = 1;
  for (auto& sample : image.samples()) {
    random = random * 1664525U + 1013904223U;
    sample = static_cast<std::uint8_t>(random >> 24U);
  }
  while (state.KeepRunning()) benchmark::DoNotOptimize(PdqHash(image.view()));
}
BENCHMARK(HashPicture)->Args({512, 384})->Args({1024, 768})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::similarity
