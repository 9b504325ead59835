// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <utility>

#include "assay/ledger/frontier_internal.h"

namespace assay::ledger {

std::string PackTile(std::span<const Digest> hashes) {
  std::string bytes;
  bytes.reserve(hashes.size() * sizeof(Digest));
  for (const Digest& hash : hashes) bytes.append(AsText(hash.bytes));
  return bytes;
}

Result<std::vector<Digest>> ParseTile(std::string_view bytes, std::uint64_t width) {
  std::vector<Digest> hashes(width);
  if (bytes.size() != width * sizeof(Digest))
    return Error{ErrorCode::kCorrupt, "a tile of the wrong length"};
  for (std::size_t i = 0; i < width; ++i)
    std::ranges::copy(AsBytes(bytes.substr(i * sizeof(Digest), sizeof(Digest))),
                      hashes[i].bytes.begin());
  return hashes;
}

Result<Frontier> Frontier::Load(std::uint64_t size, const ReadTile& read) {
  Frontier frontier;
  frontier.size_ = size;
  for (unsigned level = 0; level <= kMaxLevel && (size >> (8 * level)) > 0; ++level) {
    frontier.partial_.emplace_back();
    const LogFile tile = frontier.PartialFile(level);
    if (tile.width == 0) continue;
    ASSAY_LET(frontier.partial_.back(), read(tile));
  }
  return frontier;
}

LogFile Frontier::PartialFile(unsigned level) const {
  const std::uint64_t hashes = size_ >> (8 * level);
  return {.kind = FileKind::kTile,
          .level = level,
          .number = hashes / kTileWidth,
          .width = hashes % kTileWidth};
}

void Frontier::Add(const Digest& leaf_hash, const OnFull& on_full) {
  Digest hash = leaf_hash;
  ++size_;
  for (unsigned level = 0;; ++level) {
    if (level == partial_.size()) partial_.emplace_back();
    std::vector<Digest>& tile = partial_[level];
    tile.push_back(hash);
    if (tile.size() < kTileWidth) return;
    on_full(level, (size_ >> (8 * (level + 1))) - 1, tile);
    hash = TreeRoot(tile);
    tile.clear();
  }
}

// The leaves are a row of perfect subtrees, largest first: each level's partial tile gives those of
// its size, by the bits of its width. Joining them from the right is the tree of RFC 6962.
Digest Frontier::Root() const {
  std::vector<Digest> perfect;
  for (unsigned level = levels(); level-- > 0;) {
    std::span<const Digest> rest = Partial(level);
    while (!rest.empty()) {
      const std::size_t width = std::bit_floor(rest.size());
      perfect.push_back(TreeRoot(rest.first(width)));
      rest = rest.subspan(width);
    }
  }
  if (perfect.empty()) return TreeRoot({});
  Digest root = perfect.back();
  for (std::size_t i = perfect.size() - 1; i-- > 0;) root = NodeHash(perfect[i], root);
  return root;
}

}  // namespace assay::ledger
