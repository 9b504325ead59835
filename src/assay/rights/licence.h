// SPDX-License-Identifier: Apache-2.0
//
// One licence by its three names: canonical key, SPDX id, address. What it permits is policy's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rights {

/// Equal licences have equal keys.
struct Licence {
  std::string key;           ///< "by-4.0", "by-nc-sa-3.0-de"; else the SPDX id in lower case
  std::string spdx;          ///< "CC-BY-4.0", "LicenseRef-…", "all-rights-reserved"
  std::string family;        ///< a name of licences.families in licences.json: "by-nc-sa"
  std::string url;           ///< canonical address, or empty
  std::string jurisdiction;  ///< of a ported licence: "de", "igo"
  std::vector<std::string> problems;  ///< departures that do not change the meaning: "port"

  bool operator==(const Licence&) const = default;
};

/// Parts of a Creative Commons name. Empty version: the text names none.
struct CommonsParts {
  std::string code;  ///< "by-nc", "cc0", "pdm", also old and retired codes
  std::string version;
  std::string port;
};

/// The licence with these parts, or none where Creative Commons never published it.
///
/// Shapes:  lower-case parts. A port of 4.0 is dropped and noted as problem "port"; a missing
///          version is noted as problem "version" and gives "LicenseRef-CC-BY".
/// Source:  creativecommons.org/licenses/list.en; SPDX ids where the list has one, else ScanCode's
///          "LicenseRef-scancode-cc-…" names.
std::optional<Licence> CommonsLicence(const CommonsParts& parts);

/// The licence that an SPDX id names, in any case: "mit", "CC-BY-SA-3.0-DE",
/// "LicenseRef-RightsStatements-InC-1.0", "all-rights-reserved". No expressions, no "+".
std::optional<Licence> SpdxLicence(std::string_view id);

Licence AllRightsReserved();
Licence PublicDomainClaim();

/// True when `narrow` says what `broad` says, or the same with a version or port added: the two do
/// not contradict each other.
bool Refines(const Licence& narrow, const Licence& broad);

}  // namespace assay::rights
