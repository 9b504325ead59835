// SPDX-License-Identifier: Apache-2.0
//
// What counting a Parquet file shares with counting rows of text.
#pragma once

#include <string_view>

#include "assay/core/result.h"
#include "assay/table/count.h"

namespace assay::table::internal {

/// Holds what is visited to the limits.
class CountMeter {
 public:
  explicit CountMeter(const CountLimits& limits) : limits_(limits) {}

  /// One more combination, of so many bytes of text. Errors: kExhausted.
  Status Add(std::size_t text_bytes);

 private:
  CountLimits limits_;
  std::int64_t tuples_ = 0;
  std::size_t text_bytes_ = 0;
};

/// "row 7: '-1' in column 'w' is no weight: ...". `row` from 1.
Error BadCell(std::int64_t row, std::string_view value, std::string_view column,
              std::string_view why);

inline constexpr std::string_view kNoNumber = "is no number";
inline constexpr std::string_view kNoWeight = "is no weight: a weight is a number from 0 to 1e100";

/// CountTable for Format::kParquet, by SQL.
Status CountParquet(const std::filesystem::path& file, const CountWish& wish,
                    const TupleVisitor& visit, const CountLimits& limits);

}  // namespace assay::table::internal
