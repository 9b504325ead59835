// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "assay/core/file.h"
#include "assay/store/pack_index_internal.h"
#include "assay/store/tar.h"

namespace assay::store::internal {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kEntry_bytes = 48;
constexpr std::size_t kDigest_bytes = 32;
constexpr std::size_t kCheck_bytes = 8;
constexpr std::uint64_t kMember_bytes = 1ULL << 30U;  // no pack holds more in one

void AppendNumber(std::uint64_t value, Bytes& out) {
  for (unsigned shift = 0; shift < 64; shift += 8)
    out.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint64_t NumberAt(ByteView bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 8; i-- > 0;) value = value << 8U | bytes[at + i];
  return value;
}

void AppendEntry(const PackEntry& entry, Bytes& out) {
  out.insert(out.end(), entry.digest.bytes.begin(), entry.digest.bytes.end());
  AppendNumber(entry.offset_bytes, out);
  AppendNumber(entry.bytes, out);
}

PackEntry EntryAt(ByteView bytes, std::size_t at) {
  PackEntry entry;
  std::ranges::copy(bytes.subspan(at, kDigest_bytes), entry.digest.bytes.begin());
  entry.offset_bytes = NumberAt(bytes, at + kDigest_bytes);
  entry.bytes = NumberAt(bytes, at + kDigest_bytes + 8);
  return entry;
}

bool IsLogRecord(ByteView record) {
  const Digest digest = Sha256(record.first(kEntry_bytes));
  return std::ranges::equal(record.subspan(kEntry_bytes),
                            ByteView(digest.bytes).first(kCheck_bytes));
}

/// The member whose header lies at `at`, when it is whole.
Result<std::optional<PackEntry>> MemberAt(int fd, std::uint64_t at, const TarBlock& header) {
  const auto member = ParseTarHeader(header);
  if (!member.ok() || !member.value() || member.value()->bytes > kMember_bytes)
    return std::optional<PackEntry>();
  const auto digest = ParseDigest(member.value()->name);
  Bytes contents(member.value()->bytes);
  const Status read = ReadAt(fd, at + kTarBlock_bytes, contents);
  if (!read.ok() && read.error().code != ErrorCode::kCorrupt) return read.error();
  if (!read.ok() || !digest.ok() || Sha256(contents) != digest.value())
    return std::optional<PackEntry>();
  return std::optional(PackEntry{digest.value(), at + kTarBlock_bytes, contents.size()});
}

}  // namespace

std::uint64_t EndOf(std::span<const PackEntry> entries) {
  std::uint64_t end = 0;
  for (const PackEntry& entry : entries)
    end = std::max(end, entry.offset_bytes - kTarBlock_bytes + TarMemberBytes(entry.bytes));
  return end;
}

void AppendLogRecord(const PackEntry& entry, Bytes& out) {
  const std::size_t begin = out.size();
  AppendEntry(entry, out);
  const Digest digest = Sha256(ByteView(out).subspan(begin));
  out.insert(out.end(), digest.bytes.begin(), digest.bytes.begin() + kCheck_bytes);
}

std::optional<std::vector<PackEntry>> ReadLog(ByteView log) {
  std::vector<PackEntry> entries;
  bool torn = false;
  for (std::size_t at = 0; at + kLogRecord_bytes <= log.size(); at += kLogRecord_bytes) {
    const bool good = IsLogRecord(log.subspan(at, kLogRecord_bytes));
    // Whole records behind a bad one: no crash does that, only damage.
    if (good && torn) return std::nullopt;
    torn = torn || !good;
    if (good) entries.push_back(EntryAt(log, at));
  }
  return entries;
}

Status ReadAt(int fd, std::uint64_t offset, std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t got = pread(fd, out.data(), out.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError(errno, "reading", "a pack");
    if (got == 0) return Error{ErrorCode::kCorrupt, "a pack ends before its member does"};
    out = out.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
  return Done{};
}

Result<std::vector<PackEntry>> ScanPack(const fs::path& pack) {
  const Fd fd(open(pack.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status{};
  if (!fd.open() || fstat(fd.get(), &status) != 0) return SystemError(errno, "reading", pack);
  const auto size = static_cast<std::uint64_t>(status.st_size);
  std::vector<PackEntry> entries;
  for (std::uint64_t at = 0; at + kTarBlock_bytes <= size;) {
    TarBlock header{};
    ASSAY_TRY(ReadAt(fd.get(), at, header));
    ASSAY_LET(const auto entry, MemberAt(fd.get(), at, header));
    if (entry) entries.push_back(*entry);
    // Behind what is no member the next one may begin at any block.
    at += entry ? TarMemberBytes(entry->bytes) : kTarBlock_bytes;
  }
  return entries;
}

Bytes IndexOf(std::vector<PackEntry> entries) {
  std::ranges::sort(entries);
  Bytes bytes;
  for (const PackEntry& entry : entries) AppendEntry(entry, bytes);
  const Digest digest = Sha256(bytes);
  bytes.insert(bytes.end(), digest.bytes.begin(), digest.bytes.end());
  return bytes;
}

Result<PackIndex> PackIndex::Open(const fs::path& file) {
  const Fd fd(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status{};
  if (!fd.open() || fstat(fd.get(), &status) != 0) return SystemError(errno, "reading", file);
  const auto size = static_cast<std::size_t>(status.st_size);
  const Error damaged{ErrorCode::kCorrupt, "the index of a pack is damaged"};
  if (size < kDigest_bytes || (size - kDigest_bytes) % kEntry_bytes != 0) return damaged;
  void* memory = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (memory == MAP_FAILED) return SystemError(errno, "mapping", file);
  PackIndex index(ByteView(static_cast<const std::uint8_t*>(memory), size));
  const Digest digest = Sha256(index.mapped_.first(size - kDigest_bytes));
  if (!std::ranges::equal(index.mapped_.last(kDigest_bytes), digest.bytes)) return damaged;
  return index;
}

PackIndex::~PackIndex() {
  // NOLINTNEXTLINE(*-const-cast): munmap takes what mmap gave
  if (!mapped_.empty()) munmap(const_cast<std::uint8_t*>(mapped_.data()), mapped_.size());
}

std::size_t PackIndex::size() const { return (mapped_.size() - kDigest_bytes) / kEntry_bytes; }

PackEntry PackIndex::At(std::size_t i) const { return EntryAt(mapped_, i * kEntry_bytes); }

std::optional<PackEntry> PackIndex::Find(const Digest& digest) const {
  std::size_t low = 0;
  std::size_t high = size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (At(middle).digest < digest)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == size() || At(low).digest != digest) return std::nullopt;
  return At(low);
}

}  // namespace assay::store::internal
