// SPDX-License-Identifier: Apache-2.0
#include "assay/channel/table_worker.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "assay/channel/rows_internal.h"
#include "assay/channel/slot_internal.h"
#include "assay/channel/table_process_internal.h"
#include "assay/core/bytes.h"

namespace assay::channel {
namespace {

using internal::LayersFor;
using internal::RowLines;
using internal::TableProcess;

Result<std::string> FormatOf(const std::filesystem::path& file) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kFormats = {{
      {".csv", "csv"},
      {".jsonl", "jsonl"},
      {".ndjson", "jsonl"},
      {".parquet", "parquet"},
      {".pq", "parquet"},
  }};
  const std::string ending = ToLowerAscii(file.extension().native());
  for (const auto& [known, format] : kFormats) {
    if (known == ending) return std::string(format);
  }
  return Error{ErrorCode::kInvalidArgument,
               "a table must end in .csv, .jsonl, .ndjson, .parquet or .pq"};
}

Status ReadRows(const Options& options, TableProcess& process, const VisitRow& visit) {
  RowLines rows(LayersFor(options), visit);
  while (!rows.has_ended()) ASSAY_TRY(process.Read(rows));
  return Done{};
}

}  // namespace

Status ReadManifest(const Options& options, const std::filesystem::path& file,
                    const VisitRow& visit) {
  const std::string name = ToPrintable(file.filename().native());
  const auto format = FormatOf(file);
  if (!format.ok()) return Error(format.error()).In(name);
  ASSAY_LET(const Fd table, internal::Snapshot(file, kManifest_bytes));
  ASSAY_LET(TableProcess process, TableProcess::Start(options, format.value(), table));
  // An error of the caller's own passes as it is; so every error from here names the table.
  bool is_callers = false;
  const VisitRow watched = [&](std::int64_t row, const Columns& columns) -> Status {
    Status visited = visit(row, columns);
    is_callers = !visited.ok();
    return visited;
  };
  const Status read = ReadRows(options, process, watched);
  return read.ok() || is_callers ? read : Status(Error(read.error()).In(name));
}

}  // namespace assay::channel
