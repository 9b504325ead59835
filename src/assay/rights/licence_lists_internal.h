// SPDX-License-Identifier: Apache-2.0
//
// The dated lists of policies/default/licences.json, parsed once. Grammar lives in code, lists
// here.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/json.h"

namespace assay::rights {

/// One code of a Creative Commons address: "by-nc-sa".
struct CodeRule {
  std::vector<std::string> versions;
  std::string family;  ///< the same code, but for old orders of the parts
};

struct SpdxEntry {
  std::string id;  ///< as the SPDX list spells it
  std::string family;
};

struct Lists {
  Json licences;  ///< member "licences" of the file
  Json signals;   ///< member "signals"
  std::map<std::string, CodeRule, std::less<>> codes;
  std::map<std::string, SpdxEntry, std::less<>> spdx;                 ///< by lower-case id
  std::map<std::string, std::string, std::less<>> rights_statements;  ///< lower-case name -> name
  std::vector<std::pair<std::string, std::string>> addresses;  ///< prefix without scheme -> id
  std::vector<std::string> id_addresses;                       ///< prefixes that an id follows
  std::map<std::string, std::string, std::less<>> fields;      ///< lower-case name -> meaning
};

/// The lists that were compiled in. Threads: initialised once, read only afterwards.
const Lists& BuiltInLists();

/// The tables that signals are read by: signal_tables.h.
const Json& SignalTables();

/// The strings of a JSON array; empty when `value` is none.
std::vector<std::string> Strings(const Json& value);

}  // namespace assay::rights
