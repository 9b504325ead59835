// SPDX-License-Identifier: Apache-2.0
//
// What table mode says to the parent: the lines that channel/rows_internal.h reads.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::worker::internal {

/// Lines for the parent, written in pieces. A write fails only when nobody reads any more.
class Speaker {
 public:
  Status Say(const Json& line);
  /// No line: as many bytes as the last line has announced.
  Status SayBytes(std::string_view bytes);
  Status Flush();

 private:
  std::string buffer_;
};

/// Rows as they come; the names first, and again whenever they change.
class RowSpeaker {
 public:
  explicit RowSpeaker(Speaker& speaker) : speaker_(speaker) {}

  Status Say(std::span<const std::string> names,
             std::span<const std::optional<std::string>> values);

  [[nodiscard]] std::int64_t rows() const { return rows_; }

 private:
  Speaker& speaker_;
  std::vector<std::string> names_;
  bool has_names_ = false;
  std::int64_t rows_ = 0;
};

}  // namespace assay::worker::internal
