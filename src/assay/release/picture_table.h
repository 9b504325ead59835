// SPDX-License-Identifier: Apache-2.0
//
// A data set as Parquet files with the pictures inside, in the layout that Hugging Face shows.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "assay/core/result.h"
#include "assay/release/sink.h"

namespace assay::release {

/// Files: `<split>-<5 digits>.parquet` (`data-…` without a split). Columns: `image` (a struct of
/// `bytes` and `path`), the class `label` in a set with labels, `caption` in one with captions, and
/// what MetadataOf says. The features stand in each file's metadata.
///
/// Cost:    memory for 128 rows of each split that is open: pictures of 1 MB take 128 MB.
/// Exact:   as table::ParquetWriter: with one version of DuckDB.
/// Source:  docs/formats/datasets.md.
class PictureTableSink final : public Sink {
 public:
  /// Errors:  kInvalidArgument when `folder` is there and not empty, or labels break SinkOptions;
  ///          as SystemError.
  static Result<PictureTableSink> Create(const std::filesystem::path& folder,
                                         const SinkOptions& options);
  PictureTableSink(PictureTableSink&&) noexcept;
  PictureTableSink& operator=(PictureTableSink&&) = delete;
  ~PictureTableSink() override;

  Result<PicturePlace> Add(const PictureSample& sample) override;
  Result<std::vector<SinkFile>> Finish() override;

 private:
  struct State;
  explicit PictureTableSink(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::release
