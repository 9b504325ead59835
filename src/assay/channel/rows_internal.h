// SPDX-License-Identifier: Apache-2.0
//
// What a table reader says, one JSON line at a time:
//
//   {"layers": 2016, "protocol": 1}     first: it is locked in
//   {"names": ["path", "licence"]}      before the first row, and whenever the names change
//   ["a.jpg", null]                     a row
//   {"sample": {"key": "0001", …}}      before a row, where rows are samples
//   {"rows": 1}                         last, or
//   {"error": "corrupt", "what": "…"}   last
//
// Members of a sample: `key` in hexadecimal, `offset` and `bytes` in an archive, `picture`: as many
// bytes follow the line, and then the row; `problem` and `why`.
//
// The parent believes no line before it has checked it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/channel/sample_stream.h"
#include "assay/channel/table_worker.h"
#include "assay/core/result.h"

namespace assay::channel::internal {

using VisitSample = std::function<Status(Sample)>;

/// The layers of the sandbox that a reader must be locked into.
std::uint32_t LayersFor(const Options& options);

/// Takes the lines of one reader, in order.
class RowLines {
 public:
  /// `layers`: that must be there. `visit` outlives this object.
  RowLines(std::uint32_t layers, const VisitRow& visit)
      : layers_(layers),
        visit_([&visit](const Sample& sample) { return visit(sample.number, sample.columns); }) {}
  /// The same of a reader whose every row is a sample.
  RowLines(std::uint32_t layers, VisitSample visit)
      : layers_(layers), has_samples_(true), visit_(std::move(visit)) {}

  /// Errors:  kCorrupt for a line that breaks the protocol, and what the reader reports;
  ///          kUnavailable for lacking layers; what `visit` returned.
  Status Take(std::string_view line);

  /// So many bytes come next, and no line.
  [[nodiscard]] std::size_t wanted_bytes() const { return wanted_bytes_; }
  /// At most those.
  void TakePicture(std::string_view piece);

  [[nodiscard]] bool has_ended() const { return state_ == State::kEnded; }
  [[nodiscard]] std::int64_t rows() const { return rows_; }

 private:
  enum class State { kStarting, kReading, kEnded };

  Status TakeReady(const Json& line);
  Status TakeWord(const Json& line);
  Status TakeNames(const Json& names);
  Status TakeSample(const Json& sample);
  Status TakeRow(const Json& values);

  std::uint32_t layers_;
  bool has_samples_ = false;
  VisitSample visit_;
  std::optional<Sample> sample_;  ///< the next row's
  std::size_t wanted_bytes_ = 0;
  State state_ = State::kStarting;
  std::vector<std::string> names_;
  std::int64_t rows_ = 0;
};

}  // namespace assay::channel::internal
