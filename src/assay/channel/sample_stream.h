// SPDX-License-Identifier: Apache-2.0
//
// Pictures of a foreign archive or table, one after another, found by a sandboxed `assay-worker`:
// where a picture lies in an archive, the picture itself out of a table, and what is said of it
// there. As table_worker.h, and its layers; it opens no picture.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "assay/channel/table_worker.h"
#include "assay/channel/worker.h"
#include "assay/core/bytes.h"
#include "assay/core/result.h"

namespace assay::channel {

struct Sample {
  std::int64_t number = 0;         ///< from 1, in the file's order
  std::string key;                 ///< as the file calls it, any bytes; empty: it does not
  std::uint64_t offset_bytes = 0;  ///< an archive: of the picture, or of what is wrong
  std::uint64_t bytes = 0;         ///< an archive: of the picture
  std::optional<Bytes> picture;    ///< a table: the picture
  std::string problem;             ///< code of a dead letter, or empty
  std::string why;                 ///< in a sentence
  Columns columns;                 ///< what is said of it
};

/// A larger picture of a table is a problem, limit.bytes.
inline constexpr std::size_t kSamplePicture_bytes = 512ULL << 20U;

/// Reads ahead by what a pipe holds: who does not ask makes the worker wait.
///
/// Threads: one, which must outlive it (PR_SET_PDEATHSIG).
class SampleStream {
 public:
  /// Samples of the tar archive `file`: codec/sample_archive.h says which. The worker is given the
  /// archive itself to read, no copy; what it says of places is checked by who reads them.
  /// Errors:  kInvalidArgument for a link and for what is no regular file; kUnavailable when the
  ///          worker does not start; as SystemError.
  static Result<SampleStream> OpenArchive(const Options& options,
                                          const std::filesystem::path& file);

  /// Rows of the Parquet table `file`, pictures from `column`, as table/pictures.h finds it.
  /// Errors:  as ReadManifest.
  /// Cost:    the file's size in memory, and one process.
  static Result<SampleStream> OpenPictures(const Options& options,
                                           const std::filesystem::path& file,
                                           std::string_view column);
  SampleStream(SampleStream&&) noexcept;
  SampleStream& operator=(SampleStream&&) = delete;
  ~SampleStream();

  /// The next sample, or none at the end. After an error the same error.
  /// Errors:  of what breaks the whole file, or its reader: as ReadManifest.
  Result<std::optional<Sample>> Next();

 private:
  struct State;
  explicit SampleStream(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace assay::channel
