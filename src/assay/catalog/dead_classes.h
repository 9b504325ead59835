// SPDX-License-Identifier: Apache-2.0
//
// The dead letters of a run at a glance: how many of each class there are, and for how long.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/result.h"

namespace assay::catalog {

struct DeadClass {
  std::string error_class{};
  std::int64_t letters = 0;
  std::string oldest_at{};  ///< RFC 3339 UTC: the first time that one of them died
};

/// Most first, then by class.
/// Cost:    reads the dead letters of the run, not its records.
Result<std::vector<DeadClass>> DeadClasses(const Catalog& catalog, RunId run);

}  // namespace assay::catalog
