// SPDX-License-Identifier: Apache-2.0
#include "assay/codec/tar_reader.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace assay::codec {
namespace {

constexpr std::uint64_t kBlock_bytes = 512;
constexpr std::size_t kWindow_bytes = 16U << 10U;
constexpr std::uint64_t kMost_bytes = std::numeric_limits<std::int64_t>::max() / 2;
/// A writer pads with some KiB of zeros. Who pads with more than this hides something.
constexpr std::uint64_t kPadding_bytes = 16U << 20U;

std::uint64_t Padded(std::uint64_t bytes) {
  return (bytes + kBlock_bytes - 1) / kBlock_bytes * kBlock_bytes;
}

/// A field of text: up to its first NUL.
std::string_view TextAt(ByteView block, std::size_t at, std::size_t bytes) {
  const std::string_view field = AsText(block.subspan(at, bytes));
  return field.substr(0, field.find('\0'));
}

/// A field of a number: octal digits, or base 256 where the top bit is set. None for what is no
/// number, or none that a size can be.
std::optional<std::uint64_t> NumberAt(ByteView block, std::size_t at, std::size_t bytes) {
  constexpr std::uint8_t kBase256 = 0x80;
  std::uint64_t number = 0;
  if (block[at] >= kBase256) {
    if (block[at] != kBase256) return std::nullopt;  // negative, or over any file
    for (const std::uint8_t digit : block.subspan(at + 1, bytes - 1)) {
      if (number > kMost_bytes >> 8U) return std::nullopt;
      number = (number << 8U) | digit;
    }
    return number;
  }
  const std::string_view digits = Trim(TextAt(block, at, bytes));
  if (digits.empty()) return 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number, 8);
  const bool is_whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
  return is_whole ? std::optional(number) : std::nullopt;
}

constexpr std::size_t kChecksumAt = 148;
constexpr std::size_t kChecksum_bytes = 8;

/// Old archives sum signed characters.
bool HasItsChecksum(ByteView block) {
  std::int64_t plain = 0;
  std::int64_t with_signs = 0;
  for (std::size_t i = 0; i < block.size(); ++i) {
    const bool is_own = i >= kChecksumAt && i < kChecksumAt + kChecksum_bytes;
    const std::uint8_t value = is_own ? std::uint8_t{' '} : block[i];
    plain += value;
    with_signs += static_cast<std::int8_t>(value);
  }
  const auto stored = NumberAt(block, kChecksumAt, kChecksum_bytes);
  return stored && (static_cast<std::int64_t>(*stored) == plain ||
                    static_cast<std::int64_t>(*stored) == with_signs);
}

bool IsZeros(ByteView bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

std::string NameIn(ByteView block) {
  constexpr std::size_t kPrefixAt = 345;
  std::string name(TextAt(block, 0, 100));
  // GNU tar puts times where ustar has the front of a long path.
  const bool is_ustar = AsText(block.subspan(257, 6)) == std::string_view("ustar\0", 6);
  const std::string_view prefix = is_ustar ? TextAt(block, kPrefixAt, 155) : std::string_view();
  return prefix.empty() ? name : std::string(prefix) + "/" + name;
}

/// Takes "<length> <key>=<value>\n" off the front; none when it is not there.
std::optional<std::pair<std::string_view, std::string_view>> TakeRecord(std::string_view& rest) {
  std::size_t length = 0;
  const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), length);
  const auto digits = static_cast<std::size_t>(read.ptr - rest.data());
  if (read.ec != std::errc() || length > rest.size() || length < digits + 3 ||
      rest[digits] != ' ' || rest[length - 1] != '\n')
    return std::nullopt;
  const std::string_view record = rest.substr(digits + 1, length - digits - 2);
  rest.remove_prefix(length);
  const std::size_t equals = record.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  return std::pair(record.substr(0, equals), record.substr(equals + 1));
}

std::optional<std::uint64_t> Decimal(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return is_whole && number <= kMost_bytes ? std::optional(number) : std::nullopt;
}

struct Oddity {
  std::string_view problem;
  std::string_view why;
};

