// SPDX-License-Identifier: Apache-2.0
//
// Order statistics over the records of a run: what the report says about size and quality.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "assay/catalog/catalog.h"
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
/// Memory: 128 bytes a record.
class Measures {
 public:
  /// `records` may be more than will come.
  explicit Measures(std::int64_t records);

  /// Dead records are left out, and so is what a record lacks.
  void Add(const catalog::RecordRow& record, const Columns& columns);

  /// What at least one record has, in a fixed order. Nothing can be added afterwards.
  std::vector<Measure> Take() &&;

 private:
  struct Series {
    std::string name;
    std::vector<double> values;
  };
  std::vector<Series> series_;
};

}  // namespace assay::release
