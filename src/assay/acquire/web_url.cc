// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/web_url.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

#include "assay/core/bytes.h"

namespace assay::acquire {
namespace {

constexpr std::size_t kLongest_bytes = 8U << 10U;
constexpr std::string_view kUser = "addresses with a user or a password are not asked for";

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Handle = std::unique_ptr<CURLU, FreeUrl>;

struct FreeText {
  void operator()(char* text) const { curl_free(text); }
};

/// Empty for a part that is not there.
std::string Part(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return "";
  const std::unique_ptr<char, FreeText> owned(text);
  return text;
}

Error Wrong(std::string_view text, std::string_view why) {
  return {ErrorCode::kInvalidArgument,
          fmt::format("'{}': {}", ToPrintable(text.substr(0, 200)), why)};
}

/// curl takes blanks and control bytes for part of a path when asked to; a request line must not.
bool IsPlain(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7F) return false;
  }
  return true;
}

Result<WebUrl> Split(CURLU* url, std::string_view text) {
  WebUrl parts;
  parts.scheme = Part(url, CURLUPART_SCHEME);
  if (parts.scheme != "http" && parts.scheme != "https")
    return Wrong(text, "only http and https are asked");
  if (!Part(url, CURLUPART_USER).empty() || !Part(url, CURLUPART_PASSWORD).empty())
    return Wrong(text, kUser);
  parts.host = ToLowerAscii(Part(url, CURLUPART_HOST));
  parts.port = Part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (parts.host.empty() || parts.port.empty()) return Wrong(text, "it has no host");
  if (parts.host.back() == '.') parts.host.pop_back();
  for (const char c : parts.host)
    if (static_cast<unsigned char>(c) >= 0x80)
      return Wrong(text, "write the host in ASCII, as xn--...");
  const std::string query = Part(url, CURLUPART_QUERY);
  parts.target = Part(url, CURLUPART_PATH) + (query.empty() ? "" : "?") + query;
  return parts;
}

}  // namespace

Result<WebUrl> WebUrl::Parse(std::string_view text) {
  if (text.size() > kLongest_bytes) return Wrong(text, "it is longer than 8 KiB");
  if (!IsPlain(text)) return Wrong(text, "it holds blanks or control characters");
  const Handle url(curl_url());
  const CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0);
  if (code != CURLUE_OK) return Wrong(text, curl_url_strerror(code));
  return Split(url.get(), text);
}

Result<WebUrl> WebUrl::Resolve(std::string_view reference) const {
  if (reference.size() > kLongest_bytes) return Wrong(reference, "it is longer than 8 KiB");
  if (!IsPlain(reference)) return Wrong(reference, "it holds blanks or control characters");
  const Handle url(curl_url());
  CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, Text().c_str(), 0);
  if (code == CURLUE_OK)
    code = curl_url_set(url.get(), CURLUPART_URL, std::string(reference).c_str(), 0);
  if (code != CURLUE_OK) return Wrong(reference, curl_url_strerror(code));
  return Split(url.get(), reference);
}

std::string WebUrl::Origin() const {
  const bool own = port == (scheme == "https" ? "443" : "80");
  return fmt::format("{}://{}{}{}", scheme, host, own ? "" : ":", own ? "" : port);
}

}  // namespace assay::acquire
