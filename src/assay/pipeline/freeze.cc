// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/freeze.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "assay/acquire/crawl_scope.h"
#include "assay/acquire/web_url.h"
#include "assay/catalog/catalog.h"
#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/ledger/digest_note.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/release_content.h"
#include "assay/pipeline/release_copy_internal.h"
#include "assay/pipeline/workspace.h"
#include "assay/release/inventory.h"
#include "assay/release/seal.h"
#include "assay/release/sums.h"
#include "assay/release/tree.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kStatement_bytes = 4U << 20U;
constexpr std::size_t kSums_bytes = 8ULL << 30U;

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

/// Of what was asked for: that the same list was fetched again does not make it another plan.
Result<std::string> PlanDigest(const catalog::Run& run) {
  ASSAY_LET(Json plan, ParseJson(run.plan));
  plan.erase("crawl");
  return Sha256(Canonical(plan)).Hex();
}

/// 1.2.3 -> 1.3.0.
std::string NextVersion(const std::string& version) {
  const std::size_t minor = version.find('.') + 1;
  const std::size_t end = version.find('.', minor);
  return fmt::format("{}{}.0", version.substr(0, minor),
                     std::stoll(version.substr(minor, end - minor)) + 1);
}

class Freezer {
 public:
  Freezer(Workspace& workspace, const catalog::Run& run, const MakeContent& make,
          const FreezeOptions& options)
      : workspace_(workspace),
        run_(run),
        make_(make),
        options_(options),
        releases_(workspace.catalog()),
        crawls_(workspace.catalog()),
        part_(release::PartOf(options.out)) {}

