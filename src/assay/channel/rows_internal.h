// SPDX-License-Identifier: Apache-2.0
//
// What a table reader says, one JSON line at a time:
//
//   {"layers": 2016, "protocol": 1}     first: it is locked in
//   {"names": ["path", "licence"]}      before the first row, and whenever the names change
//   ["a.jpg", null]                     a row
//   {"rows": 1}                         last, or
//   {"error": "corrupt", "what": "…"}   last
//
// The parent believes no line before it has checked it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/channel/table_worker.h"
#include "assay/core/result.h"

namespace assay::channel::internal {

/// Takes the lines of one reader, in order.
class RowLines {
 public:
  /// `layers`: that must be there. `visit` outlives this object.
  RowLines(std::uint32_t layers, const VisitRow& visit) : layers_(layers), visit_(visit) {}

  /// Errors:  kCorrupt for a line that breaks the protocol, and what the reader reports;
  ///          kUnavailable for lacking layers; what `visit` returned.
  Status Take(std::string_view line);

  [[nodiscard]] bool has_ended() const { return state_ == State::kEnded; }
  [[nodiscard]] std::int64_t rows() const { return rows_; }

 private:
  enum class State { kStarting, kReading, kEnded };

  Status TakeReady(const Json& line);
  Status TakeWord(const Json& line);
  Status TakeNames(const Json& names);
  Status TakeRow(const Json& values);

  std::uint32_t layers_;
  const VisitRow& visit_;
  State state_ = State::kStarting;
  std::vector<std::string> names_;
  std::int64_t rows_ = 0;
};

}  // namespace assay::channel::internal
