// SPDX-License-Identifier: Apache-2.0
//
// Durable appends a second by size of the group, and verification of a log.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "assay/ledger/ledger.h"

namespace assay::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTime = "2026-11-22T10:00:00Z";

/// A folder on the disk under test: the current one.
class Folder {
 public:
  Folder() {
    std::string pattern = fs::current_path() / "ledger-bench-XXXXXX";
    ASSAY_CHECK(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }
  [[nodiscard]] fs::path ledger() const { return path_ / "ledger"; }
  [[nodiscard]] Log Open() const { return Log::Open(ledger(), path_ / "key").value(); }

 private:
  fs::path path_;
};

PreparedLeaf MakeLeaf(std::uint64_t index) {
  return Prepare(index, "decision", kTime, {{"verdict", "allow"}, {"policy", std::string(64, 'a')}},
                 {{"key", fmt::format("photos/{}.jpg", index)}, {"asset", std::string(71, 'b')}})
      .value();
}

std::vector<PreparedLeaf> MakeLeaves(std::uint64_t first, std::size_t count) {
  std::vector<PreparedLeaf> leaves;
  leaves.reserve(count);
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(MakeLeaf(first + i));
  return leaves;
}

void DurableAppend(benchmark::State& state) {
  const Folder folder;
  Log log = folder.Open();
  const auto group = static_cast<std::size_t>(state.range(0));
  for ([[maybe_unused]] auto iteration : state) {
    state.PauseTiming();
    const auto leaves = MakeLeaves(log.size(), group);
    state.ResumeTiming();
    ASSAY_CHECK(log.Append(leaves).ok());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(DurableAppend)->Arg(1)->Arg(256)->Arg(4096)->UseRealTime()->Unit(benchmark::kMillisecond);

void PrepareLeaf(benchmark::State& state) {
  std::uint64_t index = 0;
  for ([[maybe_unused]] auto iteration : state) benchmark::DoNotOptimize(MakeLeaf(index++));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(PrepareLeaf);

void VerifyAll(benchmark::State& state) {
  const Folder folder;
  std::string vkey;
  {
    Log log = folder.Open();
    vkey = log.vkey();
    const auto size = static_cast<std::uint64_t>(state.range(0));
    while (log.size() < size) ASSAY_CHECK(log.Append(MakeLeaves(log.size(), 4096)).ok());
  }
  for ([[maybe_unused]] auto iteration : state) {
    const auto report =
        Verify(folder.ledger(), {.vkey = vkey, .key_file = {}, .old_checkpoint = {}});
    ASSAY_CHECK(report.value().problems.empty());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(VerifyAll)->Arg(4096)->Arg(1 << 20)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::ledger
