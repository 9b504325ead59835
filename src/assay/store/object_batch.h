// SPDX-License-Identifier: Apache-2.0
//
// Objects that become durable together: one sync of the file system costs a fraction of a sync for
// each. Until then none lies under its name, so whoever reads objects sees whole ones only.
#pragma once

#include <filesystem>
#include <map>
#include <utility>

#include "assay/core/file.h"
#include "assay/store/objects.h"

namespace assay::store {

/// Threads: one. Objects that were put and not synced go when it goes.
class ObjectBatch {
 public:
  /// Errors:  as Objects::Open.
  static Result<ObjectBatch> Open(const std::filesystem::path& folder);
  ObjectBatch(ObjectBatch&& other) noexcept
      : objects_(std::move(other.objects_)),
        folder_(std::move(other.folder_)),
        waiting_(std::exchange(other.waiting_, {})) {}
  ObjectBatch& operator=(ObjectBatch&&) = delete;
  ~ObjectBatch();

  /// Written, and durable under its name when Sync has returned. The same bytes are stored once.
  /// Errors:  as Objects::Put.
  Result<Digest> Put(ByteView bytes) { return Put(bytes, Sha256(bytes)); }
  /// For who has hashed them: `digest` is that of `bytes`.
  Result<Digest> Put(ByteView bytes, const Digest& digest);

  /// Makes durable what was put. After an error it is unknown what is there under its name; all
  /// that is, is whole.
  /// Errors:  as SystemError. It is not tried again.
  /// Cost:    waits for everything that the file system has to write, whoever wrote it.
  Status Sync();

 private:
  ObjectBatch(Objects objects, Fd folder)
      : objects_(std::move(objects)), folder_(std::move(folder)) {}

  Objects objects_;
  Fd folder_;  ///< open while it writes: a sync tells of errors since then
  std::map<Digest, std::filesystem::path> waiting_;  ///< where its bytes are until Sync
};

}  // namespace assay::store
