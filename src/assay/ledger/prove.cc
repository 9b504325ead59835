// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/ledger/bundle_internal.h"
#include "assay/ledger/disk_internal.h"
#include "assay/ledger/leaf_internal.h"
#include "assay/ledger/ledger.h"
#include "assay/ledger/note_internal.h"

namespace assay::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxCheckpointBytes = 1U << 20U;
constexpr std::string_view kProofHeader = "c2sp.org/tlog-proof@v1\n";
constexpr std::size_t kMaxPath = 64;

/// Hashes of a tree on disk. Each tile is read once.
class StoredTree {
 public:
  StoredTree(fs::path folder, std::uint64_t size) : folder_(std::move(folder)), size_(size) {}

  /// Hashes from the sibling of the leaf up to the child of the root.
  Result<std::vector<Digest>> Path(std::uint64_t index) {
    std::vector<Digest> path;
    std::uint64_t begin = 0;
    std::uint64_t end = size_;
    while (end - begin > 1) {
      const std::uint64_t middle = begin + std::bit_floor(end - begin - 1);
      const bool right = index >= middle;
      ASSAY_LET(const Digest sibling, right ? Root(begin, middle) : Root(middle, end));
      path.push_back(sibling);
      (right ? begin : end) = middle;
    }
    std::ranges::reverse(path);
    return path;
  }

 private:
  /// Root over leaves [begin, end), where `begin` is a multiple of the size's next power of two.
  Result<Digest> Root(std::uint64_t begin, std::uint64_t end) {
    const std::uint64_t size = end - begin;
    if (std::has_single_bit(size)) return Perfect(begin, size);
    const std::uint64_t middle = begin + std::bit_floor(size);
    ASSAY_LET(const Digest left, Root(begin, middle));
    ASSAY_LET(const Digest right, Root(middle, end));
    return NodeHash(left, right);
  }

  Result<Digest> Perfect(std::uint64_t begin, std::uint64_t size) {
    const unsigned level = static_cast<unsigned>(std::countr_zero(size)) / 8;
    const std::uint64_t first = begin >> (8 * level);
    const std::uint64_t count = size >> (8 * level);
    const LogFile file{.kind = FileKind::kTile,
                       .level = level,
                       .number = first / kTileWidth,
                       .width = WidthAt(size_, level, first / kTileWidth)};
    const auto [tile, is_new] = tiles_.try_emplace({file.level, file.number});
    if (is_new) {
      ASSAY_LET(tile->second, ReadTile(folder_, file));
    }
    return TreeRoot(std::span(tile->second).subspan(first % kTileWidth, count));
  }

  fs::path folder_;
  std::uint64_t size_;
  std::map<std::pair<unsigned, std::uint64_t>, std::vector<Digest>> tiles_;
};

/// A tlog-proof: index, path and the checkpoint that they lead to.
struct Proof {
  std::uint64_t index = 0;
  std::vector<Digest> path;
  std::string checkpoint;
};

std::string Format(const Proof& proof) {
  std::string text = fmt::format("{}index {}\n", kProofHeader, proof.index);
  for (const Digest& hash : proof.path) text += ToBase64(hash.bytes) + "\n";
  return text + "\n" + proof.checkpoint;
}

Error BadProof(std::string_view what) {
  return {ErrorCode::kCorrupt, fmt::format("proof: {}", what)};
}

Result<Proof> ParseProof(std::string_view text) {
  if (!text.starts_with(kProofHeader)) return BadProof("not a c2sp.org/tlog-proof@v1");
  text.remove_prefix(kProofHeader.size());
  const std::size_t blank = text.find("\n\n");
  if (blank == std::string_view::npos) return BadProof("no blank line before the checkpoint");
  Proof proof;
  proof.checkpoint = std::string(text.substr(blank + 2));
  std::string_view head = text.substr(0, blank + 1);
  const auto next_line = [&head] {
    const std::size_t end = head.find('\n');
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + 1);
    return line;
  };
  std::string_view line = next_line();
  if (line.starts_with("extra ")) {  // unauthenticated: well-formed, and otherwise of no meaning
    if (!FromBase64(line.substr(6)).ok() || head.empty()) return BadProof("a bad extra line");
    line = next_line();
  }
  if (!line.starts_with("index ")) return BadProof("no index");
  ASSAY_LET(proof.index, ParseDecimal(line.substr(6)));
  while (!head.empty()) {
    if (proof.path.size() == kMaxPath) return BadProof("too many hashes");
    ASSAY_LET(const Digest hash, DigestFromBase64(next_line()));
    proof.path.push_back(hash);
  }
  return proof;
}

