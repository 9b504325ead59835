// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "assay/similarity/clusters.h"

namespace assay::similarity {
namespace {

/// Random pictures, of which every tenth is a copy of its neighbour with 12 bits flipped.
void Cluster(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  std::vector<Pdq> hashes(count);
  std::vector<std::string> keys(count);
  std::uint64_t random = 1;
  const auto next = [&] { return random = random * 6364136223846793005U + 1442695040888963407U; };
  for (std::size_t i = 0; i < count; ++i) {
    for (Hash256& hash : hashes[i].dihedral)
      for (std::uint64_t& word : hash.words) word = next() >> 32U | (next() & ~0xffffffffULL);
    for (std::uint8_t& luma : hashes[i].luma) luma = static_cast<std::uint8_t>(next() >> 56U);
    hashes[i].quality = 100;
    if (i % 10 == 1) {
      hashes[i] = hashes[i - 1];
      for (int bit = 0; bit < 12; ++bit)
        hashes[i].dihedral[0].words[next() >> 62U] ^= std::uint64_t{1} << (next() >> 58U);
    }
    keys[i] = std::to_string(i);
  }
  auto comparison = Comparison::Make(std::filesystem::temp_directory_path()).value();
  for (std::size_t i = 0; i < count; ++i)
    ASSAY_CHECK(comparison.Add({Sha256(keys[i]), &hashes[i], true, 1024, 768}).ok());
  while (state.KeepRunning()) benchmark::DoNotOptimize(comparison.FindClusters(/*threads=*/1));
}
/// A pair that only the lumas can decide, with every cut tried in vain.
void DoubtfulPair(benchmark::State& state) {
  Pdq first;
  for (std::size_t i = 0; i < first.luma.size(); ++i)
    first.luma[i] = static_cast<std::uint8_t>(i + i % 7 * 9);
  Pdq second = first;
  for (std::size_t i = 0; i < second.luma.size(); i += 3) second.luma[i] /= 2;
  while (state.KeepRunning()) benchmark::DoNotOptimize(FindMatch(first, second));
}
BENCHMARK(DoubtfulPair);

BENCHMARK(Cluster)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::similarity
