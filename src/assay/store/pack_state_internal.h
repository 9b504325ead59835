// SPDX-License-Identifier: Apache-2.0
//
// What an open folder of packs knows: packs.cc puts and finds, pack_sweep.cc takes away.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "assay/core/file.h"
#include "assay/store/append_file.h"
#include "assay/store/pack_index_internal.h"
#include "assay/store/packs.h"

namespace assay::store {
namespace internal {

/// The pack that grows.
struct Growing {
  std::uint32_t number;
  AppendFile file;
  AppendFile log;
  std::map<Digest, PackEntry> synced;
  std::map<Digest, PackEntry> waiting;
  std::uint64_t synced_bytes = 0;
};

inline PackPlace PlaceOf(std::uint32_t pack, const PackEntry& entry) {
  return {pack, entry.offset_bytes, entry.bytes};
}

}  // namespace internal

struct Packs::State {
  std::filesystem::path folder;
  std::uint64_t pack_bytes;
  Fd lock;
  std::map<std::uint32_t, internal::PackIndex> closed = {};
  std::optional<internal::Growing> growing = {};
  std::uint32_t next = 0;
  bool broken = false;  ///< no more is written

  [[nodiscard]] std::filesystem::path PathOf(std::uint32_t number, const char* ending) const;
  [[nodiscard]] std::optional<PackPlace> FindVisible(const Digest& digest) const;
  [[nodiscard]] Result<Bytes> Read(const PackPlace& place, const Digest& digest) const;
  Status OpenPack(std::uint32_t number);
  Status Resume(std::uint32_t number, std::vector<internal::PackEntry> entries,
                std::uint64_t log_bytes);
  Status CloseWith(std::uint32_t number, std::vector<internal::PackEntry> entries);
  Status Close();
  Status Begin();
  Result<PackPlace> Append(ByteView bytes, const Digest& digest);
  Status SyncGrowing();
  void GiveUp();

  struct Sifted;
  [[nodiscard]] std::vector<internal::PackEntry> EntriesOf(std::uint32_t number) const;
  [[nodiscard]] std::optional<PackPlace> FindElsewhere(const Digest& digest,
                                                       std::uint32_t number) const;
  Result<std::vector<PackMove>> CopyOut(std::uint32_t number, const Sifted& sifted);
  Status Drop(std::uint32_t number, const Sifted& sifted, const Mover& moved);
};

}  // namespace assay::store
