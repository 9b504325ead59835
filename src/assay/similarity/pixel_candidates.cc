// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <numeric>
#include <span>
#include <utility>

#include "assay/core/scratch.h"
#include "assay/similarity/clusters.h"
#include "assay/similarity/match_internal.h"
#include "assay/similarity/rows_internal.h"
#include "assay/similarity/sets_internal.h"

namespace assay::similarity {
namespace {

using internal::Row;
using internal::Rows;
using internal::Sets;
using Luma = internal::Bytes256;

/// By size and mean luma: pictures that may be identical lie within one level of each other.
struct Shape {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t luma_sum = 0;
  std::uint32_t item = 0;

  auto operator<=>(const Shape&) const = default;
  [[nodiscard]] bool Reaches(const Shape& later) const {
    return width == later.width && height == later.height &&
           luma_sum + Luma{}.size() >= later.luma_sum;
  }
};

bool MayBeIdentical(const Luma& a, const Luma& b) {
  return std::ranges::equal(a, b, [](int x, int y) { return std::abs(x - y) <= 4; });
}

/// Joins those that may be identical. Lumas are read a block at a time, sorted by their shapes.
class Joiner {
 public:
  Joiner(const Rows& rows, std::vector<Shape> shapes)
      : rows_(rows), shapes_(std::move(shapes)), sets_(shapes_.size()) {}

  Status Join();
  /// The items of each set of two and more.
  std::vector<std::vector<std::uint32_t>> Groups();

 private:
  static constexpr std::size_t kBlock = 256;
  using Lumas = ScratchRows<Luma>;

  [[nodiscard]] std::size_t End(std::size_t first) const {
    return std::min(first + kBlock, shapes_.size());
  }
  Status JoinBlocks(const Lumas& lumas, std::size_t first, std::size_t other);

  const Rows& rows_;
  std::vector<Shape> shapes_;  // sorted
  Sets sets_;                  // of their places
  std::array<Luma, kBlock> first_{};
  std::array<Luma, kBlock> other_{};
};

Status Joiner::Join() {
  ASSAY_LET(Scratch scratch, Scratch::Make(rows_.folder));
  Lumas lumas(std::move(scratch));
  for (const Shape& shape : shapes_) {
    ASSAY_LET(const Row row, rows_.At(shape.item));
    ASSAY_TRY(lumas.Append(row.pdq.luma));
  }
  for (std::size_t first = 0; first < shapes_.size(); first += kBlock) {
    ASSAY_TRY(lumas.Read(first, std::span(first_).first(End(first) - first)));
    const Shape& last = shapes_[End(first) - 1];
    for (std::size_t other = first; other < shapes_.size(); other += kBlock) {
      if (other > first && !last.Reaches(shapes_[other])) break;
      ASSAY_TRY(JoinBlocks(lumas, first, other));
    }
  }
  return Done{};
}

Status Joiner::JoinBlocks(const Lumas& lumas, std::size_t first, std::size_t other) {
  ASSAY_TRY(lumas.Read(other, std::span(other_).first(End(other) - other)));
  for (std::size_t i = first; i < End(first); ++i) {
    for (std::size_t j = std::max(other, i + 1); j < End(other); ++j) {
      if (!shapes_[i].Reaches(shapes_[j])) break;
      if (MayBeIdentical(first_.at(i - first), other_.at(j - other)))
        sets_.Join(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j));
    }
  }
  return Done{};
}

std::vector<std::vector<std::uint32_t>> Joiner::Groups() {
  std::map<std::uint32_t, std::vector<std::uint32_t>> groups;
  for (std::uint32_t i = 0; i < shapes_.size(); ++i) {
    const std::uint32_t root = sets_.Root(i);
    if (root == i) continue;
    const auto [group, is_new] = groups.try_emplace(root);
    if (is_new) group->second.push_back(shapes_[root].item);
    group->second.push_back(shapes_[i].item);
  }
  std::vector<std::vector<std::uint32_t>> sorted;
  for (auto& [root, items] : groups) {
    std::ranges::sort(items);
    sorted.push_back(std::move(items));
  }
  std::ranges::sort(sorted);
  return sorted;
}

}  // namespace

Result<std::vector<std::vector<std::uint32_t>>> Comparison::PixelCandidates() const {
  ASSAY_LET(Sets same_bytes, internal::SameBytes(*rows_));
  std::vector<Shape> shapes;
  const auto add = [&](std::uint32_t item, const Row& row) {
    if (!row.has_pdq || same_bytes.Root(item) != item) return;
    const auto& luma = row.pdq.luma;
    // A side beyond the type is a question too much, which the pixels answer.
    shapes.push_back({static_cast<std::uint32_t>(row.width_px),
                      static_cast<std::uint32_t>(row.height_px),
                      std::accumulate(luma.begin(), luma.end(), 0U), item});
  };
  ASSAY_TRY(rows_->ForEach(add));
  std::ranges::sort(shapes);
  Joiner joiner(*rows_, std::move(shapes));
  ASSAY_TRY(joiner.Join());
  return joiner.Groups();
}

}  // namespace assay::similarity
