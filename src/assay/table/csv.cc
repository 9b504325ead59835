// SPDX-License-Identifier: Apache-2.0
#include "assay/table/csv.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "assay/core/bytes.h"

namespace assay::table {

Error CsvParser::Corrupt(std::string_view what) const {
  return {ErrorCode::kCorrupt, fmt::format("line {}: {}", record_line_, what)};
}

Status CsvParser::Feed(std::string_view bytes) {
  for (const char c : bytes) ASSAY_TRY(Take(c));
  return Done{};
}

Status CsvParser::Take(char c) {
  if (c == '\n') ++line_;
  if (at_ == At::kQuoted) {
    if (c != '"') return Append(c);
    at_ = At::kQuoteSeen;
    return Done{};
  }
  if (at_ == At::kQuoteSeen && c == '"') {
    at_ = At::kQuoted;
    return Append(c);
  }
  if (c == ',') return EndField();
  if (c == '\n') return EndRecord();
  if (at_ == At::kQuoteSeen) {
    if (c == '\r') return Done{};  // the CR of a CRLF; one that stands alone here does no harm
    return Corrupt("text after a closing quote");
  }
  if (at_ == At::kFieldStart && c == '"') {
    at_ = At::kQuoted;
    return Done{};
  }
  at_ = At::kBare;
  return Append(c);
}

Status CsvParser::Append(char c) {
  if (field_.size() == kCsvField_bytes)
    return Error{ErrorCode::kExhausted, fmt::format("line {}: a field of more than {} bytes",
                                                    record_line_, kCsvField_bytes)};
  field_ += c;
  return Done{};
}

Status CsvParser::EndField() {
  if (values_.size() == kCsvColumns)
    return Error{ErrorCode::kExhausted,
                 fmt::format("line {}: more than {} columns", record_line_, kCsvColumns)};
  const bool quoted = at_ == At::kQuoteSeen;
  if (field_.empty() && !quoted)
    values_.emplace_back();
  else
    values_.emplace_back(std::move(field_));
  field_.clear();
  at_ = At::kFieldStart;
  return Done{};
}

Status CsvParser::EndRecord() {
  if (at_ == At::kBare && field_.ends_with('\r')) field_.pop_back();
  const bool blank = values_.empty() && field_.empty() && at_ != At::kQuoteSeen;
  if (blank) {
    at_ = At::kFieldStart;
    record_line_ = line_;
    return Done{};
  }
  ASSAY_TRY(EndField());
  for (const auto& value : values_) {
    if (value && !IsUtf8(*value)) return Corrupt("not UTF-8");
  }
  if (!has_header_) {
    ASSAY_TRY(TakeHeader());
  } else {
    if (values_.size() != names_.size())
      return Corrupt(
          fmt::format("{} fields where the header has {}", values_.size(), names_.size()));
    ASSAY_TRY(visit_(names_, values_));
  }
  values_.clear();
  record_line_ = line_;
  return Done{};
}

Status CsvParser::TakeHeader() {
  has_header_ = true;
  std::set<std::string_view> seen;
  names_.reserve(values_.size());
  for (auto& value : values_) names_.push_back(std::move(value).value_or(""));
  if (names_.front().starts_with("\xEF\xBB\xBF")) names_.front().erase(0, 3);
  for (const std::string& name : names_) {
    if (!name.empty() && !seen.insert(name).second)
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("the header has '{}' twice", ToPrintable(name))};
  }
  return Done{};
}

Status CsvParser::Finish() {
  if (at_ == At::kQuoted) return Corrupt("a quote that is never closed");
  return EndRecord();
}

}  // namespace assay::table
