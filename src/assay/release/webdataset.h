// SPDX-License-Identifier: Apache-2.0
//
// A data set as tar shards that WebDataset, Hugging Face and plain tar read, with an index that
// finds each picture without unpacking.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "assay/core/result.h"
#include "assay/release/sink.h"

namespace assay::release {

/// Files: `<split>-<6 digits>.tar` (`data-…` without a split), `index.parquet`, and `labels.json`
/// where there are labels. Members of a sample, beside each other and sorted: `<name>.cls` the
/// class, `<name>.<ext>` the picture, `<name>.json`, `<name>.txt` the caption; the name is
/// SampleName's.
///
/// Cost:    memory for a row group of the index and a buffer a split, whatever the number of
///          samples.
/// Exact:   a sample's shard follows from keys and sizes up to it.
/// Source:  docs/formats/datasets.md.
class WebDatasetSink final : public Sink {
 public:
  /// Errors:  kInvalidArgument when `folder` is there and not empty, or labels break SinkOptions;
  ///          as SystemError.
  static Result<WebDatasetSink> Create(const std::filesystem::path& folder,
                                       const SinkOptions& options);
  WebDatasetSink(WebDatasetSink&&) noexcept;
  WebDatasetSink& operator=(WebDatasetSink&&) = delete;
  ~WebDatasetSink() override;

  Result<PicturePlace> Add(const PictureSample& sample) override;
  Result<std::vector<SinkFile>> Finish() override;

 private:
  struct State;
  explicit WebDatasetSink(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::release
