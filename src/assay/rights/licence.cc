// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/licence.h"

#include <fmt/format.h>

#include <algorithm>

#include "assay/core/bytes.h"
#include "assay/rights/licence_lists_internal.h"

namespace assay::rights {
namespace {

constexpr std::string_view kCommons = "https://creativecommons.org/";
constexpr std::string_view kScanCode = "LicenseRef-scancode-";

std::string Upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c; });
  return text;
}

bool Contains(const Json& names, std::string_view name) {
  return std::ranges::any_of(names, [&](const Json& item) { return item == name; });
}

/// SPDX lists some ports and retired codes only; ScanCode's reference names the others.
std::string CommonsSpdx(const std::string& key, bool versioned) {
  const std::string id = fmt::format("CC-{}", Upper(key));
  if (!versioned) return fmt::format("LicenseRef-{}", id);
  if (const auto found = BuiltInLists().spdx.find(ToLowerAscii(id));
      found != BuiltInLists().spdx.end()) {
    return found->second.id;
  }
  const std::size_t plus = key.find('+');
  if (plus == std::string::npos) return fmt::format("{}cc-{}", kScanCode, key);
  return fmt::format("{}cc-{}-plus{}", kScanCode, key.substr(0, plus), key.substr(plus + 1));
}

/// CC0 and the mark have one version; the certification none.
std::optional<Licence> PublicDomainTool(const CommonsParts& parts) {
  const std::string base(kCommons);
  if (parts.code == "cc-pddc") {
    return Licence{"cc-pddc", "CC-PDDC", "cc-pddc", base + "licenses/publicdomain/", "", {}};
  }
  if (parts.version != "1.0" && !parts.version.empty()) return std::nullopt;
  Licence licence =
      parts.code == "cc0"
          ? Licence{"cc0-1.0", "CC0-1.0", "cc0", base + "publicdomain/zero/1.0/", "", {}}
          : Licence{"pdm-1.0", "CC-PDM-1.0", "pdm", base + "publicdomain/mark/1.0/", "", {}};
  if (parts.version.empty()) licence.problems.emplace_back("version");
  return licence;
}

bool IsPort(std::string_view port) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return (port.size() == 2 && letter(port[0]) && letter(port[1])) ||
         Contains(BuiltInLists().licences["creative_commons"]["long_ports"], port);
}

/// "by-nc-sa-3.0-de" without its "cc-": the code ends where a digit follows a hyphen.
CommonsParts SplitKey(std::string_view key) {
  CommonsParts parts;
  std::size_t at = 0;
  while (at + 1 < key.size() && !(key[at] == '-' && key[at + 1] >= '0' && key[at + 1] <= '9')) ++at;
  if (at + 1 >= key.size()) return {std::string(key), "", ""};
  parts.code = key.substr(0, at);
  const std::string_view rest = key.substr(at + 1);
  const std::size_t hyphen = rest.find('-');
  parts.version = rest.substr(0, hyphen);
  if (hyphen != std::string_view::npos) parts.port = rest.substr(hyphen + 1);
  return parts;
}

}  // namespace

std::optional<Licence> CommonsLicence(const CommonsParts& parts) {
  if (parts.code == "cc0" || parts.code == "pdm" || parts.code == "cc-pddc") {
    return PublicDomainTool(parts);
  }
  const Lists& lists = BuiltInLists();
  const auto rule = lists.codes.find(parts.code);
  if (rule == lists.codes.end() || (!parts.port.empty() && !IsPort(parts.port))) {
    return std::nullopt;
  }
  Licence licence;
  licence.family = rule->second.family;
  licence.jurisdiction = parts.port;
  licence.key = licence.family;
  licence.url = std::string(kCommons) + "licenses/" + parts.code + "/";
  if (parts.version.empty()) {
    licence.problems.emplace_back("version");
    licence.spdx = CommonsSpdx(licence.key, /*versioned=*/false);
    licence.jurisdiction.clear();
    return licence;
  }
  const Json& commons = lists.licences["creative_commons"];
  if (std::ranges::find(rule->second.versions, parts.version) == rule->second.versions.end() ||
      (parts.port.empty() && Contains(commons["ported_only"], parts.version))) {
    return std::nullopt;
  }
  if (!parts.port.empty() && Contains(commons["unported_only"], parts.version)) {
    licence.jurisdiction.clear();
    licence.problems.emplace_back("port");
  }
  licence.key += fmt::format("-{}", parts.version);
  licence.url += fmt::format("{}/", parts.version);
  if (!licence.jurisdiction.empty()) {
    licence.key += fmt::format("-{}", licence.jurisdiction);
    licence.url += fmt::format("{}/", licence.jurisdiction);
  }
  licence.spdx = CommonsSpdx(licence.key, /*versioned=*/true);
  return licence;
}

std::optional<Licence> SpdxLicence(std::string_view id) {
  const std::string lower = ToLowerAscii(Trim(id));
  if (lower == "all-rights-reserved") return AllRightsReserved();
  if (lower == "licenseref-scancode-public-domain" || lower == "public-domain")
    return PublicDomainClaim();
  std::string_view name = lower;
  if (name.starts_with("licenseref-scancode-cc-")) name.remove_prefix(kScanCode.size());
  if (name.starts_with("licenseref-cc-"))
    name.remove_prefix(std::string_view("licenseref-").size());
  if (name == "cc0-1.0" || name == "cc0") return CommonsLicence({"cc0", "1.0", ""});
  if (name == "cc-pdm-1.0") return CommonsLicence({"pdm", "1.0", ""});
  if (name == "cc-pddc") return CommonsLicence({"cc-pddc", "", ""});
  if (name.starts_with("cc-")) {
    CommonsParts parts = SplitKey(name.substr(3));
    if (const std::size_t plus = parts.code.find("-plus"); plus != std::string::npos) {
      parts.code = fmt::format("{}+", parts.code.substr(0, plus));
    }
    return CommonsLicence(parts);
  }
  const auto& spdx = BuiltInLists().spdx;
  const auto found = spdx.find(lower);
  if (found == spdx.end()) return std::nullopt;
  return Licence{lower, found->second.id, found->second.family, "", "", {}};
}

Licence AllRightsReserved() {
  return {"all-rights-reserved", "all-rights-reserved", "all-rights-reserved", "", "", {}};
}

Licence PublicDomainClaim() {
  return {"public-domain", "LicenseRef-scancode-public-domain", "public-domain", "", "", {}};
}

bool Refines(const Licence& narrow, const Licence& broad) {
  if (narrow.key == broad.key) return true;
  return narrow.family == broad.family && narrow.key.size() > broad.key.size() &&
         narrow.key.starts_with(broad.key) && narrow.key[broad.key.size()] == '-' &&
         (broad.key == broad.family || broad.jurisdiction.empty());
}

}  // namespace assay::rights
