// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/locator.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <limits>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/store/packs.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRaw = "raw:";
constexpr std::string_view kPart = "part:";
constexpr std::string_view kRow = "row:";
constexpr std::string_view kKept = "kept:";
constexpr std::array<std::string_view, 5> kReserved = {kRaw, "manifest:", kPart, kRow, kKept};

/// Takes digits and the character that ends them off the front of a text.
class Numbers {
 public:
  explicit Numbers(std::string_view text) : rest_(text) {}

  std::optional<std::uint64_t> UpTo(char end) {
    std::uint64_t number = 0;
    const char* const last = rest_.data() + rest_.size();
    const auto read = std::from_chars(rest_.data(), last, number);
    if (read.ec != std::errc() || read.ptr == last || *read.ptr != end) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(read.ptr - rest_.data()) + 1);
    return number;
  }

  std::optional<Part> PartUpToColon() {
    const auto offset_bytes = UpTo('+');
    const auto bytes = offset_bytes ? UpTo(':') : std::nullopt;
    // Where it ends must be a place in a file, too.
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<off_t>::max());
    if (!bytes || *offset_bytes > kMost || *bytes > kMost - *offset_bytes) return std::nullopt;
    return Part{*offset_bytes, *bytes};
  }

  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

Error NoLocator(std::string_view locator) {
  return {ErrorCode::kInvalidArgument,
          fmt::format("'{}' says of no bytes where they lie", ToPrintable(locator))};
}

struct KeptPart {
  std::uint32_t pack = 0;
  Part part;
  std::string_view found_at;
};

std::optional<KeptPart> ParseKept(std::string_view locator) {
  if (!locator.starts_with(kKept)) return std::nullopt;
  Numbers numbers(locator.substr(kKept.size()));
  const auto pack = numbers.UpTo(':');
  const auto part = pack ? numbers.PartUpToColon() : std::nullopt;
  if (!part || *pack > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return KeptPart{static_cast<std::uint32_t>(*pack), *part, numbers.rest()};
}

}  // namespace

std::string FileLocator(const fs::path& file) { return KeyFor(file.native()); }

std::string PartLocator(const fs::path& file, const Part& part) {
  return fmt::format("{}{}+{}:{}", kPart, part.offset_bytes, part.bytes, KeyFor(file.native()));
}

std::string RowLocator(const fs::path& file, std::int64_t row) {
  return fmt::format("{}{}:{}", kRow, row, KeyFor(file.native()));
}

std::string KeptLocator(const store::PackPlace& place, std::string_view found_at) {
  return fmt::format("{}{}:{}+{}:{}", kKept, place.pack, place.offset_bytes, place.bytes, found_at);
}

std::optional<store::PackPlace> PlaceOf(std::string_view locator) {
  const auto kept = ParseKept(locator);
  if (!kept) return std::nullopt;
  return store::PackPlace{kept->pack, kept->part.offset_bytes, kept->part.bytes};
}

std::string MovedTo(const store::PackPlace& place, std::string_view locator) {
  const auto kept = ParseKept(locator);
  ASSAY_CHECK(kept.has_value());
  return KeptLocator(place, kept->found_at);
}

Result<Location> Locate(std::string_view locator, const fs::path& packs) {
  if (locator.starts_with(kKept)) {
    const auto kept = ParseKept(locator);
    if (!kept) return NoLocator(locator);
    return Location{store::Packs::PathOf(packs, kept->pack), kept->part, {}};
  }
  if (locator.starts_with(kPart)) {
    Numbers numbers(locator.substr(kPart.size()));
    const auto part = numbers.PartUpToColon();
    if (!part) return NoLocator(locator);
    return Location{PathFor(numbers.rest()), *part, {}};
  }
  if (locator.empty() || locator.starts_with(kRow)) return NoLocator(locator);
  return Location{PathFor(locator), {}, {}};
}

