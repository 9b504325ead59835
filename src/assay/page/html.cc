// SPDX-License-Identifier: Apache-2.0
#include "assay/page/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "assay/core/bytes.h"
#include "assay/core/result.h"

namespace assay::page {
namespace {

void AppendEscaped(std::string_view text, std::string& out) {
  for (const char c : ToPrintable(text)) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

bool StartsCharacter(char c) { return (static_cast<std::uint8_t>(c) & 0xC0U) != 0x80U; }

/// Byte offset of character `index` in well-formed UTF-8.
std::size_t OffsetOf(std::string_view text, std::size_t index) {
  std::size_t offset = 0;
  for (; offset < text.size(); ++offset) {
    if (StartsCharacter(text[offset]) && index-- == 0) return offset;
  }
  return offset;
}

}  // namespace

void Html::Start(std::string_view tag, Attributes attributes) {
  out_ += '<';
  out_ += tag;
  for (const auto& [name, value] : attributes) {
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    AppendEscaped(value, out_);
    out_ += '"';
  }
  out_ += '>';
}

Html& Html::Open(std::string_view tag, Attributes attributes) {
  Start(tag, attributes);
  open_.emplace_back(tag);
  return *this;
}

Html& Html::Close() {
  ASSAY_CHECK(!open_.empty());
  out_ += "</" + open_.back() + ">";
  open_.pop_back();
  return *this;
}

Html& Html::Text(std::string_view text) {
  AppendEscaped(text, out_);
  return *this;
}

Html& Html::Tag(std::string_view tag, std::string_view text, Attributes attributes) {
  return Open(tag, attributes).Text(text).Close();
}

Html& Html::Void(std::string_view tag, Attributes attributes) {
  Start(tag, attributes);
  return *this;
}

Html& Html::Foreign(std::string_view text, std::size_t limit) {
  const std::string whole = ToPrintable(text);
  const std::string brief = Shortened(text, limit);
  if (brief == whole) return Tag("bdi", text, {{"class", "foreign"}});
  Open("details", {{"class", "long"}});
  Open("summary").Open("bdi", {{"class", "foreign"}});
  // `brief` is printable already; a second pass changes nothing in it.
  Text(brief).Close().Close();
  Tag("bdi", text, {{"class", "foreign whole"}});
  return Close();
}

Html& Html::Raw(std::string_view markup) {
  out_ += markup;
  return *this;
}

std::string Html::Take() {
  ASSAY_CHECK(open_.empty());
  return std::move(out_);
}

std::string Shortened(std::string_view text, std::size_t limit) {
  const std::string printable = ToPrintable(text);
  const auto characters =
      static_cast<std::size_t>(std::ranges::count_if(printable, StartsCharacter));
  if (characters <= limit) return printable;
  const std::size_t tail = limit / 3;
  const std::size_t head = limit - tail - 1;
  return printable.substr(0, OffsetOf(printable, head)) + "\u2026" +
         printable.substr(OffsetOf(printable, characters - tail));
}

std::string Grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3 && digits[at - 4] != '-'; at -= 3)
    digits.insert(at - 3, 1, ',');
  return digits;
}

std::string Share(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return "\u2013";
  if (part == whole) return "100 %";
  if (part == 0) return "0 %";
  const std::int64_t tenths = part * 1000 / whole;  // rounded down: never 100 % of less than all
  if (tenths == 0) return "< 0.1 %";
  return fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

}  // namespace assay::page
