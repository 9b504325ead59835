// SPDX-License-Identifier: Apache-2.0
#include "assay/release/proof.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/ledger/digest_note.h"
#include "assay/release/inventory.h"
#include "assay/release/tree.h"
#include "assay/release/verify.h"

namespace assay::release {
namespace {

constexpr std::string_view kSchema = "assay.release.proof/1";
constexpr std::size_t kProof_bytes = 16U << 20U;
constexpr std::size_t kText_bytes = 4U << 20U;

Error Bad(std::string what) { return {ErrorCode::kCorrupt, std::move(what)}; }

struct Neighbour {
  Digest place;
  std::string text;
};

/// The record itself, and the two that stand next to where it would stand.
struct Found {
  std::optional<Neighbour> left;
  std::optional<Neighbour> self;
  std::optional<Neighbour> right;
};

void Offer(const Digest& wanted, const Digest& place, const std::string& text, Found& found) {
  if (place == wanted) {
    found.self = {place, text};
  } else if (place < wanted) {
    if (!found.left || found.left->place < place) found.left = {place, text};
  } else if (!found.right || place < found.right->place) {
    found.right = {place, text};
  }
}

Result<Json> LeafJson(const TreeBuilder& tree, const std::optional<Neighbour>& leaf) {
  if (!leaf) return Json();
  const std::uint64_t index = tree.Before(leaf->place);
  ASSAY_LET(const std::vector<Digest> path, tree.Path(index));
  Json hashes = Json::array();
  for (const Digest& hash : path) hashes.push_back(hash.Hex());
  return Json{{"row", leaf->text}, {"index", index}, {"path", std::move(hashes)}};
}

/// A leaf of a proof whose path leads to the root.
struct Leaf {
  std::string key;
  Digest place;
  std::uint64_t index = 0;
};

Result<Leaf> ParseLeaf(const Json& json, const Statement& made) {
  const bool has_members = json.is_object() && json.size() == 3 && json.contains("row") &&
                           json.contains("index") && json.contains("path") &&
                           json.at("row").is_string() && json.at("index").is_number_unsigned() &&
                           json.at("path").is_array();
  if (!has_members) return Bad("a leaf without row, index and path, or with more");
  const std::string row = json.at("row");
  Leaf leaf;
  ASSAY_LET(leaf.key, KeyOfRow(row));
  leaf.place = PlaceOf(made.salt, leaf.key);
  leaf.index = json.at("index").get<std::uint64_t>();
  std::vector<Digest> path;
  for (const Json& hash : json.at("path")) {
    const auto digest = ParseDigest(hash.is_string() ? hash.get<std::string>() : "");
    if (!digest.ok() || digest.value().Hex() != hash.get<std::string>())
      return Bad("a path of something but hashes");
    path.push_back(digest.value());
  }
  if (leaf.index >= made.count) return Bad("a leaf behind the last one");
  ASSAY_LET(const Digest root,
            RootFromInclusion(LeafHash(AsBytes(row)), leaf.index, made.count, path));
  if (root != made.root) return Bad("a path that does not lead to the root");
  return leaf;
}

Status CheckMember(const Json& proof, const Statement& made, const std::string& key) {
  ASSAY_LET(const Leaf leaf, ParseLeaf(proof.at("leaf"), made));
  return leaf.key == key ? Status(Done{}) : Status(Bad("the row is another record's"));
}

/// No leaf can stand between two that are neighbours, before the first or behind the last.
Status CheckAbsent(const Json& proof, const Statement& made, const std::string& key) {
  const Digest place = PlaceOf(made.salt, key);
  std::uint64_t before = 0;  // leaves that are shown to stand before the place
  if (!proof.at("left").is_null()) {
    ASSAY_LET(const Leaf left, ParseLeaf(proof.at("left"), made));
    if (left.place >= place) return Bad("the left neighbour does not stand to the left");
    before = left.index + 1;
  }
  std::uint64_t end = made.count;
  if (!proof.at("right").is_null()) {
    ASSAY_LET(const Leaf right, ParseLeaf(proof.at("right"), made));
    if (right.place <= place) return Bad("the right neighbour does not stand to the right");
    end = right.index;
  }
  if (before != end) return Bad("the two records are no neighbours: one between them is not shown");
  return Done{};
}

bool HasMembers(const Json& proof, std::vector<const char*> names) {
  names.insert(names.end(), {"schema", "kind", "key", "statement", "signature"});
  return proof.size() == names.size() &&
         std::ranges::all_of(names, [&proof](const char* name) { return proof.contains(name); });
}

Result<Json> ParseProof(std::string_view text) {
  auto json = ParseJson(text, {.bytes = kProof_bytes});
  if (!json.ok()) return Error(json.error()).In("the proof");
  const Json& proof = json.value();
  const std::string kind = StringOr(proof, "kind");
  const bool is_whole = (kind == "member" && HasMembers(proof, {"leaf"})) ||
                        (kind == "absent" && HasMembers(proof, {"left", "right"}));
  if (!is_whole || StringOr(proof, "schema") != kSchema || !proof.at("key").is_string())
    return Bad("not what assay release prove writes");
  return json;
}

}  // namespace

Result<Json> Prove(const std::filesystem::path& folder, std::string_view key,
                   const ReadTable& read) {
  ASSAY_LET(const Statement made, OpenRelease(folder));
  ASSAY_LET(const std::string statement, ReadInside(folder, kStatementFile, kText_bytes));
  ASSAY_LET(const std::string signature, ReadInside(folder, kSignatureFile, kText_bytes));
  const Digest place = PlaceOf(made.salt, key);
  TreeBuilder tree(made.salt);
  Found found;
  ASSAY_TRY(ForEachRow(read, folder / kManifestFile, [&](const ManifestRow& row) -> Status {
    Offer(place, PlaceOf(made.salt, row.key), row.text, found);
    return tree.Add(row.key, row.text);
  }));
  ASSAY_LET(const Digest root, tree.CheckedRoot());
  if (root != made.root || tree.size() != made.count)
    return Bad("the rows do not give the root of release.json");
  Json proof = {{"schema", kSchema},
                {"kind", found.self ? "member" : "absent"},
                {"key", key},
                {"statement", statement},
                {"signature", signature}};
  if (found.self) {
    ASSAY_LET(proof["leaf"], LeafJson(tree, found.self));
  } else {
    ASSAY_LET(proof["left"], LeafJson(tree, found.left));
    ASSAY_LET(proof["right"], LeafJson(tree, found.right));
  }
  return proof;
}

Result<Checked> CheckProof(std::string_view proof, std::string_view root, std::string_view vkey) {
  ASSAY_LET(const Json json, ParseProof(proof));
  const std::string statement = StringOr(json, "statement");
  Checked checked;
  checked.key = json.at("key").get<std::string>();
  checked.is_member = StringOr(json, "kind") == "member";
  ASSAY_LET(checked.statement, ParseStatement(statement));
  const Statement& made = checked.statement;
  ASSAY_TRY(ledger::CheckDigestNote(StringOr(json, "signature"),
                                    vkey.empty() ? made.ledger_vkey : vkey, kStatementType,
                                    Sha256(statement)));
  if (!root.empty()) {
    ASSAY_LET(const Digest wanted, ParseDigest(root));
    if (wanted != made.root) return Bad("a proof for another root");
  }
  if (made.count == 0 && made.root != TreeRoot({})) return Bad("no records, and yet a root");
  ASSAY_TRY(checked.is_member ? CheckMember(json, made, checked.key)
                              : CheckAbsent(json, made, checked.key));
  return checked;
}

}  // namespace assay::release
