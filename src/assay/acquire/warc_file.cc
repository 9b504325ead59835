// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/warc_file_internal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <system_error>
#include <utility>
#include <vector>

namespace assay::acquire {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "assay-";
constexpr std::string_view kSuffix = ".warc.gz";
constexpr std::size_t kStampDigits = 17;  // year to milliseconds
constexpr std::size_t kSerialDigits = 5;
constexpr std::size_t kBuffer_bytes = 64U << 10U;
constexpr std::size_t kSample_bytes = 16U << 10U;
constexpr int kGzipWindow = 15 + 16;  // the largest window, in a gzip wrapper

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

Status WriteBytes(int fd, ByteView bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return SystemError(errno, "writing", path);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return Done{};
}

/// True when a sample from its middle hardly shrinks. Pictures, films and what came compressed are
/// stored as they are: packing them would take most of a core and save nothing.
bool IsDense(ByteView bytes) {
  if (bytes.size() < 2 * kSample_bytes) return false;
  const ByteView sample = bytes.subspan((bytes.size() - kSample_bytes) / 2, kSample_bytes);
  Bytes packed(compressBound(kSample_bytes));
  uLongf size = packed.size();
  ASSAY_CHECK(compress2(packed.data(), &size, sample.data(), sample.size(), Z_BEST_SPEED) == Z_OK);
  return size > kSample_bytes - kSample_bytes / 32;
}

/// One member, compressed into a file as its bytes come. zlib writes no time and no name into it.
class Member {
 public:
  Member(int fd, const fs::path& path) : fd_(fd), path_(path), buffer_(kBuffer_bytes) {
    ASSAY_CHECK(deflateInit2(&stream_, level_, Z_DEFLATED, kGzipWindow, MAX_MEM_LEVEL - 1,
                             Z_DEFAULT_STRATEGY) == Z_OK);
  }
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;
  ~Member() { deflateEnd(&stream_); }

  Status Add(ByteView bytes) {
    ASSAY_TRY(SetLevel(IsDense(bytes) ? Z_NO_COMPRESSION : Z_DEFAULT_COMPRESSION));
    while (!bytes.empty()) {
      // avail_in counts in 32 bits.
      const ByteView piece = bytes.first(std::min<std::size_t>(bytes.size(), 1U << 30U));
      stream_.next_in = const_cast<Bytef*>(piece.data());  // NOLINT(*-const-cast): read only
      stream_.avail_in = static_cast<uInt>(piece.size());
      ASSAY_TRY(Deflate(Z_NO_FLUSH));
      bytes = bytes.subspan(piece.size());
    }
    return Done{};
  }

  Result<std::uint64_t> Finish() {
    stream_.avail_in = 0;
    ASSAY_TRY(Deflate(Z_FINISH));
    return written_;
  }

 private:
  /// What was added before is written out first, which may need the buffer more than once.
  Status SetLevel(int level) {
    if (level == level_) return Done{};
    level_ = level;
    int code = Z_BUF_ERROR;
    while (code == Z_BUF_ERROR) {
      MakeRoom();
      code = deflateParams(&stream_, level, Z_DEFAULT_STRATEGY);
      ASSAY_CHECK(code == Z_OK || code == Z_BUF_ERROR);
      ASSAY_TRY(WriteMade());
    }
    return Done{};
  }

  Status Deflate(int flush) {
    do {
      MakeRoom();
      ASSAY_CHECK(deflate(&stream_, flush) != Z_STREAM_ERROR);
      ASSAY_TRY(WriteMade());
    } while (stream_.avail_out == 0);
    return Done{};
  }

  void MakeRoom() {
    stream_.next_out = buffer_.data();
    stream_.avail_out = static_cast<uInt>(buffer_.size());
  }

  Status WriteMade() {
    const std::size_t made = buffer_.size() - stream_.avail_out;
    ASSAY_TRY(WriteBytes(fd_, ByteView(buffer_).first(made), path_));
    written_ += made;
    return Done{};
  }

  int fd_;
  const fs::path& path_;
  int level_ = Z_DEFAULT_COMPRESSION;
  z_stream stream_{};
  Bytes buffer_;
  std::uint64_t written_ = 0;
};

}  // namespace

