// SPDX-License-Identifier: Apache-2.0
//
// Photographs of the shared data, as the audit reads them: header, metadata, scaled decode.
#include "assay/codec/picture.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "assay/core/file.h"

namespace assay::codec {
namespace {

std::vector<std::string> Photos() {
  std::vector<std::string> photos;
  const char* shared = std::getenv("ASSAY_SHARED_DATA");
  if (shared == nullptr) return photos;
  const std::string folder = std::string(shared) + "/media/images/photos";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    auto bytes = ReadFile(file.path(), std::size_t{64} << 20U);
    if (bytes.ok()) photos.push_back(std::move(bytes).value());
  }
  return photos;
}

/// Time is for one picture; the argument is the long side that is asked for.
void ReadPhotos(benchmark::State& state) {
  const std::vector<std::string> photos = Photos();
  if (photos.empty()) return state.SkipWithError("ASSAY_SHARED_DATA is not set");
  Options options;
  options.eighths = [&](media::Size full) {
    return EighthsLeaving(full, static_cast<std::int32_t>(state.range(0)));
  };
  std::size_t next = 0;
  double pixels = 0;
  for (auto _ : state) {
    const Picture picture = ReadPicture(AsBytes(photos[next++ % photos.size()]), options);
    pixels += static_cast<double>(picture.width_px * picture.height_px);
    benchmark::DoNotOptimize(picture.image.samples().data());
  }
  state.counters["MP/s"] = benchmark::Counter(pixels / 1e6, benchmark::Counter::kIsRate);
}
/// Time is for one picture, decoded at that many eighths of its size.
void ReadEighths(benchmark::State& state) {
  const std::vector<std::string> photos = Photos();
  if (photos.empty()) return state.SkipWithError("ASSAY_SHARED_DATA is not set");
  Options options;
  options.eighths = [&](media::Size) { return static_cast<int>(state.range(0)); };
  std::size_t next = 0;
  for (auto _ : state) {
    const Picture picture = ReadPicture(AsBytes(photos[next++ % photos.size()]), options);
    benchmark::DoNotOptimize(picture.image.samples().data());
  }
}
BENCHMARK(ReadEighths)->DenseRange(1, 8)->Unit(benchmark::kMillisecond)->MinTime(1.0);

BENCHMARK(ReadPhotos)->Arg(512)->Arg(0)->Unit(benchmark::kMillisecond)->MinTime(1.0);

}  // namespace
}  // namespace assay::codec
