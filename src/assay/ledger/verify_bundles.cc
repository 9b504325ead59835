// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include "assay/ledger/bundle_internal.h"
#include "assay/ledger/disk_internal.h"
#include "assay/ledger/frontier_internal.h"
#include "assay/ledger/leaf_internal.h"
#include "assay/ledger/verify_internal.h"

namespace assay::ledger {
namespace {

namespace fs = std::filesystem;

/// One bundle on its way to a CheckedBundle.
class Check {
 public:
  Check(const fs::path& folder, std::uint64_t size, std::uint64_t number)
      : folder_(folder), number_(number), width_(WidthAt(size, 0, number)) {}

  CheckedBundle Run() && {
    const LogFile file{.kind = FileKind::kEntries, .level = 0, .number = number_, .width = width_};
    const Result<std::string> bytes = ReadLogFile(folder_, file);
    if (!bytes.ok()) return Stop(file, bytes.error());
    const auto entries = ParseEntries(bytes.value(), width_);
    if (!entries.ok()) return Stop(file, entries.error());
    ReadPayloads();
    for (std::size_t i = 0; i < entries.value().size(); ++i) CheckEntry(i, entries.value()[i]);
    const LogFile tile{.kind = FileKind::kTile, .level = 0, .number = number_, .width = width_};
    for (std::string& problem : CompareTile(folder_, tile, found_.leaf_hashes))
      found_.problems.push_back(std::move(problem));
    return std::move(found_);
  }

 private:
  CheckedBundle Stop(const LogFile& file, const Error& error) {
    Problem(number_ * kTileWidth, fmt::format("{}: {}", PathOf(file), error.what));
    return std::move(found_);
  }

  void Problem(std::uint64_t index, std::string_view what) {
    found_.problems.push_back(fmt::format("entry {}: {}", index, what));
  }

  void ReadPayloads() {
    const LogFile file{.kind = FileKind::kPayload, .level = 0, .number = number_, .width = width_};
    Result<std::string> bytes = ReadLogFile(folder_, file);
    if (!bytes.ok()) {
      Problem(number_ * kTileWidth, fmt::format("{}: {}", PathOf(file), bytes.error().what));
      return;
    }
    payload_bytes_ = std::move(bytes).value();
    auto payloads = ParsePayloads(payload_bytes_, width_);
    if (payloads.ok()) {
      payloads_ = std::move(payloads).value();
    } else {
      Problem(number_ * kTileWidth, fmt::format("{}: {}", PathOf(file), payloads.error().what));
    }
  }

  void CheckEntry(std::size_t place, std::string_view entry) {
    const std::uint64_t index = number_ * kTileWidth + place;
    found_.leaf_hashes.push_back(LeafHash(AsBytes(entry)));
    const Result<LeafView> leaf = ParseLeaf(entry);
    if (!leaf.ok()) return Problem(index, leaf.error().what);
    CheckTime(index, leaf.value().time);
    if (place < payloads_.size()) CheckPayload(index, leaf.value(), payloads_[place]);
    const auto target = TombstoneTarget(leaf.value(), index);
    if (!target.ok()) return Problem(index, target.error().what);
    if (const std::optional<std::uint64_t>& erased = target.value(); erased)
      found_.targets.push_back(*erased);
  }

  void CheckTime(std::uint64_t index, std::string_view time) {
    if (found_.first_time.empty()) found_.first_time = std::string(time);
    if (time < found_.last_time)
      Problem(index, fmt::format("its time {} is before {} of the entry before it", time,
                                 found_.last_time));
    found_.last_time = std::string(time);
  }

  void CheckPayload(std::uint64_t index, const LeafView& leaf, const StoredPayload& stored) {
    if (stored.erased) {
      found_.erased.push_back(index);
      return;
    }
    const Digest commit = CommitOf(stored.salt, stored.payload);
    if (commit != leaf.commit)
      Problem(index, fmt::format("payload and salt give the commit {}, the entry says {}",
                                 commit.Hex(), leaf.commit.Hex()));
  }

  const fs::path& folder_;
  std::uint64_t number_;
  std::uint64_t width_;
  std::string payload_bytes_;
  std::vector<StoredPayload> payloads_;
  CheckedBundle found_;
};

}  // namespace

std::vector<CheckedBundle> CheckBundles(const fs::path& folder, std::uint64_t size,
                                        std::uint64_t first, std::size_t count) {
  std::vector<CheckedBundle> checked(count);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++)
      checked[i] = Check(folder, size, first + i).Run();
  };
  std::vector<std::jthread> helpers;
  for (unsigned i = 1; i < std::thread::hardware_concurrency() && i < count; ++i)
    helpers.emplace_back(work);
  work();
  helpers.clear();  // joins
  return checked;
}

std::vector<std::string> CompareTile(const fs::path& folder, const LogFile& tile,
                                     std::span<const Digest> expected) {
  const std::string path = PathOf(tile);
  const Result<std::string> bytes = ReadLogFile(folder, tile);
  if (!bytes.ok()) return {fmt::format("{}: {}", path, bytes.error().what)};
  const auto found = ParseTile(bytes.value(), tile.width);
  if (!found.ok()) return {fmt::format("{}: {}", path, found.error().what)};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (found.value()[i] == expected[i]) continue;
    const std::uint64_t span = std::uint64_t{1} << (8 * tile.level);
    const std::uint64_t entry = (tile.number * kTileWidth + i) * span;
    return {fmt::format("entry {}: {} hash {}: expected {}, found {}", entry, path, i,
                        expected[i].Hex(), found.value()[i].Hex())};
  }
  return {};
}

}  // namespace assay::ledger
