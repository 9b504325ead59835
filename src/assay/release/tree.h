// SPDX-License-Identifier: Apache-2.0
//
// The one tree over a set of records: what each record is and what was decided about it, under one
// root that two runs on two machines share. No times, machine paths, ledger salts, decision ids or
// raw floats enter it. It does not sign and it does not log.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/decision.h"
#include "assay/core/fact.h"
#include "assay/core/hash.h"
#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::release {

/// One record as the tree sees it. Every member is in the row's canonical text, also when empty.
struct TreeRow {
  std::string key;
  std::string asset;                 ///< "sha256:..." or empty when it could not be read
  std::string kind;                  ///< "image"; empty when unknown
  std::string split;                 ///< empty for an audit
  std::string licence;               ///< concluded SPDX id, or empty
  std::vector<std::string> parents;  ///< keys
  std::vector<std::string> labels;
  std::string verdict;               ///< "allow", "deny", "review", "dead"
  std::vector<std::string> reasons;  ///< codes, sorted, each once; of a dead record its outcome
  Json obligations = Json::array();  ///< [{code, params}]
  std::string policy;                ///< digest, hex
  std::string situation;             ///< digest, hex; empty for a dead record
};

/// Canonical JSON of the row; empty texts of `asset`, `kind`, `split`, `licence` and `situation`
/// are null.
/// Source:  DESIGN, "One tree for a set of records"; RFC 8785.
std::string Canonical(const TreeRow& row);

/// A record with its canonical texts parsed.
struct ParsedRecord {
  std::vector<Fact> facts;
  std::optional<Decision> decision;  ///< none for a dead record
};

/// Errors:  kInvalidArgument for a record that is still pending; kCorrupt when its facts or its
///          decision are not what the catalog promises, or the decision is not where it stands.
Result<ParsedRecord> Parse(const catalog::RecordRow& record);

/// The row of a decided or dead record: the one reading of the catalog that pipeline, documents
/// and verifiers share. `parsed` is what Parse made of `record`.
TreeRow RowFor(const catalog::RecordRow& record, const ParsedRecord& parsed,
               std::string_view policy_digest);

/// Why a dead record is dead: its outcome, "unread" when its bytes were never seen, or "unmade"
/// when it could be read and nothing could be made of it.
std::string DeadReason(const catalog::RecordRow& record);

/// The members of a decision's obligations: [{code, params}].
Json ToJson(std::span<const Obligation> obligations);

/// Codes of a decision's reasons, sorted, each once.
std::vector<std::string> ReasonCodes(const Decision& decision);

/// SHA-256 of "assay.release.salt/1", a line feed and the plan's seed in decimal.
Digest ReleaseSalt(std::uint64_t seed);

/// Where a key stands in the tree: SHA-256(salt || key).
Digest PlaceOf(const Digest& salt, std::string_view key);

/// One row in the tree.
struct TreeLeaf {
  Digest place;  ///< PlaceOf its key
  Digest hash;   ///< RFC 6962 leaf hash of the row's canonical text
};

/// The leaf of a row whose canonical text is `canonical`.
TreeLeaf LeafFor(const Digest& salt, std::string_view key, std::string_view canonical);

/// Leaves sorted by SHA-256(salt || key), hashed as RFC 6962 says.
/// Cost:    64 bytes a record; Root sorts: O(n log n).
class TreeBuilder {
 public:
  explicit TreeBuilder(const Digest& salt) : salt_(salt) {}

  /// In any order.
  Status Add(const TreeRow& row);

  /// As above, for a row whose canonical text is at hand.
  Status Add(std::string_view key, std::string_view canonical);

  /// Errors:  kCorrupt when two rows had the same key.
  [[nodiscard]] Result<Digest> CheckedRoot();

  /// As CheckedRoot, for keys that are known to differ: aborts otherwise.
  [[nodiscard]] Digest Root() { return CheckedRoot().value(); }

  [[nodiscard]] std::size_t size() const { return leaves_.size(); }

  /// How many leaves stand before `place`. Requires CheckedRoot.
  [[nodiscard]] std::uint64_t Before(const Digest& place) const;

  /// From leaf `index` to the root. Requires CheckedRoot. Errors: as InclusionPath.
  [[nodiscard]] Result<std::vector<Digest>> Path(std::uint64_t index) const;

 private:
  [[nodiscard]] std::vector<Digest> Hashes() const;

  Digest salt_;
  std::vector<TreeLeaf> leaves_;
};

}  // namespace assay::release
