// SPDX-License-Identifier: Apache-2.0
#include "assay/table/writer.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace assay::table {
namespace {

void BM_ParquetRows(benchmark::State& state) {
  const auto file =
      std::filesystem::temp_directory_path() / (fmt::format("assay_bench_{}.parquet", getpid()));
  for (auto _ : state) {
    auto writer = ParquetWriter::Create(file, {{"key", ColumnType::kText},
                                               {"width_px", ColumnType::kInt64},
                                               {"reasons", ColumnType::kTextList}});
    for (std::int64_t i = 0; i < state.range(0); ++i) {
      if (!writer.value()
               .Append({fmt::format("files/{}.jpg", i * 7919 % 1000003), i % 4000,
                        std::vector<std::string>(static_cast<std::size_t>(i % 3),
                                                 "licence.noncommercial")})
               .ok())
        state.SkipWithError("append");
    }
    if (!writer.value().Finish().ok()) state.SkipWithError("finish");
  }
  std::filesystem::remove(file);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_ParquetRows)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::table
