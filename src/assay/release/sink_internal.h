// SPDX-License-Identifier: Apache-2.0
//
// What all sinks share: the check of what they are given, and a folder that appears when whole.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/file.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/release/sink.h"

namespace assay::release::internal {

/// Holds samples to what PictureSample and SinkOptions say.
class SampleCheck {
 public:
  /// Errors:  kInvalidArgument for labels that are not sorted, not UTF-8 or there twice.
  static Result<SampleCheck> Make(const SinkOptions& options);

  /// Errors:  kInvalidArgument for a key that does not follow the one before, and for fields that
  ///          break their rules; `what` names the key.
  Status Check(const PictureSample& sample);

  /// The place of the label among all; -1 without one. Requires a sample that was checked.
  [[nodiscard]] std::int64_t ClassOf(const PictureSample& sample) const;

 private:
  explicit SampleCheck(const SinkOptions& options)
      : labels_(options.labels), captions_(options.captions) {}
  [[nodiscard]] std::string ProblemOf(const PictureSample& sample);

  std::vector<std::string> labels_;
  bool captions_;
  std::set<std::string> splits_;
  std::string last_key_;
  bool first_ = true;
};

/// What a sample says of itself beside its pixels; `sha256` is that of its content. The same names
/// for every sample.
Json MetadataOf(const PictureSample& sample, const Digest& sha256);

/// A folder that is filled under a temporary name beside its own, and gets its own when whole:
/// whoever is killed leaves nothing that looks finished, and the next one starts anew.
class StagedFolder {
 public:
  /// Removes what a killed writer of the same folder left. Creates the folders above.
  /// Errors:  kInvalidArgument when `folder` is there and not empty; kUnavailable while another
  ///          writer is at it; as SystemError.
  static Result<StagedFolder> Create(const std::filesystem::path& folder);
  StagedFolder(StagedFolder&& other) noexcept
      : folder_(std::move(other.folder_)),
        staging_(std::exchange(other.staging_, {})),
        opened_(std::move(other.opened_)) {}
  StagedFolder& operator=(StagedFolder&&) = delete;
  ~StagedFolder();  ///< Without Commit nothing is left.

  /// Where to write what will be `name` in the folder.
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
    return staging_ / name;
  }

  /// What the file that was written as `name` holds.
  /// Errors:  as SystemError.
  [[nodiscard]] Result<SinkFile> Describe(const std::string& name) const;

  /// Makes everything durable, then the name.
  /// Errors:  as SystemError.
  /// Cost:    waits for everything that the file system has to write.
  Status Commit();

 private:
  StagedFolder(std::filesystem::path folder, std::filesystem::path staging, Fd opened)
      : folder_(std::move(folder)), staging_(std::move(staging)), opened_(std::move(opened)) {}

  std::filesystem::path folder_;
  std::filesystem::path staging_;  ///< empty when there is nothing to remove
  Fd opened_;  ///< since before the first byte: a sync tells of errors since then
};

}  // namespace assay::release::internal
