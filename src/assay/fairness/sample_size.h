// SPDX-License-Identifier: Apache-2.0
//
// How many more assets a group needs before its share can be told. Plans a collection; judges
// nothing.
#pragma once

#include <cstdint>

#include "assay/core/result.h"

namespace assay::fairness {

/// The smallest n whose Wilson interval is no wider than `width`, at an expected `share`.
///
/// Errors:  kInvalidArgument unless share is 0 to 1, width .000001 to .999 and confidence between 0
///          and 1.
/// Cost:    O(log n).
/// Source:  Wilson 1927 (proportion.h), whose width falls with n.
Result<std::int64_t> RowsForWidth(double share, double width, double confidence = 0.95);

/// How many assets to collect so that `needed` of them count, when `have` do already: of those
/// collected `qualifying` belong to the group, and of these `accepted` pass licences and quality.
///
/// Errors:  kInvalidArgument when a count is negative, a rate is not above 0 and at most 1, or the
///          answer is beyond 2^53.
/// Cost:    O(1).
Result<std::int64_t> AssetsToCollect(std::int64_t needed, std::int64_t have, double qualifying,
                                     double accepted);

}  // namespace assay::fairness
