// SPDX-License-Identifier: Apache-2.0
//
// Turns a folder of content into a release: index, sums, attribution, and then the statement that
// binds them. What made the content (copies of files, shards of a sink) is none of its business. It
// signs nothing and writes to no ledger.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/hash.h"
#include "assay/core/result.h"
#include "assay/release/leaf_file.h"
#include "assay/release/manifest.h"
#include "assay/release/spool.h"
#include "assay/release/statement.h"

namespace assay::release {

/// What Finish found out.
struct Sealed {
  Digest root;
  std::uint64_t count = 0;
  std::vector<FileEntry> files;  ///< the documents, by path
  std::uint64_t content_files = 0;
  std::uint64_t content_bytes = 0;
};

/// The folder in which a release is made: beside `out`, on the same disk.
std::filesystem::path PartOf(const std::filesystem::path& out);

/// Threads: one uses it.
/// Memory:  16 bytes a sample while Finish runs, about 200 for each file, and the lines of
///          ATTRIBUTION.txt. Samples that do not come in the order of their keys take 64 bytes and
///          their key.
class Sealer {
 public:
  /// `part` must be there, and hold content alone.
  /// Errors:  as SystemError.
  static Result<Sealer> Begin(const std::filesystem::path& part, const Digest& salt);

  /// Samples and content files, in any order. The file of a sample may be added later. A sample
  /// that has no bytes of its own in its file, as in a table, is named with the whole of it.
  /// Errors:  as SystemError; kInvalidArgument for a row that is not allowed or a path that is
  /// none.
  Status Add(const Sample& sample);
  Status AddFile(FileEntry file);

  /// Writes MANIFEST.parquet, SHA256SUMS and, where somebody has to be named, ATTRIBUTION.txt.
  /// Errors:  kCorrupt for a key or a path that came twice, and for a sample that does not lie in a
  ///          file that was added; as table::ParquetWriter and SystemError.
  /// Exact:   the order of the calls of Add and AddFile does not matter.
  Result<Sealed> Finish();

  /// The keys of a finished release, sorted.
  Status ForEachKey(const std::function<Status(std::string_view key)>& take);

 private:
  Sealer(std::filesystem::path part, const Digest& salt, LeafFile leaves, Spool spool)
      : part_(std::move(part)), salt_(salt), leaves_(std::move(leaves)), spool_(std::move(spool)) {}
  Status CheckFiles();
  Status CheckPlace(const Place& place) const;
  [[nodiscard]] Place WholeFile(const std::string& path) const;
  Status WriteManifest();
  Status WriteDocument(std::string_view name, const std::string& text);
  Status Note(std::string_view name);

  std::filesystem::path part_;
  Digest salt_;
  LeafFile leaves_;
  Spool spool_;
  std::vector<FileEntry> content_;
  std::string attribution_;
  Sealed sealed_;
};

/// Writes statement and signature and syncs all of `part`.
Status WriteStatement(const std::filesystem::path& part, std::string_view statement,
                      std::string_view signature);

/// The rename that makes a release visible.
/// Errors:  kInvalidArgument when something is at `out`; as SystemError.
Status Publish(const std::filesystem::path& part, const std::filesystem::path& out);

/// The same where a release is at `out`: they change places at once, and `part` is the old one.
/// Errors:  as SystemError.
Status Replace(const std::filesystem::path& part, const std::filesystem::path& out);

/// SHA-256 and size of a file. Errors: as SystemError.
Result<FileEntry> Measure(const std::filesystem::path& folder, std::string_view path);

}  // namespace assay::release
