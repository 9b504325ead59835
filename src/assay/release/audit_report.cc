// SPDX-License-Identifier: Apache-2.0
#include "assay/release/audit_report.h"

#include <fmt/format.h>

#include <charconv>
#include <functional>
#include <future>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "assay/core/file.h"
#include "assay/release/leaf_file.h"
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

Result<Report> BeginReport(const catalog::Catalog& catalog, const AuditContext& context) {
  Report report;
  ASSAY_LET(auto run, catalog.FindRun(context.run));
  if (!run) return Error{ErrorCode::kNotFound, fmt::format("there is no run {}", context.run)};
  report.run = std::move(*run);
  report.policy_digest = context.policy_digest;
  report.versions = context.versions;
  ASSAY_TRY(ReadPlan(report));
  return report;
}

/// The catalog's running counts, what was just counted, and the digest of the run must agree.
Status Check(const Report& report, std::string_view digest) {
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
  if (digest != report.digest.Hex())
    return Error{ErrorCode::kCorrupt, fmt::format("the records give the digest {}, the run says {}",
                                                  report.digest.Hex(), digest)};
  return Done{};
}

/// Keys of all samples that the report shows as pictures.
std::set<std::string> KeysToShow(const Tally& tally) {
  std::set<std::string> keys;
  const auto add = [&keys](const Examples& sample) {
    for (const Examples::Item& item : sample.items()) {
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

class AuditDocuments::Writer {
 public:
  Writer(const catalog::Catalog& catalog, AuditContext context, fs::path out, Report report,
         LeafFile leaves, Measures measures)
      : catalog_(catalog),
        context_(std::move(context)),
        out_(std::move(out)),
        report_(std::move(report)),
        leaves_(std::move(leaves)),
        measures_(std::move(measures)) {}

  Status Add(catalog::RecordRow row, ParsedRecord parsed) {
    page_.emplace_back(std::move(row), std::move(parsed));
    return page_.size() < kPage ? Status(Done{}) : Turn();
  }

  Result<Digest> Root() {
    ASSAY_TRY(Turn());
    ASSAY_TRY(writing_.get());
    ASSAY_LET(report_.digest, leaves_.CheckedRoot());
    return report_.digest;
  }

  Result<Json> Finish(const LedgerState& ledger, std::string_view digest) {
    ASSAY_CHECK(tables_.has_value());
    report_.ledger = ledger;
    ASSAY_LET(report_.measures, measures_.Take());
    ASSAY_TRY(Count());
    ASSAY_TRY(Check(report_, digest));
    ASSAY_LET(const auto shown, RowsToShow(catalog_, report_));
    auto pictures = std::async(std::launch::async, [&] { return Pictures(context_, shown); });
    ASSAY_TRY(AuditTables::Finish(std::move(*tables_)));
    report_.pictures = pictures.get();
    Json json = ReportJson(report_);
    ASSAY_TRY(WriteFileDurably(out_ / "report.json", json.dump(2) + "\n"));
    ASSAY_TRY(WriteFileDurably(out_ / "report.html", ReportHtml(report_)));
    return json;
  }

 private:
  using Page = std::vector<std::pair<catalog::RecordRow, ParsedRecord>>;
  static constexpr std::size_t kPage = 64;

  /// Has the page written by a thread of its own, as soon as the one before it is.
  Status Turn() {
    if (writing_.valid()) ASSAY_TRY(writing_.get());
    writing_ = std::async(std::launch::async, &Writer::Write, this, std::exchange(page_, {}));
    return Done{};
  }

  /// Takes the page, so that it goes in the thread that wrote it.
  Status Write(Page page) {
    if (!tables_) {
      ASSAY_LET(AuditTables tables, AuditTables::Create(out_));
      tables_.emplace(std::move(tables));
    }
    for (const auto& [row, parsed] : page) {
      const Columns columns = Fold(row, parsed);
      report_.tally.Add(row, parsed, columns);
      ASSAY_TRY(measures_.Add(row, columns));
      const std::string text = Canonical(RowFor(row, parsed, report_.policy_digest));
      ASSAY_TRY(leaves_.Add(LeafFor(report_.salt, row.key, text)));
      ASSAY_TRY(tables_->Add(row, parsed, columns, report_.policy_digest));
    }
    return Done{};
  }

  Status Count() {
    ASSAY_LET(report_.accounting, catalog_.Count(report_.run.id));
    return catalog_.ForEachDead(report_.run.id,
                                [this](const catalog::DeadLetter& letter) -> Status {
                                  report_.tally.AddDead(letter);
                                  return Done{};
                                });
  }

  const catalog::Catalog& catalog_;
  AuditContext context_;
  fs::path out_;
  Report report_;
  LeafFile leaves_;
  Measures measures_;
  std::optional<AuditTables> tables_;  ///< from the first page on
  Page page_;
  std::future<Status> writing_;  ///< last: it ends before what it uses
};

AuditDocuments::AuditDocuments(std::unique_ptr<Writer> writer) : writer_(std::move(writer)) {}
AuditDocuments::AuditDocuments(AuditDocuments&&) noexcept = default;
AuditDocuments& AuditDocuments::operator=(AuditDocuments&&) noexcept = default;
AuditDocuments::~AuditDocuments() = default;

Result<AuditDocuments> AuditDocuments::Begin(const catalog::Catalog& catalog, AuditContext context,
                                             const fs::path& out) {
  std::error_code failed;
  fs::create_directories(out, failed);
  if (failed) return SystemError(failed.value(), "creating", out);
  ASSAY_LET(Report report, BeginReport(catalog, context));
  ASSAY_LET(LeafFile leaves, LeafFile::Make(out));
  ASSAY_LET(Measures measures, Measures::Make(out));
  return AuditDocuments(std::make_unique<Writer>(
      catalog, std::move(context), out, std::move(report), std::move(leaves), std::move(measures)));
}

Status AuditDocuments::Add(catalog::RecordRow row, ParsedRecord parsed) {
  return writer_->Add(std::move(row), std::move(parsed));
}

Result<Digest> AuditDocuments::Root() { return writer_->Root(); }

Result<Json> AuditDocuments::Finish(const LedgerState& ledger, std::string_view digest) {
  return writer_->Finish(ledger, digest);
}

}  // namespace assay::release
