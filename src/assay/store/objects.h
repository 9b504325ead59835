// SPDX-License-Identifier: Apache-2.0
//
// Bytes under the name of their SHA-256: policy packs, plans, whatever a decision must be replayed
// from. It never overwrites, never trusts what it reads back, and knows nothing of records.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/core/result.h"

namespace assay::store {

class Objects {
 public:
  /// Creates `folder` when it is missing.
  /// Errors:  as SystemError.
  static Result<Objects> Open(const std::filesystem::path& folder);

  /// Durable when it returns; the same bytes are stored once.
  /// Errors:  kExhausted when the disk is full (nothing half-written is left under the name);
  ///          kCorrupt when the object is there and damaged: it is never mended in silence.
  /// Source:  layout ab/cdef… by the first byte, docs/formats/objects.md.
  Result<Digest> Put(ByteView bytes) const;

  /// Errors:  kNotFound; kCorrupt when the bytes no longer have their digest; kExhausted over
  ///          kLimit_bytes.
  [[nodiscard]] Result<Bytes> Get(const Digest& digest) const;

  [[nodiscard]] bool Has(const Digest& digest) const;

  /// Where an object lies, or would lie. Who reads the file checks its digest.
  [[nodiscard]] std::filesystem::path PathOf(const Digest& digest) const;

  /// Whoever removes an object knows that nobody names it. Durable when the file system says so.
  /// Errors:  as SystemError.
  [[nodiscard]] Status Remove(const Digest& digest) const;

  /// All digests, sorted: what a garbage collector compares with the catalog. Foreign files and
  /// temporary ones are not listed.
  [[nodiscard]] Result<std::vector<Digest>> List() const;

  /// Removes the temporary files of writers that were killed. For who knows that nobody writes.
  /// Returns how many there were.
  /// Errors:  as SystemError.
  /// Cost:    reads the names of all objects.
  [[nodiscard]] Result<std::size_t> Sweep() const;

  static constexpr std::size_t kLimit_bytes = 1ULL << 30U;

 private:
  explicit Objects(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path folder_;
};

}  // namespace assay::store
