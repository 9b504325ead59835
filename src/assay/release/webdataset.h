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
/// SampleName's. The folder appears whole, or not at all.
///
/// Threads: one. No call may follow an error but destruction.
/// Cost:    memory for a row group of the index and a buffer a split, whatever the number of
///          samples.
/// Exact:   equal samples and options give equal bytes. A sample's shard follows from keys and
///          sizes up to it.
/// Source:  docs/formats/datasets.md.
class WebDatasetSink {
 public:
  /// Errors:  kInvalidArgument when `folder` is there and not empty, or labels break SinkOptions;
  ///          as SystemError.
  static Result<WebDatasetSink> Create(const std::filesystem::path& folder,
                                       const SinkOptions& options);
  WebDatasetSink(WebDatasetSink&&) noexcept;
  WebDatasetSink& operator=(WebDatasetSink&&) = delete;
  ~WebDatasetSink();  ///< Without Finish nothing is left.

  /// Keys ascend.
  /// Errors:  kInvalidArgument for a sample that breaks the rules of Sample; kExhausted when the
  ///          disk is full; as SystemError.
  Result<Place> Add(const Sample& sample);

  /// All files, sorted by path, durable. Errors: as Add.
  Result<std::vector<SinkFile>> Finish();

 private:
  struct State;
  explicit WebDatasetSink(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::release
