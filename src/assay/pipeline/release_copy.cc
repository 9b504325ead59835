// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "assay/catalog/catalog.h"
#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/core/record.h"
#include "assay/pipeline/locator.h"
#include "assay/pipeline/release_copy_internal.h"
#include "assay/release/manifest.h"
#include "assay/release/seal.h"

namespace assay::pipeline::internal {
namespace {

namespace fs = std::filesystem;

Status WriteAll(int fd, ByteView bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t done = write(fd, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return SystemError(errno, "writing", path);
    bytes = bytes.subspan(static_cast<std::size_t>(done));
  }
  return Done{};
}

struct Copied {
  std::uint64_t bytes = 0;
  Digest sha256;
};

/// Copies to `to`, or only hashes where `to` is closed.
Result<Copied> Copy(LocatedBytes& from, const Fd& to, const fs::path& name) {
  constexpr std::size_t kPiece_bytes = 1U << 20U;
  Bytes buffer(kPiece_bytes);
  Sha256Stream hash;
  Copied copied;
  for (;;) {
    ASSAY_LET(const std::size_t got, from.Read(buffer));
    if (got == 0) break;
    const ByteView piece = ByteView(buffer).first(got);
    hash.Add(piece);
    if (to.open()) ASSAY_TRY(WriteAll(to.get(), piece, name));
    copied.bytes += piece.size();
  }
  copied.sha256 = hash.Finish();
  return copied;
}

/// None when they are gone, or what held them is no longer as it was.
Result<std::optional<LocatedBytes>> OpenAgain(const std::string& locator, const fs::path& packs) {
  ASSAY_LET(const Location location, Locate(locator, packs));
  auto opened = LocatedBytes::Open(location, Links::kFollow);
  if (opened.ok()) return std::optional(std::move(opened).value());
  const ErrorCode code = opened.error().code;
  if (code == ErrorCode::kNotFound || code == ErrorCode::kInvalidArgument)
    return std::optional<LocatedBytes>();
  return opened.error();
}

Result<Digest> AssetOf(const catalog::RecordRow& record) {
  auto digest = ParseAssetName(record.asset);
  if (digest.ok()) return digest;
  return Error{ErrorCode::kCorrupt,
               fmt::format("record {} is allowed and has no asset", ToPrintable(record.key))};
}

}  // namespace

std::string ContentPath(const Digest& asset, std::string_view media_type) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kEndings = {
      {{"image/jpeg", "jpg"},
       {"image/png", "png"},
       {"image/gif", "gif"},
       {"image/webp", "webp"},
       {"image/tiff", "tif"},
       {"image/bmp", "bmp"},
       {"image/avif", "avif"},
       {"image/heic", "heic"},
       {"image/heif", "heif"},
       {"image/jxl", "jxl"},
       {"image/svg+xml", "svg"}}};
  const auto* known = std::ranges::find(kEndings, media_type,
                                        &std::pair<std::string_view, std::string_view>::first);
  const std::string hex = asset.Hex();
  return fmt::format("data/{}/{}.{}", hex.substr(0, 2), hex,
                     known == kEndings.end() ? "bin" : known->second);
}

Result<Taken> FolderCopy::Add(const catalog::RecordRow& record,
                              const release::ParsedRecord& /*parsed*/, release::Sample& sample) {
  ASSAY_LET(const Digest asset, AssetOf(record));
  ASSAY_LET(auto from, OpenAgain(record.locator, packs_));
  if (!from) return Taken::kChanged;
  const std::string path = ContentPath(asset, record.media_type);
  const fs::path waiting = part_ / ".copy";
  Fd to;
  if (!copied_.contains(asset)) {
    to = Fd(open(waiting.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (!to.open()) return SystemError(errno, "creating", waiting);
  }
  ASSAY_LET(const Copied copied, Copy(*from, to, waiting));
  const bool is_same = copied.sha256 == asset;
  sample.place = {path, 0, copied.bytes, asset};
  if (!to.open()) return is_same ? Taken::kYes : Taken::kChanged;
  if (!is_same) {
    unlink(waiting.c_str());
    return Taken::kChanged;
  }
  std::error_code failed;
  const fs::path target = part_ / path;
  if (folders_.insert(target.parent_path().native()).second)
    fs::create_directories(target.parent_path(), failed);
  if (failed) return SystemError(failed.value(), "creating", target.parent_path());
  if (rename(waiting.c_str(), target.c_str()) != 0) return SystemError(errno, "renaming", waiting);
  copied_.insert(asset);
  files_.push_back({path, copied.bytes, asset});
  return Taken::kYes;
}

Status FolderCopy::Finish(release::Sealer& sealer) {
  for (release::FileEntry& file : files_) ASSAY_TRY(sealer.AddFile(std::move(file)));
  return Done{};
}

}  // namespace assay::pipeline::internal