Status CheckPayload(const Receipt& receipt) {
  if (receipt.payload.empty() && receipt.salt_hex.empty()) return Done{};  // erased
  const Result<Bytes> salt = FromHex(receipt.salt_hex);
  ASSAY_LET(const LeafView leaf, ParseLeaf(receipt.entry));
  if (salt.ok() && salt.value().size() == kSaltBytes &&
      CommitOf(AsText(salt.value()), receipt.payload) == leaf.commit)
    return Done{};
  return Error{ErrorCode::kCorrupt, "payload and salt do not match the commit in the entry"};
}

}  // namespace

Result<Receipt> Prove(const fs::path& folder, std::uint64_t index) {
  ASSAY_LET(std::string checkpoint_bytes, ReadFile(folder / "checkpoint", kMaxCheckpointBytes));
  ASSAY_LET(const Note note, ParseNote(checkpoint_bytes));
  ASSAY_LET(const Checkpoint checkpoint, ParseCheckpoint(note.text));
  if (index >= checkpoint.size)
    return Error{ErrorCode::kNotFound,
                 fmt::format("the log has {} entries, none with index {}", checkpoint.size, index)};
  const std::uint64_t number = index / kTileWidth;
  ASSAY_LET(const std::unique_ptr<Bundle> bundle, ReadEntries(folder, checkpoint.size, number));
  const LogFile payload_file{.kind = FileKind::kPayload,
                             .level = 0,
                             .number = number,
                             .width = WidthAt(checkpoint.size, 0, number)};
  ASSAY_LET(const std::string payload_bytes, ReadLogFile(folder, payload_file));
  ASSAY_LET(const auto payloads, ParsePayloads(payload_bytes, payload_file.width));
  const StoredPayload& stored = payloads[index % kTileWidth];
  Receipt receipt{.proof = {},
                  .entry = std::string(bundle->entries[index % kTileWidth]),
                  .payload = std::string(stored.payload),
                  .salt_hex = ToHex(AsBytes(stored.salt))};
  Proof proof{.index = index, .path = {}, .checkpoint = std::move(checkpoint_bytes)};
  ASSAY_LET(proof.path, StoredTree(folder, checkpoint.size).Path(index));
  ASSAY_LET(const Digest root, RootFromInclusion(LeafHash(AsBytes(receipt.entry)), index,
                                                 checkpoint.size, proof.path));
  if (root != checkpoint.root)
    return Error{ErrorCode::kCorrupt,
                 fmt::format("entry {} and the tiles give the root {}, the checkpoint says {}",
                             index, root.Hex(), checkpoint.root.Hex())};
  ASSAY_TRY(CheckPayload(receipt));
  receipt.proof = Format(proof);
  return receipt;
}

Result<std::uint64_t> CheckReceipt(const Receipt& receipt, std::string_view vkey) {
  ASSAY_CHECK(sodium_init() >= 0);
  ASSAY_LET(const VerifierKey key, ParseVkey(vkey));
  ASSAY_LET(const Proof proof, ParseProof(receipt.proof));
  ASSAY_LET(const Checkpoint checkpoint, OpenCheckpoint(proof.checkpoint, key));
  ASSAY_LET(const Digest root, RootFromInclusion(LeafHash(AsBytes(receipt.entry)), proof.index,
                                                 checkpoint.size, proof.path));
  if (root != checkpoint.root)
    return BadProof(fmt::format("entry and path give the root {}, signed is {}", root.Hex(),
                                checkpoint.root.Hex()));
  ASSAY_TRY(CheckPayload(receipt));
  return proof.index;
}

}  // namespace assay::ledger
