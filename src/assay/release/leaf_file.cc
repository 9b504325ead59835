// SPDX-License-Identifier: Apache-2.0
#include "assay/release/leaf_file.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace assay::release {
namespace {

constexpr std::size_t kAhead = 512;

/// Where a leaf lies, and the first bytes of its place.
struct Entry {
  std::uint64_t place = 0;
  std::uint64_t number = 0;

  auto operator<=>(const Entry&) const = default;
};

Result<std::vector<Entry>> SortedEntries(const ScratchRows<TreeLeaf>& leaves) {
  std::vector<Entry> entries;
  entries.reserve(leaves.size());
  std::vector<TreeLeaf> ahead(kAhead);
  while (entries.size() < leaves.size()) {
    ahead.resize(std::min<std::size_t>(kAhead, leaves.size() - entries.size()));
    ASSAY_TRY(leaves.Read(entries.size(), ahead));
    for (const TreeLeaf& leaf : ahead) entries.push_back({FirstWord(leaf.place), entries.size()});
  }
  std::ranges::sort(entries);
  return entries;
}

/// Those whose places begin alike: hardly ever more than one.
Result<std::vector<TreeLeaf>> Read(const ScratchRows<TreeLeaf>& leaves,
                                   std::span<const Entry> entries) {
  std::vector<TreeLeaf> alike(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i)
    ASSAY_TRY(leaves.Read(entries[i].number, std::span(alike).subspan(i, 1)));
  std::ranges::sort(alike, {}, &TreeLeaf::place);
  if (std::ranges::adjacent_find(alike, {}, &TreeLeaf::place) != alike.end())
    return Error{ErrorCode::kCorrupt, "two records with the same key"};
  return alike;
}

}  // namespace

Result<LeafFile> LeafFile::Make(const std::filesystem::path& folder) {
  ASSAY_LET(Scratch leaves, Scratch::Make(folder));
  return LeafFile(std::move(leaves));
}

Result<Digest> LeafFile::CheckedRoot() const {
  ASSAY_LET(const std::vector<Entry> entries, SortedEntries(leaves_));
  TreeHasher tree;
  for (auto from = entries.begin(); from != entries.end();) {
    const auto to = std::find_if(from, entries.end(),
                                 [from](const Entry& entry) { return entry.place != from->place; });
    ASSAY_LET(const std::vector<TreeLeaf> alike, Read(leaves_, {from, to}));
    for (const TreeLeaf& leaf : alike) tree.Add(leaf.hash);
    from = to;
  }
  return tree.Root();
}

}  // namespace assay::release
