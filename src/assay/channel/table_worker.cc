// SPDX-License-Identifier: Apache-2.0
#include "assay/channel/table_worker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "assay/channel/child_internal.h"
#include "assay/channel/layers.h"
#include "assay/channel/rows_internal.h"
#include "assay/channel/slot_internal.h"
#include "assay/core/bytes.h"

namespace assay::channel {
namespace {

using internal::Child;
using internal::RowLines;

constexpr std::uint64_t kLeastMemory_bytes = 1ULL << 30U;

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

/// A running reader and the pipe that its rows come through.
struct Reader {
  Child child;
  Fd rows;
};

Result<Reader> Start(const Options& options, const std::string& format, const Fd& table) {
  std::array<int, 2> pipe{};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0)
    return SystemError(errno, "making a pipe for", options.program);
  Fd ours(pipe[0]);
  const Fd theirs(pipe[1]);
  const Fd moved = internal::MoveUp(theirs);
  internal::Launch launch;
  launch.program = options.program;
  launch.arguments = {"--table", format,
                      std::to_string(std::max(options.memory_bytes, kLeastMemory_bytes)),
                      options.mode, options.use_namespaces ? "namespaces" : "plain"};
  launch.descriptors = {{kRowsFd, moved.get()}, {kTableFd, table.get()}};
  ASSAY_LET(Child child, Child::Start(launch));
  return Reader{std::move(child), std::move(ours)};
}

/// Cuts what comes through the pipe into lines, in bounded memory.
class Lines {
 public:
  Lines(int fd, std::chrono::milliseconds silence) : fd_(fd), silence_(silence) {}

  enum class More { kYes, kEnd, kSilence, kTooLong };

  More Read() {
    constexpr std::size_t kPiece_bytes = 64U << 10U;
    if (buffer_.size() > kManifestLine_bytes) return More::kTooLong;
    pollfd wait{fd_, POLLIN, 0};
    int ready = 0;
    while ((ready = poll(&wait, 1, static_cast<int>(silence_.count()))) < 0 && errno == EINTR) {
    }
    if (ready == 0) return More::kSilence;
    const std::size_t old_bytes = buffer_.size();
    buffer_.resize(old_bytes + kPiece_bytes);
    const ssize_t got = read(fd_, buffer_.data() + old_bytes, kPiece_bytes);
    buffer_.resize(old_bytes + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return got > 0 ? More::kYes : More::kEnd;
  }

  /// Hands over all complete lines; keeps the rest.
  Status ForEach(RowLines& rows) {
    std::size_t start = 0;
    for (;;) {
      const std::size_t end = buffer_.find('\n', start);
      if (end == std::string::npos) break;
      ASSAY_TRY(rows.Take(std::string_view(buffer_).substr(start, end - start)));
      start = end + 1;
    }
    buffer_.erase(0, start);
    return Done{};
  }

 private:
  int fd_;
  std::chrono::milliseconds silence_;
  std::string buffer_;
};

/// The reader is gone, or is made to go, before it said its last word.
Error Unfinished(Reader& reader, Lines::More why, const RowLines& rows) {
  const bool silent = why == Lines::More::kSilence;
  const Ending ending = reader.child.Kill(silent                     ? Ending::kDeadline
                                          : why == Lines::More::kEnd ? Ending::kKilled
                                                                     : Ending::kLied);
  const std::string words = reader.child.LastWords();
  return {silent ? ErrorCode::kExhausted : ErrorCode::kCorrupt,
          fmt::format("its reader ended after row {}: {}{}{}", rows.rows(), Name(ending),
                      words.empty() ? "" : ": ", words)};
}

Status ReadRows(const Options& options, Reader& reader, const VisitRow& visit) {
  RowLines rows(options.mode == "sanitizer" ? 0 : kRequiredLayers, visit);
  Lines lines(reader.rows.get(), options.deadline);
  while (!rows.has_ended()) {
    const Lines::More more = lines.Read();
    if (more != Lines::More::kYes) return Unfinished(reader, more, rows);
    ASSAY_TRY(lines.ForEach(rows));
  }
  return Done{};
}

}  // namespace

Status ReadManifest(const Options& options, const std::filesystem::path& file,
                    const VisitRow& visit) {
  const std::string name = ToPrintable(file.filename().native());
  const auto format = FormatOf(file);
  if (!format.ok()) return Error(format.error()).In(name);
  ASSAY_LET(const Fd table, internal::Snapshot(file, kManifest_bytes));
  ASSAY_LET(Reader reader, Start(options, format.value(), table));
  // An error of the caller's own passes as it is; so every error from here names the table.
  bool is_callers = false;
  const VisitRow watched = [&](std::int64_t row, const Columns& columns) -> Status {
    Status visited = visit(row, columns);
    is_callers = !visited.ok();
    return visited;
  };
  const Status read = ReadRows(options, reader, watched);
  return read.ok() || is_callers ? read : Status(Error(read.error()).In(name));
}

}  // namespace assay::channel
