// SPDX-License-Identifier: Apache-2.0
#include "assay/release/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/ledger/digest_note.h"
#include "assay/release/inventory.h"
#include "assay/release/sums.h"

namespace assay::release {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kStatement_bytes = 4U << 20U;
constexpr std::size_t kSignature_bytes = 64U << 10U;
constexpr std::size_t kSums_bytes = 8ULL << 30U;

/// What is known of a content file once it was read.
struct Content {
  std::uint64_t bytes = 0;
  Digest sha256;
  bool is_sealed = false;  ///< it is what was sealed
};

/// What keeps us from looking is an error; what a folder can be made to hold is a finding.
bool IsFinding(const Error& error) {
  return error.code != ErrorCode::kUnavailable && error.code != ErrorCode::kCancelled;
}

class Verifier {
 public:
  Verifier(const fs::path& folder, const VerifyOptions& options)
      : folder_(folder), options_(options) {}

  Result<VerifyResult> Run() {
    ASSAY_TRY(CheckStatement());
    if (!result_.has_statement) return std::move(result_);
    CheckReceipt();
    ASSAY_LET(inventory_, TakeInventory(folder_));
    for (const std::string& path : inventory_.others)
      Find({.what = "neither a file nor a folder", .file = path});
    ASSAY_TRY(CheckDocuments());
    if (HasDocument(kSumsFile)) ASSAY_TRY(CheckContent());
    CheckUnlisted();
    if (HasDocument(kManifestFile)) ASSAY_TRY(CheckManifest());
    return std::move(result_);
  }

 private:
  void Find(Problem problem) {
    const bool is_first_record = !problem.key.empty() && !std::exchange(has_record_, true);
    if (++result_.problem_count <= VerifyResult::kProblems || is_first_record)
      result_.problems.push_back(std::move(problem));
  }

  Status CheckStatement() {
    const auto text = ReadInside(folder_, kStatementFile, kStatement_bytes);
    if (!text.ok() && text.error().code == ErrorCode::kNotFound)
      return Error{ErrorCode::kNotFound,
                   fmt::format("no release.json in {}", ToPrintable(folder_.native()))};
    auto statement = text.ok() ? ParseStatement(text.value()) : Error(text.error());
    if (!statement.ok() && statement.error().code == ErrorCode::kUnsupported)
      return statement.error();
    if (!statement.ok()) {
      Find({.what = statement.error().what, .file = std::string(kStatementFile)});
      return Done{};
    }
    result_.statement = std::move(statement).value();
    result_.has_statement = true;
    digest_ = Sha256(text.value());
    return CheckSignature();
  }

  Status CheckSignature() {
    const Statement& made = result_.statement;
    result_.key_from_outside = !options_.vkey.empty();
    const std::string& vkey = result_.key_from_outside ? options_.vkey : made.ledger_vkey;
    const auto note = ReadInside(folder_, kSignatureFile, kSignature_bytes);
    const Status signed_by =
        note.ok() ? ledger::CheckDigestNote(note.value(), vkey, kStatementType, digest_)
                  : Status(Error(note.error()));
    if (signed_by.ok()) return Done{};
    if (result_.key_from_outside && signed_by.error().code == ErrorCode::kInvalidArgument)
      return signed_by.error();
    Find({.what = signed_by.error().what, .file = std::string(kSignatureFile)});
    return Done{};
  }

  /// The entry that the receipt proves must speak of this statement, at the place that it names.
  void CheckReceipt() {
    if (options_.receipt == nullptr) return;
    const Statement& made = result_.statement;
    const std::string& vkey = result_.key_from_outside ? options_.vkey : made.ledger_vkey;
    const auto index = ledger::CheckReceipt(*options_.receipt, vkey);
    if (!index.ok()) return Find({.what = "the ledger's receipt: " + index.error().what});
    const auto entry = ParseJson(options_.receipt->entry);
    const Json meta = entry.ok() ? entry.value().value("meta", Json::object()) : Json();
    if (index.value() != made.ledger_leaf || StringOr(meta, "statement") != digest_.Hex())
      Find({.what = "the ledger's receipt is for another release"});
  }

  [[nodiscard]] bool HasDocument(std::string_view name) const {
    const auto found = content_.find(std::string(name));
    return found != content_.end() && found->second.is_sealed;
  }

