// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstring>

#include "assay/release/picture_folder.h"
#include "assay/release/picture_table.h"
#include "assay/release/webdataset.h"

namespace assay::release {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSamples = 5'000;
constexpr std::size_t kPicture_bytes = 20'000;

/// A set of 5,000 pictures of 20 kB that no codec can pack, from memory to the disk.
template <typename Kind>
void BM_Write(benchmark::State& state) {
  const fs::path folder = fs::temp_directory_path() / fmt::format("assay_sink_{}", getpid());
  PictureSample sample;
  sample.ext = "jpg";
  sample.content.resize(kPicture_bytes);
  std::uint64_t noise = 1;
  for (std::uint8_t& byte : sample.content)
    byte = static_cast<std::uint8_t>((noise = noise * 6364136223846793005U + 1) >> 56U);
  for (auto _ : state) {
    state.PauseTiming();
    fs::remove_all(folder);
    state.ResumeTiming();
    Kind sink = Kind::Create(folder, {}).value();
    for (std::uint64_t i = 0; i < kSamples; ++i) {
      sample.key = fmt::format("{:08}", i);
      std::memcpy(sample.content.data(), &i, sizeof i);
      if (!sink.Add(sample).ok()) state.SkipWithError("add");
    }
    if (!sink.Finish().ok()) state.SkipWithError("finish");
  }
  fs::remove_all(folder);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kSamples));
}
BENCHMARK(BM_Write<WebDatasetSink>)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_Write<PictureTableSink>)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(BM_Write<PictureFolderSink>)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace assay::release
