// SPDX-License-Identifier: Apache-2.0
#include "assay/channel/table_process_internal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "assay/channel/slot_internal.h"
#include "assay/channel/table_worker.h"

namespace assay::channel::internal {
namespace {

constexpr std::uint64_t kLeastMemory_bytes = 1ULL << 30U;
/// Pictures of a whole row group, or all combinations of values, are in memory at once.
constexpr std::uint64_t kLeastForMuch_bytes = 2ULL << 30U;

}  // namespace

Result<TableProcess> TableProcess::Start(const Options& options, const std::string& format,
                                         const Fd& table) {
  std::array<int, 2> pipe{};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0)
    return SystemError(errno, "making a pipe for", options.program);
  Fd ours(pipe[0]);
  const Fd theirs(pipe[1]);
  const Fd moved = MoveUp(theirs);
  const std::uint64_t least_bytes = format.starts_with(kPicturesFormat) ||
                                            format.starts_with(kCountFormat) ||
                                            format.starts_with(kUnitsFormat)
                                        ? kLeastForMuch_bytes
                                        : kLeastMemory_bytes;
  Launch launch;
  launch.program = options.program;
  launch.arguments = {"--table", format,
                      std::to_string(std::max(options.memory_bytes, least_bytes)), options.mode,
                      options.use_namespaces ? "namespaces" : "plain"};
  launch.descriptors = {{kRowsFd, moved.get()}, {kTableFd, table.get()}};
  ASSAY_LET(Child child, Child::Start(launch));
  return TableProcess(std::move(child), std::move(ours), options.deadline);
}

TableProcess::More TableProcess::ReadPiece() {
  constexpr std::size_t kPiece_bytes = 64U << 10U;
  if (buffer_.size() > kManifestLine_bytes) return More::kTooLong;
  pollfd wait{rows_.get(), POLLIN, 0};
  int ready = 0;
  while ((ready = poll(&wait, 1, static_cast<int>(silence_.count()))) < 0 && errno == EINTR) {
  }
  if (ready == 0) return More::kSilence;
  const std::size_t old_bytes = buffer_.size();
  buffer_.resize(old_bytes + kPiece_bytes);
  const ssize_t got = read(rows_.get(), buffer_.data() + old_bytes, kPiece_bytes);
  buffer_.resize(old_bytes + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return got > 0 ? More::kYes : More::kEnd;
}

/// All complete lines, and pictures as far as they have come; keeps the rest.
Status TableProcess::HandOver(RowLines& rows) {
  std::string_view rest = buffer_;
  for (;;) {
    if (const std::size_t wanted = rows.wanted_bytes(); wanted > 0) {
      const std::string_view piece = rest.substr(0, wanted);
      if (piece.empty()) break;
      rows.TakePicture(piece);
      rest.remove_prefix(piece.size());
      continue;
    }
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) break;
    ASSAY_TRY(rows.Take(rest.substr(0, end)));
    rest.remove_prefix(end + 1);
  }
  buffer_.erase(0, buffer_.size() - rest.size());
  return Done{};
}

/// The reader is gone, or is made to go, before it said its last word.
Error TableProcess::Unfinished(More why, const RowLines& rows) {
  const bool silent = why == More::kSilence;
  const Ending ending = child_.Kill(silent              ? Ending::kDeadline
                                    : why == More::kEnd ? Ending::kKilled
                                                        : Ending::kLied);
  const std::string words = child_.LastWords();
  return {silent ? ErrorCode::kExhausted : ErrorCode::kCorrupt,
          fmt::format("its reader ended after row {}: {}{}{}", rows.rows(), Name(ending),
                      words.empty() ? "" : ": ", words)};
}

Status TableProcess::Read(RowLines& rows) {
  const More more = ReadPiece();
  if (more != More::kYes) return Unfinished(more, rows);
  return HandOver(rows);
}

}  // namespace assay::channel::internal
