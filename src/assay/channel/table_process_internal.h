// SPDX-License-Identifier: Apache-2.0
//
// A running table reader and the pipe that its rows come through.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "assay/channel/child_internal.h"
#include "assay/channel/rows_internal.h"
#include "assay/channel/worker.h"
#include "assay/core/file.h"
#include "assay/core/result.h"

namespace assay::channel::internal {

/// Threads: as Child.
class TableProcess {
 public:
  /// `format` as worker/stream_table.h knows it; `table` is a descriptor above 9.
  static Result<TableProcess> Start(const Options& options, const std::string& format,
                                    const Fd& table);

  /// Waits for a piece of what the reader says, and hands its lines to `rows`. Not called after
  /// `rows` has ended.
  /// Errors:  of `rows`; kExhausted for a reader that is silent for longer than the deadline, and
  ///          kCorrupt for one that is gone, or says too much at once.
  Status Read(RowLines& rows);

 private:
  enum class More { kYes, kEnd, kSilence, kTooLong };

  TableProcess(Child child, Fd rows, std::chrono::milliseconds silence)
      : child_(std::move(child)), rows_(std::move(rows)), silence_(silence) {}
  More ReadPiece();
  Status HandOver(RowLines& rows);
  Error Unfinished(More why, const RowLines& rows);

  Child child_;
  Fd rows_;
  std::chrono::milliseconds silence_;
  std::string buffer_;
};

}  // namespace assay::channel::internal
