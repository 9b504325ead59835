// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <utility>

#include "assay/acquire/web_url.h"
#include "assay/catalog/crawl.h"
#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/ledger/ledger.h"
#include "assay/pipeline/explain.h"

namespace assay::pipeline {
namespace {

/// Does the ledger's payload commit to this visit? What the log does not hold yet says nothing.
Status CheckLogged(const Layout& layout, const catalog::UrlRow& row) {
  const auto receipt = ledger::Prove(layout.ledger(), static_cast<std::uint64_t>(row.leaf));
  if (!receipt.ok())
    return receipt.error().code == ErrorCode::kNotFound ? Status(Done{}) : receipt.error();
  ASSAY_LET(const Json logged, ParseJson(receipt.value().payload));
  const bool is_same =
      StringOr(logged, "url") == row.url && StringOr(logged, "visit") == Sha256(row.visit).Hex();
  if (is_same) return Done{};
  return Error{ErrorCode::kCorrupt,
               fmt::format("the catalog tells another visit of {} than ledger entry {} commits to",
                           ToPrintable(row.url), row.leaf)};
}

}  // namespace

Result<Json> ExplainUrl(const Layout& layout, std::string_view url) {
  ASSAY_LET(catalog::Catalog catalog, catalog::Catalog::Open(layout.catalog()));
  const catalog::Crawls crawls(catalog);
  const auto parsed = acquire::WebUrl::Parse(url.substr(0, url.find('#')));
  const std::string spelled = parsed.ok() ? parsed.value().Text() : std::string(url);
  ASSAY_LET(const auto all, crawls.All());
  for (const catalog::CrawlRow& crawl : std::views::reverse(all)) {
    ASSAY_LET(const auto row, crawls.FindUrl(crawl.id, spelled));
    if (!row) continue;
    Json explained = {{"schema", "assay.explain-url/1"},
                      {"url", row->url},
                      {"crawl", crawl.id},
                      {"date", crawl.date},
                      {"kind", row->kind},
                      {"depth", row->depth},
                      {"via", row->via},
                      {"state", catalog::Name(row->state)},
                      {"leaf", row->leaf}};
    if (row->leaf >= 0) ASSAY_TRY(CheckLogged(layout, *row));
    if (!row->visit.empty()) {
      ASSAY_LET(explained["visit"], ParseJson(row->visit));
    }
    ASSAY_LET(const auto withdrawal, crawls.FindWithdrawal(row->url));
    if (withdrawal) {
      ASSAY_LET(Json decision, ParseJson(withdrawal->decision));
      explained["withdrawn"] = {
          {"from", withdrawal->at}, {"decision", std::move(decision)}, {"leaf", withdrawal->leaf}};
    }
    return explained;
  }
  return Error{ErrorCode::kNotFound, fmt::format("no record '{}'", ToPrintable(url))};
}

}  // namespace assay::pipeline
