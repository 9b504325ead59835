// SPDX-License-Identifier: Apache-2.0
#include "assay/core/scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace assay {
namespace {

constexpr std::size_t kPiece_bytes = 64U << 10U;
constexpr std::string_view kWhat = "a file without a name";

}  // namespace

/// For file systems that cannot make a file without a name.
Result<Scratch> Scratch::MakeAndUnlink(const std::filesystem::path& folder) {
  std::string name = (folder / ".rows.XXXXXX").native();
  Fd file(mkostemp(name.data(), O_CLOEXEC));
  if (!file.open()) return SystemError(errno, "creating", name);
  unlink(name.c_str());
  return Scratch(std::move(file));
}

Result<Scratch> Scratch::Make(const std::filesystem::path& folder) {
  Fd file(open(folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600));
  if (!file.open() && errno == EOPNOTSUPP) return MakeAndUnlink(folder);
  if (!file.open()) return SystemError(errno, "creating a file without a name in", folder);
  return Scratch(std::move(file));
}

Status Scratch::Append(ByteView bytes) {
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
  return pending_.size() < kPiece_bytes ? Status(Done{}) : Write();
}

Status Scratch::Write() {
  ByteView rest = pending_;
  while (!rest.empty()) {
    const ssize_t done =
        pwrite(file_.get(), rest.data(), rest.size(), static_cast<off_t>(written_));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return SystemError(errno, "writing", kWhat);
    written_ += static_cast<std::uint64_t>(done);
    rest = rest.subspan(static_cast<std::size_t>(done));
  }
  pending_.clear();
  return Done{};
}

Status Scratch::Read(std::uint64_t at, std::span<std::uint8_t> bytes) const {
  while (!bytes.empty() && at < written_) {
    const std::size_t most = std::min<std::uint64_t>(bytes.size(), written_ - at);
    const ssize_t got = pread(file_.get(), bytes.data(), most, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return SystemError(got < 0 ? errno : EIO, "reading", kWhat);
    at += static_cast<std::uint64_t>(got);
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
  if (bytes.empty()) return Done{};
  ASSAY_CHECK(at + bytes.size() <= this->bytes());
  std::ranges::copy(std::span(pending_).subspan(at - written_, bytes.size()), bytes.begin());
  return Done{};
}

}  // namespace assay
