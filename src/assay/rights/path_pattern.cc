// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/path_pattern.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace assay::rights {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

constexpr bool IsUnreserved(unsigned char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

constexpr bool IsUriOctet(unsigned char c) { return c > 0x20 && c < 0x7F; }

std::optional<unsigned> HexDigit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  return std::nullopt;
}

void Encode(unsigned char c, std::string& out) {
  out += '%';
  out += kHex[c >> 4U];
  out += kHex[c & 15U];
}

/// Appends the normal form of the character at `at`; gives how many octets of `text` it took.
std::size_t AppendNormal(std::string_view text, std::size_t at, std::string& out) {
  const auto c = static_cast<unsigned char>(text[at]);
  if (c == '%' && at + 2 < text.size()) {
    const auto high = HexDigit(text[at + 1]);
    const auto low = HexDigit(text[at + 2]);
    if (high && low) {
      const auto octet = static_cast<unsigned char>(*high << 4U | *low);
      if (IsUnreserved(octet) || octet == '*' || octet == '$')
        out += static_cast<char>(octet);
      else
        Encode(octet, out);
      return 3;
    }
  }
  if (IsUriOctet(c))
    out += static_cast<char>(c);
  else
    Encode(c, out);
  return 1;
}

std::uint64_t Seen(std::string_view text) {
  std::uint64_t seen = 0;
  for (const char c : text) seen |= std::uint64_t{1} << (static_cast<unsigned char>(c) & 63U);
  return seen;
}

/// Where `run` begins in `text` at or after `from`; npos when nowhere. Linear, also for hostile
/// runs: that is why it is not string_view::find.
std::size_t FindRun(std::string_view text, std::string_view run, std::size_t from) {
  const char* begin = text.data() + from;
  const void* found = memmem(begin, text.size() - from, run.data(), run.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

}  // namespace

NormalPath::NormalPath(std::string_view path_and_query)
    : text_(path_and_query.substr(0, path_and_query.find('#'))) {
  const bool is_normal = text_.starts_with('/') && std::ranges::all_of(text_, [](char c) {
                           return c != '%' && IsUriOctet(static_cast<unsigned char>(c));
                         });
  if (!is_normal) {
    if (!text_.starts_with('/')) owned_ += '/';
    for (std::size_t at = 0; at < text_.size();) at += AppendNormal(text_, at, owned_);
    text_ = owned_;
  }
  seen_ = Seen(text_);
}

PathPattern::PathPattern(std::string_view text) {
  if (text.ends_with('$')) {
    to_end_ = true;
    octets_ = 1;
    text.remove_suffix(1);
  }
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '*') {
      at += AppendNormal(text, at, form_);
      continue;
    }
    for (; at < text.size() && text[at] == '*'; ++at) ++octets_;
    form_ += '\0';
    ++literal_runs_;
  }
  octets_ += static_cast<std::uint32_t>(form_.size()) - (literal_runs_ - 1);
  std::string literal = form_;
  std::erase(literal, '\0');
  needs_ = Seen(literal);
}

bool PathPattern::Matches(const NormalPath& path) const {
  if ((needs_ & ~path.octets_seen()) != 0) return false;
  const std::string_view text = path.text();
  std::string_view rest = form_;
  std::string_view run = rest.substr(0, rest.find('\0'));
  if (!text.starts_with(run)) return false;
  if (literal_runs_ == 1) return !to_end_ || text.size() == run.size();
  std::size_t at = run.size();
  for (std::uint32_t left = literal_runs_ - 1; left > 0; --left) {
    rest.remove_prefix(run.size() + 1);
    run = rest.substr(0, rest.find('\0'));
    if (left == 1 && to_end_) return text.size() - at >= run.size() && text.ends_with(run);
    const std::size_t found = FindRun(text, run, at);
    if (found == std::string_view::npos) return false;
    at = found + run.size();
  }
  return true;
}

}  // namespace assay::rights
