// SPDX-License-Identifier: Apache-2.0
//
// What a crawl leaves for others to read: one table of all addresses, one of the products that its
// pages offer, and its pictures as a source that can be audited.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "assay/catalog/crawl.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/pipeline/source.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline {

/// Writes requests.parquet and products.parquet into `out`: docs/formats/crawl.md. Returns
/// {"pages": {verdict: number}, "reasons": {code: number}, "products": number, "pictures": number}.
/// Errors:  as table::ParquetWriter; kCorrupt for rows that no crawl wrote.
Result<Json> WriteCrawl(Workspace& workspace, catalog::CrawlId crawl,
                        const std::filesystem::path& out);

/// "crawl:7" names the pictures of crawl 7 as the source of a run.
std::optional<catalog::CrawlId> CrawlOf(std::string_view source);

/// Pictures that were fetched, or are known unchanged, with what their hosts said of them. The key
/// is the address. Errors: as the catalog; kCorrupt as above.
std::unique_ptr<Source> OpenCrawl(Workspace& workspace, catalog::CrawlId crawl);

/// Is it a picture that came, or that is known unchanged?
bool IsPicture(const catalog::UrlRow& row, const Json& visit);

/// What is stored of an address. Errors: kCorrupt for what no crawl wrote.
Result<Json> VisitOf(const catalog::UrlRow& row);

/// Where the bytes of a picture lie, and what its host said of it, into `item`.
/// Errors:  kCorrupt for a picture without its bytes; as the catalog.
Status TakePicture(Workspace& workspace, const catalog::UrlRow& row, const Json& visit, Item& item);

}  // namespace assay::pipeline
