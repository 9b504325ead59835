// SPDX-License-Identifier: Apache-2.0
//
// One sample of a release: its row of the one tree, and where its bytes lie. MANIFEST.parquet has a
// row for each, in bytewise order of the keys. Reading trusts nothing: the table may be a
// stranger's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/hash.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/release/tree.h"
#include "assay/table/writer.h"

namespace assay::release {

/// Where the bytes of a sample lie.
struct Place {
  std::string file;  ///< relative to the release; IsPath
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;  ///< 0: all of the file (Sealer::Add)
  Digest sha256;            ///< of those bytes alone

  bool operator==(const Place&) const = default;
};

/// What a release is told of a record.
struct Sample {
  TreeRow row;
  Place place;
  std::string attribution;  ///< who has to be named; empty: nobody
};

/// The columns of MANIFEST.parquet: docs/formats/release.md.
std::vector<table::Column> ManifestColumns();

/// A row of MANIFEST.parquet that agrees with itself.
struct ManifestRow {
  std::string key;
  std::string text;  ///< the canonical JSON that the leaf hashes
  Json row;          ///< the same, parsed
  Place place;
  std::string attribution;
};

/// Checks everything that a row says twice, that its text is canonical and has the members of a
/// TreeRow, that it is allowed, and that its file is a path inside the release.
/// Errors:  kCorrupt, with the key where there is one.
Result<ManifestRow> ParseManifestRow(const std::map<std::string, std::string>& columns);

/// The cells of a row, in the order of the columns.
std::vector<table::Cell> CellsOf(const ManifestRow& row);

/// The key in the canonical text of a row, which is checked as above.
/// Errors:  kCorrupt.
Result<std::string> KeyOfRow(std::string_view text);

/// Reads a table that may be a stranger's: in production in a sandboxed worker.
using ReadTable = std::function<Status(
    const std::filesystem::path& file,
    const std::function<Status(std::int64_t row,
                               const std::map<std::string, std::string>& columns)>& visit)>;

/// Rows of a manifest in key order. Errors: as `read`, ParseManifestRow; kCorrupt for a key that
/// does not come after the one before.
Status ForEachRow(const ReadTable& read, const std::filesystem::path& file,
                  const std::function<Status(const ManifestRow& row)>& visit);

/// True for a relative path in its normal form, of at most 1,024 bytes, in printable ASCII without
/// a backslash, none of whose parts is "." or "..".
bool IsPath(std::string_view text);

}  // namespace assay::release
