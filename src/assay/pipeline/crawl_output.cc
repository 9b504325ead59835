// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/crawl_output.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/decision.h"
#include "assay/core/record.h"
#include "assay/pipeline/locator.h"
#include "assay/pipeline/terms_history.h"
#include "assay/store/objects.h"
#include "assay/table/writer.h"

namespace assay::pipeline {
namespace {

using catalog::UrlRow;
using table::Cell;
using table::ColumnType;

constexpr std::string_view kScheme = "crawl:";

/// Text columns of products.parquet, as the worker names them.
constexpr std::array<const char*, 15> kProductTexts = {
    "sku",        "gtin",     "mpn",          "name",      "brand",
    "url",        "image",    "price",        "price_raw", "price_low",
    "price_high", "currency", "availability", "condition", "carrier"};

std::vector<table::Column> RequestColumns() {
  return {{"url", ColumnType::kText},          {"host", ColumnType::kText},
          {"kind", ColumnType::kText},         {"depth", ColumnType::kInt64},
          {"via", ColumnType::kText},          {"state", ColumnType::kText},
          {"status", ColumnType::kInt64},      {"media_type", ColumnType::kText},
          {"bytes", ColumnType::kInt64},       {"asset", ColumnType::kText},
          {"at", ColumnType::kText},           {"verdict", ColumnType::kText},
          {"reasons", ColumnType::kTextList},  {"title", ColumnType::kText},
          {"lang", ColumnType::kText},         {"text", ColumnType::kText},
          {"problem", ColumnType::kText},      {"warc_file", ColumnType::kText},
          {"warc_offset", ColumnType::kInt64}, {"warc_record", ColumnType::kText},
          {"leaf", ColumnType::kInt64}};
}

std::vector<table::Column> ProductColumns() {
  std::vector<table::Column> columns = {{"page", ColumnType::kText},
                                        {"observed_at", ColumnType::kText}};
  for (const char* name : kProductTexts) columns.push_back({name, ColumnType::kText});
  columns.push_back({"conflict", ColumnType::kBool});
  columns.push_back({"leaf", ColumnType::kInt64});
  return columns;
}

Cell TextIn(const Json& object, const char* name) {
  std::string text = StringOr(object, name);
  return text.empty() ? Cell() : Cell(std::move(text));
}

Cell NumberIn(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? Cell(found->get<std::int64_t>())
                                                             : Cell();
}

std::vector<std::string> ReasonsIn(const Json& visit) {
  std::vector<std::string> codes;
  const Json decision = visit.value("decision", Json::object());
  for (const Json& reason : decision.value("reasons", Json::array()))
    codes.push_back(StringOr(reason, "code"));
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
}

/// What was wrong, or which limit ended the answer. Of a refusal the reasons tell.
Cell ProblemOf(const UrlRow& row, const Json& visit) {
  const std::string cut = StringOr(visit, "cut");
  const bool says = !StringOr(visit, "problem").empty() || row.state == catalog::UrlState::kRefused;
  return says || cut.empty() ? TextIn(visit, "problem") : Cell("cut." + cut);
}

std::vector<Cell> RequestCells(const UrlRow& row, const Json& visit) {
  const Json warc = visit.value("warc", Json::object());
  const bool is_refused = row.state == catalog::UrlState::kRefused;
  return {row.url,
          row.host,
          row.kind,
          row.depth,
          row.via.empty() ? Cell() : Cell(row.via),
          std::string(catalog::Name(row.state)),
          NumberIn(visit, "status"),
          TextIn(visit, "media_type"),
          NumberIn(visit, "bytes"),
          TextIn(visit, "asset"),
          TextIn(visit, "at"),
          is_refused ? Cell(std::string("deny")) : TextIn(visit, "verdict"),
          ReasonsIn(visit),
          TextIn(visit, "title"),
          TextIn(visit, "lang"),
          TextIn(visit, "text"),
          ProblemOf(row, visit),
          TextIn(warc, "file"),
          NumberIn(warc, "offset"),
          TextIn(warc, "record"),
          row.leaf};
}

std::vector<Cell> ProductCells(const UrlRow& row, const Json& visit, const Json& product) {
  std::vector<Cell> cells = {row.url, TextIn(visit, "at")};
  for (const char* name : kProductTexts) cells.push_back(TextIn(product, name));
  cells.emplace_back(product.value("conflict", false));
  cells.emplace_back(row.leaf);
  return cells;
}

class CrawlPictures : public Source {
 public:
  CrawlPictures(Workspace& workspace, catalog::CrawlId crawl)
      : workspace_(workspace), crawls_(workspace.catalog()), crawl_(crawl) {}

