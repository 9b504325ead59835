// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <utility>

#include "assay/acquire/head_reader_internal.h"
#include "assay/core/bytes.h"

namespace assay::acquire::internal {
namespace {

/// "HTTP/1.1 200 OK" is 200; 0 for what is no status line.
int StatusOf(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos) return 0;
  const std::string_view number = line.substr(blank + 1, 3);
  int status = 0;
  std::from_chars(number.data(), number.data() + number.size(), status);
  return status;
}

bool IsInterim(int status) {
  constexpr int kSwitching = 101;  // ends the exchange, and is asked for by nobody here
  return status >= 100 && status <= 199 && status != kSwitching;
}

bool IsBlank(std::string_view line) { return line == "\r\n" || line == "\n"; }

}  // namespace

HeadState HeadReader::Add(std::string_view line) {
  if (state_ == HeadState::kComplete || state_ == HeadState::kTooLong) return state_;
  state_ = HeadState::kOpen;
  seen_bytes_ += line.size();
  if (seen_bytes_ > limit_bytes_) return state_ = HeadState::kTooLong;
  head_.text += line;
  if (!IsBlank(line)) return state_;
  head_.status = StatusOf(head_.text);
  if (!IsInterim(head_.status)) return state_ = HeadState::kComplete;
  head_ = {};
  return state_;
}

Head HeadReader::Take() {
  head_.headers = ParseHeaderLines(head_.text);
  return std::exchange(head_, {});
}

std::vector<rights::HeaderLine> ParseHeaderLines(std::string_view text) {
  std::vector<rights::HeaderLine> lines;
  std::size_t at = text.find('\n');  // ends the status line
  while (at != std::string_view::npos && at + 1 < text.size()) {
    const std::size_t end = text.find('\n', at + 1);
    const std::string_view line = text.substr(at + 1, end - at - 1);
    at = end;
    const bool is_folded = line.starts_with(' ') || line.starts_with('\t');
    const std::size_t colon = line.find(':');
    if (is_folded && !lines.empty()) {
      std::string& value = lines.back().value;
      const std::string_view more = Trim(line);
      if (!value.empty() && !more.empty()) value += ' ';
      value += more;
    } else if (colon != std::string_view::npos) {
      lines.push_back(
          {std::string(Trim(line.substr(0, colon))), std::string(Trim(line.substr(colon + 1)))});
    }
  }
  return lines;
}

}  // namespace assay::acquire::internal
