// SPDX-License-Identifier: Apache-2.0
//
// What committing and reading back a run of 10,000 records costs.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "assay/catalog/catalog.h"

namespace assay::catalog {
namespace {

namespace fs = std::filesystem;

constexpr int kRecords = 10'000;
constexpr int kChunk = 256;

RecordRow MakeRow(int i) {
  return {.key = "folder/" + std::to_string(i * 7919 % kRecords) + ".jpg",
          .locator = "/photos/folder/" + std::to_string(i) + ".jpg",
          .asset = "sha256:" + std::string(64, 'a'),
          .state = State::kInspected,
          .outcome = "ok",
          .codes = "[]",
          .media_type = "image/jpeg",
          .facts = std::string(3000, 'f'),
          .situation = "",
          .evidence = "[]"};
}

void CommitAll(Catalog& catalog) {
  const RunId run = catalog.StartRun({.plan_digest = "p"}).value().id;
  for (int start = 0; start < kRecords; start += kChunk) {
    Batch batch{.run = run, .cursor = std::to_string(start)};
    for (int i = start; i < std::min(start + kChunk, kRecords); ++i) {
      batch.records.push_back(MakeRow(i));
      batch.outbox.push_back({.index = i,
                              .salt = std::string(32, 's'),
                              .payload = std::string(300, 'p'),
                              .bytes = std::string(400, 'b')});
    }
    ASSAY_CHECK(catalog.Commit(batch).ok());
  }
}

void BM_Commit10kRecords(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    std::string folder = fs::current_path() / "catalog-bench-XXXXXX";
    ASSAY_CHECK(mkdtemp(folder.data()) != nullptr);
    {
      Catalog catalog = Catalog::Open(fs::path(folder) / "c.sqlite").value();
      state.ResumeTiming();
      CommitAll(catalog);
      state.PauseTiming();
    }
    fs::remove_all(folder);
    state.ResumeTiming();
  }
}
BENCHMARK(BM_Commit10kRecords)->Unit(benchmark::kMillisecond)->UseRealTime();

void BM_Read10kRecords(benchmark::State& state) {
  std::string folder = fs::current_path() / "catalog-bench-XXXXXX";
  ASSAY_CHECK(mkdtemp(folder.data()) != nullptr);
  {
    Catalog catalog = Catalog::Open(fs::path(folder) / "c.sqlite").value();
    CommitAll(catalog);
    for (auto _ : state) {
      std::size_t bytes = 0;
      ASSAY_CHECK(catalog
                      .ForEachRecord(1,
                                     [&](const RecordRow& row) -> Status {
                                       bytes += row.facts.size();
                                       return Done{};
                                     })
                      .ok());
      benchmark::DoNotOptimize(bytes);
    }
  }
  fs::remove_all(folder);
}
BENCHMARK(BM_Read10kRecords)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace assay::catalog
