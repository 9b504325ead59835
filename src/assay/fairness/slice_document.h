// SPDX-License-Identifier: Apache-2.0
//
// What a search for the worst slice says, as one JSON document. docs/formats/fairness.md says what
// the members mean.
#pragma once

#include <cstddef>

#include "assay/core/json.h"
#include "assay/fairness/slice_search.h"

namespace assay::fairness {

/// A document lists so many slices, the worst; how many more there are it says.
inline constexpr std::size_t kListedSlices = 1000;

/// Schema assay.fairness.slices/1, but for the member `table`, which the caller knows.
Json ToJson(const SliceSearch& search);

}  // namespace assay::fairness
