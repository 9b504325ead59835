// SPDX-License-Identifier: Apache-2.0
//
// Which groups are too small to be shown. Suppressed groups stay in totals; their numbers do not
// appear. Says nothing about fairness, and prints nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "assay/fairness/proportion.h"

namespace assay::fairness {

/// Why a group's numbers are not shown. kNone: they are.
enum class Suppression {
  kNone,
  kFewRows,         ///< denominator under min_n, also 0
  kWide,            ///< its exact interval is no answer
  kRelativelyWide,  ///< wide beside the share itself; always so where the share is 0
  kComplement,      ///< shown, it would reveal another by subtraction from a total
};

constexpr std::string_view Name(Suppression suppression) {
  constexpr std::array<std::string_view, 5> kNames = {"none", "few_rows", "wide", "relatively_wide",
                                                      "complement"};
  return kNames.at(static_cast<std::size_t>(suppression));
}

/// Widths are those of the Clopper-Pearson interval at 95 %.
///
/// Source:  Parker et al., "National Center for Health Statistics data presentation standards for
///          proportions", Vital and Health Statistics 2(175), 2017: at least 30 rows; a width of
///          .30 or more is suppressed, one of .05 or less shown, and between them one of more than
///          130 % of the share is suppressed. A share of 0 goes to a person there: here it is
///          hidden.
struct SuppressionLimits {
  std::int64_t min_n = 30;
  double max_width = 0.30;
  double always_shown_width = 0.05;
  double max_relative_width = 1.30;
};

/// Whether a share may be shown by itself.
///
/// Cost:    O(1).
Suppression Suppress(Proportion share, const SuppressionLimits& limits = {});

/// Indexes of cells whose sum is published: the groups of an attribute, a row of a table.
using Line = std::vector<std::size_t>;

/// Suppresses further cells until every line that hides a cell hides two, of as many rows together
/// as a cell must have to be shown: they are the total less the others. Of a line's shown cells the
/// one with the fewest rows goes first, the earlier of equals. Cells without rows neither hide nor
/// need hiding.
///
/// Shapes:  one verdict a cell; lines name cells. A table of two attributes has a line for each row
///          and each column. Protects against subtraction within a line, not against equations over
///          many lines.
/// Errors:  aborts when sizes differ or a line names no cell of the table.
/// Cost:    O(cells of all lines * suppressed cells).
/// Source:  Federal Committee on Statistical Methodology, "Report on statistical disclosure
///          limitation methodology", Statistical Policy Working Paper 22, 2005: complementary
///          suppression.
std::vector<Suppression> SuppressComplements(std::vector<Suppression> cells,
                                             std::span<const Proportion> shares,
                                             std::span<const Line> lines);

}  // namespace assay::fairness
