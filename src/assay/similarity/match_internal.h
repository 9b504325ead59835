// SPDX-License-Identifier: Apache-2.0
//
// The part of a PDQ hash that the index for doubtful pairs is built on.
#pragma once

#include <cstdint>

#include "assay/similarity/pdq.h"

namespace assay::similarity::internal {

/// The 64 bits of frequencies 1 to 8 down and across: what survives crops and drawn-in marks.
std::uint64_t LowFrequencies(const Hash256& hash);

}  // namespace assay::similarity::internal
