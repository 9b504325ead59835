// SPDX-License-Identifier: Apache-2.0
//
// Is a folder the release that it says it is? Decided from the folder alone; it may be a
// stranger's, and hostile. Nothing outside the folder is opened, and nothing in it is changed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/ledger/ledger.h"
#include "assay/release/manifest.h"
#include "assay/release/statement.h"

namespace assay::release {

struct VerifyOptions {
  std::string vkey;                          ///< from elsewhere; empty: the one in release.json
  const ledger::Receipt* receipt = nullptr;  ///< of the release's entry in the ledger; may be null
  ReadTable read;
};

/// What does not hold, and where. Members that say nothing are empty.
struct Problem {
  std::string what;
  std::string key{};
  std::string file{};
  std::uint64_t offset = 0;
};
Json ToJson(const Problem& problem);
std::string ToText(const Problem& problem);

struct VerifyResult {
  Statement statement;  ///< only where `has_statement`
  bool has_statement = false;
  bool key_from_outside = false;
  std::vector<Problem> problems;  ///< the first kProblems, and the first of a record
  std::uint64_t problem_count = 0;

  static constexpr std::size_t kProblems = 20;
};

/// Checks that the folder holds the files that were named and nothing else, every file's SHA-256,
/// that every sample lies in its file and has its SHA-256, that every row hashes to a leaf of the
/// root, the signature, and where given the receipt.
///
/// Errors:  kNotFound when there is no folder or no release.json in it; kInvalidArgument for a bad
///          vkey; kUnsupported for a newer schema; kUnavailable when the reader does not start.
///          Damage is in `problems`.
/// Cost:    one pass over the files; memory for their names, and 64 bytes a record.
Result<VerifyResult> Verify(const std::filesystem::path& folder, const VerifyOptions& options);

/// The statement of a release whose signature and index hold, for those who then read the index.
/// Errors:  as Verify; kCorrupt with what does not hold.
Result<Statement> OpenRelease(const std::filesystem::path& folder);

}  // namespace assay::release
