// SPDX-License-Identifier: Apache-2.0
//
// What a run is asked to do: sources, use, policy, steps, limits. A command line is a short way to
// write one; a YAML file is the long way. Parsing touches no other file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/decision.h"
#include "assay/core/hash.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/pipeline/build_plan.h"
#include "assay/pipeline/converter_plan.h"
#include "assay/pipeline/expect.h"
#include "assay/pipeline/network.h"

namespace assay::pipeline {

enum class SourceKind {
  kFiles,  ///< a folder, a manifest (CSV, JSONL, Parquet), one media file, or what a path shows
  kWebDataset,  ///< a tar archive, or a folder of them
  kParquet,     ///< a table with pictures inside, or a folder of them
};

struct SourceSpec {
  std::string name;  ///< prefix of keys when there are several sources
  std::filesystem::path path;
  SourceKind kind = SourceKind::kFiles;
  std::string picture{};  ///< kParquet: the column of pictures; empty: found (table/pictures.h)
};

/// How a source at `path` is called when nobody says: an archive without its ending.
std::string SourceName(const std::filesystem::path& path, SourceKind kind = SourceKind::kFiles);

/// What a path alone shows: kWebDataset for an archive, else kFiles.
SourceKind KindOf(const std::filesystem::path& path);

/// What a column holds ("licence", "caption", …), and which it is.
using Meanings = std::map<std::string, std::string, std::less<>>;

/// Which column of a manifest means what. Empty: found by its usual names.
struct ManifestSpec {
  std::filesystem::path path;  ///< empty: none
  std::string path_column;     ///< names the file; "path", "file", "filename", "file_name", "key"
  /// Which column holds the key, licence, url, creator, label, caption, split or boxes of a record.
  /// What is not named here is found by its usual names (rights), or not there (the others).
  Meanings columns;
};

struct Limits {
  std::int64_t workers = 0;               ///< 0: one a core
  std::int64_t memory_bytes = 1LL << 30;  ///< of each worker
  std::int64_t pixels = 100'000'000;
  std::int64_t per_record_s = 60;
};

/// Whom to tell of a bad end (alert.h).
struct AlertSpec {
  std::string url;       ///< may hold a secret
  bool success = false;  ///< also when all is well
};

struct Plan {
  Use use;                                 ///< `date` empty: the day the run first starts
  std::string policy = "builtin:default";  ///< or a folder
  std::vector<SourceSpec> sources;
  ManifestSpec manifest;
  std::filesystem::path origins;  ///< what hosts said, a folder each (origins.h); empty: not asked
  std::vector<std::string> steps = {"rights", "privacy", "quality", "duplicates"};
  std::uint64_t seed = 0;  ///< of the release salt
  Limits limits;
  std::vector<ConverterSpec> converters;  ///< asked in this order
  std::optional<BuildSpec> build;         ///< none: an audit
  /// How the pictures are asked for that the manifest lists by their addresses; none: it names
  /// files. Not part of the identity: what came of it is, as `crawl`.
  std::optional<Network> network;
  std::int64_t crawl = 0;  ///< that has fetched them; 0: none yet
  std::vector<Expectation> expect;
  AlertSpec alert;  ///< not part of the identity
};

/// Reads a YAML plan (DESIGN, "A plan"). Relative paths are taken from `folder`.
///
/// Errors:  kInvalidArgument with `name:line:column`, what is wrong, and for an unknown key the
///          nearest known one; kExhausted over 1 MiB.
Result<Plan> ParsePlan(std::string_view yaml, std::string_view name,
                       const std::filesystem::path& folder);

/// Checks what no parser can: at least one source, known steps, distinct source names, a real date.
Status Validate(const Plan& plan);

/// Canonical JSON of what makes two runs the same run: not the number of workers. `pack` is the
/// policy pack as text; its digest lets a workspace find it again.
std::string Identity(const Plan& plan, std::string_view pack);

/// The plan of a run from its Identity; `policy` is "object:<hex>", the digest of the pack's text.
/// Errors:  kCorrupt.
Result<Plan> FromIdentity(std::string_view identity);

/// "100M", "2GiB", "20MB", "30s", "24h", "7d" or plain digits, as a plan writes numbers.
std::optional<std::int64_t> ParseAmount(std::string_view text);

/// "2026-11-22": a day of the Gregorian calendar. Source: RFC 3339, full-date.
bool IsDate(std::string_view text);

}  // namespace assay::pipeline
