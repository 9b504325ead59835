// SPDX-License-Identifier: Apache-2.0
//
// Which groups of an audit must not be published: their numbers are no answer, or say something of
// single people.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/model_audit.h"

namespace assay::fairness {

/// Marks groups as hidden: those of which any metric has a denominator under 30 (but 0), or one of
/// the family is suppressed by itself (suppression.h); and as many more as it takes that what is
/// hidden is no total less the others: over the groups of an attribute, and over the parts of every
/// group in an intersection. Groups without rows stay.
///
/// Shapes:  `choices` as ChoicesOf, one a grouping; intersections come after their attributes.
/// Errors:  kInvalidArgument where all rows would have to be hidden.
/// Cost:    O(groups * hidden groups).
/// Source:  as SuppressComplements.
Status HideSmallGroups(const Group& overall, std::span<const Metric> family,
                       std::span<const std::vector<std::size_t>> choices,
                       std::vector<AttributeAudit>& groupings);

/// Takes out what would tell of hidden groups: their contrasts, all comparisons where the reference
/// is hidden, and numbers of all groups together. Tests stay in the family.
void BlankHidden(AttributeAudit& grouping);

}  // namespace assay::fairness
