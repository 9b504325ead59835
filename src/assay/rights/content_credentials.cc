// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "assay/core/bytes.h"
#include "assay/rights/content_credentials_internal.h"
#include "assay/rights/licence_lists_internal.h"
#include "assay/rights/marks_internal.h"

namespace assay::rights {
namespace {

constexpr std::size_t kLimit_bytes = 16U << 20U;
constexpr std::size_t kManifests = 256;  // ingredients of ingredients; more are a hostile file
constexpr std::size_t kCodes = 64;
constexpr int kMetadataDepth = 3;

const Json& Member(const Json& object, std::string_view name) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto found = object.find(name);
  return found == object.end() ? none : *found;
}

/// The state that the validator gave: words of rights.c2pa and of a signal's authority.
struct Standing {
  std::string validation = "unknown";  ///< "valid", "untrusted", "invalid", "unknown"
  std::string authority = "unknown";
};

Standing StandingOf(std::string_view state) {
  if (state == "Trusted") return {"valid", "trusted"};
  if (state == "Valid") return {"untrusted", "untrusted"};
  if (state == "Invalid") return {"invalid", "invalid"};
  return {};
}

void AddCodes(const Json& problems, std::set<std::string>& codes) {
  if (!problems.is_array()) return;
  for (const Json& item : problems) {
    const std::string code = StringOr(item, "code");
    if (!code.empty() && codes.size() < kCodes) codes.insert(ToUtf8(code, 128));
  }
}

/// What failed in the active manifest and in its ingredients.
std::vector<std::string> FailureCodes(const Json& store) {
  std::set<std::string> codes;
  AddCodes(Member(store, "validation_status"), codes);
  const Json& results = Member(store, "validation_results");
  AddCodes(Member(Member(results, "activeManifest"), "failure"), codes);
  const Json& deltas = Member(results, "ingredientDeltas");
  if (deltas.is_array()) {
    for (const Json& delta : deltas) {
      AddCodes(Member(Member(delta, "validationDeltas"), "failure"), codes);
    }
  }
  return {codes.begin(), codes.end()};
}

class Reader {
 public:
  Reader(const Json& root, Statements& out)
      : root_(root), store_(root.contains("store") ? root.at("store") : root), out_(out) {}

  void Read() {
    std::string state = StringOr(root_, "state");
    if (state.empty()) state = StringOr(store_, "validation_state");
    standing_ = StandingOf(state);
    const bool broken =
        standing_.validation == "unknown" || !Member(store_, "manifests").is_object();
    out_.Add("rights.c2pa", broken ? FactState::kMalformed : FactState::kPresent,
             {{"validation", standing_.validation}, {"codes", FailureCodes(store_)}}, "c2pa:store",
             state);
    const std::string active = StringOr(store_, "active_manifest");
    Visit(active, /*is_active=*/true);
    // Manifests that no ingredient leads to still are in the file.
    const Json& manifests = Member(store_, "manifests");
    if (!manifests.is_object()) return;
    for (const auto& [label, manifest] : manifests.items()) Visit(label, /*is_active=*/false);
  }

 private:
  void Visit(const std::string& label, bool is_active) {
    const Json& manifest = Member(Member(store_, "manifests"), label);
    if (!manifest.is_object() || visited_.size() >= kManifests) return;
    if (!visited_.insert(label).second) return;
    const Json& assertions = Member(manifest, "assertions");
    if (!assertions.is_array()) return;
    for (const Json& assertion : assertions) {
      const std::string name = StringOr(assertion, "label");
      const Json& data = Member(assertion, "data");
      if (IsTrainingMining(name))
        ReadEntries(name, data, is_active);
      else if (is_active && IsMetadata(name))
        ReadMetadata(name, data, 0);
    }
  }

  /// Labels may carry an instance: "c2pa.training-mining__1".
  static bool IsTrainingMining(std::string_view label) {
    return label.starts_with("c2pa.training-mining") || label.starts_with("cawg.training-mining");
  }

  static bool IsMetadata(std::string_view label) {
    constexpr std::array<std::string_view, 5> kLabels = {
        "c2pa.metadata", "cawg.metadata", "stds.iptc", "stds.exif", "stds.schema-org.CreativeWork"};
    return std::ranges::any_of(kLabels,
                               [&](std::string_view known) { return label.starts_with(known); });
  }

