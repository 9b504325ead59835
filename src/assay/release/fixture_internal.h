// SPDX-License-Identifier: Apache-2.0
//
// A catalog for tests: records of every verdict with facts of every kind, and names that try to
// break out of a page.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/catalog/catalog.h"

namespace assay::release::internal {

/// Keys that hold markup, script, controls, bidirectional overrides, 4,000 bytes, SQL, a formula.
std::vector<std::string> HostileKeys();

/// Starts a run and commits `records` records; the first of them have the hostile keys. Record i is
/// decided by i alone. Aborts when the catalog refuses.
catalog::RunId FillCatalog(catalog::Catalog& catalog, std::int64_t records);

}  // namespace assay::release::internal
