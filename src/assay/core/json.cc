// SPDX-License-Identifier: Apache-2.0
#include "assay/core/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/json_plain_internal.h"

namespace assay {
namespace {

/// Builds the value, and refuses what the default parser of the library lets pass: duplicate
/// names, and nesting deep enough to exhaust the stack of whoever walks the value later.
class StrictHandler {
 public:
  StrictHandler(Json& value, std::size_t depth_limit) : next_(&value), depth_limit_(depth_limit) {}

  bool null() { return Put(nullptr); }
  bool boolean(bool value) { return Put(value); }
  bool number_integer(Json::number_integer_t value) { return Put(value); }
  bool number_unsigned(Json::number_unsigned_t value) { return Put(value); }
  bool number_float(Json::number_float_t value, const std::string& /*text*/) {
    return std::isfinite(value) ? Put(value) : Refuse("a number out of range");
  }
  bool string(std::string& value) { return Put(std::move(value)); }
  bool binary(Json::binary_t& /*value*/) { return Refuse("bytes"); }  // JSON text has none
  bool start_object(std::size_t /*count*/) { return Open(Json::object()); }
  bool key(std::string& name) {
    const auto [member, is_new] = open_.back()->emplace(std::move(name), nullptr);
    next_ = &*member;
    return is_new || Refuse(fmt::format("the name '{}' twice", member.key()));
  }
  bool end_object() { return Close(); }
  bool start_array(std::size_t /*count*/) { return Open(Json::array()); }
  bool end_array() { return Close(); }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*problem*/) {
    return Refuse(fmt::format("a syntax error at byte {}", position));
  }

  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] bool too_deep() const { return too_deep_; }

 private:
  /// Where the next value goes: behind the open array's last one, else where a name or the start
  /// has said.
  Json& Place() {
    if (open_.empty() || !open_.back()->is_array()) return *next_;
    open_.back()->push_back(nullptr);
    return open_.back()->back();
  }
  template <typename Value>
  bool Put(Value&& value) {
    Place() = Json(std::forward<Value>(value));
    return true;
  }
  bool Open(Json container) {
    too_deep_ = open_.size() == depth_limit_;
    if (too_deep_) return Refuse("nesting over the limit");
    Json& place = Place();
    place = std::move(container);
    open_.push_back(&place);  // stays where it is: what contains it grows after it is closed
    return true;
  }
  bool Close() {
    open_.pop_back();
    return true;
  }
  bool Refuse(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }

  Json* next_;
  std::size_t depth_limit_;
  std::vector<Json*> open_;  ///< containers, outermost first
  bool too_deep_ = false;
  std::string problem_;
};

void AppendEscaped(char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += fmt::format("\\u{:04x}", static_cast<std::uint8_t>(c));
  }
}

/// ECMAScript's Number::toString: the shortest digits that read back as the same double, in plain
/// notation from 1e-6 up to 1e21. Source: ECMA-262, section 6.1.6.1.20.
void AppendDouble(double value, std::string& out) {
  ASSAY_CHECK(std::isfinite(value));
  if (value == 0) {
    out += '0';
    return;
  }
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(value),
                                 std::chars_format::scientific);
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
  const std::size_t mark = text.find('e');
  std::string digits(text.substr(0, mark));
  std::erase(digits, '.');
  int exponent = 0;
  const bool negative_exponent = text[mark + 1] == '-';
  std::from_chars(text.data() + mark + 2, text.data() + text.size(), exponent);
  if (negative_exponent) exponent = -exponent;
  const int count = static_cast<int>(digits.size());
  const int point = exponent + 1;  // digits before the decimal point
  if (value < 0) out += '-';
  if (point > 21 || point < -5) {
    out += digits[0];
    if (count > 1) out += '.' + digits.substr(1);
    out += fmt::format("e{}{}", exponent < 0 ? '-' : '+', std::abs(exponent));
  } else if (point <= 0) {
    out += "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  } else if (point >= count) {
    out += digits + std::string(static_cast<std::size_t>(point - count), '0');
  } else {
    out += digits.substr(0, static_cast<std::size_t>(point)) + '.' +
           digits.substr(static_cast<std::size_t>(point));
  }
}

/// Order of UTF-16 code units, without converting: it differs from bytewise UTF-8 order only where
/// a character above U+FFFF (lead byte F0..F4) meets one from U+E000 (lead byte EE, EF).
bool Utf16Less(std::string_view a, std::string_view b) {
  const auto [x, y] = std::ranges::mismatch(a, b);
  if (x == a.end() || y == b.end()) return a.size() < b.size();
  const auto left = static_cast<std::uint8_t>(*x);
  const auto right = static_cast<std::uint8_t>(*y);
  if (left >= 0xEE && right >= 0xEE && (left >= 0xF0) != (right >= 0xF0)) return left >= 0xF0;
  return left < right;
}

void Append(const Json& value, std::string& out);

void AppendObject(const Json& object, std::string& out) {
  std::vector<std::pair<std::string_view, const Json*>> members;
  members.reserve(object.size());
  for (const auto& [name, member] : object.items()) members.emplace_back(name, &member);
  std::ranges::sort(members,
                    [](const auto& a, const auto& b) { return Utf16Less(a.first, b.first); });
  out += '{';
  for (const auto& [name, member] : members) {
    if (out.back() != '{') out += ',';
    AppendCanonical(name, out);
    out += ':';
    Append(*member, out);
  }
  out += '}';
}

void Append(const Json& value, std::string& out) {
  switch (value.type()) {
    case Json::value_t::object:
      AppendObject(value, out);
      return;
    case Json::value_t::array:
      out += '[';
      for (std::size_t i = 0; i < value.size(); ++i) {
        if (i > 0) out += ',';
        Append(value[i], out);
      }
      out += ']';
      return;
    case Json::value_t::string:
      AppendCanonical(value.get_ref<const std::string&>(), out);
      return;
    case Json::value_t::number_float:
      AppendDouble(value.get<double>(), out);
      return;
    default:
      out += value.dump();  // null, true, false and integers have one spelling
  }
}

}  // namespace

Result<Json> ParseJson(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes)
    return Error{ErrorCode::kExhausted,
                 fmt::format("JSON of {} bytes, over the limit of {}", text.size(), limits.bytes)};
  if (auto plain = internal::ReadPlainJson(text, limits.depth)) return *std::move(plain);
  Json value;
  StrictHandler handler(value, limits.depth);
  if (Json::sax_parse(text, &handler)) return value;
  return Error{handler.too_deep() ? ErrorCode::kExhausted : ErrorCode::kCorrupt,
               "JSON with " + handler.problem()};
}

void AppendCanonical(std::string_view text, std::string& out) {
  ASSAY_CHECK(IsUtf8(text));
  const auto is_escaped = [](char c) {
    return static_cast<std::uint8_t>(c) < 0x20 || c == '"' || c == '\\';
  };
  out += '"';
  while (!text.empty()) {
    const auto plain =
        static_cast<std::size_t>(std::ranges::find_if(text, is_escaped) - text.begin());
    out += text.substr(0, plain);
    if (plain == text.size()) break;
    AppendEscaped(text[plain], out);
    text.remove_prefix(plain + 1);
  }
  out += '"';
}

std::string Canonical(const Json& value) {
  std::string out;
  Append(value, out);
  return out;
}

std::string StringOr(const Json& object, std::string_view name, std::string_view otherwise) {
  if (!object.is_object()) return std::string(otherwise);
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>()
                                                     : std::string(otherwise);
}

}  // namespace assay
