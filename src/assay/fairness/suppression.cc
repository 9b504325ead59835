// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/suppression.h"

#include <algorithm>
#include <optional>

#include "assay/core/result.h"

namespace assay::fairness {
namespace {

/// Hides one more cell where those hidden, which are the total less the others, are one or few.
bool HidComplement(const Line& line, std::vector<Suppression>& cells,
                   std::span<const Proportion> shares) {
  std::size_t hidden = 0;
  std::int64_t hidden_rows = 0;
  std::optional<std::size_t> smallest;
  for (const std::size_t cell : line) {
    if (shares[cell].n == 0) continue;
    if (cells[cell] != Suppression::kNone) {
      ++hidden;
      hidden_rows += shares[cell].n;
    } else if (!smallest || shares[cell].n < shares[*smallest].n) {
      smallest = cell;
    }
  }
  const bool suffices = hidden == 0 || (hidden > 1 && hidden_rows >= SuppressionLimits{}.min_n);
  if (suffices || !smallest) return false;
  cells[*smallest] = Suppression::kComplement;
  return true;
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
  bool changed = true;
  while (changed) {
    changed = false;
    for (const Line& line : lines) changed = HidComplement(line, cells, shares) || changed;
  }
  return cells;
}

}  // namespace assay::fairness
