// SPDX-License-Identifier: Apache-2.0
#include "assay/core/bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace assay {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::optional<std::uint8_t> HexValue(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
  return std::nullopt;
}

constexpr std::array<std::int8_t, 256> MakeBase64Values() {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < kBase64.size(); ++i) {
    values.at(static_cast<std::uint8_t>(kBase64[i])) = static_cast<std::int8_t>(i);
  }
  return values;
}

/// Length of the well-formed UTF-8 sequence at the start of `text`, and its code point; 0 when
/// there is none. Source: Unicode 15.0, table 3-7.
struct Sequence {
  std::size_t bytes = 0;
  char32_t code_point = 0;
};

Sequence FirstSequence(std::string_view text) {
  const auto at = [&text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = at(0);
  if (lead < 0x80) return {1, lead};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
  // The second byte carries every restriction: no overlong forms, no surrogates, no U+110000.
  const std::uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const std::uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (at(1) < low || at(1) > high) return {};
  char32_t code_point = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xC0U) != 0x80) return {};
    code_point = (code_point << 6U) | (at(i) & 0x3FU);
  }
  return {length, code_point};
}

bool IsInvisible(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

}  // namespace

ByteView AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view AsText(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string ToHex(ByteView bytes) {
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    hex += kHexDigits[byte >> 4U];
    hex += kHexDigits[byte & 15U];
  }
  return hex;
}

Result<Bytes> FromHex(std::string_view hex) {
  if (hex.size() % 2 != 0)
    return Error{ErrorCode::kInvalidArgument, "hexadecimal text of odd length"};
  Bytes bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const auto high = HexValue(hex[i]);
    const auto low = HexValue(hex[i + 1]);
    if (!high || !low)
      return Error{ErrorCode::kInvalidArgument, fmt::format("no hexadecimal digits at {}", i)};
    bytes.push_back(static_cast<std::uint8_t>(*high << 4U | *low));
  }
  return bytes;
}

std::string ToBase64(ByteView bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    const std::uint32_t group = static_cast<std::uint32_t>(bytes[i]) << 16U |
                                (left > 1 ? static_cast<std::uint32_t>(bytes[i + 1]) << 8U : 0U) |
                                (left > 2 ? static_cast<std::uint32_t>(bytes[i + 2]) : 0U);
    text += kBase64[group >> 18U];
    text += kBase64[(group >> 12U) & 63U];
    text += left > 1 ? kBase64[(group >> 6U) & 63U] : '=';
    text += left > 2 ? kBase64[group & 63U] : '=';
  }
  return text;
}

Result<Bytes> FromBase64(std::string_view text) {
  static constexpr std::array<std::int8_t, 256> kValues = MakeBase64Values();
  const Error bad{ErrorCode::kInvalidArgument, "not canonical base64"};
  if (text.size() % 4 != 0) return bad;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  Bytes bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool pad = i + padding >= text.size();
    const std::int8_t value = pad ? std::int8_t{0} : kValues.at(static_cast<std::uint8_t>(text[i]));
    if (value < 0) return bad;
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    if (i % 4 != 3) continue;
    bytes.push_back(static_cast<std::uint8_t>(bits >> 16U));
    bytes.push_back(static_cast<std::uint8_t>(bits >> 8U));
    bytes.push_back(static_cast<std::uint8_t>(bits));
  }
  for (std::size_t i = 0; i < padding; ++i) {
    if (bytes.back() != 0) return bad;
    bytes.pop_back();
  }
  return bytes;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    std::uint64_t eight = 0;
    if (text.size() >= sizeof eight) {
      std::memcpy(&eight, text.data(), sizeof eight);
      if ((eight & 0x8080'8080'8080'8080U) == 0) {
        text.remove_prefix(sizeof eight);
        continue;
      }
    }
    const Sequence sequence = FirstSequence(text);
    if (sequence.bytes == 0) return false;
    text.remove_prefix(sequence.bytes);
  }
  return true;
}

std::string ToUtf8(std::string_view text, std::size_t limit_bytes) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  std::string valid;
  valid.reserve(std::min(text.size(), limit_bytes));
  while (!text.empty()) {
    const Sequence sequence = FirstSequence(text);
    const std::string_view next =
        sequence.bytes == 0 ? kReplacement : text.substr(0, sequence.bytes);
    if (valid.size() + next.size() > limit_bytes) break;
    valid += next;
    text.remove_prefix(std::max<std::size_t>(sequence.bytes, 1));
  }
  return valid;
}

std::string ToPrintable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const Sequence sequence = FirstSequence(text);
    const std::size_t length = std::max<std::size_t>(sequence.bytes, 1);
    if (sequence.bytes == 0)
      shown += fmt::format("\\x{:02x}", static_cast<std::uint8_t>(text[0]));
    else if (!IsInvisible(sequence.code_point))
      shown += text.substr(0, length);
    else if (sequence.code_point < 0x80)
      shown += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(sequence.code_point));
    else
      shown += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(sequence.code_point));
    text.remove_prefix(length);
  }
  return shown;
}

std::string ToLowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace assay
