// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/freeze.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/ledger/digest_note.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/release_copy_internal.h"
#include "assay/release/seal.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kStatement_bytes = 4U << 20U;

Result<catalog::Run> LatestFinished(const catalog::Catalog& catalog) {
  ASSAY_LET(const auto latest, catalog.LatestRun());
  for (catalog::RunId id = latest ? latest->id : 0; id > 0; --id) {
    ASSAY_LET(auto run, catalog.FindRun(id));
    if (run && !run->finished_at.empty()) return std::move(*run);
  }
  return Error{ErrorCode::kNotFound, "no finished run in this workspace yet"};
}

/// Whom to name: creators and credit lines, then the licence.
std::string AttributionOf(const std::vector<Fact>& facts, const Decision& decision,
                          const std::string& licence) {
  const bool is_asked = std::ranges::any_of(
      decision.obligations, [](const Obligation& each) { return each.code == "attribute"; });
  if (!is_asked) return "";
  std::set<std::string> names;
  for (const Fact& fact : facts) {
    const bool names_somebody = fact.name == "rights.creator" || fact.name == "rights.credit";
    if (names_somebody && fact.state == FactState::kPresent)
      names.insert(StringOr(fact.value, "name"));
  }
  names.erase("");
  return fmt::format("{} ({})",
                     names.empty() ? "author not named" : fmt::format("{}", fmt::join(names, "; ")),
                     licence.empty() ? "licence not named" : licence);
}

class Freezer {
 public:
  Freezer(Workspace& workspace, const FreezeOptions& options)
      : workspace_(workspace),
        options_(options),
        releases_(workspace.catalog()),
        crawls_(workspace.catalog()),
        part_(release::PartOf(options.out)) {}

