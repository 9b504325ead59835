// SPDX-License-Identifier: Apache-2.0
#include "assay/codec/ifd_internal.h"

#include <algorithm>
#include <array>
#include <bit>

#include "assay/codec/text_internal.h"

namespace assay::codec {
namespace {

/// Real directories hold under a hundred fields.
constexpr std::uint64_t kFieldLimit = 2'000;

enum Type : std::uint16_t {
  kByte = 1,
  kShort = 3,
  kLong = 4,
  kRational = 5,
  kSignedByte = 6,
  kSignedShort = 8,
  kSignedLong = 9,
  kSignedRational = 10,
  kFloat = 11,
  kDouble = 12,
  kDirectory = 13,
  kLong8 = 16,
  kSignedLong8 = 17,
  kDirectory8 = 18,
};

std::uint64_t SizeOf(std::uint16_t type) {
  constexpr std::array<std::uint8_t, 19> kSizes = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4,
                                                   8, 4, 8, 4, 0, 0, 8, 8, 8};
  return type < kSizes.size() ? kSizes[type] : 0;
}

std::optional<double> Ratio(double numerator, double denominator) {
  if (denominator == 0) return std::nullopt;
  return numerator / denominator;
}

}  // namespace

std::optional<std::uint64_t> Field::Integer(std::uint64_t index) const {
  if (index >= count) return std::nullopt;
  switch (type) {
    case kByte:
      return value.U8(index);
    case kShort:
      return value.U16(2 * index);
    case kLong:
    case kDirectory:
      return value.U32(4 * index);
    case kLong8:
    case kDirectory8:
      return value.U64(8 * index);
    default:
      return std::nullopt;
  }
}

std::optional<double> Field::Number(std::uint64_t index) const {
  if (index >= count) return std::nullopt;
  const auto signed_long = [&](std::uint64_t at) {
    return static_cast<double>(std::bit_cast<std::int32_t>(value.U32(at)));
  };
  switch (type) {
    case kRational:
      return Ratio(value.U32(8 * index), value.U32(8 * index + 4));
    case kSignedRational:
      return Ratio(signed_long(8 * index), signed_long(8 * index + 4));
    case kSignedByte:
      return std::bit_cast<std::int8_t>(value.U8(index));
    case kSignedShort:
      return std::bit_cast<std::int16_t>(value.U16(2 * index));
    case kSignedLong:
      return signed_long(4 * index);
    case kFloat:
      return std::bit_cast<float>(value.U32(4 * index));
    case kDouble:
      return std::bit_cast<double>(value.U64(8 * index));
    default:
      break;
  }
  const auto whole = Integer(index);
  return whole ? std::optional<double>(static_cast<double>(*whole)) : std::nullopt;
}

std::string Field::Text() const {
  std::string_view text = AsText(value.bytes());
  text = text.substr(0, text.find('\0'));
  return Utf8OrLatin1(Trim(text));
}

const Field* Directory::Find(std::uint16_t tag) const {
  const auto found = std::ranges::find(fields, tag, &Field::tag);
  return found == fields.end() ? nullptr : &*found;
}

std::optional<TiffStart> FindTiff(ByteView bytes) {
  const bool little = AsText(bytes).starts_with("II");
  if (!little && !AsText(bytes).starts_with("MM")) return std::nullopt;
  const Wire stream(bytes, little ? Order::kLittleEndian : Order::kBigEndian);
  if (stream.U16(2) == 42) return TiffStart{stream, stream.U32(4), false};
  if (stream.U16(2) == 43 && stream.U16(4) == 8) return TiffStart{stream, stream.U64(8), true};
  return std::nullopt;
}

Directory ReadDirectory(const Wire& stream, std::uint64_t at, bool big) {
  Directory directory;
  const std::uint64_t word_bytes = big ? 8 : 4;
  const std::uint64_t entry_bytes = 4 + 2 * word_bytes;
  const std::uint64_t head_bytes = big ? 8 : 2;
  const auto word = [&](std::uint64_t from) { return big ? stream.U64(from) : stream.U32(from); };
  const std::uint64_t stated = big ? stream.U64(at) : stream.U16(at);
  const std::uint64_t count = std::min(stated, kFieldLimit);
  directory.intact = stream.Has(at, head_bytes) && stated <= kFieldLimit;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t entry = at + head_bytes + i * entry_bytes;
    if (!stream.Has(entry, entry_bytes)) {
      directory.intact = false;
      return directory;
    }
    Field field{stream.U16(entry), stream.U16(entry + 2), word(entry + 4)};
    const std::uint64_t item_bytes = SizeOf(field.type);
    if (item_bytes == 0 || field.count > stream.size() / item_bytes) {
      directory.intact = directory.intact && field.count == 0;
      continue;
    }
    const std::uint64_t size_bytes = item_bytes * field.count;
    const std::uint64_t inline_at = entry + 4 + word_bytes;
    field.value_at = size_bytes <= word_bytes ? inline_at : word(inline_at);
    if (!stream.Has(field.value_at, size_bytes)) {
      directory.intact = false;
      continue;
    }
    field.value = Wire(stream.Slice(field.value_at, size_bytes), stream.order());
    directory.fields.push_back(field);
  }
  directory.next = word(at + head_bytes + count * entry_bytes);
  return directory;
}

}  // namespace assay::codec
