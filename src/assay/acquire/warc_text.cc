// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/fetcher.h"
#include "assay/acquire/warc_text_internal.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace assay::acquire {
namespace {

constexpr std::string_view kCrlf = "\r\n";
constexpr std::string_view kTransferEncoding = "transfer-encoding";
constexpr std::string_view kSeparators = "()<>@,;:\\\"/[]?={} \t";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

/// `text` with each byte for which `is_bad` holds as %XX.
template <typename IsBad>
std::string Escaped(std::string_view text, IsBad is_bad) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_bad(c))
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out;
}

/// The version of a first line: what stands there of "HTTP/2" or "HTTP/1.1". The status line of a
/// response begins with it, a request line ends with it.
std::string_view VersionOf(std::string_view line) {
  constexpr std::string_view kPrefix = "HTTP/";
  if (line.starts_with(kPrefix)) return line.substr(0, line.find(' '));
  const std::string_view last = line.substr(line.rfind(' ') + 1);
  return last.starts_with(kPrefix) ? last : std::string_view();
}

std::string FirstLine(std::string_view line) {
  const std::string_view version = VersionOf(line);
  if (version.empty() || version == "HTTP/1.0" || version == "HTTP/1.1") return std::string(line);
  std::string out(line);
  out.replace(static_cast<std::size_t>(version.data() - line.data()), version.size(), "HTTP/1.1");
  // HTTP/2 has no reason phrase; in HTTP/1.1 it may be empty, but the blank before it stays.
  const bool is_status = version.data() == line.data();
  if (is_status && std::ranges::count(out, ' ') == 1) out += ' ';
  return out;
}

std::string HeaderLineOf(std::string_view line) {
  const std::string_view name = line.substr(0, line.find(':'));
  const bool is_coding = ToLowerAscii(Trim(name)) == kTransferEncoding && name.size() < line.size();
  return is_coding ? fmt::format("X-Archive-Orig-{}", line) : std::string(line);
}

}  // namespace

bool IsToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return !IsControl(c) && static_cast<unsigned char>(c) < 0x80 &&
           kSeparators.find(c) == std::string_view::npos;
  });
}

std::string WarcDate(std::chrono::system_clock::time_point time) {
  using std::chrono::milliseconds;
  const auto whole = std::chrono::floor<milliseconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(whole);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<milliseconds> clock(whole - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

bool IsWarcDate(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00";
  constexpr std::size_t kMostFraction = 9;
  if (text.size() <= kForm.size() || !text.ends_with('Z')) return false;
  const auto fits = [](char c, char form) { return form == '0' ? IsDigit(c) : c == form; };
  if (!std::ranges::equal(text.substr(0, kForm.size()), kForm, fits)) return false;
  std::string_view fraction = text.substr(kForm.size(), text.size() - kForm.size() - 1);
  if (fraction.empty()) return true;
  if (!fraction.starts_with('.')) return false;
  fraction.remove_prefix(1);
  return !fraction.empty() && fraction.size() <= kMostFraction &&
         std::ranges::all_of(fraction, IsDigit);
}

std::string NewRecordId() {
  std::array<std::uint8_t, 16> bytes{};
  // Up to 256 bytes come whole once the pool is ready; it is ready long before we run.
  ASSAY_CHECK(getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | 0x40U);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
  const std::string hex = ToHex(bytes);
  const std::string_view view = hex;
  return fmt::format("urn:uuid:{}-{}-{}-{}-{}", view.substr(0, 8), view.substr(8, 4),
                     view.substr(12, 4), view.substr(16, 4), view.substr(20));
}

std::string WarcUri(std::string_view url) {
  return Escaped(url, [](char c) {
    return IsControl(c) || static_cast<unsigned char>(c) >= 0x80 || c == ' ' || c == '<' ||
           c == '>' || c == '"';
  });
}

std::string WarcDigest(const Digest& digest) { return "sha256:" + digest.Hex(); }

void WarcFields::Add(std::string_view name, std::string_view value) {
  if (!value.empty()) text_ += fmt::format("{}: {}\r\n", name, Escaped(value, IsControl));
}

void WarcFields::AddId(std::string_view name, std::string_view value) {
  if (!value.empty()) Add(name, fmt::format("<{}>", value));
}

Result<std::string> FieldsBlock(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string block;
  for (const auto& [name, value] : fields) {
    if (!IsToken(name))
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("'{}' cannot name a field", ToPrintable(name))};
    block += fmt::format("{}: {}\r\n", name, ToPrintable(value));
  }
  return block;
}

std::string ArchivedHead(std::string_view head) {
  std::string out;
  while (!head.empty()) {
    const std::size_t end = std::min(head.find('\n'), head.size());
    std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(head.size(), end + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (Trim(line).empty()) continue;
    out += out.empty() ? FirstLine(line) : HeaderLineOf(line);
    out += kCrlf;
  }
  out += kCrlf;
  return out;
}

}  // namespace assay::acquire