  /// Hashes a file; a finding unless it has `sha256` and, where known, its size.
  Status CheckFile(const std::string& path, const Digest& sha256,
                   std::optional<std::uint64_t> bytes) {
    const auto found = inventory_.files.find(path);
    if (found == inventory_.files.end()) {
      Find({.what = "missing", .file = path});
      return Done{};
    }
    if (bytes && *bytes != found->second) {
      Find({.what = fmt::format("{} bytes where {} were sealed", found->second, *bytes),
            .file = path});
      return Done{};
    }
    auto file = OpenInside(folder_, path);
    if (!file.ok()) return Fail(file.error(), path);
    const auto digest = HashRange(file.value(), 0, found->second);
    if (!digest.ok()) return Fail(digest.error(), path);
    content_[path] = {found->second, digest.value(), digest.value() == sha256};
    if (digest.value() != sha256)
      Find({.what = fmt::format("SHA-256 {}, sealed was {}", digest.value().Hex(), sha256.Hex()),
            .file = path});
    return Done{};
  }

  Status Fail(const Error& error, const std::string& path) {
    if (!IsFinding(error)) return Error(error);
    Find({.what = error.what, .file = path});
    return Done{};
  }

  Status CheckDocuments() {
    listed_ = {std::string(kStatementFile), std::string(kSignatureFile)};
    for (const FileEntry& file : result_.statement.files) {
      listed_.insert(file.path);
      ASSAY_TRY(CheckFile(file.path, file.sha256, file.bytes));
    }
    for (const std::string_view needed : {kManifestFile, kSumsFile})
      if (!listed_.contains(std::string(needed)))
        Find({.what = "release.json does not name it", .file = std::string(needed)});
    return Done{};
  }

  Status CheckContent() {
    const auto text = ReadInside(folder_, kSumsFile, kSums_bytes);
    if (!text.ok()) return Fail(text.error(), std::string(kSumsFile));
    const auto sums = ParseSums(text.value());
    if (!sums.ok()) return Fail(sums.error(), std::string(kSumsFile));
    std::uint64_t bytes = 0;
    for (const Sum& sum : sums.value()) {
      if (!listed_.insert(sum.path).second) {
        Find({.what = "named as content, and is a document", .file = sum.path});
        continue;
      }
      ASSAY_TRY(CheckFile(sum.path, sum.sha256, std::nullopt));
      const auto content = content_.find(sum.path);
      bytes += content == content_.end() ? 0 : content->second.bytes;
    }
    const Statement& made = result_.statement;
    if (result_.problem_count == 0 &&
        (sums.value().size() != made.content_files || bytes != made.content_bytes))
      Find({.what =
                fmt::format("{} files of {} bytes where release.json tells {} of {}",
                            sums.value().size(), bytes, made.content_files, made.content_bytes)});
    return Done{};
  }

  void CheckUnlisted() {
    std::set<std::string> parents;
    for (const std::string& path : listed_)
      for (std::size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1))
        parents.insert(path.substr(0, at));
    for (const auto& [path, bytes] : inventory_.files)
      if (!listed_.contains(path)) Find({.what = "a file that nothing names", .file = path});
    for (const std::string& path : inventory_.folders)
      if (!parents.contains(path)) Find({.what = "a folder that nothing names", .file = path});
  }

  Status CheckManifest() {
    const Statement& made = result_.statement;
    TreeBuilder tree(made.salt);
    std::uint64_t count = 0;
    const auto visit = [&](const ManifestRow& row) -> Status {
      ++count;
      ASSAY_TRY(tree.Add(row.key, row.text));
      if (StringOr(row.row, "policy") != made.policy)
        Find({.what = "judged by another policy than release.json names", .key = row.key});
      return CheckSample(row);
    };
    const Status read = ForEachRow(options_.read, folder_ / kManifestFile, visit);
    if (!read.ok()) return Fail(read.error(), std::string(kManifestFile));
    if (count != made.count)
      Find({.what = fmt::format("{} records where release.json tells {}", count, made.count),
            .file = std::string(kManifestFile)});
    const auto root = tree.CheckedRoot();
    if (!root.ok() || root.value() != made.root)
      Find({.what = "the rows do not give the root of release.json",
            .file = std::string(kManifestFile)});
    return Done{};
  }

