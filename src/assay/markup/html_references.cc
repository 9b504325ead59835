// SPDX-License-Identifier: Apache-2.0
#include <libxml/HTMLparser.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "assay/markup/encoding_internal.h"
#include "assay/markup/html_tokens_internal.h"

namespace assay::markup::internal {
namespace {

constexpr std::size_t kName_chars = 8;       // "thetasym" is HTML 4's longest
constexpr std::size_t kOpenName_chars = 6;   // "Aacute": the longest that may lack its semicolon
constexpr std::uint32_t kBeyond = 0x110000;  // becomes U+FFFD

struct Name {
  std::string_view name;
  std::uint32_t point;
};

// What HTML 5 added for ASCII: with it an address or a keyword could be written.
constexpr std::array kAsciiNames = {
    Name{"Tab", '\t'},      Name{"NewLine", '\n'}, Name{"excl", '!'},   Name{"num", '#'},
    Name{"dollar", '$'},    Name{"percnt", '%'},   Name{"apos", '\''},  Name{"lpar", '('},
    Name{"rpar", ')'},      Name{"ast", '*'},      Name{"plus", '+'},   Name{"comma", ','},
    Name{"period", '.'},    Name{"sol", '/'},      Name{"colon", ':'},  Name{"semi", ';'},
    Name{"equals", '='},    Name{"quest", '?'},    Name{"commat", '@'}, Name{"lsqb", '['},
    Name{"lbrack", '['},    Name{"bsol", '\\'},    Name{"rsqb", ']'},   Name{"rbrack", ']'},
    Name{"Hat", '^'},       Name{"lowbar", '_'},   Name{"grave", '`'},  Name{"lcub", '{'},
    Name{"lbrace", '{'},    Name{"verbar", '|'},   Name{"vert", '|'},   Name{"rcub", '}'},
    Name{"rbrace", '}'},    Name{"AMP", '&'},      Name{"LT", '<'},     Name{"GT", '>'},
    Name{"QUOT", '"'},      Name{"COPY", 0xA9},    Name{"REG", 0xAE},   Name{"hyphen", 0x2010},
    Name{"NoBreak", 0x2060}};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAlnum(char c) { return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// 0 for a name that nobody knows.
std::uint32_t PointOf(std::string_view name) {
  const auto* const own = std::ranges::find(kAsciiNames, name, &Name::name);
  if (own != kAsciiNames.end()) return own->point;
  std::array<xmlChar, kName_chars + 1> buffer{};
  if (name.size() > kName_chars) return 0;
  std::ranges::copy(name, buffer.begin());
  const htmlEntityDesc* const found = htmlEntityLookup(buffer.data());
  return found == nullptr ? 0 : found->value;
}

/// Latin-1's names and four of ASCII were once written without a semicolon.
bool MayLackSemicolon(std::uint32_t point) {
  return (point >= 0xA0 && point <= 0xFF) || point == '&' || point == '<' || point == '>' ||
         point == '"';
}

/// Of a number: U+FFFD for what is no character; windows-1252 where a byte was meant.
std::uint32_t CleanPoint(std::uint32_t point) {
  if (point >= 0x80 && point < 0xA0) return Windows1252(static_cast<std::uint8_t>(point));
  return point == 0 ? kBeyond : point;
}

/// Reads "#...": how many characters it has, 0 when it is no number.
std::size_t TakeNumber(std::string_view text, std::string& out) {
  const bool is_hex = text.size() > 1 && (text[1] == 'x' || text[1] == 'X');
  const std::uint32_t base = is_hex ? 16 : 10;
  const std::size_t first = is_hex ? 2 : 1;
  std::size_t end = first;
  std::uint32_t point = 0;
  for (; end < text.size(); ++end) {
    const int digit = is_hex || IsDigit(text[end]) ? HexValue(text[end]) : -1;
    if (digit < 0) break;
    point = std::min(kBeyond, point * base + static_cast<std::uint32_t>(digit));
  }
  if (end == first) return 0;
  AppendUtf8(CleanPoint(point), out);
  return end < text.size() && text[end] == ';' ? end + 1 : end;
}

/// Reads a name: how many characters it has, 0 when it is none.
std::size_t TakeName(std::string_view text, bool is_attribute, std::string& out) {
  std::size_t end = 0;
  while (end < text.size() && end <= kName_chars && IsAlnum(text[end])) ++end;
  if (end < text.size() && text[end] == ';') {
    if (const std::uint32_t point = PointOf(text.substr(0, end)); point != 0) {
      AppendUtf8(point, out);
      return end + 1;
    }
  }
  for (std::size_t length = std::min(end, kOpenName_chars); length >= 2; --length) {
    const std::uint32_t point = PointOf(text.substr(0, length));
    if (!MayLackSemicolon(point)) continue;
    const char next = length < text.size() ? text[length] : ' ';
    if (is_attribute && (next == '=' || IsAlnum(next))) return 0;
    AppendUtf8(point, out);
    return length;
  }
  return 0;
}

}  // namespace

std::string ReadReferences(std::string_view raw, bool is_attribute) {
  std::string out;
  out.reserve(raw.size());
  while (!raw.empty()) {
    const std::size_t sign = std::min(raw.find('&'), raw.size());
    out += raw.substr(0, sign);
    raw.remove_prefix(sign);
    if (raw.empty()) break;
    raw.remove_prefix(1);
    const bool is_number = raw.starts_with('#');
    const std::size_t taken = is_number ? TakeNumber(raw, out) : TakeName(raw, is_attribute, out);
    if (taken == 0) out += '&';
    raw.remove_prefix(taken);
  }
  return out;
}

}  // namespace assay::markup::internal
