// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "assay/codec/metadata_internal.h"
#include "native/c2pa.h"

namespace assay::codec {
namespace {

struct FreeText {
  void operator()(char* text) const { assay_native_free(text); }
};
using NativeText = std::unique_ptr<char, FreeText>;

/// How much of a manifest store is kept, from the most to the least.
enum class Keep { kMostAssertions, kOptOuts, kActiveOptOuts, kVerdict };

/// Assertions that say what may be done with the picture, who says so, and how it was made.
bool IsKept(std::string_view label, Keep keep) {
  if (keep == Keep::kVerdict) return false;
  if (label.find("training-mining") != std::string_view::npos) return true;
  if (keep != Keep::kMostAssertions) return label.starts_with("cawg.identity");
  constexpr std::array kPrefixes = {"cawg.", "c2pa.actions", "c2pa.metadata", "stds."};
  return std::ranges::any_of(kPrefixes, [&](auto prefix) { return label.starts_with(prefix); });
}

/// Those of `names` that `object` has.
Json Members(const Json& object, std::span<const std::string_view> names) {
  Json kept = Json::object();
  if (!object.is_object()) return kept;
  for (const std::string_view name : names) {
    const auto found = object.find(name);
    if (found != object.end()) kept[std::string(name)] = *found;
  }
  return kept;
}

Json EachMembers(const Json& objects, std::span<const std::string_view> names) {
  Json kept = Json::array();
  if (!objects.is_array()) return kept;
  for (const Json& object : objects) kept.push_back(Members(object, names));
  return kept;
}

const Json& At(const Json& object, std::string_view name) {
  static const Json kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(name);
  return found == object.end() ? kNothing : *found;
}

Json ReducedManifest(const Json& manifest, Keep keep) {
  using namespace std::string_view_literals;
  constexpr std::array kPlain = {
      "label"sv,         "title"sv, "format"sv, "claim_generator"sv, "claim_generator_info"sv,
      "signature_info"sv};
  constexpr std::array kIngredient = {"title"sv, "relationship"sv, "active_manifest"sv,
                                      "validation_status"sv};
  Json reduced = Members(manifest, kPlain);
  reduced["assertions"] = Json::array();
  const Json& assertions = At(manifest, "assertions");
  if (assertions.is_array()) {
    for (const Json& assertion : assertions) {
      if (IsKept(StringOr(assertion, "label"), keep)) reduced["assertions"].push_back(assertion);
    }
  }
  if (keep == Keep::kMostAssertions)
    reduced["ingredients"] = EachMembers(At(manifest, "ingredients"), kIngredient);
  return reduced;
}

/// Codes: what held and what did not in the active manifest, what did not in its ingredients.
Json ReducedResults(const Json& results) {
  using namespace std::string_view_literals;
  constexpr std::array kCode = {"code"sv};
  const Json& active = At(results, "activeManifest");
  Json reduced = Json::object();
  for (const char* kind : {"success", "informational", "failure"})
    reduced[kind] = EachMembers(At(active, kind), kCode);
  Json deltas = Json::array();
  const Json& all = At(results, "ingredientDeltas");
  if (all.is_array()) {
    for (const Json& delta : all)
      deltas.push_back(
          {{"validationDeltas",
            {{"failure", EachMembers(At(At(delta, "validationDeltas"), "failure"), kCode)}}}});
  }
  return {{"activeManifest", std::move(reduced)}, {"ingredientDeltas", std::move(deltas)}};
}

/// The native reader's document without what nobody judges by: thumbnails, hashes, explanations.
Json Reduced(const Json& document, Keep keep) {
  using namespace std::string_view_literals;
  constexpr std::array kCode = {"code"sv};
  const Json& store = At(document, "store");
  const std::string active = StringOr(store, "active_manifest");
  Json reduced = {{"active_manifest", active}, {"manifests", Json::object()}};
  reduced["validation_status"] = EachMembers(At(store, "validation_status"), kCode);
  reduced["validation_results"] = ReducedResults(At(store, "validation_results"));
  const Json& manifests = At(store, "manifests");
  if (manifests.is_object()) {
    for (const auto& [label, manifest] : manifests.items()) {
      const bool wanted = keep < Keep::kActiveOptOuts || label == active;
      if (wanted) reduced["manifests"][label] = ReducedManifest(manifest, keep);
    }
  }
  return {{"state", StringOr(document, "state")}, {"store", std::move(reduced)}};
}

std::string Fitting(const Json& document) {
  for (const Keep keep : {Keep::kMostAssertions, Keep::kOptOuts, Keep::kActiveOptOuts}) {
    std::string text = Canonical(Reduced(document, keep));
    if (text.size() <= kMarkLimit_bytes) return text;
  }
  return Canonical(Reduced(document, Keep::kVerdict));
}

}  // namespace

void AddCredentials(Draft& draft) {
  const std::string& mime = draft.picture.media_type;
  char* out = nullptr;
  char* error = nullptr;
  const int code =
      assay_c2pa_read(mime.data(), mime.size(), draft.file.data(), draft.file.size(), &out, &error);
  const NativeText text(out);
  const NativeText why(error);
  if (code == ASSAY_NATIVE_NOTHING) return;
  if (code != ASSAY_NATIVE_OK || text == nullptr) {
    draft.AddMark("c2pa", "error", why == nullptr ? "unreadable" : why.get());
    return;
  }
  constexpr JsonLimits kLimits{.bytes = std::size_t{64} << 20U};
  const auto document = ParseJson(text.get(), kLimits);
  if (!document.ok()) return draft.AddMark("c2pa", "error", document.error().what);
  draft.AddMark("c2pa", "state", StringOr(document.value(), "state"));
  draft.AddMark("c2pa", "store", Fitting(document.value()));
}

}  // namespace assay::codec
