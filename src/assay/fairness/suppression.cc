// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/suppression.h"

#include <algorithm>
#include <optional>

#include "assay/core/result.h"

namespace assay::fairness {
namespace {

/// The cell to hide so that a line's only hidden one is not the total less the others.
std::optional<std::size_t> MissingComplement(const Line& line, std::span<const Suppression> cells,
                                             std::span<const Proportion> shares) {
  std::size_t hidden = 0;
  std::optional<std::size_t> smallest;
  for (const std::size_t cell : line) {
    if (shares[cell].n == 0) continue;
    if (cells[cell] != Suppression::kNone) {
      ++hidden;
    } else if (!smallest || shares[cell].n < shares[*smallest].n) {
      smallest = cell;
    }
  }
  return hidden == 1 ? smallest : std::nullopt;
}

}  // namespace

Suppression Suppress(Proportion share, const SuppressionLimits& limits) {
  if (share.n == 0 || share.n < limits.min_n) return Suppression::kFewRows;
  const double width = ClopperPearson(share).value_or(Interval{0, 1}).Width();
  if (width >= limits.max_width) return Suppression::kWide;
  if (width <= limits.always_shown_width) return Suppression::kNone;
  return width > limits.max_relative_width * share.Value().value_or(0)
             ? Suppression::kRelativelyWide
             : Suppression::kNone;
}

std::vector<Suppression> SuppressComplements(std::vector<Suppression> cells,
                                             std::span<const Proportion> shares,
                                             std::span<const Line> lines) {
  ASSAY_CHECK(cells.size() == shares.size());
  for (const Line& line : lines)
    ASSAY_CHECK(std::ranges::all_of(line, [&](std::size_t cell) { return cell < cells.size(); }));
  for (bool changed = true; changed;) {
    changed = false;
    for (const Line& line : lines) {
      if (const auto cell = MissingComplement(line, cells, shares)) {
        cells[*cell] = Suppression::kComplement;
        changed = true;
      }
    }
  }
  return cells;
}

}  // namespace assay::fairness