  Result<Frozen> Run() {
    if (!release::IsReleaseName(options_.name))
      return Bad(fmt::format("'{}' is no name of a release: a-z 0-9 . _ -, at most 64",
                             ToPrintable(options_.name)));
    if (!options_.version.empty() && !release::IsReleaseVersion(options_.version))
      return Bad(fmt::format("'{}' is no version: three numbers, such as 1.0.0",
                             ToPrintable(options_.version)));
    ASSAY_LET(sealed_, options_.version.empty() ? releases_.Latest(options_.name)
                                                : releases_.Find(options_.name, options_.version));
    const bool is_made = sealed_ && (!options_.replaces || IsOfThisRun(sealed_->statement));
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(options_.out, ignored))) {
      if (is_made && !options_.replaces && IsSealed(options_.out)) return FindOut();
      ASSAY_TRY(CheckOut());
      if (is_made && is_whole_ && IsSealed(options_.out)) return FindOut();
    }
    if (is_made && IsSealed(part_)) return Finish(sealed_->statement, /*was_sealed=*/true);
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

  /// What an earlier start of this run has sealed is not made again, unless dead letters have come
  /// in since.
  [[nodiscard]] bool IsOfThisRun(const std::string& statement) const {
    const auto made = release::ParseStatement(statement);
    return made.ok() && sealed_->run == run_.id && made.value().audit == run_.tree_root;
  }

  [[nodiscard]] Result<Frozen> Tell(const std::string& statement) const {
    Frozen frozen;
    ASSAY_LET(frozen.statement, release::ParseStatement(statement));
    frozen.digest = Sha256(statement).Hex();
    return frozen;
  }

  Result<Frozen> FindOut() {
    ASSAY_LET(Frozen frozen, Tell(sealed_->statement));
    frozen.was_there = true;
    if (options_.replaces) ASSAY_TRY(RemovePart());  // a kill may have come before this
    return frozen;
  }

  /// What lies at `out`, which holds a release of ours: more than that is somebody's work.
  Result<bool> IsWhole(const std::string& statement) {
    ASSAY_LET(const release::Statement made, release::ParseStatement(statement));
    ASSAY_LET(release::Inventory there, release::TakeInventory(options_.out));
    std::set<std::string> named = {std::string(release::kStatementFile),
                                   std::string(release::kSignatureFile)};
    for (const release::FileEntry& file : made.files) named.insert(file.path);
    const auto sums = ReadFile(options_.out / release::kSumsFile, kSums_bytes);
    const auto listed = sums.ok() ? release::ParseSums(sums.value()) : Error(sums.error());
    if (!listed.ok())
      return Bad(fmt::format("{} has lost its {}: nobody can tell whose files lie there",
                             ToPrintable(options_.out.native()), release::kSumsFile));
    for (const release::Sum& sum : listed.value()) named.insert(sum.path);
    std::size_t found = 0;
    for (const auto& [path, bytes] : there.files) {
      if (!named.contains(path))
        return Bad(fmt::format("{} holds {}, which is not of the release: move it away",
                               ToPrintable(options_.out.native()), ToPrintable(path)));
      found += named.contains(path) ? 1U : 0U;
    }
    return found == named.size();
  }

  /// Only what this workspace has sealed may give way. Notes its version.
  Status CheckOut() {
    const std::string out = ToPrintable(options_.out.native());
    if (!options_.replaces)
      return Bad(fmt::format("{} is there already, and is not {} {} of this workspace", out,
                             options_.name, options_.version));
    const auto text = ReadFile(options_.out / release::kStatementFile, kStatement_bytes);
    const auto there = text.ok() ? release::ParseStatement(text.value()) : Error(text.error());
    if (there.ok()) {
      ASSAY_LET(const auto row, releases_.Find(there.value().name, there.value().version));
      if (row && row->statement == text.value()) {
        replaced_ = there.value().version;
        ASSAY_LET(is_whole_, IsWhole(text.value()));
        return Done{};
      }
    }
    return Bad(fmt::format("{} is there already, and is no release of this workspace", out));
  }

  Result<Frozen> Finish(const std::string& statement, bool was_sealed) {
    ASSAY_LET(Frozen frozen, Tell(statement));
    frozen.was_sealed = was_sealed;
    if (replaced_.empty()) {
      ASSAY_TRY(release::Publish(part_, options_.out));
    } else if (is_whole_ && IsSealed(options_.out)) {
      frozen.was_there = true;
    } else {
      ASSAY_TRY(release::Replace(part_, options_.out));
      frozen.replaced = replaced_;
    }
    if (!replaced_.empty()) ASSAY_TRY(RemovePart());
    return frozen;
  }

  Status RemovePart() {
    std::error_code failed;
    fs::remove_all(part_, failed);
    return failed ? Status(SystemError(failed.value(), "removing", part_)) : Status(Done{});
  }

  Status MakePart() {
    ASSAY_TRY(RemovePart());
    std::error_code failed;
    fs::create_directories(part_, failed);
    return failed ? Status(SystemError(failed.value(), "creating", part_)) : Status(Done{});
  }

  /// Everything up to the rename. Gives the bytes of release.json.
  Result<std::string> Build() {
    ASSAY_LET(const Plan plan, FromIdentity(run_.plan));
    statement_.name = options_.name;
    statement_.version = options_.version;
    statement_.salt = release::ReleaseSalt(plan.seed);
    statement_.use = {plan.use.purpose, plan.use.jurisdiction, run_.date};
    ASSAY_TRY(MakePart());
    ASSAY_LET(release::Sealer sealer, release::Sealer::Begin(part_, statement_.salt));
    ASSAY_LET(const auto content, make_(part_));
    ASSAY_TRY(AddAll(*content, sealer));
    ASSAY_TRY(content->Finish(sealer));
    ASSAY_LET(const release::Sealed sealed, sealer.Finish());
    if (sealed.count == 0)
      return Error{ErrorCode::kNotFound,
                   fmt::format("run {} has allowed nothing that can be released", run_.id)};
    ASSAY_TRY(Describe(sealed));
    return Seal(sealer);
  }

  Status AddAll(ReleaseContent& content, release::Sealer& sealer) {
    const auto add = [&](const catalog::RecordRow& record) -> Status {
      if (options_.stop != nullptr && *options_.stop)
        return Error{ErrorCode::kCancelled, "stopped"};
      if (record.state != catalog::State::kAllow) return Done{};
      if (options_.progress) options_.progress(++done_);
      return AddRecord(record, content, sealer);
    };
    return workspace_.catalog().ForEachRecord(run_.id, add);
  }

  Status AddRecord(const catalog::RecordRow& record, ReleaseContent& content,
                   release::Sealer& sealer) {
    ASSAY_LET(const release::ParsedRecord parsed, release::Parse(record));
    ASSAY_LET(const bool is_withdrawn, IsWithdrawn(crawls_, record.key, parsed.facts));
    if (is_withdrawn) {
      ++statement_.left_out.withdrawn;
      Complain(record.key, "its host has reserved it since");
      return Done{};
    }
    release::Sample sample{release::RowFor(record, parsed, run_.policy_digest), {}, {}};
    if (parsed.decision)
      sample.attribution = AttributionOf(parsed.facts, *parsed.decision, sample.row.licence);
    ASSAY_LET(const Taken taken, content.Add(record, parsed, sample));
    if (taken == Taken::kChanged) return LeaveChanged(record);
    if (taken == Taken::kYes) return sealer.Add(sample);
    ++statement_.left_out.not_chosen;
    return Done{};
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
    if (options_.left_out) options_.left_out(key, why);
  }

  Status Describe(const release::Sealed& sealed) {
    statement_.root = sealed.root;
    statement_.count = sealed.count;
    statement_.files = sealed.files;
    statement_.content_files = sealed.content_files;
    statement_.content_bytes = sealed.content_bytes;
    statement_.policy = run_.policy_digest;
    ASSAY_LET(statement_.plan, PlanDigest(run_));
    statement_.audit = run_.tree_root;
    statement_.versions = options_.versions;
    statement_.ledger_origin = workspace_.log().origin();
    statement_.ledger_vkey = workspace_.log().vkey();
    ASSAY_LET(const auto latest, releases_.Latest(options_.name));
    if (sealed_ && SealedBefore(*sealed_)) return Done{};
    if (!options_.version.empty() && sealed_) return Done{};  // Seal says what is wrong
    sealed_.reset();
    if (options_.version.empty())
      statement_.version = latest ? NextVersion(latest->version) : "1.0.0";
    statement_.parents.clear();
    if (latest) statement_.parents = {{latest->name, latest->version, Sha256(latest->statement)}};
    statement_.ledger_leaf = workspace_.next_leaf();
    return Done{};
  }

  /// What was sealed before fixes what depends on when that was. Is this the same release?
  bool SealedBefore(const catalog::ReleaseRow& row) {
    const auto before = release::ParseStatement(row.statement);
    if (!before.ok()) return false;
    statement_.version = row.version;
    statement_.parents = before.value().parents;
    statement_.ledger_leaf = before.value().ledger_leaf;
    return release::TextOf(statement_) == row.statement;
  }

  /// Statement and signature are on disk before the commit that makes them true.
  Result<std::string> Seal(release::Sealer& sealer) {
    const std::string text = release::TextOf(statement_);
    if (sealed_ && sealed_->statement != text)
      return Bad(fmt::format("{} {} was sealed with other content: give another version",
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
  const catalog::Run& run_;
  const MakeContent& make_;
  const FreezeOptions& options_;
  catalog::Releases releases_;
  catalog::Crawls crawls_;
  fs::path part_;
  std::int64_t done_ = 0;
  bool is_whole_ = false;  ///< what lies at `out`
  std::string replaced_;   ///< version of the release at `out` that may give way
  std::optional<catalog::ReleaseRow> sealed_;
  release::Statement statement_;
};

}  // namespace

Result<bool> IsWithdrawn(const catalog::Crawls& crawls, const std::string& key,
                         const std::vector<Fact>& facts) {
  std::set<std::string> addresses = {key};
  for (const Fact& fact : facts) {
    if (fact.name != "origin.url") continue;
    const auto url = acquire::WebUrl::Parse(StringOr(fact.value, "url"));
    if (url.ok()) addresses.insert(acquire::CrawlScope::Canonical(url.value()).Text());
  }
  for (const std::string& address : addresses) {
    ASSAY_LET(const auto withdrawal, crawls.FindWithdrawal(address));
    if (withdrawal) return true;
  }
  return false;
}

Result<Frozen> FreezeRun(Workspace& workspace, const catalog::Run& run, const MakeContent& make,
                         const FreezeOptions& options) {
  return Freezer(workspace, run, make, options).Run();
}

Result<Frozen> Freeze(Workspace& workspace, const FreezeOptions& options) {
  ASSAY_LET(const catalog::Run run, LatestFinished(workspace.catalog()));
  const fs::path packs = workspace.layout().packs();
  const auto copies = [&packs](const fs::path& part) -> Result<std::unique_ptr<ReleaseContent>> {
    return std::unique_ptr<ReleaseContent>(std::make_unique<internal::FolderCopy>(part, packs));
  };
  return FreezeRun(workspace, run, copies, options);
}

}  // namespace assay::pipeline
