// SPDX-License-Identifier: Apache-2.0
//
// Order statistics over the records of a run: what the report says about size and quality.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/result.h"
#include "assay/core/scratch.h"
#include "assay/release/columns.h"

namespace assay::release {

/// Order statistics of one measurement over decided records.
struct Measure {
  std::string name;
  std::int64_t n = 0;
  double minimum = 0;
  double p05 = 0;
  double median = 0;
  double p95 = 0;
  double maximum = 0;
};

/// Collects what was measured. A quantile q is the smallest value that at least q of all values do
/// not exceed (nearest rank), so each one is a value that some record has.
///
/// Memory:  8 bytes a record, and only while Take looks at them; 128 bytes on disk.
class Measures {
 public:
  /// In `folder`, on whose disk the values will lie.
  /// Errors:  as Scratch::Make.
  static Result<Measures> Make(const std::filesystem::path& folder);

  /// Dead records are left out, and so is what a record lacks.
  /// Errors:  as Scratch::Append.
  Status Add(const catalog::RecordRow& record, const Columns& columns);

  /// What at least one record has, in a fixed order.
  /// Errors:  as Scratch::Read.
  Result<std::vector<Measure>> Take();

 private:
  /// All that is measured of a record: sizes, then scores; NaN for what it lacks.
  using Row = std::array<double, 3 + kScoreNames.size()>;
  explicit Measures(Scratch rows) : rows_(std::move(rows)) {}
  Result<std::vector<double>> Column(std::size_t column);

  ScratchRows<Row> rows_;
};

}  // namespace assay::release
