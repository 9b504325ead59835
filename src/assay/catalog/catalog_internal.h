// SPDX-License-Identifier: Apache-2.0
//
// The connection inside a Catalog, for the other readers and writers of the same file.
#pragma once

#include "assay/catalog/catalog.h"
#include "assay/catalog/sqlite_internal.h"

namespace assay::catalog {

Database& DatabaseOf(const Catalog& catalog);

}  // namespace assay::catalog
