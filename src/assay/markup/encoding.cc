// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>

#include "assay/markup/encoding_internal.h"

namespace assay::markup::internal {
namespace {

constexpr std::size_t kPrescan_bytes = 1024;
constexpr std::uint32_t kReplacement = 0xFFFD;

enum class Coding { kNone, kUtf8, kUtf16Le, kUtf16Be, kWindows1252, kOther };

Coding CodingOf(std::string_view label) {
  const std::string name = ToLowerAscii(Trim(label));
  if (name.empty()) return Coding::kNone;
  if (name == "utf-8" || name == "utf8" || name == "unicode-1-1-utf-8") return Coding::kUtf8;
  if (name == "utf-16" || name == "utf-16le" || name == "unicode" || name == "ucs-2")
    return Coding::kUtf16Le;
  if (name == "utf-16be") return Coding::kUtf16Be;
  constexpr std::array<std::string_view, 9> kLatin = {"windows-1252", "cp1252",    "x-cp1252",
                                                      "iso-8859-1",   "iso8859-1", "latin1",
                                                      "l1",           "ascii",     "us-ascii"};
  return std::ranges::count(kLatin, name) > 0 ? Coding::kWindows1252 : Coding::kOther;
}

std::string FromUtf16(ByteView bytes, bool is_big) {
  std::string out;
  out.reserve(bytes.size());
  const auto unit = [&](std::size_t at) -> std::uint32_t {
    if (at + 1 >= bytes.size()) return 0;
    const std::uint32_t first = bytes[at];
    const std::uint32_t second = bytes[at + 1];
    return is_big ? first << 8U | second : second << 8U | first;
  };
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    const std::uint32_t high = unit(at);
    const std::uint32_t low = unit(at + 2);
    if (high >= 0xD800 && high < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
      AppendUtf8(0x10000 + ((high - 0xD800) << 10U) + (low - 0xDC00), out);
      at += 2;
    } else {
      AppendUtf8(high, out);
    }
  }
  return out;
}

std::string FromWindows1252(ByteView bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const std::uint8_t byte : bytes)
    AppendUtf8(byte >= 0x80 && byte < 0xA0 ? Windows1252(byte) : byte, out);
  return out;
}

std::string FromUtf8(ByteView bytes) {
  const std::string_view text = AsText(bytes);
  return IsUtf8(text) ? std::string(text) : ToUtf8(text, text.size() * 3);
}

Text Decoded(ByteView bytes, Coding coding, std::string_view label) {
  switch (coding) {
    case Coding::kUtf16Le:
      return {FromUtf16(bytes, /*is_big=*/false), "utf-16le", true};
    case Coding::kUtf16Be:
      return {FromUtf16(bytes, /*is_big=*/true), "utf-16be", true};
    case Coding::kWindows1252:
      return {FromWindows1252(bytes), "windows-1252", true};
    case Coding::kOther:
      return {FromWindows1252(bytes), ToUtf8(ToLowerAscii(Trim(label)), 64), false};
    default:
      return {FromUtf8(bytes), "utf-8", true};
  }
}

/// The mark's encoding; `bytes` loses the mark.
Coding TakeMark(ByteView& bytes) {
  const std::string_view text = AsText(bytes);
  const auto take = [&](std::size_t length, Coding coding) {
    bytes = bytes.subspan(length);
    return coding;
  };
  if (text.starts_with("\xEF\xBB\xBF")) return take(3, Coding::kUtf8);
  if (text.starts_with("\xFE\xFF")) return take(2, Coding::kUtf16Be);
  if (text.starts_with("\xFF\xFE")) return take(2, Coding::kUtf16Le);
  return Coding::kNone;
}

/// What follows `name` and an equals sign, quoted or not.
std::string_view ValueAfter(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return "";
  text = Trim(text.substr(at + name.size()));
  if (!text.starts_with('=')) return "";
  text = Trim(text.substr(1));
  if (text.starts_with('"') || text.starts_with('\'')) text.remove_prefix(1);
  return text.substr(0, text.find_first_of("\"' \t\r\n;/>?"));
}

/// The first <meta> that names an encoding. A page is not UTF-16 where its bytes say so in ASCII.
std::string MetaCharset(ByteView bytes) {
  const std::string head =
      ToLowerAscii(AsText(bytes.first(std::min(bytes.size(), kPrescan_bytes))));
  std::size_t at = 0;
  while (at < head.size()) {
    if (head.compare(at, 4, "<!--") == 0) {
      at = std::min(head.find("-->", at + 2), head.size());
    } else if (head.compare(at, 5, "<meta") == 0) {
      const std::size_t end = std::min(head.find('>', at), head.size());
      const std::string_view tag = std::string_view(head).substr(at, end - at);
      if (const auto value = ValueAfter(tag, "charset"); !value.empty())
        return value.starts_with("utf-16") ? "utf-8" : std::string(value);
      at = end;
    }
    at = std::min(head.find('<', at + 1), head.size());
  }
  return "";
}

void DropNulls(Text& text) {
  if (text.utf8.find('\0') != std::string::npos) std::erase(text.utf8, '\0');
}

}  // namespace

void AppendUtf8(std::uint32_t point, std::string& out) {
  if ((point >= 0xD800 && point < 0xE000) || point > 0x10FFFF) point = kReplacement;
  const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0 | point >> 6U);
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12U);
    put(0x80 | (point >> 6U & 0x3FU));
  } else {
    put(0xF0 | point >> 18U);
    put(0x80 | (point >> 12U & 0x3FU));
    put(0x80 | (point >> 6U & 0x3FU));
  }
  put(0x80 | (point & 0x3FU));
}

// Source: WHATWG Encoding, index windows-1252.
std::uint32_t Windows1252(std::uint8_t byte) {
  constexpr std::array<std::uint16_t, 32> kPoints = {
      0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
      0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
      0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
  return kPoints[byte - 0x80U];
}

Text DecodeHtml(ByteView bytes, std::string_view charset) {
  std::string label(charset);
  Coding coding = TakeMark(bytes);
  if (coding == Coding::kNone) coding = CodingOf(label);
  if (coding == Coding::kNone) {
    label = MetaCharset(bytes);
    coding = CodingOf(label);
  }
  if (coding == Coding::kNone)
    coding = IsUtf8(AsText(bytes)) ? Coding::kUtf8 : Coding::kWindows1252;
  Text text = Decoded(bytes, coding, label);
  DropNulls(text);
  return text;
}

Text DecodeXml(ByteView bytes) {
  Coding coding = TakeMark(bytes);
  const std::string_view raw = AsText(bytes);
  using std::string_view_literals::operator""sv;
  if (coding == Coding::kNone && raw.starts_with("<\0"sv)) coding = Coding::kUtf16Le;
  if (coding == Coding::kNone && raw.starts_with("\0<"sv)) coding = Coding::kUtf16Be;
  std::string label;
  if (coding == Coding::kNone && raw.starts_with("<?xml")) {
    const std::string_view head = raw.substr(0, std::min(raw.size(), kPrescan_bytes));
    label = ValueAfter(head.substr(0, head.find("?>")), "encoding");
    coding = CodingOf(label);
    const bool is_wide = coding == Coding::kUtf16Le || coding == Coding::kUtf16Be;
    if (is_wide) coding = Coding::kUtf8;  // its bytes are ASCII's
  }
  if (coding == Coding::kNone || coding == Coding::kUtf8)
    return {std::string(AsText(bytes)), "utf-8", true};
  return Decoded(bytes, coding, label);
}

}  // namespace assay::markup::internal