std::string DescribeLocator(std::string_view locator) {
  if (const auto kept = ParseKept(locator)) return DescribeLocator(kept->found_at);
  if (locator.starts_with(kPart)) {
    Numbers numbers(locator.substr(kPart.size()));
    if (const auto part = numbers.PartUpToColon())
      return fmt::format("{}, {} bytes from byte {} on", numbers.rest(), part->bytes,
                         part->offset_bytes);
  }
  if (locator.starts_with(kRow)) {
    Numbers numbers(locator.substr(kRow.size()));
    if (const auto row = numbers.UpTo(':')) return fmt::format("{}, row {}", numbers.rest(), *row);
  }
  return std::string(locator);
}

Result<LocatedBytes> LocatedBytes::Open(const Location& location, Links links) {
  if (location.memory) return LocatedBytes(location, Fd(), 0, location.memory->size());
  // O_NONBLOCK: a FIFO that took the file's place must not make us wait.
  const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (links == Links::kRefuse ? O_NOFOLLOW : 0);
  Fd fd(open(location.file.c_str(), flags));
  struct stat status{};
  const bool is_link = !fd.open() && errno == ELOOP;
  if (!is_link && (!fd.open() || fstat(fd.get(), &status) != 0))
    return SystemError(errno, "reading", location.file);
  if (is_link || !S_ISREG(status.st_mode))
    return Error{ErrorCode::kInvalidArgument, "no regular file any more"};
  const auto file_bytes = static_cast<std::uint64_t>(status.st_size);
  const Part part = location.part.value_or(Part{0, file_bytes});
  if (part.offset_bytes > file_bytes || part.bytes > file_bytes - part.offset_bytes)
    return Error{ErrorCode::kInvalidArgument, "the file has been cut: it no longer holds the part"};
  return LocatedBytes(location, std::move(fd), part.offset_bytes, part.bytes);
}

Result<std::size_t> LocatedBytes::Read(std::span<std::uint8_t> into) {
  into = into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), bytes_ - done_)));
  std::size_t filled = 0;
  if (location_.memory) {
    const ByteView all = *location_.memory;
    std::ranges::copy(all.subspan(static_cast<std::size_t>(done_), into.size()), into.begin());
    filled = into.size();
  }
  while (filled < into.size()) {
    const ssize_t got = pread(fd_.get(), into.data() + filled, into.size() - filled,
                              static_cast<off_t>(at_ + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError(errno, "reading", location_.file);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  at_ += filled;
  done_ += filled;
  return filled;
}

std::string KeyFor(std::string_view relative_path) {
  const bool taken = std::ranges::any_of(
      kReserved, [&](std::string_view word) { return relative_path.starts_with(word); });
  if (IsUtf8(relative_path) && !taken) return std::string(relative_path);
  std::string key(kRaw);
  while (!relative_path.empty()) {
    std::size_t length = 1;
    while (length <= 4 && length <= relative_path.size() &&
           !IsUtf8(relative_path.substr(0, length)))
      ++length;
    const bool valid = length <= 4 && length <= relative_path.size();
    if (valid && relative_path[0] != '%') {
      key += relative_path.substr(0, length);
    } else {
      key += fmt::format("%{:02X}", static_cast<std::uint8_t>(relative_path[0]));
      length = 1;
    }
    relative_path.remove_prefix(length);
  }
  return key;
}

std::string PathFor(std::string_view key) {
  if (!key.starts_with(kRaw)) return std::string(key);
  key.remove_prefix(kRaw.size());
  std::string path;
  while (!key.empty()) {
    const auto byte =
        key[0] == '%' && key.size() > 2 ? FromHex(key.substr(1, 2)) : Result<Bytes>(Bytes());
    const bool escaped = byte.ok() && byte.value().size() == 1;
    path += escaped ? static_cast<char>(byte.value()[0]) : key[0];
    key.remove_prefix(escaped ? 3 : 1);
  }
  return path;
}

}  // namespace assay::pipeline