/// What keeps a member of this kind from having contents; empty for a file and a folder.
Oddity OddityOf(char type) {
  switch (type) {
    case '\0':
    case '0':
    case '7':
    case '5':
      return {};
    case '1':
    case '2':
      return {"input.link_member", "a link in an archive leads nowhere"};
    case '3':
    case '4':
    case '6':
      return {"input.device_member", "a device or a FIFO has no contents"};
    case 'S':
      return {"input.sparse_member", "a file with holes is not stored as it is"};
    default:
      return {"input.odd_member", "a member of a kind that holds no file"};
  }
}

}  // namespace

struct TarReader::Header {
  std::uint64_t at = 0;
  std::string name;
  std::optional<std::uint64_t> bytes;
  char type = '0';
  ByteView block;
};

/// The block at a place, or fewer bytes at the end. It lasts until the next call.
Result<ByteView> TarReader::Block(std::uint64_t offset_bytes) {
  const bool is_within =
      offset_bytes >= window_at_ && offset_bytes - window_at_ + kBlock_bytes <= window_.size();
  if (!is_within) {
    window_.resize(kWindow_bytes);
    window_at_ = offset_bytes;
    ASSAY_LET(const std::size_t got, read_(offset_bytes, window_));
    window_.resize(std::min(got, kWindow_bytes));
  }
  const auto skip = static_cast<std::size_t>(offset_bytes - window_at_);
  return ByteView(window_).subspan(
      skip, std::min<std::size_t>(kBlock_bytes, window_.size() - std::min(skip, window_.size())));
}

TarMember TarReader::Last(std::string_view problem, std::string_view why) {
  has_ended_ = true;
  const std::uint64_t at = std::min(at_, archive_bytes_);
  return {"", false, at, std::min(archive_bytes_ - at, kBlock_bytes), problem, why};
}

Result<std::optional<TarMember>> TarReader::Next() {
  Extras extras = global_;
  while (!has_ended_) {
    ASSAY_LET(const ByteView block, Block(at_));
    if (block.size() < kBlock_bytes)
      return std::optional(Last("input.archive_cut", "the archive has no end: it was cut there"));
    if (IsZeros(block)) return End();
    if (!HasItsChecksum(block))
      return std::optional(Last("input.archive_broken", "no header of a tar archive stands there"));
    const Header header{at_, NameIn(block), NumberAt(block, 124, 12), static_cast<char>(block[156]),
                        block};
    if (std::string_view("xgLK").find(header.type) == std::string_view::npos) {
      ASSAY_LET(TarMember member, Take(header, std::move(extras)));
      return std::optional(std::move(member));
    }
    const std::uint64_t contents_at = at_ + kBlock_bytes;
    if (!header.bytes || *header.bytes > archive_bytes_ ||
        contents_at > archive_bytes_ - *header.bytes)
      return std::optional(Last("input.archive_cut", "the archive ends within a header"));
    ASSAY_TRY(ReadExtension(header, extras));
    at_ = contents_at + Padded(*header.bytes);
  }
  return std::optional<TarMember>();
}

void TarReader::Extras::TakeRecords(std::string_view rest) {
  while (!rest.empty() && rest[0] != '\0') {
    const auto record = TakeRecord(rest);
    if (!record) {
      is_odd = true;
      return;
    }
    const auto& [key, value] = *record;
    if (key == "path") name = value;
    if (key == "size") bytes = Decimal(value);
    if (key == "size" && !bytes) is_odd = true;
    if (key.starts_with("GNU.sparse.")) is_sparse = true;
  }
}

/// Long names of GNU, and pax records of one member or of all from here on.
Status TarReader::ReadExtension(const Header& header, Extras& extras) {
  if (*header.bytes > kTarExtension_bytes) {
    extras.is_odd = true;
    return Done{};
  }
  const char type = header.type;
  TarMember whole;
  whole.offset_bytes = header.at + kBlock_bytes;
  whole.bytes = *header.bytes;
  ASSAY_LET(const Bytes contents, Read(whole, kTarExtension_bytes));
  const std::string_view text = AsText(contents);
  if (type == 'L') extras.name = text.substr(0, text.find('\0'));
  if (type == 'x') extras.TakeRecords(text);
  if (type == 'g') {
    global_.TakeRecords(text);
    extras = global_;
    global_.is_odd = false;  // one refusal tells of it
  }
  return Done{};
}

