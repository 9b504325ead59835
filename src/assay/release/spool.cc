// SPDX-License-Identifier: Apache-2.0
#include "assay/release/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "assay/core/bytes.h"

namespace assay::release {
namespace {

constexpr std::size_t kPiece_bytes = 1U << 20U;

Status ReadAt(int fd, std::uint64_t at, std::string& text) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t got =
        pread(fd, text.data() + done, text.size() - done, static_cast<off_t>(at + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return SystemError(got < 0 ? errno : EIO, "reading", "the rows of a release");
    done += static_cast<std::size_t>(got);
  }
  return Done{};
}

}  // namespace

Result<Spool> Spool::Make(const std::filesystem::path& folder) {
  const std::filesystem::path name = folder / ".rows";
  unlink(name.c_str());
  Fd file(open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.open()) return SystemError(errno, "creating", name);
  unlink(name.c_str());
  return Spool(std::move(file));
}

Status Spool::Add(std::string_view key, std::string_view text) {
  entries_.push_back({std::string(key), written_ + pending_.size(), text.size()});
  pending_ += text;
  return pending_.size() < kPiece_bytes ? Status(Done{}) : Write();
}

Status Spool::Write() {
  std::string_view rest = pending_;
  while (!rest.empty()) {
    const ssize_t done =
        pwrite(file_.get(), rest.data(), rest.size(), static_cast<off_t>(written_));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return SystemError(errno, "writing", "the rows of a release");
    written_ += static_cast<std::uint64_t>(done);
    rest.remove_prefix(static_cast<std::size_t>(done));
  }
  pending_.clear();
  return Done{};
}

Status Spool::ForEach(
    const std::function<Status(const std::string& key, const std::string& text)>& visit) {
  ASSAY_TRY(Write());
  std::ranges::sort(entries_, {}, &Entry::key);
  const auto twice = std::ranges::adjacent_find(entries_, {}, &Entry::key);
  if (twice != entries_.end())
    return Error{ErrorCode::kCorrupt,
                 fmt::format("two records with the key {}", ToPrintable(twice->key))};
  std::string text;
  for (const Entry& entry : entries_) {
    text.resize(entry.bytes);
    ASSAY_TRY(ReadAt(file_.get(), entry.at, text));
    ASSAY_TRY(visit(entry.key, text));
  }
  return Done{};
}

}  // namespace assay::release
