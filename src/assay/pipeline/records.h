// SPDX-License-Identifier: Apache-2.0
//
// The records of a run, prepared by several threads and taken by one.
#pragma once

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/result.h"
#include "assay/pipeline/crew.h"
#include "assay/pipeline/inspect.h"

namespace assay::pipeline {

/// Hands what `prepare` makes of each record to `take`, in key order and in the caller's thread.
/// `prepare` runs in the threads of `inspectors`: it must not touch what `take` changes.
/// Errors:  the first of `prepare` or `take`; as Catalog::ForEachRecord.
template <typename Output>
Status ForEachRecord(const catalog::Catalog& catalog, catalog::RunId run, Inspectors& inspectors,
                     const std::function<Result<Output>(catalog::RecordRow)>& prepare,
                     const std::function<Status(Output)>& take) {
  using Rows = std::vector<catalog::RecordRow>;
  using Outputs = std::vector<Result<Output>>;
  constexpr std::size_t kRowsPerTask = 4;
  const auto work = [&prepare](Inspector&, Rows& rows) {
    Outputs made;
    for (catalog::RecordRow& row : rows) made.push_back(prepare(std::move(row)));
    return made;
  };
  InOrder<Inspector, Rows, Outputs> tasks(inspectors, work);
  const auto take_oldest = [&]() -> Status {
    for (Result<Output>& output : tasks.Pop()) {
      if (!output.ok()) return output.error();
      ASSAY_TRY(take(std::move(output).value()));
    }
    return Done{};
  };
  Rows rows;
  const auto collect = [&](const catalog::RecordRow& row) -> Status {
    rows.push_back(row);
    if (rows.size() < kRowsPerTask) return Done{};
    if (tasks.full()) ASSAY_TRY(take_oldest());
    tasks.Push(std::exchange(rows, {}));
    return Done{};
  };
  ASSAY_TRY(catalog.ForEachRecord(run, collect));
  tasks.Push(std::move(rows));
  while (!tasks.empty()) ASSAY_TRY(take_oldest());
  return Done{};
}

}  // namespace assay::pipeline