/// Old GNU archives continue the map of a sparse file in blocks behind its header.
Result<std::uint64_t> TarReader::AfterSparseMap(std::uint64_t offset_bytes, ByteView header) {
  constexpr std::size_t kMoreInHeaderAt = 482;
  constexpr std::size_t kMoreAt = 504;
  bool has_more = header[kMoreInHeaderAt] != 0;
  while (has_more && offset_bytes < archive_bytes_) {
    ASSAY_LET(const ByteView block, Block(offset_bytes));
    has_more = block.size() == kBlock_bytes && block[kMoreAt] != 0;
    offset_bytes += kBlock_bytes;
  }
  return offset_bytes;
}

Result<TarMember> TarReader::Take(const Header& header, Extras extras) {
  TarMember member;
  member.name = extras.name ? std::move(*extras.name) : header.name;
  member.is_folder = header.type == '5' || (header.type == '\0' && member.name.ends_with('/'));
  member.offset_bytes = header.at + kBlock_bytes;
  Oddity oddity = OddityOf(header.type);
  if (oddity.problem.empty() && extras.is_sparse) oddity = OddityOf('S');
  const auto bytes = extras.bytes ? extras.bytes : header.bytes;
  const bool has_contents = std::string_view("123456").find(header.type) == std::string_view::npos;
  if (extras.is_odd || !bytes || member.name.size() > kTarName_bytes || member.name.empty() ||
      member.name.find('\0') != std::string::npos) {
    oddity = {"input.odd_member", "its name or its size cannot be"};
    member.name.resize(std::min(member.name.size(), kTarName_bytes));
  }
  if (has_contents) member.bytes = bytes.value_or(0);
  if (header.type == 'S') {
    ASSAY_LET(member.offset_bytes, AfterSparseMap(member.offset_bytes, header.block));
  }
  if (member.offset_bytes > archive_bytes_ || member.bytes > archive_bytes_ - member.offset_bytes) {
    has_ended_ = true;
    oddity = {"input.truncated", "the archive ends before its contents do"};
  }
  at_ = member.offset_bytes + Padded(member.bytes);
  member.problem = oddity.problem;
  member.why = oddity.why;
  if (!member.problem.empty()) {
    member.offset_bytes = header.at;
    member.bytes = kBlock_bytes;
  }
  return member;
}

/// Nothing but zeros may stand behind the first block of zeros.
Result<std::optional<TarMember>> TarReader::End() {
  has_ended_ = true;
  const std::uint64_t end = std::min(archive_bytes_, at_ + kPadding_bytes);
  for (std::uint64_t offset = at_; offset < end; offset += kBlock_bytes) {
    ASSAY_LET(const ByteView block, Block(offset));
    if (block.empty()) return std::optional<TarMember>();
    if (IsZeros(block)) continue;
    at_ = offset;
    return std::optional(Last("input.trailing_bytes", "the archive goes on behind its end"));
  }
  if (end == archive_bytes_) return std::optional<TarMember>();
  at_ = end;
  return std::optional(Last("input.trailing_bytes", "the archive goes on behind its end"));
}

Result<Bytes> TarReader::Read(const TarMember& member, std::size_t limit_bytes) {
  if (member.bytes > limit_bytes)
    return Error{ErrorCode::kExhausted, "more bytes than a member of its kind may have"};
  Bytes contents(static_cast<std::size_t>(member.bytes));
  const bool is_within = member.offset_bytes >= window_at_ &&
                         member.offset_bytes - window_at_ <= window_.size() &&
                         contents.size() <= window_.size() - (member.offset_bytes - window_at_);
  if (is_within) {
    const auto skip = static_cast<std::ptrdiff_t>(member.offset_bytes - window_at_);
    std::copy_n(window_.begin() + skip, contents.size(), contents.begin());
    return contents;
  }
  ASSAY_LET(const std::size_t got, read_(member.offset_bytes, contents));
  if (got < contents.size()) return Error{ErrorCode::kCorrupt, "the archive has become shorter"};
  return contents;
}

}  // namespace assay::codec
