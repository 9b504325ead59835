// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "assay/core/bytes.h"
#include "assay/table/count_internal.h"

namespace assay::table::internal {

Status CountMeter::Add(std::size_t text_bytes) {
  text_bytes_ += text_bytes;
  if (++tuples_ > limits_.tuples)
    return Error{ErrorCode::kExhausted,
                 fmt::format("more than {} combinations of values: name columns of groups, not of "
                             "single rows",
                             limits_.tuples)};
  if (text_bytes_ > limits_.text_bytes)
    return Error{ErrorCode::kExhausted,
                 fmt::format("combinations of values of more than {} bytes: name columns of "
                             "groups, not of texts",
                             limits_.text_bytes)};
  return Done{};
}

Error BadCell(std::int64_t row, std::string_view value, std::string_view column,
              std::string_view why) {
  return {ErrorCode::kInvalidArgument,
          fmt::format("row {}: '{}' in column '{}' {}", row, ToPrintable(ToUtf8(value, 64)),
                      ToPrintable(column), why)};
}

}  // namespace assay::table::internal
