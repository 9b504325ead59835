// SPDX-License-Identifier: Apache-2.0
#include "assay/table/reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/core/json.h"
#include "assay/table/database_internal.h"
#include "assay/table/reader_internal.h"

namespace assay::table {
namespace {

namespace fs = std::filesystem;

/// N of "/dev/fd/N" and "/proc/self/fd/N".
std::optional<int> DescriptorIn(std::string_view path) {
  for (const std::string_view prefix : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(prefix)) continue;
    path.remove_prefix(prefix.size());
    int number = -1;
    const auto [end, problem] = std::from_chars(path.data(), path.data() + path.size(), number);
    if (problem == std::errc{} && end == path.data() + path.size() && number >= 0) return number;
  }
  return std::nullopt;
}

/// Hands the file to `take` piece by piece, from its start, without moving the descriptor.
Status ForEachPiece(const Fd& fd, const fs::path& file,
                    const std::function<Status(std::string_view)>& take) {
  std::vector<char> buffer(256U << 10U);
  for (off_t offset = 0;;) {
    const ssize_t got = pread(fd.get(), buffer.data(), buffer.size(), offset);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError(errno, "reading", file);
    if (got == 0) return Done{};
    ASSAY_TRY(take({buffer.data(), static_cast<std::size_t>(got)}));
    offset += got;
  }
}

Status ReadCsv(const Fd& fd, const fs::path& file, const RowVisitor& visit) {
  CsvParser parser(visit);
  ASSAY_TRY(ForEachPiece(fd, file, [&](std::string_view piece) { return parser.Feed(piece); }));
  return parser.Finish();
}

Status VisitObject(std::string_view line, const RowVisitor& visit, const ReadLimits& limits) {
  ASSAY_LET(const Json object, ParseJson(line, {.bytes = limits.line_bytes}));
  if (!object.is_object()) return Error{ErrorCode::kCorrupt, "not a JSON object"};
  std::vector<std::string> names;
  std::vector<std::optional<std::string>> values;
  for (const auto& [name, value] : object.items()) {
    names.push_back(name);
    if (value.is_null())
      values.emplace_back();
    else
      values.emplace_back(value.is_string() ? value.get<std::string>() : Canonical(value));
  }
  return visit(names, values);
}

/// Cuts pieces into lines.
class LineReader {
 public:
  LineReader(const RowVisitor& visit, const ReadLimits& limits) : visit_(visit), limits_(limits) {}

  Status Feed(std::string_view piece) {
    for (;;) {
      const std::size_t end = piece.find('\n');
      const std::string_view part = piece.substr(0, end);
      if (line_.size() + part.size() > limits_.line_bytes)
        return Error{ErrorCode::kExhausted,
                     fmt::format("line {}: more than {} bytes", number_, limits_.line_bytes)};
      line_ += part;
      if (end == std::string_view::npos) return Done{};
      ASSAY_TRY(EndLine());
      piece.remove_prefix(end + 1);
    }
  }

  Status EndLine() {
    std::string_view line = line_;
    if (number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    line = Trim(line);
    if (!line.empty()) {
      if (const Status visited = VisitObject(line, visit_, limits_); !visited.ok())
        return Error(visited.error()).In(fmt::format("line {}", number_));
    }
    line_.clear();
    ++number_;
    return Done{};
  }

 private:
  const RowVisitor& visit_;
  const ReadLimits& limits_;
  std::string line_;
  std::int64_t number_ = 1;
};

Status ReadJsonl(const Fd& fd, const fs::path& file, const RowVisitor& visit,
                 const ReadLimits& limits) {
  LineReader lines(visit, limits);
  ASSAY_TRY(ForEachPiece(fd, file, [&](std::string_view piece) { return lines.Feed(piece); }));
  return lines.EndLine();
}

Status ReadParquet(const Fd& fd, const RowVisitor& visit, const ReadLimits& limits) {
  // Through the descriptor: no glob character, quote or odd byte of a foreign name reaches SQL.
  const std::string path = fmt::format("/proc/self/fd/{}", fd.get());
  ASSAY_LET(internal::Database database,
            internal::Database::Open(limits.memory_bytes, std::array{path}));
  return internal::VisitText(database, fmt::format("SELECT * FROM read_parquet('{}')", path),
                             visit);
}

}  // namespace

// O_NONBLOCK: opening a FIFO must not wait for a writer.
Result<Fd> internal::OpenForReading(const fs::path& file) {
  const auto number = DescriptorIn(file.native());
  Fd fd(number ? fcntl(*number, F_DUPFD_CLOEXEC, 3)
               : open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  if (!fd.open() || fstat(fd.get(), &status) != 0) return SystemError(errno, "reading", file);
  if (!S_ISREG(status.st_mode))
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} is no regular file", ToPrintable(file.native()))};
  return fd;
}

std::string_view Name(Format format) {
  constexpr std::array<std::string_view, 3> kNames = {"csv", "jsonl", "parquet"};
  return kNames.at(static_cast<std::size_t>(format));
}

Result<Format> FormatOf(std::string_view file_name) {
  const std::string lower = ToLowerAscii(file_name);
  if (lower.ends_with(".csv")) return Format::kCsv;
  if (lower.ends_with(".jsonl") || lower.ends_with(".ndjson")) return Format::kJsonl;
  if (lower.ends_with(".parquet") || lower.ends_with(".pq")) return Format::kParquet;
  return Error{ErrorCode::kInvalidArgument,
               fmt::format("'{}' is no table: it must end in .csv, .jsonl or .parquet",
                           ToPrintable(file_name))};
}

Status ReadTable(const fs::path& file, Format format, const RowVisitor& visit,
                 const ReadLimits& limits) {
  ASSAY_LET(const Fd fd, internal::OpenForReading(file));
  switch (format) {
    case Format::kCsv:
      return ReadCsv(fd, file, visit);
    case Format::kJsonl:
      return ReadJsonl(fd, file, visit, limits);
    case Format::kParquet:
      return ReadParquet(fd, visit, limits);
  }
  return Error{ErrorCode::kInvalidArgument, "an unknown table format"};
}

Status WarmUp() {
  ASSAY_LET(internal::Database database, internal::Database::Open(64U << 20U, {}));
  return database.Run("SELECT 1");
}

}  // namespace assay::table
