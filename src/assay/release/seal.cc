// SPDX-License-Identifier: Apache-2.0
#include "assay/release/seal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/release/sums.h"
#include "assay/table/writer.h"

namespace assay::release {
namespace {

namespace fs = std::filesystem;

Error Bad(std::string what) { return {ErrorCode::kCorrupt, std::move(what)}; }

/// The texts of a sample, as the spool keeps them.
std::string Pack(const Sample& sample) {
  const Place& place = sample.place;
  return assay::Canonical({Canonical(sample.row), place.file, place.offset, place.bytes,
                           place.sha256.Hex(), sample.attribution});
}

/// From what Pack wrote.
Result<ManifestRow> Unpack(const std::string& packed) {
  ASSAY_LET(const Json fields, ParseJson(packed, {.bytes = 64U << 20U}));
  ManifestRow row;
  row.text = fields.at(0).get<std::string>();
  ASSAY_LET(row.row, ParseJson(row.text));
  row.key = StringOr(row.row, "key");
  row.place = {fields.at(1).get<std::string>(), fields.at(2).get<std::uint64_t>(),
               fields.at(3).get<std::uint64_t>(),
               ParseDigest(fields.at(4).get<std::string>()).value()};
  row.attribution = fields.at(5).get<std::string>();
  return row;
}

/// Names are foreign text: none of them may begin a line of its own.
std::string AttributionLine(const ManifestRow& row) {
  return fmt::format("{}: {}\n", ToPrintable(row.key), ToPrintable(row.attribution));
}

Status SyncAll(const fs::path& folder) {
  const Fd fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.open() || syncfs(fd.get()) != 0) return SystemError(errno, "syncing", folder);
  return Done{};
}

}  // namespace

fs::path PartOf(const fs::path& out) {
  const fs::path whole = out.has_filename() ? out : out.parent_path();
  return whole.parent_path() / fmt::format(".{}.part", whole.filename().native());
}

Result<Sealer> Sealer::Begin(const fs::path& part, const Digest& salt) {
  ASSAY_LET(LeafFile leaves, LeafFile::Make(part));
  ASSAY_LET(Spool spool, Spool::Make(part));
  return Sealer(part, salt, std::move(leaves), std::move(spool));
}

Status Sealer::Add(const Sample& sample) {
  if (sample.row.verdict != "allow")
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("record {} is not allowed", ToPrintable(sample.row.key))};
  ASSAY_TRY(leaves_.Add(LeafFor(salt_, sample.row.key, Canonical(sample.row))));
  return spool_.Add(sample.row.key, Pack(sample));
}

Status Sealer::AddFile(FileEntry file) {
  if (!IsPath(file.path) || IsDocument(file.path))
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} is no path for content of a release", ToPrintable(file.path))};
  content_.push_back(std::move(file));
  return Done{};
}

Status Sealer::CheckFiles() {
  std::ranges::sort(content_, {}, &FileEntry::path);
  const auto twice = std::ranges::adjacent_find(content_, {}, &FileEntry::path);
  if (twice == content_.end()) return Done{};
  return Bad(fmt::format("two files at {}", twice->path));
}

Status Sealer::CheckPlace(const Place& place) const {
  const auto file = std::ranges::lower_bound(content_, place.file, {}, &FileEntry::path);
  const bool lies_inside = file != content_.end() && file->path == place.file &&
                           place.bytes <= file->bytes && place.offset <= file->bytes - place.bytes;
  if (lies_inside) return Done{};
  return Bad(fmt::format("a sample of {} bytes at {} of {}, where there is none", place.bytes,
                         place.offset, ToPrintable(place.file)));
}

/// Of a file that CheckPlace knows.
Place Sealer::WholeFile(const std::string& path) const {
  const auto file = std::ranges::lower_bound(content_, path, {}, &FileEntry::path);
  return {path, 0, file->bytes, file->sha256};
}

Status Sealer::WriteManifest() {
  ASSAY_LET(table::ParquetWriter writer,
            table::ParquetWriter::Create(part_ / kManifestFile, ManifestColumns()));
  const auto append = [&](const std::string& /*key*/, const std::string& text) -> Status {
    ASSAY_LET(ManifestRow row, Unpack(text));
    ASSAY_TRY(CheckPlace(row.place));
    if (row.place.bytes == 0) row.place = WholeFile(row.place.file);
    if (!row.attribution.empty()) attribution_ += AttributionLine(row);
    return writer.Append(CellsOf(row));
  };
  ASSAY_TRY(spool_.ForEach(append));
  return writer.Finish();
}

Status Sealer::Note(std::string_view name) {
  ASSAY_LET(FileEntry entry, Measure(part_, name));
  sealed_.files.push_back(std::move(entry));
  return Done{};
}

Status Sealer::WriteDocument(std::string_view name, const std::string& text) {
  ASSAY_TRY(WriteNewFile(part_ / name, text, 0644));
  return Note(name);
}

Result<Sealed> Sealer::Finish() {
  ASSAY_TRY(CheckFiles());
  ASSAY_TRY(WriteManifest());
  if (!attribution_.empty()) ASSAY_TRY(WriteDocument(kAttributionFile, attribution_));
  ASSAY_TRY(Note(kManifestFile));
  std::string sums;
  for (const FileEntry& file : content_) {
    sums += LineOf({file.path, file.sha256});
    sealed_.content_bytes += file.bytes;
  }
  ASSAY_TRY(WriteDocument(kSumsFile, sums));
  std::ranges::sort(sealed_.files, {}, &FileEntry::path);
  sealed_.content_files = content_.size();
  sealed_.count = spool_.size();
  ASSAY_LET(sealed_.root, leaves_.CheckedRoot());
  return std::move(sealed_);
}

Status Sealer::ForEachKey(const std::function<Status(std::string_view key)>& take) {
  return spool_.ForEach(
      [&take](const std::string& key, const std::string& /*text*/) { return take(key); });
}

Status WriteStatement(const fs::path& part, std::string_view statement,
                      std::string_view signature) {
  ASSAY_TRY(WriteNewFile(part / kSignatureFile, signature, 0644));
  ASSAY_TRY(SyncAll(part));
  // Last: a folder that holds it holds everything.
  return WriteFileDurably(part / kStatementFile, statement);
}

Status Publish(const fs::path& part, const fs::path& out) {
  if (renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, out.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno != EEXIST) return SystemError(errno, "renaming", part);
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} is there already", ToPrintable(out.native()))};
  }
  return SyncFolder(out.has_parent_path() ? out.parent_path() : fs::path("."));
}

Status Replace(const fs::path& part, const fs::path& out) {
  if (renameat2(AT_FDCWD, part.c_str(), AT_FDCWD, out.c_str(), RENAME_EXCHANGE) != 0)
    return SystemError(errno, "renaming", part);
  return SyncFolder(out.has_parent_path() ? out.parent_path() : fs::path("."));
}

Result<FileEntry> Measure(const fs::path& folder, std::string_view path) {
  constexpr std::size_t kPiece_bytes = 1U << 20U;
  const fs::path file = folder / path;
  const Fd fd(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd.open()) return SystemError(errno, "reading", file);
  Bytes buffer(kPiece_bytes);
  Sha256Stream hash;
  FileEntry entry{std::string(path), 0, {}};
  for (;;) {
    const ssize_t got = read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError(errno, "reading", file);
    if (got == 0) break;
    hash.Add(ByteView(buffer).first(static_cast<std::size_t>(got)));
    entry.bytes += static_cast<std::uint64_t>(got);
  }
  entry.sha256 = hash.Finish();
  return entry;
}

}  // namespace assay::release
