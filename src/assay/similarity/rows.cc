// SPDX-License-Identifier: Apache-2.0
#include "assay/similarity/rows_internal.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <type_traits>
#include <vector>

namespace assay::similarity::internal {
namespace {

static_assert(std::is_trivially_copyable_v<Row>);

struct Named {
  std::uint64_t name = 0;  ///< of the asset: the first bytes of its digest
  std::uint32_t item = 0;

  auto operator<=>(const Named&) const = default;
};

/// `alike`: items whose names are equal.
Status JoinEqual(const Rows& rows, std::span<const Named> alike, Sets& sets) {
  std::map<Digest, std::uint32_t> first_of;
  for (const Named& one : alike) {
    ASSAY_LET(const Row row, rows.At(one.item));
    if (row.asset != Digest{})
      sets.Join(first_of.emplace(row.asset, one.item).first->second, one.item);
  }
  return Done{};
}

}  // namespace

Result<Row> Rows::At(std::uint32_t item) const {
  std::array<Row, 1> row;
  ASSAY_TRY(file.Read(item, row));
  return row.front();
}

Status Rows::ForEach(const std::function<void(std::uint32_t, const Row&)>& visit) const {
  constexpr std::size_t kAhead = 64;
  std::vector<Row> ahead(kAhead);
  for (std::size_t first = 0; first < size(); first += kAhead) {
    ahead.resize(std::min(kAhead, size() - first));
    ASSAY_TRY(file.Read(first, ahead));
    for (std::size_t i = 0; i < ahead.size(); ++i)
      visit(static_cast<std::uint32_t>(first + i), ahead[i]);
  }
  return Done{};
}

Result<Sets> SameBytes(const Rows& rows) {
  std::vector<Named> named;
  named.reserve(rows.size());
  ASSAY_TRY(rows.ForEach([&named](std::uint32_t item, const Row& row) {
    named.push_back({FirstWord(row.asset), item});
  }));
  std::ranges::sort(named);
  Sets sets(rows.size());
  for (auto from = named.begin(); from != named.end();) {
    const auto to = std::find_if(from, named.end(),
                                 [from](const Named& one) { return one.name != from->name; });
    if (to - from > 1) ASSAY_TRY(JoinEqual(rows, {from, to}, sets));
    from = to;
  }
  return sets;
}

}  // namespace assay::similarity::internal
