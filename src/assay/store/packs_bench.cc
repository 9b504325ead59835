// SPDX-License-Identifier: Apache-2.0
#include "assay/store/packs.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "assay/store/object_batch.h"

namespace assay::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kObject_bytes = 20'000;
constexpr std::uint64_t kObjects = 5'000;
constexpr std::uint64_t kChunk = 1'000;

fs::path Folder() { return fs::temp_directory_path() / fmt::format("assay_packs_{}", getpid()); }

/// 5,000 objects of 20 kB, made durable by the thousand.
template <typename Store>
void Fill(Store& store, benchmark::State& state) {
  Bytes bytes(kObject_bytes, 7);
  for (std::uint64_t i = 0; i < kObjects; ++i) {
    std::memcpy(bytes.data(), &i, sizeof i);
    if (!store.Put(bytes, Sha256(bytes)).ok()) state.SkipWithError("put");
    if (i % kChunk == kChunk - 1 && !store.Sync().ok()) state.SkipWithError("sync");
  }
}

template <typename Store>
void BM_Put(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    fs::remove_all(Folder());
    state.ResumeTiming();
    Store store = Store::Open(Folder()).value();
    Fill(store, state);
  }
  fs::remove_all(Folder());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kObjects));
}
BENCHMARK(BM_Put<Packs>)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_Put<ObjectBatch>)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_GetFromPacks(benchmark::State& state) {
  fs::remove_all(Folder());
  Packs packs = Packs::Open(Folder(), /*pack_bytes=*/4U << 20U).value();
  Fill(packs, state);
  Bytes bytes(kObject_bytes, 7);
  std::uint64_t i = 0;
  for (auto _ : state) {
    i = (i + 2'503) % kObjects;
    std::memcpy(bytes.data(), &i, sizeof i);
    state.PauseTiming();
    const Digest digest = Sha256(bytes);
    state.ResumeTiming();
    if (!packs.Get(digest).ok()) state.SkipWithError("get");
  }
  fs::remove_all(Folder());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_GetFromPacks)->UseRealTime();

}  // namespace
}  // namespace assay::store
