// SPDX-License-Identifier: Apache-2.0
//
// release.json: what a release says of itself, and what is signed. It holds no clock and no path of
// a machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/decision.h"
#include "assay/core/hash.h"
#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::release {

/// The type of the note that signs a statement.
inline constexpr std::string_view kStatementType = "assay.release/1";

inline constexpr std::string_view kStatementFile = "release.json";
inline constexpr std::string_view kSignatureFile = "release.json.sig";
inline constexpr std::string_view kManifestFile = "MANIFEST.parquet";
inline constexpr std::string_view kSumsFile = "SHA256SUMS";
inline constexpr std::string_view kAttributionFile = "ATTRIBUTION.txt";

struct FileEntry {
  std::string path;  ///< relative to the release
  std::uint64_t bytes = 0;
  Digest sha256;

  bool operator==(const FileEntry&) const = default;
};

/// An earlier release of the same name.
struct Parent {
  std::string name;
  std::string version;
  Digest statement;  ///< SHA-256 of its release.json

  bool operator==(const Parent&) const = default;
};

/// How many allowed records a release does not hold.
struct LeftOut {
  std::uint64_t changed = 0;     ///< their files are no longer what was judged
  std::uint64_t withdrawn = 0;   ///< their hosts have reserved them since
  std::uint64_t not_chosen = 0;  ///< the plan samples others

  bool operator==(const LeftOut&) const = default;
};

struct Statement {
  std::string name;
  std::string version;
  std::vector<Parent> parents;
  Digest root;
  Digest salt;
  std::uint64_t count = 0;
  Use use;
  std::string policy;  ///< digest, hex
  std::string plan;    ///< digest, hex
  std::string audit;   ///< root of the run that it was made of, hex
  LeftOut left_out;
  std::vector<FileEntry> files;  ///< documents, by path; they name all others
  std::uint64_t content_files = 0;
  std::uint64_t content_bytes = 0;
  std::string ledger_origin;
  std::string ledger_vkey;
  std::uint64_t ledger_leaf = 0;
  Json versions = Json::object();  ///< of programs: {"assay": "0.1.0"}

  bool operator==(const Statement&) const = default;
};

/// The bytes of release.json: canonical JSON and a line feed.
std::string TextOf(const Statement& statement);

/// Errors:  kUnsupported for another schema; kCorrupt for anything that TextOf would not write.
Result<Statement> ParseStatement(std::string_view text);

/// Names that content cannot have.
bool IsDocument(std::string_view path);

/// A name of a release: 1 to 64 of a-z 0-9 . _ -, the first a letter or digit.
bool IsReleaseName(std::string_view text);
/// MAJOR.MINOR.PATCH, without leading zeros. Source: semver.org 2.0.0, item 2.
bool IsReleaseVersion(std::string_view text);

}  // namespace assay::release