std::string WarcFileName(std::string_view date, std::uint64_t serial) {
  std::string stamp;
  std::ranges::copy_if(date, std::back_inserter(stamp), IsDigit);
  stamp.resize(kStampDigits, '0');
  return fmt::format("{}{}-{:0{}}{}", kPrefix, stamp, serial, kSerialDigits, kSuffix);
}

std::optional<std::uint64_t> SerialOf(std::string_view name) {
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return std::nullopt;
  name = name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size());
  if (name.size() < kStampDigits + 1 + kSerialDigits || name[kStampDigits] != '-')
    return std::nullopt;
  const std::string_view digits = name.substr(kStampDigits + 1);
  const bool has_zeros = digits.size() > kSerialDigits && digits.starts_with('0');
  std::uint64_t serial = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), serial);
  const bool is_number = problem == std::errc() && end == digits.data() + digits.size();
  const bool is_ours = std::ranges::all_of(name.substr(0, kStampDigits), IsDigit) &&
                       std::ranges::all_of(digits, IsDigit) && is_number && !has_zeros;
  return is_ours ? std::optional(serial) : std::nullopt;
}

Status RemoveBehind(const fs::path& folder, const WarcEnd& end) {
  const std::optional<std::uint64_t> last = SerialOf(end.file);
  std::vector<fs::path> behind;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), stop; !error && it != stop; it.increment(error)) {
    const std::string name = it->path().filename();
    const std::optional<std::uint64_t> serial = SerialOf(name);
    if (serial && name != end.file && (!last || *serial >= *last)) behind.push_back(it->path());
  }
  if (error) return SystemError(error.value(), "listing", folder);
  for (const fs::path& path : behind)
    if (unlink(path.c_str()) != 0) return SystemError(errno, "removing", path);
  return behind.empty() ? Status(Done{}) : SyncFolder(folder);
}

WarcFile::WarcFile(fs::path path, std::string name, Fd fd, std::uint64_t bytes)
    : path_(std::move(path)), name_(std::move(name)), fd_(std::move(fd)), bytes_(bytes) {}

Result<WarcFile> WarcFile::Create(const fs::path& folder, std::string name) {
  const fs::path path = folder / name;
  Fd fd(open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (!fd.open()) return SystemError(errno, "creating", path);
  return WarcFile(path, std::move(name), std::move(fd), 0);
}

Result<WarcFile> WarcFile::Continue(const fs::path& folder, const WarcEnd& end) {
  const fs::path path = folder / end.file;
  const auto lost = [&path, &end](std::uint64_t there) {
    return Error{ErrorCode::kCorrupt,
                 fmt::format("{} holds {} bytes of the {} that were accounted for",
                             ToPrintable(path.native()), there, end.bytes)};
  };
  // O_NONBLOCK: opening a FIFO must not wait for a reader.
  Fd fd(open(path.c_str(), O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!fd.open() && errno == ENOENT) return lost(0);
  struct stat status{};
  if (!fd.open() || fstat(fd.get(), &status) != 0) return SystemError(errno, "opening", path);
  if (!S_ISREG(status.st_mode))
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} is no regular file", ToPrintable(path.native()))};
  const auto there = static_cast<std::uint64_t>(status.st_size);
  if (there < end.bytes) return lost(there);
  return WarcFile(path, end.file, std::move(fd), end.bytes);
}

Status WarcFile::Cut() const {
  if (ftruncate(fd_.get(), static_cast<off_t>(bytes_)) != 0)
    return SystemError(errno, "cutting", path_);
  return Done{};
}

Status WarcFile::Append(std::initializer_list<ByteView> parts) {
  Member member(fd_.get(), path_);
  for (const ByteView part : parts) ASSAY_TRY(member.Add(part));
  ASSAY_LET(const std::uint64_t written, member.Finish());
  bytes_ += written;
  return Done{};
}

Status WarcFile::Sync() const {
  if (fsync(fd_.get()) != 0) return SystemError(errno, "syncing", path_);
  return Done{};
}

}  // namespace assay::acquire
