// SPDX-License-Identifier: Apache-2.0
#include "assay/release/audit_report.h"

#include <fmt/format.h>

#include <charconv>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "assay/core/file.h"
#include "assay/release/report.h"
#include "assay/release/tables.h"
#include "assay/release/tree.h"
#include "assay/table/query.h"

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

/// The pass over the records: tables, counts and tree.
Status ReadRecords(const catalog::Catalog& catalog, AuditTables& tables, Report& report) {
  const auto add_dead = [&report](const catalog::DeadLetter& letter) -> Status {
    report.tally.AddDead(letter);
    return Done{};
  };
  ASSAY_TRY(catalog.ForEachDead(report.run.id, add_dead));
  TreeBuilder tree(report.salt);
  const auto add_record = [&](const catalog::RecordRow& row) -> Status {
    ASSAY_LET(const ParsedRecord parsed, Parse(row));
    const Columns columns = Fold(row, parsed);
    report.tally.Add(row, parsed, columns);
    ASSAY_TRY(tree.Add(RowFor(row, parsed, report.policy_digest)));
    return tables.Add(row, parsed, columns, report.policy_digest);
  };
  ASSAY_TRY(catalog.ForEachRecord(report.run.id, add_record));
  ASSAY_LET(report.digest, tree.CheckedRoot());
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

double Number(const std::optional<std::string>& text) {
  double number = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

/// One row of order statistics.
std::string SelectMeasure(std::string_view name, std::string_view expression) {
  return fmt::format(
      "SELECT '{}' AS name, count(v) AS n, min(v) AS a, quantile_disc(v, 0.05) AS b,"
      " quantile_disc(v, 0.5) AS c, quantile_disc(v, 0.95) AS d, max(v) AS e"
      " FROM (SELECT CAST({} AS DOUBLE) AS v FROM t WHERE verdict <> 'dead')",
      name, expression);
}

/// What only a second look at all records can tell: the median needs them sorted.
Status MeasureAll(const fs::path& records, Report& report) {
  std::string select = SelectMeasure("megapixels", "round(width_px * height_px / 1e6, 2)");
  select += " UNION ALL " + SelectMeasure("short_side_px", "least(width_px, height_px)");
  select += " UNION ALL " + SelectMeasure("size_bytes", "size_bytes");
  for (const std::string_view score : kScoreNames)
    select += " UNION ALL " + SelectMeasure(score, fmt::format("quality_{}", score));
  const auto add_measure = [&report](auto, auto values) -> Status {
    const Measure measure = {values[0].value_or(""), static_cast<std::int64_t>(Number(values[1])),
                             Number(values[2]),      Number(values[3]),
                             Number(values[4]),      Number(values[5]),
                             Number(values[6])};
    if (measure.n > 0) report.measures.push_back(measure);
    return Done{};
  };
  ASSAY_TRY(table::QueryParquet(records, select, add_measure));
  const auto set_clusters = [&report](auto, auto values) -> Status {
    report.clusters = static_cast<std::int64_t>(Number(values[0]));
    return Done{};
  };
  return table::QueryParquet(records, "SELECT count(DISTINCT near_cluster) AS n FROM t",
                             set_clusters);
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

Status AddPictures(const catalog::Catalog& catalog, const AuditContext& context, Report& report) {
  if (!context.thumbnail) return Done{};
  for (const std::string& key : KeysToShow(report.tally)) {
    ASSAY_LET(const auto record, catalog.FindRecord(context.run, key));
    if (!record) continue;
    const Bytes jpeg = context.thumbnail(*record);
    // Only what starts as a JPEG: it came from a worker that foreign bytes may have taken over.
    const bool shown = jpeg.size() > 3 && jpeg.size() <= kPictureLimit_bytes && jpeg[0] == 0xFF &&
                       jpeg[1] == 0xD8 && jpeg[2] == 0xFF;
    if (shown) report.pictures[key] = "data:image/jpeg;base64," + ToBase64(jpeg);
  }
  return Done{};
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
  ASSAY_TRY(tables.Finish());
  ASSAY_TRY(MeasureAll(out / "records.parquet", report));
  ASSAY_TRY(AddPictures(catalog, context, report));
  Json json = ReportJson(report);
  ASSAY_TRY(WriteFileDurably(out / "report.json", json.dump(2) + "\n"));
  ASSAY_TRY(WriteFileDurably(out / "report.html", ReportHtml(report)));
  return json;
}

}  // namespace assay::release
