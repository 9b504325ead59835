// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/address.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "assay/core/bytes.h"

namespace assay::markup {
namespace {

/// RFC 3986, section 3: what is absent differs from what is empty.
struct Parts {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> authority;
  std::string_view path;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
};

bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::size_t SchemeLength(std::string_view text) {
  if (text.empty() || !IsAlpha(text[0])) return 0;
  const auto end = std::ranges::find_if_not(
      text, [](char c) { return IsAlpha(c) || IsDigit(c) || c == '+' || c == '-' || c == '.'; });
  return end != text.end() && *end == ':' ? static_cast<std::size_t>(end - text.begin()) : 0;
}

/// Cuts `text` before the first of `marks`; what follows is returned.
std::string_view CutAt(std::string_view& text, std::string_view marks) {
  const std::size_t at = std::min(text.find_first_of(marks), text.size());
  const std::string_view rest = text.substr(at);
  text = text.substr(0, at);
  return rest;
}

Parts Split(std::string_view text) {
  Parts parts;
  if (const std::size_t length = SchemeLength(text); length > 0) {
    parts.scheme = text.substr(0, length);
    text.remove_prefix(length + 1);
  }
  if (const std::string_view fragment = CutAt(text, "#"); !fragment.empty())
    parts.fragment = fragment.substr(1);
  if (const std::string_view query = CutAt(text, "?"); !query.empty())
    parts.query = query.substr(1);
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    const std::string_view path = CutAt(text, "/");
    parts.authority = text;
    text = path;
  }
  parts.path = text;
  return parts;
}

/// RFC 3986, section 5.2.4. Every round takes from the input, every drop only what was put: linear.
std::string WithoutDots(std::string_view path) {
  std::string out;
  const auto drop = [&out] { out.resize(std::min(out.size(), out.rfind('/'))); };
  const auto drop_last = [&] { out.find('/') == std::string::npos ? out.clear() : drop(); };
  while (!path.empty()) {
    if (path.starts_with("../")) {
      path.remove_prefix(3);
    } else if (path.starts_with("./") || path.starts_with("/./")) {
      path.remove_prefix(2);
    } else if (path == "/.") {
      path = "/";
    } else if (path.starts_with("/../")) {
      path.remove_prefix(3);
      drop_last();
    } else if (path == "/..") {
      path = "/";
      drop_last();
    } else if (path == "." || path == "..") {
      path = "";
    } else {
      const std::size_t next = std::min(path.find('/', 1), path.size());
      out += path.substr(0, next);
      path.remove_prefix(next);
    }
  }
  return out;
}

std::string Merged(const Parts& base, std::string_view path) {
  if (base.authority && base.path.empty()) return std::string("/").append(path);
  const std::size_t slash = base.path.rfind('/');
  const std::string_view folder =
      slash == std::string_view::npos ? "" : base.path.substr(0, slash + 1);
  return std::string(folder).append(path);
}

std::string Compose(const Parts& parts) {
  std::string out;
  if (parts.scheme) out.append(*parts.scheme).append(":");
  if (parts.authority) out.append("//").append(*parts.authority);
  out += parts.path;
  if (parts.query) out.append("?").append(*parts.query);
  if (parts.fragment) out.append("#").append(*parts.fragment);
  return out;
}

std::string Stripped(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  std::string out(text);
  std::erase_if(out, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  return out;
}

// ---- one form ----

int HexValue(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool IsUnreserved(char c) {
  return IsAlpha(c) || IsDigit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

void AppendEscaped(unsigned char byte, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  out += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
}

/// Escapes that stand for unreserved characters are resolved; what an address may not hold as such
/// (controls, blanks, bytes beyond ASCII) is escaped.
std::string NormalEscapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? HexValue(text[i + 1]) : -1;
    const int low = high >= 0 ? HexValue(text[i + 2]) : -1;
    const auto byte = static_cast<unsigned char>(low >= 0 ? high * 16 + low : text[i]);
    if (low >= 0) i += 2;
    const bool is_plain = low < 0 && byte > ' ' && byte < 0x7F;
    if (is_plain || (low >= 0 && IsUnreserved(static_cast<char>(byte)))) {
      out += static_cast<char>(byte);
    } else {
      AppendEscaped(byte, out);
    }
  }
  return out;
}

std::string NormalAuthority(std::string_view scheme, std::string_view authority) {
  const std::size_t at = authority.rfind('@');
  const std::size_t host_at = at == std::string_view::npos ? 0 : at + 1;
  std::string host = ToLowerAscii(authority.substr(host_at));
  const std::string_view port = scheme == "https" ? ":443" : ":80";
  const bool is_web = scheme == "http" || scheme == "https";
  if (is_web && host.ends_with(port)) host.erase(host.size() - port.size());
  if (host.ends_with(':')) host.pop_back();
  return std::string(authority.substr(0, host_at)).append(host);
}

}  // namespace

bool IsAbsoluteAddress(std::string_view address) { return SchemeLength(address) > 0; }

std::string ResolveAddress(std::string_view base, std::string_view reference) {
  const std::string base_text = Stripped(base);
  const std::string text = Stripped(reference);
  const Parts from = Split(base_text);
  Parts parts = Split(text);
  if (!parts.scheme && !from.scheme) return "";
  std::string path;
  const bool is_own = parts.scheme || parts.authority;
  if (!is_own && parts.path.empty()) {
    path = from.path;
    if (!parts.query) parts.query = from.query;
  } else {
    const bool is_rooted = is_own || parts.path.starts_with('/');
    path = WithoutDots(is_rooted ? std::string(parts.path) : Merged(from, parts.path));
  }
  if (!is_own) parts.authority = from.authority;
  if (!parts.scheme) parts.scheme = from.scheme;
  parts.path = path;
  return Compose(parts);
}

std::string NormalAddress(std::string_view address) {
  const std::string text = Stripped(address);
  Parts parts = Split(text);
  const std::string scheme = ToLowerAscii(parts.scheme.value_or(""));
  const std::string authority = NormalAuthority(scheme, parts.authority.value_or(""));
  std::string path = WithoutDots(NormalEscapes(parts.path));
  const std::string query = NormalEscapes(parts.query.value_or(""));
  if (parts.authority && path.empty()) path.assign(1, '/');
  if (parts.scheme) parts.scheme = scheme;
  if (parts.authority) parts.authority = authority;
  parts.path = path;
  if (parts.query) parts.query = query;
  parts.fragment.reset();
  return Compose(parts);
}

}  // namespace assay::markup
