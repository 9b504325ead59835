// SPDX-License-Identifier: Apache-2.0
//
// Structured header fields: dictionaries, as far as signals of rights need them. Values are checked
// and skipped, but for tokens: no protocol here gives a meaning to any other type.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rights {

struct DictionaryMember {
  std::string key;
  std::string token;  ///< empty when the value is no token
};

struct Dictionary {
  std::vector<DictionaryMember> members;  ///< each key once; of several the last counts
  bool repeated = false;                  ///< a key stood there more than once
};

/// The whole text as a dictionary; nothing when any of it breaks the grammar. An empty text is an
/// empty dictionary. Parameters are read and dropped.
///
/// Cost:    O(bytes * members), text over 64 KiB is no dictionary.
/// Source:  RFC 9651, section 4.2.
std::optional<Dictionary> ParseDictionary(std::string_view text);

}  // namespace assay::rights
