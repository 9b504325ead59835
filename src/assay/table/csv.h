// SPDX-License-Identifier: Apache-2.0
//
// Comma separated values, in pieces: bytes in, rows of text out. Guesses nothing: the separator is
// a comma, the first record names the columns, every value is text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"

namespace assay::table {

/// One row: the names of its columns, and as many values. An empty bare CSV field, a JSON null and
/// a Parquet NULL have no value. The spans live until the call returns.
using RowVisitor = std::function<Status(std::span<const std::string> names,
                                        std::span<const std::optional<std::string>> values)>;

/// Largest field, and largest number of columns: a stray quote must not swallow a whole file.
inline constexpr std::size_t kCsvField_bytes = 1U << 20U;
inline constexpr std::size_t kCsvColumns = 4096;

/// Shapes:  a leading byte order mark is dropped; records end in LF or CRLF; blank lines between
///          records are skipped; a quote inside a bare field is an ordinary character.
/// Errors:  kCorrupt with the line for a row of another width than the header, text after a closing
///          quote, an unclosed quote, or bytes that are not UTF-8; kInvalidArgument for a header
///          with the same name twice; kExhausted over a limit; otherwise what `visit` returned.
/// Cost:    O(bytes); memory of one record.
/// Source:  RFC 4180, section 2.
class CsvParser {
 public:
  explicit CsvParser(RowVisitor visit) : visit_(std::move(visit)) {}

  /// Takes the next piece. After an error the parser must not be used again.
  Status Feed(std::string_view bytes);

  /// There is no more. Ends a last record without a line end.
  Status Finish();

 private:
  enum class At { kFieldStart, kBare, kQuoted, kQuoteSeen };

  Status Take(char c);
  Status Append(char c);
  Status EndField();
  Status EndRecord();
  Status TakeHeader();
  [[nodiscard]] Error Corrupt(std::string_view what) const;

  RowVisitor visit_;
  std::vector<std::string> names_;
  std::vector<std::optional<std::string>> values_;
  std::string field_;
  At at_ = At::kFieldStart;
  std::int64_t line_ = 1;         ///< of the next byte
  std::int64_t record_line_ = 1;  ///< where the open record began
  bool has_header_ = false;
};

}  // namespace assay::table
