// SPDX-License-Identifier: Apache-2.0
#include "assay/channel/table_worker.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include "assay/channel/rows_internal.h"
#include "assay/channel/slot_internal.h"
#include "assay/channel/table_process_internal.h"
#include "assay/core/bytes.h"
#include "assay/core/file.h"

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

/// `job` as TableProcess::Start takes it. An error names the table, but one of the caller's own
/// passes as it is.
Status ReadRows(const Options& options, const std::string& job, const Fd& table,
                const std::string& name, const VisitRow& visit) {
  bool is_callers = false;
  const VisitRow watched = [&](std::int64_t row, const Columns& columns) -> Status {
    Status visited = visit(row, columns);
    is_callers = !visited.ok();
    return visited;
  };
  ASSAY_LET(TableProcess process, TableProcess::Start(options, job, table));
  RowLines rows(LayersFor(options), watched);
  Status read = Done{};
  while (read.ok() && !rows.has_ended()) read = process.Read(rows);
  return read.ok() || is_callers ? read : Status(Error(read.error()).In(name));
}

Result<Digest> DigestOf(const Fd& fd, const std::filesystem::path& file) {
  Sha256Stream hash;
  std::vector<std::uint8_t> buffer(256U << 10U);
  for (off_t offset = 0;;) {
    const ssize_t got = pread(fd.get(), buffer.data(), buffer.size(), offset);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError(errno, "reading", file);
    if (got == 0) return hash.Finish();
    hash.Add(ByteView(buffer).first(static_cast<std::size_t>(got)));
    offset += got;
  }
}

Result<Digest> Count(const Options& options, const std::string& job, const Fd& table,
                     const std::filesystem::path& file, const VisitRow& visit) {
  constexpr std::size_t kJob_bytes = 64U << 10U;
  if (job.size() > kJob_bytes)
    return Error{ErrorCode::kInvalidArgument, "names of columns of more than 64 KiB"};
  ASSAY_TRY(ReadRows(options, job, table, ToPrintable(file.filename().native()), visit));
  return DigestOf(table, file);
}

}  // namespace

Status ReadManifest(const Options& options, const std::filesystem::path& file,
                    const VisitRow& visit) {
  const std::string name = ToPrintable(file.filename().native());
  const auto format = FormatOf(file);
  if (!format.ok()) return Error(format.error()).In(name);
  ASSAY_LET(const Fd table, internal::Snapshot(file, kManifest_bytes));
  return ReadRows(options, format.value(), table, name, visit);
}

Result<Digest> CountManifest(const Options& options, const std::filesystem::path& file,
                             const std::string& job, const VisitRow& visit) {
  ASSAY_LET(const Fd table, internal::Snapshot(file, kManifest_bytes));
  return Count(options, job, table, file, visit);
}

Result<Digest> CountNames(const Options& options, const std::filesystem::path& folder,
                          std::string_view names, const std::string& job, const VisitRow& visit) {
  ASSAY_LET(const Fd table, internal::Sealed(names));
  return Count(options, job, table, folder, visit);
}

}  // namespace assay::channel