  Result<Frozen> Run() {
    if (!release::IsReleaseName(options_.name))
      return Bad(fmt::format("'{}' is no name of a release: a-z 0-9 . _ -, at most 64",
                             ToPrintable(options_.name)));
    if (!release::IsReleaseVersion(options_.version))
      return Bad(fmt::format("'{}' is no version: three numbers, such as 1.0.0",
                             ToPrintable(options_.version)));
    ASSAY_LET(sealed_, releases_.Find(options_.name, options_.version));
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(options_.out, ignored))) return FindAt(options_.out);
    if (sealed_ && IsSealed(part_)) return Finish(sealed_->statement, /*was_sealed=*/true);
    ASSAY_LET(const std::string statement, Build());
    return Finish(statement, sealed_.has_value());
  }

 private:
  static Error Bad(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

  /// Does `folder` hold the statement that was sealed? It was written after everything else.
  [[nodiscard]] bool IsSealed(const fs::path& folder) const {
    const auto text = ReadFile(folder / release::kStatementFile, kStatement_bytes);
    return sealed_ && text.ok() && text.value() == sealed_->statement;
  }

  [[nodiscard]] Result<Frozen> Tell(const std::string& statement) const {
    Frozen frozen;
    ASSAY_LET(frozen.statement, release::ParseStatement(statement));
    frozen.digest = Sha256(statement).Hex();
    return frozen;
  }

  Result<Frozen> FindAt(const fs::path& out) {
    if (!sealed_ || !IsSealed(out))
      return Bad(fmt::format("{} is there already, and is not {} {} of this workspace",
                             ToPrintable(out.native()), options_.name, options_.version));
    ASSAY_LET(Frozen frozen, Tell(sealed_->statement));
    frozen.was_there = true;
    return frozen;
  }

  Result<Frozen> Finish(const std::string& statement, bool was_sealed) {
    ASSAY_TRY(release::Publish(part_, options_.out));
    ASSAY_LET(Frozen frozen, Tell(statement));
    frozen.was_sealed = was_sealed;
    return frozen;
  }

  Status MakePart() {
    std::error_code failed;
    fs::remove_all(part_, failed);
    if (!failed) fs::create_directories(part_, failed);
    return failed ? Status(SystemError(failed.value(), "creating", part_)) : Status(Done{});
  }

  /// Everything up to the rename. Gives the bytes of release.json.
  Result<std::string> Build() {
    ASSAY_LET(run_, LatestFinished(workspace_.catalog()));
    ASSAY_LET(const Plan plan, FromIdentity(run_.plan));
    statement_.name = options_.name;
    statement_.version = options_.version;
    statement_.salt = release::ReleaseSalt(plan.seed);
    statement_.use = {plan.use.purpose, plan.use.jurisdiction, run_.date};
    ASSAY_TRY(MakePart());
    ASSAY_LET(release::Sealer sealer, release::Sealer::Begin(part_, statement_.salt));
    ASSAY_TRY(AddAll(sealer));
    ASSAY_LET(const release::Sealed sealed, sealer.Finish());
    if (sealed.count == 0)
      return Error{ErrorCode::kNotFound,
                   fmt::format("run {} has allowed nothing that can be released", run_.id)};
    ASSAY_TRY(Describe(sealed));
    return Seal(sealer);
  }

  Status AddAll(release::Sealer& sealer) {
    internal::FolderCopy copy(part_, workspace_.layout().packs());
    return workspace_.catalog().ForEachRecord(
        run_.id, [&](const catalog::RecordRow& record) -> Status {
          if (options_.stop != nullptr && *options_.stop)
            return Error{ErrorCode::kCancelled, "stopped"};
          return record.state == catalog::State::kAllow ? AddRecord(record, copy, sealer)
                                                        : Status(Done{});
        });
  }

  Status AddRecord(const catalog::RecordRow& record, internal::FolderCopy& copy,
                   release::Sealer& sealer) {
    ASSAY_LET(const auto withdrawal, crawls_.FindWithdrawal(record.key));
    if (withdrawal) {
      ++statement_.left_out.withdrawn;
      Complain(record.key, "its host has reserved it since");
      return Done{};
    }
    ASSAY_LET(const auto place, copy.Add(record, sealer));
    if (!place) return LeaveChanged(record);
    ASSAY_LET(const release::ParsedRecord parsed, release::Parse(record));
    release::Sample sample{release::RowFor(record, parsed, run_.policy_digest), *place, {}};
    if (parsed.decision)
      sample.attribution = AttributionOf(parsed.facts, *parsed.decision, sample.row.licence);
    return sealer.Add(sample);
  }

  Status LeaveChanged(const catalog::RecordRow& record) {
    if (!options_.skip_changed)
      return Error{ErrorCode::kDenied,
                   fmt::format("{} is no longer the file that was judged: {}",
                               ToPrintable(record.key), ToPrintable(record.locator))};
    ++statement_.left_out.changed;
    Complain(record.key, "it is no longer the file that was judged");
    return Done{};
  }

  void Complain(const std::string& key, std::string_view why) const {
    if (options_.complain) options_.complain(fmt::format("left out {}: {}", ToPrintable(key), why));
  }

  Status Describe(const release::Sealed& sealed) {
    statement_.root = sealed.root;
    statement_.count = sealed.count;
    statement_.files = sealed.files;
    statement_.content_files = sealed.content_files;
    statement_.content_bytes = sealed.content_bytes;
    statement_.policy = run_.policy_digest;
    statement_.plan = run_.plan_digest;
    statement_.audit = run_.tree_root;
    statement_.versions = options_.versions;
    statement_.ledger_origin = workspace_.log().origin();
    statement_.ledger_vkey = workspace_.log().vkey();
    if (sealed_) {
      // What was sealed before fixes what depends on when that was.
      ASSAY_LET(const release::Statement before, release::ParseStatement(sealed_->statement));
      statement_.parents = before.parents;
      statement_.ledger_leaf = before.ledger_leaf;
      return Done{};
    }
    statement_.ledger_leaf = workspace_.next_leaf();
    ASSAY_LET(const auto parent, releases_.Latest(options_.name));
    if (parent)
      statement_.parents.push_back({parent->name, parent->version, Sha256(parent->statement)});
    return Done{};
  }

  /// Statement and signature are on disk before the commit that makes them true.
  Result<std::string> Seal(release::Sealer& sealer) {
    const std::string text = release::TextOf(statement_);
    if (sealed_ && sealed_->statement != text)
      return Bad(fmt::format("{} {} was sealed with other content: give another --version",
                             options_.name, options_.version));
    ASSAY_LET(const std::string signature,
              ledger::SignDigest(workspace_.layout().key(), release::kStatementType, Sha256(text)));
    ASSAY_TRY(release::WriteStatement(part_, text, signature));
    if (!sealed_) ASSAY_TRY(Commit(text, sealer));
    return text;
  }

  Status Commit(const std::string& text, release::Sealer& sealer) {
    const std::string root = statement_.root.Hex();
    const Json meta = {
        {"statement", Sha256(text).Hex()}, {"root", root}, {"count", statement_.count}};
    const Json payload = {{"name", statement_.name}, {"version", statement_.version}};
    std::vector<catalog::OutboxRow> outbox;
    ASSAY_LET(const std::int64_t leaf, workspace_.AddLeaf("release", meta, payload, outbox));
    const catalog::ReleaseRow row = {.name = statement_.name,
                                     .version = statement_.version,
                                     .run = run_.id,
                                     .root = root,
                                     .count = static_cast<std::int64_t>(statement_.count),
                                     .statement = text,
                                     .at = Now(),
                                     .leaf = leaf};
    return workspace_.Commit(
        row, [&sealer](const auto& take) { return sealer.ForEachKey(take); }, outbox);
  }

  Workspace& workspace_;
  const FreezeOptions& options_;
  catalog::Releases releases_;
  catalog::Crawls crawls_;
  fs::path part_;
  catalog::Run run_;
  std::optional<catalog::ReleaseRow> sealed_;
  release::Statement statement_;
};

}  // namespace

Result<Frozen> Freeze(Workspace& workspace, const FreezeOptions& options) {
  return Freezer(workspace, options).Run();
}

}  // namespace assay::pipeline