  Status CheckSample(const ManifestRow& row) {
    const Place& place = row.place;
    const auto bad = [&](std::string what) -> Status {
      Find({std::move(what), row.key, place.file, place.offset});
      return Done{};
    };
    const auto content = content_.find(place.file);
    if (content == content_.end() || IsDocument(place.file)) return bad("its file is not there");
    const Content& file = content->second;
    if (place.bytes > file.bytes || place.offset > file.bytes - place.bytes)
      return bad(
          fmt::format("{} bytes at {} of a file of {}", place.bytes, place.offset, file.bytes));
    const bool is_whole = place.offset == 0 && place.bytes == file.bytes;
    if (is_whole && place.sha256 != file.sha256) return bad("its bytes have another SHA-256");
    return is_whole ? Status(Done{}) : CheckRange(row, bad);
  }

  template <typename Bad>
  Status CheckRange(const ManifestRow& row, const Bad& bad) {
    // Samples that overlap each other would have us read the same bytes without end.
    constexpr std::uint64_t kTimes = 16;
    const std::uint64_t most_bytes = (1ULL << 30U) + kTimes * result_.statement.content_bytes;
    if (row.place.bytes > most_bytes - std::min(most_bytes, ranges_bytes_))
      return Error{ErrorCode::kCorrupt, "its samples overlap each other many times"};
    ranges_bytes_ += row.place.bytes;
    ASSAY_LET(const Fd file, OpenInside(folder_, row.place.file));
    const auto digest = HashRange(file, row.place.offset, row.place.bytes);
    if (!digest.ok() || digest.value() != row.place.sha256)
      return bad("its bytes have another SHA-256");
    return Done{};
  }

  const fs::path& folder_;
  const VerifyOptions& options_;
  VerifyResult result_;
  Digest digest_;
  Inventory inventory_;
  std::set<std::string> listed_;
  std::map<std::string, Content> content_;  ///< files that could be read
  std::uint64_t ranges_bytes_ = 0;
  bool has_record_ = false;  ///< among the problems
};

}  // namespace

Json ToJson(const Problem& problem) {
  Json json = {{"what", problem.what}};
  if (!problem.key.empty()) json["key"] = problem.key;
  if (!problem.file.empty()) json["file"] = ToUtf8(problem.file, problem.file.size() * 3);
  if (!problem.key.empty() && !problem.file.empty()) json["offset"] = problem.offset;
  return json;
}

std::string ToText(const Problem& problem) {
  std::string text;
  if (!problem.key.empty()) text += fmt::format("record {}: ", ToPrintable(problem.key));
  if (!problem.file.empty()) text += ToPrintable(problem.file);
  if (!problem.key.empty() && !problem.file.empty()) text += fmt::format(" at {}", problem.offset);
  if (!problem.file.empty()) text += ": ";
  return text + ToPrintable(problem.what);
}

Result<VerifyResult> Verify(const fs::path& folder, const VerifyOptions& options) {
  return Verifier(folder, options).Run();
}

Result<Statement> OpenRelease(const fs::path& folder) {
  ASSAY_LET(const std::string text, ReadInside(folder, kStatementFile, kStatement_bytes));
  ASSAY_LET(Statement statement, ParseStatement(text));
  ASSAY_LET(const std::string note, ReadInside(folder, kSignatureFile, kSignature_bytes));
  const Status signed_by =
      ledger::CheckDigestNote(note, statement.ledger_vkey, kStatementType, Sha256(text));
  if (!signed_by.ok())
    return Error{ErrorCode::kCorrupt,
                 fmt::format("{}: {}", kSignatureFile, signed_by.error().what)};
  const auto index = std::ranges::find(statement.files, kManifestFile, &FileEntry::path);
  if (index == statement.files.end())
    return Error{ErrorCode::kCorrupt, "release.json names no MANIFEST.parquet"};
  ASSAY_LET(const Fd file, OpenInside(folder, kManifestFile));
  ASSAY_LET(const std::uint64_t bytes, SizeOf(file));
  const auto digest = HashRange(file, 0, index->bytes);
  if (bytes != index->bytes || !digest.ok() || digest.value() != index->sha256)
    return Error{ErrorCode::kCorrupt,
                 fmt::format("{} is not the one that was sealed", kManifestFile)};
  return statement;
}

}  // namespace assay::release
