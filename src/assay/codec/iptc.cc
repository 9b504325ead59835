// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <string>
#include <string_view>

#include "assay/codec/metadata_internal.h"
#include "assay/codec/text_internal.h"
#include "assay/codec/wire_internal.h"

namespace assay::codec {
namespace {

constexpr std::uint8_t kMarker = 0x1C;

/// A data set with more than four length bytes would be larger than any file.
constexpr std::uint64_t kLengthLimit_bytes = 4;

struct DataSet {
  std::uint8_t record = 0;
  std::uint8_t number = 0;
  ByteView value;
  std::uint64_t next = 0;
};

/// The data set at `at`; false when its value is not all there.
bool ReadDataSet(const Wire& iim, std::uint64_t at, DataSet& set) {
  if (!iim.Has(at, 5)) return false;
  set.record = iim.U8(at + 1);
  set.number = iim.U8(at + 2);
  std::uint64_t length_bytes = iim.U16(at + 3);
  std::uint64_t value_at = at + 5;
  if ((length_bytes & 0x8000U) != 0) {  // extended: so many bytes hold the length
    const std::uint64_t count = length_bytes & 0x7FFFU;
    if (count > kLengthLimit_bytes) return false;
    length_bytes = 0;
    for (std::uint64_t i = 0; i < count; ++i)
      length_bytes = length_bytes << 8U | iim.U8(at + 5 + i);
    value_at += count;
  }
  if (!iim.Has(value_at, length_bytes)) return false;
  set.value = iim.Slice(value_at, length_bytes);
  set.next = value_at + length_bytes;
  return true;
}

}  // namespace

void AddIptc(Draft& draft, ByteView block) {
  const Wire iim = BigEndian(block);
  std::uint64_t at = 0;
  DataSet set;
  while (at < iim.size() && iim.U8(at) == kMarker) {
    if (!ReadDataSet(iim, at, set)) return draft.Note("iptc.broken");
    at = set.next;
    // Records: 1 envelope (its 1:90 names the character set), 2 application. UTF-8 tells itself
    // apart, so that a missing 1:90, which is common, does no harm.
    const std::string_view value = AsText(set.value);
    const bool printable = set.record == 2 && set.number != 0;
    if (printable && !Trim(value).empty())
      draft.AddMark("iptc", fmt::format("2:{}", set.number), Utf8OrLatin1(value));
  }
  // Some writers pad with zeros to an even length.
  if (at < iim.size() && iim.U8(at) != 0) draft.Note("iptc.broken");
}

void AddPhotoshop(Draft& draft, ByteView block) {
  constexpr std::uint16_t kIptc = 0x0404;
  const Wire resources = BigEndian(block);
  if (resources.U8(0) == kMarker)
    return AddIptc(draft, block);  // some writers leave the wrapping out
  std::uint64_t at = 0;
  while (resources.StartsWith(at, "8BIM")) {
    const std::uint16_t id = resources.U16(at + 4);
    const std::uint64_t name_bytes = (std::uint64_t{resources.U8(at + 6)} + 2) / 2 * 2;
    const std::uint64_t length_bytes = resources.U32(at + 6 + name_bytes);
    const std::uint64_t value_at = at + 10 + name_bytes;
    if (!resources.Has(value_at, length_bytes)) return draft.Note("iptc.broken");
    if (id == kIptc) AddIptc(draft, resources.Slice(value_at, length_bytes));
    at = value_at + (length_bytes + 1) / 2 * 2;
  }
}

}  // namespace assay::codec
