// SPDX-License-Identifier: Apache-2.0
#include "assay/release/inventory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/release/manifest.h"

namespace assay::release {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostNames = 50'000'000;
constexpr int kDeepest = 64;

Status Note(const fs::directory_entry& entry, const fs::path& folder, Inventory& inventory) {
  std::error_code failed;
  const std::string path = entry.path().lexically_relative(folder).native();
  const fs::file_status status = entry.symlink_status(failed);
  if (failed) return SystemError(failed.value(), "reading", entry.path());
  if (fs::is_directory(status)) {
    inventory.folders.push_back(path);
  } else if (fs::is_regular_file(status)) {
    inventory.files[path] = entry.file_size(failed);
  } else {
    inventory.others.push_back(path);
  }
  return failed ? Status(SystemError(failed.value(), "reading", entry.path())) : Status(Done{});
}

}  // namespace

Result<Inventory> TakeInventory(const fs::path& folder) {
  Inventory inventory;
  std::error_code failed;
  fs::recursive_directory_iterator at(folder, fs::directory_options::none, failed);
  for (std::size_t names = 0; !failed && at != fs::end(at); at.increment(failed)) {
    if (++names > kMostNames || at.depth() > kDeepest)
      return Error{ErrorCode::kExhausted, "more names or deeper folders than a release may have"};
    ASSAY_TRY(Note(*at, folder, inventory));
  }
  if (failed) return SystemError(failed.value(), "listing", folder);
  std::ranges::sort(inventory.folders);
  std::ranges::sort(inventory.others);
  return inventory;
}

Result<Fd> OpenInside(const fs::path& folder, std::string_view path) {
  if (!IsPath(path))
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} is no path inside a release", ToPrintable(path))};
  Fd at(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  std::string_view rest = path;
  while (at.open()) {
    const std::size_t slash = rest.find('/');
    const bool is_last = slash == std::string_view::npos;
    const int kind = is_last ? O_NONBLOCK : O_DIRECTORY;
    at = Fd(openat(at.get(), std::string(rest.substr(0, slash)).c_str(),
                   O_RDONLY | O_CLOEXEC | O_NOFOLLOW | kind));
    if (is_last) break;
    rest.remove_prefix(slash + 1);
  }
  struct stat status{};
  if (!at.open() || fstat(at.get(), &status) != 0) return SystemError(errno, "reading", path);
  if (S_ISREG(status.st_mode)) return at;
  return Error{ErrorCode::kInvalidArgument, fmt::format("{} is no regular file", path)};
}

Result<Digest> HashRange(const Fd& file, std::uint64_t offset, std::uint64_t bytes) {
  constexpr std::size_t kPiece_bytes = 1U << 20U;
  Bytes buffer(std::min<std::uint64_t>(kPiece_bytes, bytes));
  Sha256Stream hash;
  while (bytes > 0) {
    const auto want = std::min<std::uint64_t>(buffer.size(), bytes);
    const ssize_t got = pread(file.get(), buffer.data(), want, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError(errno, "reading", "a file of the release");
    if (got == 0) return Error{ErrorCode::kCorrupt, "the file ends before"};
    hash.Add(ByteView(buffer).first(static_cast<std::size_t>(got)));
    offset += static_cast<std::uint64_t>(got);
    bytes -= static_cast<std::uint64_t>(got);
  }
  return hash.Finish();
}

Result<std::uint64_t> SizeOf(const Fd& file) {
  struct stat status{};
  if (fstat(file.get(), &status) != 0) return SystemError(errno, "reading", "a file");
  return static_cast<std::uint64_t>(status.st_size);
}

Result<std::string> ReadInside(const fs::path& folder, std::string_view path,
                               std::size_t limit_bytes) {
  ASSAY_LET(const Fd file, OpenInside(folder, path));
  auto text = ReadFile(fmt::format("/proc/self/fd/{}", file.get()), limit_bytes);
  return text.ok() ? std::move(text) : Result<std::string>(Error(text.error()).In(path));
}

}  // namespace assay::release
