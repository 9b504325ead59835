// SPDX-License-Identifier: Apache-2.0
//
// What is known of a record, and where it was read. A fact states; it never judges.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay {

/// How a question to a source was answered. Never collapse these into a bool.
enum class FactState {
  kPresent,      ///< it was there, and `value` says what
  kAbsent,       ///< we looked, and it was not there
  kUnreachable,  ///< we asked, and got no answer
  kMalformed,    ///< it was there, and breaks its own grammar; `value` holds what could be salvaged
  kNotProbed,    ///< nobody asked
};
std::string_view Name(FactState state);  // "present", "absent", ...
Result<FactState> ParseFactState(std::string_view name);

/// What was read, where, by which version of which step.
struct Evidence {
  std::string step;     ///< "rights", "quality", "similarity", "privacy", "media"
  std::string version;  ///< of the step: "1"
  std::string carrier;  ///< place and field: "exif:Copyright", "xmp:cc:license", "manifest:license"
  std::string source;   ///< "asset", "sidecar:<name>", "folder:<path>", "manifest:<row>", "set"
  std::string raw;      ///< the text as found, valid UTF-8, at most kEvidenceRaw_bytes

  bool operator==(const Evidence&) const = default;
};
inline constexpr std::size_t kEvidenceRaw_bytes = 2048;

/// One statement. `name` is dotted, its first part the module: "rights.licence".
struct Fact {
  std::string name;
  FactState state = FactState::kPresent;
  Json value;  ///< null unless the name defines one (docs/reference/facts.md)
  Evidence evidence;

  bool operator==(const Fact&) const = default;
};

Json ToJson(const Fact& fact);

/// Errors:  kCorrupt when a member is missing, of the wrong type, or unknown.
Result<Fact> FactFromJson(Json json);

/// Canonical JSON of ToJson(fact), without making that.
std::string FactText(const Fact& fact);

/// Names a fact by its content: "f:" and 16 hexadecimal digits.
std::string FactId(const Fact& fact);

/// Canonical text of all facts of one record: the blob that the catalog keeps.
std::string FactsBlob(std::span<const Fact> facts);
Result<std::vector<Fact>> FactsFromBlob(std::string_view blob);

/// First fact of that name, or none.
const Fact* Find(std::span<const Fact> facts, std::string_view name);

/// One field of embedded or adjacent metadata, as extracted and before anyone gave it a meaning.
struct Mark {
  std::string carrier;  ///< "exif", "iptc", "xmp", "c2pa", "png", "jpeg", "gif"
  std::string name;     ///< "Copyright", "2:116", "cc:license", "store", "text:Author"
  std::string value;    ///< valid UTF-8
  std::string lang;     ///< xml:lang of this value, or empty

  bool operator==(const Mark&) const = default;
};

}  // namespace assay
