// SPDX-License-Identifier: Apache-2.0
//
// A data set as a folder of pictures, a folder a split and a label in it, for people and for what
// reads Hugging Face's `imagefolder`.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "assay/core/result.h"
#include "assay/release/sink.h"

namespace assay::release {

/// A folder name for each of `labels`, in their order: no two equal in a file system that knows no
/// case, none that leaves its folder, and none that Windows refuses. All but ASCII letters, digits,
/// `-`, `_`, and dots and spaces within is written as `%` and two digits; of those that differ in
/// case only the later end in `~2`, `~3`, …; long ones are cut and end in `~` and a hash.
std::vector<std::string> FolderNames(const std::vector<std::string>& labels);

/// Files: `<split>/<label>/<name>.<ext>`, and in each split `metadata.jsonl`, a line a picture. A
/// level that the set does not have is left out. Folders of labels are made safe: FolderNames.
///
/// Cost:    a file a picture; memory for the names of the files, to tell of them in Finish.
/// Source:  docs/formats/datasets.md.
class PictureFolderSink final : public Sink {
 public:
  /// Errors:  kInvalidArgument when `folder` is there and not empty, or labels break SinkOptions;
  ///          as SystemError.
  static Result<PictureFolderSink> Create(const std::filesystem::path& folder,
                                          const SinkOptions& options);
  PictureFolderSink(PictureFolderSink&&) noexcept;
  PictureFolderSink& operator=(PictureFolderSink&&) = delete;
  ~PictureFolderSink() override;

  Result<PicturePlace> Add(const PictureSample& sample) override;
  Result<std::vector<SinkFile>> Finish() override;

 private:
  struct State;
  explicit PictureFolderSink(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::release
