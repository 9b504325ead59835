// SPDX-License-Identifier: Apache-2.0
#include "assay/store/objects.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <system_error>

#include "assay/core/file.h"

namespace assay::store {
namespace {

namespace fs = std::filesystem;

Status CreateFolder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return SystemError(error.value(), "creating", folder);
  return Done{};
}

}  // namespace

Result<Objects> Objects::Open(const fs::path& folder) {
  ASSAY_TRY(CreateFolder(folder));
  return Objects(folder);
}

fs::path Objects::PathOf(const Digest& digest) const {
  const std::string hex = digest.Hex();
  return folder_ / hex.substr(0, 2) / hex.substr(2);
}

Result<Digest> Objects::Put(ByteView bytes) const {
  const Digest digest = Sha256(bytes);
  if (Has(digest)) {
    ASSAY_TRY(Get(digest));  // an object that was damaged is reported now, not when it is needed
    return digest;
  }
  const fs::path path = PathOf(digest);
  const bool new_folder = !fs::exists(path.parent_path());
  ASSAY_TRY(CreateFolder(path.parent_path()));
  if (new_folder) ASSAY_TRY(SyncFolder(folder_));
  std::error_code ignored;
  fs::remove(path.native() + ".tmp",
             ignored);  // read-only, when a killed writer left it: in the way
  ASSAY_TRY(WriteFileDurably(path, AsText(bytes), 0444));
  return digest;
}

Result<Bytes> Objects::Get(const Digest& digest) const {
  ASSAY_LET(const std::string text, ReadFile(PathOf(digest), kLimit_bytes));
  if (Sha256(text) != digest)
    return Error{ErrorCode::kCorrupt, fmt::format("object {} now holds the bytes of {}",
                                                  digest.Hex(), Sha256(text).Hex())};
  return Bytes(text.begin(), text.end());
}

bool Objects::Has(const Digest& digest) const {
  std::error_code ignored;
  return fs::is_regular_file(PathOf(digest), ignored);
}

Status Objects::Remove(const Digest& digest) const {
  const fs::path path = PathOf(digest);
  if (unlink(path.c_str()) != 0) return SystemError(errno, "removing", path);
  rmdir(path.parent_path().c_str());  // the last one of its folder; else that stays
  return Done{};
}

Result<std::vector<Digest>> Objects::List() const {
  std::vector<Digest> digests;
  std::error_code error;
  fs::recursive_directory_iterator at(folder_, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    const auto digest =
        ParseDigest(at->path().parent_path().filename().string() + at->path().filename().string());
    if (digest.ok() && at.depth() == 1) digests.push_back(digest.value());
  }
  if (error) return SystemError(error.value(), "listing", folder_);
  std::ranges::sort(digests);
  return digests;
}

Result<std::size_t> Objects::Sweep() const {
  constexpr std::string_view kTemporary = ".tmp";
  std::vector<fs::path> left;
  std::error_code error;
  fs::recursive_directory_iterator at(folder_, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (at.depth() != 1 || !name.ends_with(kTemporary)) continue;
    const std::string_view stem = std::string_view(name).substr(0, name.size() - kTemporary.size());
    const std::string folder = at->path().parent_path().filename().string();
    if (ParseDigest(fmt::format("{}{}", folder, stem)).ok()) left.push_back(at->path());
  }
  for (const fs::path& file : left)
    if (!error) fs::remove(file, error);
  if (error) return SystemError(error.value(), "sweeping", folder_);
  return left.size();
}

}  // namespace assay::store
