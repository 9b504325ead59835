// SPDX-License-Identifier: Apache-2.0
#include "assay/store/object_batch.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "assay/core/file.h"

namespace assay::store {
namespace {

namespace fs = std::filesystem;

Status SyncFileSystem(const Fd& folder) {
  if (syncfs(folder.get()) != 0) return SystemError(errno, "syncing", "the objects");
  return Done{};
}

}  // namespace

Result<ObjectBatch> ObjectBatch::Open(const fs::path& folder) {
  ASSAY_LET(Objects objects, Objects::Open(folder));
  Fd opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.open()) return SystemError(errno, "opening", folder);
  return ObjectBatch(std::move(objects), std::move(opened));
}

ObjectBatch::~ObjectBatch() {
  for (const auto& [digest, temporary] : waiting_) unlink(temporary.c_str());
}

Result<Digest> ObjectBatch::Put(ByteView bytes, const Digest& digest) {
  if (waiting_.contains(digest)) return digest;
  if (objects_.Has(digest)) {
    ASSAY_TRY(objects_.Get(digest));  // an object that was damaged is reported now
    return digest;
  }
  const fs::path path = objects_.PathOf(digest);
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) return SystemError(error.value(), "creating", path.parent_path());
  fs::path temporary = path.native() + ".tmp";
  ASSAY_TRY(WriteNewFile(temporary, AsText(bytes), 0444));
  waiting_.emplace(digest, std::move(temporary));
  return digest;
}

Status ObjectBatch::Sync() {
  if (waiting_.empty()) return Done{};
  ASSAY_TRY(SyncFileSystem(folder_));  // the bytes, before they get their names
  while (!waiting_.empty()) {
    const auto first = waiting_.begin();
    const fs::path path = objects_.PathOf(first->first);
    if (rename(first->second.c_str(), path.c_str()) != 0)
      return SystemError(errno, "renaming", path);
    waiting_.erase(first);
  }
  return SyncFileSystem(folder_);  // the names
}

}  // namespace assay::store
