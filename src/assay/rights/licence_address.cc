// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/licence_address.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/rights/licence_lists_internal.h"

namespace assay::rights {
namespace {

constexpr std::size_t kLimit_bytes = 2048;

struct Address {
  std::string host;
  std::string path;                   ///< lower case, decoded, without a leading slash
  std::vector<std::string> segments;  ///< of `path`, empty ones left out
};

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// `text` is lower case already. Sequences that are no escape stay as they are.
std::string PercentDecode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
                        HexDigit(text[i + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// The text after "http://", "https://" or "//"; none for another scheme.
std::optional<std::string_view> WithoutScheme(std::string_view text) {
  constexpr std::array<std::string_view, 3> kSchemes = {"https://", "http://", "//"};
  for (const std::string_view scheme : kSchemes) {
    if (text.starts_with(scheme)) return text.substr(scheme.size());
  }
  if (text.substr(0, text.find_first_of("/?#")).find(':') != std::string_view::npos &&
      text.find("://") != std::string_view::npos) {
    return std::nullopt;
  }
  return text;
}

std::optional<Address> Split(std::string_view url) {
  url = Trim(url);
  if (url.empty() || url.size() > kLimit_bytes) return std::nullopt;
  const std::string lower = ToLowerAscii(url);
  const auto rest = WithoutScheme(lower);
  if (!rest) return std::nullopt;
  const std::size_t host_end = rest->find_first_of("/?#\\");
  std::string_view host = rest->substr(0, host_end);
  if (host.ends_with(":80")) host.remove_suffix(3);
  if (host.ends_with(":443")) host.remove_suffix(4);
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty() || host.find_first_of("@:%\\") != std::string_view::npos) return std::nullopt;
  std::string_view path = host_end == std::string_view::npos ? "" : rest->substr(host_end);
  path = path.substr(0, path.find_first_of("?#"));
  Address address{std::string(host), "", {}};
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    if (end > begin) address.segments.push_back(PercentDecode(path.substr(begin, end - begin)));
    begin = end + 1;
  }
  for (const std::string& segment : address.segments) {
    if (!address.path.empty()) address.path += '/';
    address.path += segment;
  }
  return address;
}

/// "deed", "deed.zh_TW", "legalcode.txt", "rdf": what may end a licence's address.
bool IsView(std::string_view segment) {
  const std::string_view stem = segment.substr(0, segment.find('.'));
  return stem == "deed" || stem == "legalcode" || stem == "rdf" || stem == "legalcode-plain";
}

/// CODE [VER [JUR]] from `segments[at]` on.
std::optional<Licence> CodeAt(const std::vector<std::string>& segments, std::size_t at) {
  if (at >= segments.size()) return std::nullopt;
  CommonsParts parts{segments[at], "", ""};
  std::size_t next = at + 1;
  if (next < segments.size() && !segments[next].empty() && segments[next][0] >= '0' &&
      segments[next][0] <= '9' && segments[next].find('x') == std::string::npos) {
    parts.version = segments[next++];
    const bool port = next < segments.size() && !IsView(segments[next]) &&
                      segments[next].find('.') == std::string::npos;
    if (port) parts.port = segments[next++];
  }
  auto licence = CommonsLicence(parts);
  if (!licence && !parts.port.empty()) {  // what looked like a port is something else
    parts.port.clear();
    licence = CommonsLicence(parts);
    if (licence) licence->problems.emplace_back("path");
    return licence;
  }
  if (licence && next < segments.size() && !IsView(segments[next])) {
    licence->problems.emplace_back("path");
  }
  return licence;
}

std::optional<Licence> PublicDomainAt(const std::vector<std::string>& segments, std::size_t at) {
  if (at >= segments.size()) return std::nullopt;
  std::string version;
  if (at + 1 < segments.size() && segments[at + 1].find('x') == std::string::npos &&
      !IsView(segments[at + 1])) {
    version = segments[at + 1];
  }
  if (segments[at] == "zero") return CommonsLicence({"cc0", version, ""});
  if (segments[at] == "mark") return CommonsLicence({"pdm", version, ""});
  if (segments[at] == "certification") return CommonsLicence({"cc-pddc", "", ""});
  return std::nullopt;
}

std::optional<Licence> Commons(const Address& address) {
  const auto& segments = address.segments;
  if (segments.size() < 2) return std::nullopt;
  if (segments[0] == "publicdomain") return PublicDomainAt(segments, 1);
  if (segments[0] != "licenses") return std::nullopt;
  if (segments[1] == "publicdomain") return CommonsLicence({"cc-pddc", "", ""});
  return CodeAt(segments, 1);
}

/// Buttons: /l/by-sa/4.0/88x31.png and /p/zero/1.0/88x31.png
std::optional<Licence> Button(const Address& address) {
  if (address.segments.size() < 2) return std::nullopt;
  if (address.segments[0] == "p") return PublicDomainAt(address.segments, 1);
  if (address.segments[0] != "l") return std::nullopt;
  auto licence = CodeAt(address.segments, 1);
  if (licence) std::erase(licence->problems, "path");  // the picture's file name
  return licence;
}

std::optional<Licence> RightsStatement(const Address& address) {
  const auto& segments = address.segments;
  if (segments.size() < 3 || (segments[0] != "vocab" && segments[0] != "page")) return std::nullopt;
  const auto& names = BuiltInLists().rights_statements;
  const auto name = names.find(segments[1]);
  if (name == names.end() || segments[2] != "1.0") return std::nullopt;
  auto licence = SpdxLicence("LicenseRef-RightsStatements-" + name->second + "-1.0");
  if (!licence) return std::nullopt;
  licence->url = "http://rightsstatements.org/vocab/" + name->second + "/1.0/";
  return licence;
}

/// "mit.html" -> "mit"; opensource.org writes "apache-2-0" for "apache-2.0".
std::optional<Licence> IdIn(std::string name) {
  for (const std::string_view end : {".html", ".txt", ".json", ".php", ".md"}) {
    if (name.ends_with(end)) name.resize(name.size() - end.size());
  }
  if (auto licence = SpdxLicence(name)) return licence;
  for (std::size_t i = 1; i + 1 < name.size(); ++i) {
    const auto digit = [&](std::size_t at) { return name[at] >= '0' && name[at] <= '9'; };
    if (name[i] == '-' && digit(i - 1) && digit(i + 1)) name[i] = '.';
  }
  return SpdxLicence(name);
}

std::optional<Licence> Listed(const Address& address) {
  const std::string whole = address.host + "/" + address.path;
  for (const std::string& prefix : BuiltInLists().id_addresses) {
    if (!whole.starts_with(prefix)) continue;
    const std::string_view rest = std::string_view(whole).substr(prefix.size());
    if (auto licence = IdIn(std::string(rest.substr(0, rest.find('/'))))) return licence;
  }
  for (const auto& [prefix, id] : BuiltInLists().addresses) {
    const bool whole_word =
        whole.starts_with(prefix) &&
        (whole.size() == prefix.size() ||
         std::string_view("/.-_").find(whole[prefix.size()]) != std::string_view::npos);
    if (whole_word) return SpdxLicence(id);
  }
  return std::nullopt;
}

bool Names(const Json& hosts, const std::string& host) {
  return std::ranges::any_of(hosts, [&](const Json& item) { return item == host; });
}

}  // namespace

std::optional<Licence> ReadAddress(std::string_view url) {
  const auto address = Split(url);
  if (!address) return std::nullopt;
  const Json& commons = BuiltInLists().licences["creative_commons"];
  std::optional<Licence> licence;
  if (Names(commons["hosts"], address->host)) licence = Commons(*address);
  if (Names(commons["buttons"], address->host)) licence = Button(*address);
  if (address->host == "rightsstatements.org" || address->host == "www.rightsstatements.org") {
    licence = RightsStatement(*address);
  }
  return licence ? licence : Listed(*address);
}

}  // namespace assay::rights
