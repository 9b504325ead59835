// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/json_plain_internal.h"

namespace assay::internal {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Of a text that is UTF-8. Every function that gives a bool gives false where it declines.
class PlainReader {
 public:
  PlainReader(std::string_view text, std::size_t depth_limit)
      : at_(text.data()), end_(text.data() + text.size()), depth_left_(depth_limit) {}

  bool ReadAll(Json& value) {
    if (!ReadValue(value)) return false;
    SkipBlanks();
    return at_ == end_;
  }

 private:
  void SkipBlanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }

  bool Take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  bool TakeWord(std::string_view word) {
    if (!std::string_view(at_, end_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  bool ReadValue(Json& value) {
    SkipBlanks();
    if (at_ == end_) return false;
    switch (*at_) {
      case '{':
        return ReadObject(value);
      case '[':
        return ReadArray(value);
      case '"':
        value = std::string();
        return ReadString(value.get_ref<std::string&>());
      case 't':
        value = true;
        return TakeWord("true");
      case 'f':
        value = false;
        return TakeWord("false");
      case 'n':
        return TakeWord("null");
      default:
        return ReadNumber(value);
    }
  }

  bool ReadObject(Json& value) {
    ++at_;
    if (depth_left_ == 0) return false;
    --depth_left_;
    value = Json::object();
    auto& members = value.get_ref<Json::object_t&>();
    SkipBlanks();
    for (bool more = !Take('}'); more;) {
      SkipBlanks();
      std::string name;
      if (!ReadString(name)) return false;
      SkipBlanks();
      const std::size_t known = members.size();
      // Names mostly come in order: ours always do.
      const auto member = members.emplace_hint(members.end(), std::move(name), nullptr);
      if (members.size() == known || !Take(':') || !ReadValue(member->second)) return false;
      SkipBlanks();
      more = Take(',');
      if (!more && !Take('}')) return false;
    }
    ++depth_left_;
    return true;
  }

  bool ReadArray(Json& value) {
    ++at_;
    if (depth_left_ == 0) return false;
    --depth_left_;
    value = Json::array();
    auto& elements = value.get_ref<Json::array_t&>();
    SkipBlanks();
    for (bool more = !Take(']'); more;) {
      if (!ReadValue(elements.emplace_back())) return false;
      SkipBlanks();
      more = Take(',');
      if (!more && !Take(']')) return false;
    }
    ++depth_left_;
    return true;
  }

  bool ReadString(std::string& text) {
    if (!Take('"')) return false;
    for (;;) {
      const char* plain = at_;
      while (at_ != end_ && *at_ != '"' && *at_ != '\\' && static_cast<std::uint8_t>(*at_) >= 0x20)
        ++at_;
      text.append(plain, at_);
      if (Take('"')) return true;
      if (!Take('\\') || !ReadEscape(text)) return false;
    }
  }

  bool ReadEscape(std::string& text) {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kBytes = "\"\\/\b\f\n\r\t";
    if (at_ == end_) return false;
    const std::size_t which = kNames.find(*at_);
    if (which == std::string_view::npos) return Take('u') && ReadUnit(text);
    text += kBytes[which];
    ++at_;
    return true;
  }

  /// Of \uXXXX. Surrogates are left to the strict parser: characters that need them seldom come
  /// escaped.
  bool ReadUnit(std::string& text) {
    std::uint32_t unit = 0;
    constexpr std::ptrdiff_t kDigits = 4;
    if (end_ - at_ < kDigits) return false;
    const auto [stop, problem] = std::from_chars(at_, at_ + kDigits, unit, 16);
    if (problem != std::errc() || stop != at_ + kDigits || (unit >= 0xD800 && unit <= 0xDFFF))
      return false;
    at_ = stop;
    if (unit < 0x80) {
      text += static_cast<char>(unit);
      return true;
    }
    if (unit < 0x800) {
      text += static_cast<char>(0xC0U | (unit >> 6U));
    } else {
      text += static_cast<char>(0xE0U | (unit >> 12U));
      text += static_cast<char>(0x80U | ((unit >> 6U) & 0x3FU));
    }
    text += static_cast<char>(0x80U | (unit & 0x3FU));
    return true;
  }

  bool TakeDigits() {
    const char* first = at_;
    while (at_ != end_ && IsDigit(*at_)) ++at_;
    return at_ != first;
  }

  bool ReadNumber(Json& value) {
    const char* first = at_;
    const bool is_negative = Take('-');
    if (!Take('0') && !TakeDigits()) return false;
    bool is_whole = true;
    if (Take('.')) {
      is_whole = false;
      if (!TakeDigits()) return false;
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
      is_whole = false;
      ++at_;
      if (!Take('-')) (void)Take('+');
      if (!TakeDigits()) return false;
    }
    if (!is_whole) return Convert<double>(first, value);
    return is_negative ? Convert<std::int64_t>(first, value) : Convert<std::uint64_t>(first, value);
  }

  /// What does not fit is declined.
  template <typename Number>
  bool Convert(const char* first, Json& value) {
    Number number = 0;
    const auto [stop, problem] = std::from_chars(first, at_, number);
    value = number;
    return problem == std::errc() && stop == at_;
  }

  const char* at_;
  const char* end_;
  std::size_t depth_left_;
};

}  // namespace

std::optional<Json> ReadPlainJson(std::string_view text, std::size_t depth_limit) {
  std::optional<Json> value(std::in_place);
  const bool is_read = IsUtf8(text) && PlainReader(text, depth_limit).ReadAll(*value);
  if (!is_read) value.reset();
  return value;
}

}  // namespace assay::internal
