// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "assay/codec/text_internal.h"

namespace assay::codec {
namespace {

void Append(std::string& out, std::uint32_t point) {
  const auto byte = [&](std::uint32_t value) { out.push_back(static_cast<char>(value)); };
  if (point < 0x80) return byte(point);
  if (point < 0x800) {
    byte(0xC0 | point >> 6U);
  } else if (point < 0x10000) {
    byte(0xE0 | point >> 12U);
    byte(0x80 | (point >> 6U & 0x3FU));
  } else {
    byte(0xF0 | point >> 18U);
    byte(0x80 | (point >> 12U & 0x3FU));
    byte(0x80 | (point >> 6U & 0x3FU));
  }
  byte(0x80 | (point & 0x3FU));
}

bool IsHigh(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool IsLow(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

}  // namespace

std::string Latin1ToUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) Append(out, static_cast<std::uint8_t>(c));
  return out;
}

std::string Utf16ToUtf8(ByteView text, Order order) {
  if (BigEndian(text).U16(0) == 0xFEFF) order = Order::kBigEndian;
  if (BigEndian(text).U16(0) == 0xFFFE) order = Order::kLittleEndian;
  const Wire units(text, order);
  std::string out;
  for (std::uint64_t at = units.U16(0) == 0xFEFF ? 2 : 0; units.Has(at, 2); at += 2) {
    const std::uint32_t unit = units.U16(at);
    if (unit == 0) break;
    const std::uint32_t next = units.U16(at + 2);
    if (IsHigh(unit) && IsLow(next)) {
      Append(out, 0x10000 + ((unit - 0xD800) << 10U) + (next - 0xDC00));
      at += 2;
    } else {
      Append(out, IsHigh(unit) || IsLow(unit) ? 0xFFFD : unit);
    }
  }
  return out;
}

std::string Utf8OrLatin1(std::string_view text) {
  return IsUtf8(text) ? std::string(text) : Latin1ToUtf8(text);
}

}  // namespace assay::codec
