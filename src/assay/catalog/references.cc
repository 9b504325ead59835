// SPDX-License-Identifier: Apache-2.0
#include "assay/catalog/references.h"

#include <fmt/format.h>

#include <vector>

#include "assay/catalog/catalog_internal.h"
#include "assay/catalog/sqlite_internal.h"

namespace assay::catalog {
namespace {

constexpr std::int64_t kPage = 1024;

Result<std::vector<std::string>> Tables(Database& database) {
  ASSAY_LET(Query query, database.Prepare("SELECT name FROM sqlite_schema WHERE type = 'table'"
                                          " AND substr(name, 1, 7) <> 'sqlite_'"
                                          " AND name <> 'derived' ORDER BY name"));
  std::vector<std::string> tables;
  for (;;) {
    ASSAY_LET(const bool more, query.Step());
    if (!more) return tables;
    tables.push_back(query.TextAt(0));
  }
}

/// The page behind `after`; the first one behind nothing.
Result<std::vector<DerivedRow>> PageOfDerived(Database& database, const DerivedRow& after) {
  ASSAY_LET(Query query, database.Prepare("SELECT asset, recipe, made FROM derived"
                                          " WHERE (asset, recipe) > (?, ?)"
                                          " ORDER BY asset, recipe LIMIT ?"));
  query.Text(after.asset).Text(after.recipe).Int(kPage);
  std::vector<DerivedRow> rows;
  for (;;) {
    ASSAY_LET(const bool more, query.Step());
    if (!more) return rows;
    rows.push_back({query.TextAt(0), query.TextAt(1), query.TextAt(2), ""});
  }
}

}  // namespace

Status References::ForEachText(const std::function<void(std::string_view text)>& visit) const {
  Database& database = DatabaseOf(catalog_);
  ASSAY_LET(const auto tables, Tables(database));
  for (const std::string& table : tables) {
    ASSAY_LET(Query query, database.PrepareOnce(fmt::format("SELECT * FROM \"{}\"", table)));
    for (;;) {
      ASSAY_LET(const bool more, query.Step());
      if (!more) break;
      for (int column = 0; column < query.columns(); ++column) visit(query.TextAt(column));
    }
  }
  return Done{};
}

// Not by an index: the rows are larger than what it would save, and lie in this order.
Status References::ForEachPlace(const std::function<Status(const RecordPlace&)>& visit) const {
  ASSAY_LET(Query query, DatabaseOf(catalog_).Prepare(
                             "SELECT id, run, asset, locator FROM records NOT INDEXED"));
  for (;;) {
    ASSAY_LET(const bool more, query.Step());
    if (!more) return Done{};
    ASSAY_TRY(visit({query.IntAt(0), query.IntAt(1), query.TextAt(2), query.TextAt(3)}));
  }
}

Status References::ForEachDerived(const std::function<Status(const DerivedRow&)>& visit) const {
  DerivedRow last;
  for (;;) {
    ASSAY_LET(const auto rows, PageOfDerived(DatabaseOf(catalog_), last));
    if (rows.empty()) return Done{};
    for (const DerivedRow& row : rows) ASSAY_TRY(visit(row));
    last = rows.back();
  }
}

Result<std::string> References::Locator(std::int64_t record) const {
  ASSAY_LET(Query query, DatabaseOf(catalog_).Prepare("SELECT locator FROM records WHERE id = ?"));
  ASSAY_LET(const bool found, query.Int(record).Step());
  if (!found) return Error{ErrorCode::kNotFound, fmt::format("no record {}", record)};
  return query.TextAt(0);
}

// A record is known to have died by its key and its locator: the two follow together.
Status References::Relocate(std::span<const Relocation> relocations) {
  Database& database = DatabaseOf(catalog_);
  ASSAY_LET(Transaction transaction, Transaction::Begin(database));
  for (const Relocation& one : relocations) {
    ASSAY_LET(Query deaths, database.Prepare("UPDATE deaths SET locator = ? WHERE (key, locator) ="
                                             " (SELECT key, locator FROM records WHERE id = ?)"));
    ASSAY_TRY(deaths.Text(one.locator).Int(one.id).Run());
    ASSAY_LET(Query query, database.Prepare("UPDATE records SET locator = ? WHERE id = ?"));
    ASSAY_TRY(query.Text(one.locator).Int(one.id).Run());
  }
  return transaction.Commit();
}

Status References::DropDerived(std::span<const DerivedRow> rows) {
  Database& database = DatabaseOf(catalog_);
  ASSAY_LET(Transaction transaction, Transaction::Begin(database));
  for (const DerivedRow& row : rows) {
    ASSAY_LET(Query query, database.Prepare("DELETE FROM derived WHERE asset = ? AND recipe = ?"));
    ASSAY_TRY(query.Text(row.asset).Text(row.recipe).Run());
  }
  return transaction.Commit();
}

}  // namespace assay::catalog
