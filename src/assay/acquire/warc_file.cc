// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/warc_file_internal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
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
constexpr int kLevel = 4;  // of HTML pages: 5 % larger than zlib's own 6, in 60 % of its time
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

/// Where a member goes.
struct Target {
  int fd;
  const fs::path& path;
};

/// True when the bytes of a sample from its middle are so equally frequent that coding each by its
/// frequency would save less than a thirty-second. Pictures, films and what came compressed are
/// stored as they are: packing them would take most of a core and save next to nothing.
/// Source: C. E. Shannon, "A Mathematical Theory of Communication", 1948: entropy of single bytes.
bool IsDense(ByteView bytes) {
  constexpr double kDense_bits = 8.0 - 8.0 / 32;
  if (bytes.size() < 2 * kSample_bytes) return false;
  std::array<std::uint32_t, 256> counts{};
  for (const std::uint8_t byte : bytes.subspan((bytes.size() - kSample_bytes) / 2, kSample_bytes))
    ++counts[byte];
  constexpr auto kAll = static_cast<double>(kSample_bytes);
  double entropy_bits = 0;
  for (const std::uint32_t count : counts)
    if (count > 0) entropy_bits += count / kAll * std::log2(kAll / count);
  return entropy_bits > kDense_bits;
}

}  // namespace

/// Compresses members into a file, one after the other, as their bytes come. What zlib needs is
/// allocated once: it is far more than most members hold. zlib writes no time and no name into it.
class WarcFile::Packer {
 public:
  Packer() : buffer_(kBuffer_bytes) {
    ASSAY_CHECK(deflateInit2(&stream_, level_, Z_DEFLATED, kGzipWindow, MAX_MEM_LEVEL - 1,
                             Z_DEFAULT_STRATEGY) == Z_OK);
  }
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  ~Packer() { deflateEnd(&stream_); }

  /// Writes one member that holds `parts`; gives its length.
  Result<std::uint64_t> Write(std::initializer_list<ByteView> parts, const Target& target) {
    written_ = 0;
    ASSAY_CHECK(deflateReset(&stream_) == Z_OK);
    MakeRoom();
    for (const ByteView part : parts) ASSAY_TRY(Add(part, target));
    stream_.avail_in = 0;
    ASSAY_TRY(Deflate(Z_FINISH, target));
    ASSAY_TRY(WriteMade(target));
    return written_;
  }

 private:
  Status Add(ByteView bytes, const Target& target) {
    ASSAY_TRY(SetLevel(IsDense(bytes) ? Z_NO_COMPRESSION : kLevel, target));
    while (!bytes.empty()) {
      // avail_in counts in 32 bits.
      const ByteView piece = bytes.first(std::min<std::size_t>(bytes.size(), 1U << 30U));
      stream_.next_in = const_cast<Bytef*>(piece.data());  // NOLINT(*-const-cast): read only
      stream_.avail_in = static_cast<uInt>(piece.size());
      ASSAY_TRY(Deflate(Z_NO_FLUSH, target));
      bytes = bytes.subspan(piece.size());
    }
    return Done{};
  }

  /// What was added before is packed first, which may need the buffer more than once.
  Status SetLevel(int level, const Target& target) {
    if (level == level_) return Done{};
    level_ = level;
    int code = Z_BUF_ERROR;
    while (code == Z_BUF_ERROR) {
      if (stream_.avail_out == 0) ASSAY_TRY(WriteMade(target));
      code = deflateParams(&stream_, level, Z_DEFAULT_STRATEGY);
      ASSAY_CHECK(code == Z_OK || code == Z_BUF_ERROR);
    }
    return Done{};
  }

  Status Deflate(int flush, const Target& target) {
    for (;;) {
      ASSAY_CHECK(deflate(&stream_, flush) != Z_STREAM_ERROR);
      if (stream_.avail_out != 0) return Done{};
      ASSAY_TRY(WriteMade(target));
    }
  }

  void MakeRoom() {
    stream_.next_out = buffer_.data();
    stream_.avail_out = static_cast<uInt>(buffer_.size());
  }

  Status WriteMade(const Target& target) {
    const std::size_t made = buffer_.size() - stream_.avail_out;
    ASSAY_TRY(WriteBytes(target.fd, ByteView(buffer_).first(made), target.path));
    written_ += made;
    MakeRoom();
    return Done{};
  }

  int level_ = kLevel;
  z_stream stream_{};
  Bytes buffer_;
  std::uint64_t written_ = 0;
};

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

WarcEnd Furthest(WarcEnd one, WarcEnd other) {
  const auto place = [](const WarcEnd& end) { return std::pair(SerialOf(end.file), end.bytes); };
  return place(one) < place(other) ? other : one;
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
    : path_(std::move(path)),
      name_(std::move(name)),
      fd_(std::move(fd)),
      bytes_(bytes),
      packer_(std::make_unique<Packer>()) {}

WarcFile::WarcFile(WarcFile&&) noexcept = default;
WarcFile::~WarcFile() = default;

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
  const Result<std::uint64_t> written = packer_->Write(parts, {fd_.get(), path_});
  if (!written.ok()) {
    (void)Cut();  // why it failed is the error to tell; opening the file anew cuts it again
    return written.error();
  }
  bytes_ += written.value();
  return Done{};
}

Status WarcFile::Sync() const {
  if (fsync(fd_.get()) != 0) return SystemError(errno, "syncing", path_);
  return Done{};
}

}  // namespace assay::acquire
