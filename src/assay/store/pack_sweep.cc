// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ranges>
#include <utility>

#include "assay/store/marks.h"
#include "assay/store/pack_state_internal.h"

namespace assay::store {

namespace fs = std::filesystem;
using internal::PackEntry;
using internal::PlaceOf;

/// The entries of a pack, in its order.
struct Packs::State::Sifted {
  std::vector<PackEntry> stays;    ///< the newest copy of something wanted lies here
  std::vector<PackEntry> doubles;  ///< it lies in a newer pack as well: a sweep was killed
  std::uint64_t objects = 0;       ///< that go, doubles among them
  std::uint64_t bytes = 0;

  Sifted(const std::vector<PackEntry>& entries, Marks& marks) {
    for (const PackEntry& entry : entries) {
      if (marks.Take(entry.digest)) {
        stays.push_back(entry);
        continue;
      }
      ++objects;
      bytes += entry.bytes;
      if (marks.Has(entry.digest)) doubles.push_back(entry);
    }
  }
};

std::vector<PackEntry> Packs::State::EntriesOf(std::uint32_t number) const {
  std::vector<PackEntry> entries;
  if (growing && growing->number == number) {
    for (const auto& [digest, entry] : growing->synced) entries.push_back(entry);
  } else {
    const internal::PackIndex& index = closed.at(number);
    for (std::size_t i = 0; i < index.size(); ++i) entries.push_back(index.At(i));
  }
  std::ranges::sort(entries, {}, &PackEntry::offset_bytes);
  return entries;
}

std::optional<PackPlace> Packs::State::FindElsewhere(const Digest& digest,
                                                     std::uint32_t number) const {
  if (growing) {
    const auto at = growing->synced.find(digest);
    if (at != growing->synced.end()) return PlaceOf(growing->number, at->second);
  }
  for (const auto& [other, index] : std::ranges::reverse_view(closed)) {
    const auto entry = other == number ? std::nullopt : index.Find(digest);
    if (entry) return PlaceOf(other, *entry);
  }
  return std::nullopt;
}

/// Where everything wanted of a pack lies, durable, without that pack.
Result<std::vector<PackMove>> Packs::State::CopyOut(std::uint32_t number, const Sifted& sifted) {
  if (growing && growing->number == number) ASSAY_TRY(Close());
  std::vector<PackMove> moves;
  for (const PackEntry& entry : sifted.stays) {
    ASSAY_LET(const Bytes bytes, Read(PlaceOf(number, entry), entry.digest));
    ASSAY_LET(const PackPlace place, Append(bytes, entry.digest));
    moves.push_back({PlaceOf(number, entry), place});
  }
  if (growing) ASSAY_TRY(SyncGrowing());
  for (const PackEntry& entry : sifted.doubles) {
    const auto place = FindElsewhere(entry.digest, number);
    ASSAY_CHECK(place.has_value());  // whoever took its mark stays
    ASSAY_TRY(Read(*place, entry.digest));
    moves.push_back({PlaceOf(number, entry), *place});
  }
  return moves;
}

Status Packs::State::Drop(std::uint32_t number, const Sifted& sifted, const Mover& moved) {
  const auto moves = CopyOut(number, sifted);
  if (!moves.ok()) {
    GiveUp();
    return moves.error();
  }
  if (!moves.value().empty()) ASSAY_TRY(moved(moves.value()));
  // The pack first: an index without one is swept up by Open, a pack without one comes back.
  const fs::path pack = PathOf(number, "tar");
  if (unlink(pack.c_str()) != 0) return SystemError(errno, "removing", pack);
  unlink(PathOf(number, "idx").c_str());
  closed.erase(number);
  return Done{};
}

Result<SweepReport> Packs::Sweep(Marks& marks, const Mover& moved, Sweeping sweeping) {
  ASSAY_TRY(Sync());
  State& state = *state_;
  std::vector<std::uint32_t> newest_first;
  if (state.growing && !state.growing->synced.empty())
    newest_first.push_back(state.growing->number);
  for (const auto& [number, index] : std::ranges::reverse_view(state.closed))
    newest_first.push_back(number);
  SweepReport report;
  for (const std::uint32_t number : newest_first) {
    const State::Sifted sifted(state.EntriesOf(number), marks);
    if (sifted.objects == 0 && !sifted.stays.empty()) continue;
    report.objects += sifted.objects;
    report.bytes += sifted.bytes;
    ++(sifted.stays.empty() ? report.packs_removed : report.packs_rewritten);
    if (sweeping == Sweeping::kRemove) ASSAY_TRY(state.Drop(number, sifted, moved));
  }
  ASSAY_TRY(SyncFolder(state.folder));
  return report;
}

}  // namespace assay::store
