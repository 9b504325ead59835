// SPDX-License-Identifier: Apache-2.0
#include "assay/release/audit_report.h"

#include <fmt/format.h>

#include <charconv>
#include <functional>
#include <future>
#include <map>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "assay/core/file.h"
#include "assay/release/report.h"
#include "assay/release/tables.h"
#include "assay/release/tree.h"

namespace assay::release {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPictureLimit_bytes = 64U << 10U;

/// Use, sources and seed, which the run keeps in its plan.
Status ReadPlan(Report& report) {
  ASSAY_LET(const Json plan, ParseJson(report.run.plan));
  const Json use = plan.value("use", Json::object());
  report.use = {StringOr(use, "purpose"), StringOr(use, "jurisdiction"), report.run.date};
  for (const Json& source : plan.value("sources", Json::array()))
    report.sources.push_back(StringOr(source, "path"));
  const std::string seed_text = StringOr(plan, "seed", "0");
  std::uint64_t seed = 0;
  const char* end = seed_text.data() + seed_text.size();
  if (std::from_chars(seed_text.data(), end, seed).ptr != end)
    return Error{ErrorCode::kCorrupt, "the run's plan has a seed that is no number"};
  report.salt = ReleaseSalt(seed);
  return Done{};
}

Result<Report> Begin(const catalog::Catalog& catalog, const AuditContext& context) {
  Report report;
  ASSAY_LET(auto run, catalog.FindRun(context.run));
  if (!run) return Error{ErrorCode::kNotFound, fmt::format("there is no run {}", context.run)};
  report.run = std::move(*run);
  report.policy_digest = context.policy_digest;
  report.versions = context.versions;
  report.ledger = context.ledger;
  ASSAY_TRY(ReadPlan(report));
  ASSAY_LET(report.accounting, catalog.Count(context.run));
  return report;
}

/// A record as the documents need it.
struct Entry {
  catalog::RecordRow row;
  ParsedRecord parsed;
  Columns columns;
};
using Entries = std::vector<Entry>;

Result<Entries> MakeEntries(std::vector<catalog::RecordRow> rows) {
  Entries entries;
  entries.reserve(rows.size());
  for (catalog::RecordRow& row : rows) {
    ASSAY_LET(ParsedRecord parsed, Parse(row));
    Columns columns = Fold(row, parsed);
    entries.push_back({std::move(row), std::move(parsed), std::move(columns)});
  }
  return entries;
}

/// Visits all records of a run in key order; those that come next are parsed meanwhile.
Status ForEachEntry(const catalog::Catalog& catalog, catalog::RunId run,
                    const std::function<Status(const Entry&)>& visit) {
  constexpr std::size_t kAhead = 64;
  std::vector<catalog::RecordRow> rows;
  std::future<Result<Entries>> ahead;
  const auto turn = [&]() -> Status {
    auto next = std::async(std::launch::async, MakeEntries, std::exchange(rows, {}));
    std::swap(ahead, next);
    if (!next.valid()) return Done{};
    ASSAY_LET(const Entries entries, next.get());
    for (const Entry& entry : entries) ASSAY_TRY(visit(entry));
    return Done{};
  };
  const auto collect = [&](const catalog::RecordRow& row) -> Status {
    rows.push_back(row);
    return rows.size() < kAhead ? Status(Done{}) : turn();
  };
  ASSAY_TRY(catalog.ForEachRecord(run, collect));
  ASSAY_TRY(turn());
  return turn();
}

/// The pass over the records: tables, counts, measures and tree.
Status ReadRecords(const catalog::Catalog& catalog, AuditTables& tables, Report& report) {
  const auto add_dead = [&report](const catalog::DeadLetter& letter) -> Status {
    report.tally.AddDead(letter);
    return Done{};
  };
  ASSAY_TRY(catalog.ForEachDead(report.run.id, add_dead));
  TreeBuilder tree(report.salt);
  Measures measures(report.accounting.seen);
  const auto add = [&](const Entry& entry) -> Status {
    const auto& [row, parsed, columns] = entry;
    report.tally.Add(row, parsed, columns);
    measures.Add(row, columns);
    ASSAY_TRY(tree.Add(RowFor(row, parsed, report.policy_digest)));
    return tables.Add(row, parsed, columns, report.policy_digest);
  };
  ASSAY_TRY(ForEachEntry(catalog, report.run.id, add));
  ASSAY_LET(report.digest, tree.CheckedRoot());
  report.measures = std::move(measures).Take();
  return Done{};
}

/// The catalog's running counts, what was just counted, and the digest of the run must agree.
Status Check(const Report& report, const AuditContext& context) {
  const catalog::Accounting& told = report.accounting;
  const ByVerdict& counted = report.tally.records;
  const bool adds_up = told.pending == 0 && told.allow == counted.allow &&
                       told.deny == counted.deny && told.review == counted.review &&
                       told.dead == counted.dead && told.seen == counted.total();
  if (!adds_up)
    return Error{ErrorCode::kCorrupt,
                 fmt::format("accounting: the catalog tells {} records, of which {} pending; {} "
                             "were found",
                             told.seen, told.pending, counted.total())};
  if (!context.digest.empty() && context.digest != report.digest.Hex())
    return Error{ErrorCode::kCorrupt, fmt::format("the records give the digest {}, the run says {}",
                                                  report.digest.Hex(), context.digest)};
  return Done{};
}

/// Keys of all samples that the report shows as pictures.
std::set<std::string> KeysToShow(const Tally& tally) {
  std::set<std::string> keys;
  const auto add = [&keys](const Sample& sample) {
    for (const Sample::Item& item : sample.items()) {
      keys.insert(item.key);
      if (!item.other.empty()) keys.insert(item.other);
    }
  };
  std::size_t shown = 0;
  for (const auto* reason : ReasonsInOrder(tally)) {
    if (shown++ == kReasonsWithPictures) break;
    add(reason->second.sample);
  }
  add(tally.exact.sample);
  add(tally.near.sample);
  add(tally.twin_conflicts.sample);
  return keys;
}

/// Whether `bytes` may stand in a page: they came from a worker that foreign bytes may have taken
/// over.
bool IsSmallJpeg(ByteView bytes) {
  return bytes.size() > 3 && bytes.size() <= kPictureLimit_bytes && bytes[0] == 0xFF &&
         bytes[1] == 0xD8 && bytes[2] == 0xFF;
}

Result<std::vector<catalog::RecordRow>> RowsToShow(const catalog::Catalog& catalog,
                                                   const Report& report) {
  std::vector<catalog::RecordRow> rows;
  for (const std::string& key : KeysToShow(report.tally)) {
    ASSAY_LET(auto row, catalog.FindRecord(report.run.id, key));
    if (row) rows.push_back(std::move(*row));
  }
  return rows;
}

std::map<std::string, std::string> Pictures(const AuditContext& context,
                                            const std::vector<catalog::RecordRow>& rows) {
  std::map<std::string, std::string> pictures;
  if (!context.thumbnails) return pictures;
  const std::vector<Bytes> jpegs = context.thumbnails(rows);
  ASSAY_CHECK(jpegs.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (IsSmallJpeg(jpegs[i]))
      pictures[rows[i].key] = "data:image/jpeg;base64," + ToBase64(jpegs[i]);
  }
  return pictures;
}

}  // namespace

Result<Json> WriteAudit(const catalog::Catalog& catalog, const AuditContext& context,
                        const fs::path& out) {
  std::error_code failed;
  fs::create_directories(out, failed);
  if (failed) return SystemError(failed.value(), "creating", out);
  ASSAY_LET(Report report, Begin(catalog, context));
  ASSAY_LET(AuditTables tables, AuditTables::Create(out));
  ASSAY_TRY(ReadRecords(catalog, tables, report));
  ASSAY_TRY(Check(report, context));
  ASSAY_LET(const auto shown, RowsToShow(catalog, report));
  auto pictures = std::async(std::launch::async, [&] { return Pictures(context, shown); });
  ASSAY_TRY(AuditTables::Finish(std::move(tables)));
  report.pictures = pictures.get();
  Json json = ReportJson(report);
  ASSAY_TRY(WriteFileDurably(out / "report.json", json.dump(2) + "\n"));
  ASSAY_TRY(WriteFileDurably(out / "report.html", ReportHtml(report)));
  return json;
}

}  // namespace assay::release