  void ReadEntries(const std::string& label, const Json& data, bool is_active) {
    const Json& entries = Member(data, "entries");
    const std::string carrier = "c2pa:" + label;
    if (!entries.is_object()) {
      out_.AddSignal({"c2pa", "", Json::array(), true}, standing_.authority, Scope(is_active),
                     carrier, ToUtf8(data.dump(), kEvidenceRaw_bytes));
      return;
    }
    Signal signal{"c2pa", "", Json::array(), false};
    for (const auto& [name, entry] : entries.items()) {
      const std::string use = StringOr(entry, "use");
      const std::string kind = name.substr(name.rfind('.') + 1);
      const Json& table = SignalTables()["c2pa"];
      const auto uses = table.find(kind);
      if (uses == table.end()) continue;  // an entry of somebody else's
      const std::string value = ValueOf(use, entry, is_active, signal);
      if (value.empty()) continue;
      for (Json& item : Asserts(Strings(*uses), value)) signal.asserts.push_back(std::move(item));
      signal.value += fmt::format("{}{}={}", signal.value.empty() ? "" : " ", kind, use);
    }
    std::ranges::sort(signal.asserts.get_ref<Json::array_t&>(),
                      [](const Json& a, const Json& b) { return a < b; });
    out_.AddSignal(std::move(signal), standing_.authority, Scope(is_active), carrier,
                   ToUtf8(entries.dump(), kEvidenceRaw_bytes));
  }

  /// What one entry asserts; empty for nothing. Constrained without its conditions is a refusal.
  std::string ValueOf(std::string_view use, const Json& entry, bool is_active,
                      Signal& signal) const {
    const bool counts =
        is_active && (standing_.validation == "valid" || standing_.validation == "untrusted");
    if (use == "notAllowed") return "deny";
    if (use == "constrained") {
      const auto told = [&](std::string_view name) { return !Trim(StringOr(entry, name)).empty(); };
      return counts && (told("constraint_info") || told("constraints_info")) ? "conditional"
                                                                             : "deny";
    }
    if (use != "allowed") {
      signal.malformed = true;
      return "";
    }
    return counts ? "allow" : "";
  }

  static std::string_view Scope(bool is_active) { return is_active ? "asset" : "parent"; }

  /// JSON-LD of XMP properties, and schema.org's own names for a few of them.
  void ReadMetadata(const std::string& label, const Json& data, int depth) {
    if (!data.is_object() || depth > kMetadataDepth) return;
    for (const auto& [name, value] : data.items()) {
      const auto field = MetadataField(name);
      if (field)
        ReadValue(*field, fmt::format("c2pa:{}/{}", label, name), value, 0);
      else if (value.is_object())
        ReadMetadata(label, value, depth + 1);
    }
  }

  static std::optional<Field> MetadataField(std::string_view name) {
    if (name == "license") return Field::kLicence;
    if (name == "copyrightNotice") return Field::kRights;
    if (name == "creditText") return Field::kCredit;
    if (name == "author" || name == "creator") return Field::kCreator;
    return XmpField(name);
  }

  /// Language alternatives, lists and {"name": ...} of people come down to their texts.
  void ReadValue(Field field, const std::string& carrier, const Json& value, int depth) {
    if (depth > kMetadataDepth) return;
    if (value.is_string()) out_.Read(field, value.get_ref<const std::string&>(), carrier);
    if (field == Field::kCreator && value.is_object()) {
      out_.Read(field, StringOr(value, "name"), carrier);
      return;
    }
    if (!value.is_array() && !value.is_object()) return;
    for (const Json& item : value) ReadValue(field, carrier, item, depth + 1);
  }

  const Json& root_;
  const Json& store_;
  Statements& out_;
  Standing standing_;
  std::set<std::string> visited_;
};

}  // namespace

void ReadContentCredentials(const Mark& mark, Statements& out) {
  const auto malformed = [&](std::string_view why) {
    out.Add("rights.c2pa", FactState::kMalformed,
            {{"validation", "unknown"}, {"codes", Json::array()}}, "c2pa:" + mark.name, why);
  };
  if (mark.name == "error") return malformed(mark.value);
  if (mark.name != "store") return;
  const auto root = ParseJson(mark.value, {.bytes = kLimit_bytes});
  if (!root.ok()) return malformed(root.error().what);
  if (!root.value().is_object()) return malformed("no JSON object");
  Reader(root.value(), out).Read();
}

}  // namespace assay::rights