  Result<std::optional<Item>> Next() override {
    constexpr std::int64_t kPage = 64;
    for (;;) {
      if (rows_.empty()) {
        ASSAY_LET(std::vector<UrlRow> page, crawls_.Page(crawl_, last_, kPage));
        if (page.empty()) return std::optional<Item>();
        last_ = page.back().id;
        for (UrlRow& row : page) rows_.push_back(std::move(row));
      }
      const UrlRow row = std::move(rows_.front());
      rows_.pop_front();
      ASSAY_LET(const Json visit, VisitOf(row));
      if (!IsPicture(row, visit)) continue;
      Item item;
      item.record.key = row.url;
      ASSAY_TRY(TakePicture(workspace_, row, visit, item));
      return std::optional(std::move(item));
    }
  }

 private:
  Workspace& workspace_;
  catalog::Crawls crawls_;
  catalog::CrawlId crawl_;
  std::int64_t last_ = 0;
  std::deque<UrlRow> rows_;
};

}  // namespace

/// By what came, not by what was asked for: a link may lead to a picture, an <img> to a page.
bool IsPicture(const UrlRow& row, const Json& visit) {
  const bool came =
      row.state == catalog::UrlState::kFetched || row.state == catalog::UrlState::kUnchanged;
  const bool is_judged = visit.contains("verdict");  // as a page
  const bool is_image = StringOr(visit, "media_type").starts_with("image/");
  return came && !is_judged && !IsOfArchive(row.kind) && !visit.contains("problem") &&
         (is_image || row.kind == "picture");
}

Result<Json> VisitOf(const UrlRow& row) {
  if (row.visit.empty()) return Json::object();
  ASSAY_LET(Json visit, ParseJson(row.visit));
  if (visit.is_object()) return visit;
  return Error{ErrorCode::kCorrupt, "a visit that is no object: " + ToPrintable(row.url)};
}

/// What is unchanged lies where an earlier visit has put it.
Status TakePicture(Workspace& workspace, const UrlRow& row, const Json& visit, Item& item) {
  const catalog::Crawls crawls(workspace.catalog());
  ASSAY_LET(const auto visited, crawls.FindVisit(row.url));
  const std::string asset = visited ? visited->asset : StringOr(visit, "asset");
  const auto digest = ParseAssetName(asset);
  if (!digest.ok())
    return Error{ErrorCode::kCorrupt, "a picture without its bytes: " + ToPrintable(row.url)};
  ASSAY_LET(item.record.locator, workspace.LocatorOf(digest.value(), row.url));
  ASSAY_LET(item.location, Locate(item.record.locator, workspace.layout().packs()));
  if (visit.contains("facts")) {
    ASSAY_LET(item.facts, FactsFromBlob(Canonical(visit.at("facts"))));
  }
  ASSAY_LET(const auto withdrawn, crawls.FindWithdrawal(row.url));
  if (withdrawn) {
    ASSAY_LET(std::vector<Fact> since, FactsFromBlob(withdrawn->facts));
    std::ranges::move(since, std::back_inserter(item.facts));
  }
  return Done{};
}

Result<Json> WriteCrawl(Workspace& workspace, catalog::CrawlId crawl,
                        const std::filesystem::path& out) {
  ASSAY_LET(auto writers,
            table::ParquetWriter::CreateAll({{out / "requests.parquet", RequestColumns()},
                                             {out / "products.parquet", ProductColumns()}}));
  Json summary = {{"pages", Json::object()}, {"reasons", Json::object()}};
  std::int64_t products = 0;
  std::int64_t pictures = 0;
  const auto add = [&](const UrlRow& row) -> Status {
    ASSAY_LET(const Json visit, VisitOf(row));
    std::vector<Cell> cells = RequestCells(row, visit);
    for (const std::string& code : ReasonsIn(visit))
      summary["reasons"][code] = summary["reasons"].value(code, 0) + 1;
    if (const std::string verdict = StringOr(visit, "verdict"); !verdict.empty())
      summary["pages"][verdict] = summary["pages"].value(verdict, 0) + 1;
    pictures += IsPicture(row, visit) ? 1 : 0;
    ASSAY_TRY(writers[0].Append(std::move(cells)));
    for (const Json& product : visit.value("products", Json::array())) {
      ++products;
      ASSAY_TRY(writers[1].Append(ProductCells(row, visit, product)));
    }
    return Done{};
  };
  ASSAY_TRY(catalog::Crawls(workspace.catalog()).ForEachUrl(crawl, add));
  for (table::ParquetWriter& writer : writers) ASSAY_TRY(writer.Finish());
  summary["products"] = products;
  summary["pictures"] = pictures;
  return summary;
}

std::optional<catalog::CrawlId> CrawlOf(std::string_view source) {
  if (!source.starts_with(kScheme)) return std::nullopt;
  const std::string_view number = source.substr(kScheme.size());
  catalog::CrawlId crawl = 0;
  const char* end = number.data() + number.size();
  const auto [at, problem] = std::from_chars(number.data(), end, crawl);
  return at == end && problem == std::errc() ? std::optional(crawl) : std::nullopt;
}

std::unique_ptr<Source> OpenCrawl(Workspace& workspace, catalog::CrawlId crawl) {
  return std::make_unique<CrawlPictures>(workspace, crawl);
}

}  // namespace assay::pipeline
