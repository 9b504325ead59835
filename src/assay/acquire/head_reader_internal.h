// SPDX-License-Identifier: Apache-2.0
//
// The head of a response, line by line: interim heads (1xx) are passed over, and the lines behind
// a body are none of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "assay/acquire/fetcher.h"

namespace assay::acquire::internal {

enum class HeadState : std::uint8_t {
  kNothing,   ///< no byte has come
  kOpen,      ///< lines may follow
  kComplete,  ///< the blank line has come
  kTooLong,
};

class HeadReader {
 public:
  explicit HeadReader(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

  /// The next line with its end. Interim heads count for the limit: who sends them without end has
  /// an end too.
  HeadState Add(std::string_view line);

  [[nodiscard]] HeadState state() const { return state_; }

  /// The head, once it is complete.
  [[nodiscard]] Head Take();

 private:
  std::size_t limit_bytes_;
  std::size_t seen_bytes_ = 0;
  HeadState state_ = HeadState::kNothing;
  Head head_;
};

/// The lines of a head, values trimmed and folded lines joined with a blank; lines that are none
/// are left out.
/// Source:  RFC 9112, section 5.
std::vector<rights::HeaderLine> ParseHeaderLines(std::string_view text);

}  // namespace assay::acquire::internal
