// SPDX-License-Identifier: Apache-2.0
//
// Makes a release of what a run has allowed: content, index, statement, signature, ledger entry and
// catalog row. The last rename makes it visible; before that there is no release.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/fact.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/release/statement.h"

namespace assay::catalog {
class Crawls;
struct Run;
}  // namespace assay::catalog

namespace assay::pipeline {

class ReleaseContent;
class Workspace;

struct FreezeOptions {
  std::filesystem::path out;       ///< does not exist yet, or `replaces` allows it
  std::string name;                ///< release::IsReleaseName
  std::string version;             ///< release::IsReleaseVersion; empty: the next minor one
  bool replaces = false;           ///< a release of this workspace at `out` may give way to this
  bool skip_changed = false;       ///< leave out what is no longer what was judged
  Json versions = Json::object();  ///< of programs
  /// Told of each record that was to be released and cannot be.
  std::function<void(const std::string& key, std::string_view why)> left_out;
  std::function<void(std::int64_t done)> progress;  ///< records looked at
  const std::atomic<bool>* stop = nullptr;
};

struct Frozen {
  release::Statement statement;
  std::string digest;       ///< SHA-256 of release.json, hex
  std::string replaced;     ///< version of the release that was at `out`; empty: none was
  bool was_there = false;   ///< a release of the same bytes was at `out` already
  bool was_sealed = false;  ///< an earlier call was stopped after it had sealed this release
};

/// Freezes the allowed records of the latest finished run, as copies of their files. The same call
/// after a kill gives the same bytes.
///
/// Errors:  kNotFound without a finished run or an allowed record; kInvalidArgument for a bad name
///          or version, when something else is at `out`, or when that name and version were sealed
///          with other content; kDenied for a file that is not what was judged (which); kCancelled
///          after `stop`; kCorrupt for a workspace that contradicts itself; kExhausted when the
///          disk is full. After an error the workspace must be opened anew.
Result<Frozen> Freeze(Workspace& workspace, const FreezeOptions& options);

/// Whether the host of a record's address has reserved it since: its key, where that is its
/// address, and what a manifest gives.
Result<bool> IsWithdrawn(const catalog::Crawls& crawls, const std::string& key,
                         const std::vector<Fact>& facts);

/// Freezes the allowed records of `run`, which is decided, as what `make` makes of them in the new
/// folder that it is given. Errors: as Freeze, and of the content.
using MakeContent =
    std::function<Result<std::unique_ptr<ReleaseContent>>(const std::filesystem::path& part)>;
Result<Frozen> FreezeRun(Workspace& workspace, const catalog::Run& run, const MakeContent& make,
                         const FreezeOptions& options);

}  // namespace assay::pipeline
