// SPDX-License-Identifier: Apache-2.0
//
// Small objects in tar archives, not in a file each: a million of them are a few hundred files.
// As Objects it never overwrites, never trusts what it reads back, and knows nothing of records.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>

#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/core/result.h"

namespace assay::store {

class Marks;

/// Where an object lies: enough to read it without asking an index, so a catalog may keep it in
/// the transaction that names the object.
struct PackPlace {
  std::uint32_t pack = 0;
  std::uint64_t offset_bytes = 0;
  std::uint64_t bytes = 0;

  bool operator==(const PackPlace&) const = default;
};

/// An object that lies elsewhere from now on.
struct PackMove {
  PackPlace from;
  PackPlace to;
};

enum class Sweeping : std::uint8_t { kCount, kRemove };

/// What went, or would go.
struct SweepReport {
  std::uint64_t objects = 0;
  std::uint64_t bytes = 0;            ///< of the objects
  std::uint64_t packs_removed = 0;    ///< of which nothing stays
  std::uint64_t packs_rewritten = 0;  ///< of which something stays, elsewhere
};

/// A folder of packs. What Sync has made durable is there; what was put since is invisible, and
/// gone after a crash.
///
/// Threads: one. One process at a time has the folder open.
/// Cost:    memory for the objects of the pack that grows and 16 bytes a closed pack; the indices
///          of closed packs are mapped, 48 bytes an object. A look-up is a binary search a pack.
/// Source:  docs/formats/objects.md.
class Packs {
 public:
  /// Creates `folder` when it is missing; cuts off what a crash left behind the last Sync; builds
  /// anew, from the packs, an index that is missing or damaged.
  /// Errors:  kUnavailable when another process has it open; kCorrupt when a pack is shorter than
  ///          its index says; as SystemError.
  /// Cost:    reads the indices; a pack whose index is lost is read whole.
  static Result<Packs> Open(const std::filesystem::path& folder,
                            std::uint64_t pack_bytes = 256U << 20U);
  Packs(Packs&&) noexcept;
  Packs& operator=(Packs&&) noexcept;
  ~Packs();

  /// Takes part in the next Sync; the same bytes are stored once. `digest` is that of `bytes`.
  /// Errors:  kCorrupt when the object is there and damaged: it is never mended in silence;
  ///          kInvalidArgument from 1 GiB on; kExhausted when the disk is full. After an error
  ///          all that was put since the last Sync is forgotten: put it again.
  Result<PackPlace> Put(ByteView bytes, const Digest& digest);
  Result<PackPlace> Put(ByteView bytes) { return Put(bytes, Sha256(bytes)); }

  /// Makes durable what was put: first the pack, then its index. Errors: as Put.
  Status Sync();

  /// Errors:  kNotFound; kCorrupt when the bytes no longer have their digest.
  [[nodiscard]] Result<Bytes> Get(const Digest& digest) const;
  /// For who has kept its place.
  [[nodiscard]] Result<Bytes> Get(const PackPlace& place, const Digest& digest) const;

  /// Errors:  kNotFound.
  [[nodiscard]] Result<PackPlace> Find(const Digest& digest) const;
  [[nodiscard]] bool Has(const Digest& digest) const { return Find(digest).ok(); }

  using Visitor = std::function<Status(const Digest&, const PackPlace&)>;
  /// Every object, pack by pack; sorted by digest within one. Stops at the first error.
  Status ForEach(const Visitor& visit) const;

  /// Where a pack of `folder` lies, for who has kept a place and checks the digest himself.
  static std::filesystem::path PathOf(const std::filesystem::path& folder, std::uint32_t pack);

  /// Told of objects whose new place is durable while they lie in the old one as well; the old one
  /// goes when it returns. Whoever has kept places corrects them.
  using Mover = std::function<Status(std::span<const PackMove>)>;

  /// Takes away what `marks`, made of all that ForEach tells, has not marked, and every copy of an
  /// object but the newest. A pack of which something stays is copied first, without what goes;
  /// killed at any moment, nothing that is marked is lost and the next sweep ends it. Takes the
  /// marks.
  /// Errors:  kCorrupt when an object that is to move has lost its digest: its pack stays, as all
  ///          older ones; kExhausted when there is no room for the copy of one pack; what `moved`
  ///          returned; as SystemError.
  /// Cost:    reads and writes what stays of the packs of which something goes; memory for one
  ///          object, and 130 bytes for each of one pack.
  Result<SweepReport> Sweep(Marks& marks, const Mover& moved, Sweeping sweeping);

  static constexpr std::size_t kLimit_bytes = 1ULL << 30U;

 private:
  struct State;
  explicit Packs(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::store
