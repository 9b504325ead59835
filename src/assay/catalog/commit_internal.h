// SPDX-License-Identifier: Apache-2.0
//
// The one place where the catalog changes: applies a Batch and checks the accounting, inside a
// transaction that its caller owns.
#pragma once

#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/catalog/crawl.h"
#include "assay/catalog/sqlite_internal.h"
#include "assay/core/result.h"

namespace assay::catalog {

Status Apply(Database& database, const Batch& batch);

/// Errors:  kCorrupt unless the indices go on where the last ones ended.
Status PutOutbox(Database& database, const std::vector<OutboxRow>& rows);

/// What a crawl remembers for later ones.
Status PutMemory(Database& database, const CrawlBatch& batch);

/// Sum over states as the triggers counted them.
Result<Accounting> ReadTally(Database& database, RunId run);

}  // namespace assay::catalog
