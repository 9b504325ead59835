// SPDX-License-Identifier: Apache-2.0
#include "assay/worker/stream_table.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "assay/channel/protocol.h"
#include "assay/core/bytes.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/table/reader.h"

namespace assay::worker {
namespace {

constexpr std::size_t kBuffer_bytes = 64U << 10U;

std::string_view CodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return "invalid_argument";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kExhausted:
      return "exhausted";
    case ErrorCode::kUnavailable:
      return "unavailable";
    default:
      return "corrupt";
  }
}

/// Lines for the parent, written in pieces. A write fails only when nobody reads any more.
class Speaker {
 public:
  Status Say(const Json& line) {
    buffer_ += line.dump();
    buffer_ += '\n';
    return buffer_.size() < kBuffer_bytes ? Status(Done{}) : Flush();
  }

  Status Flush() {
    for (std::string_view left = buffer_; !left.empty();) {
      const ssize_t sent = write(channel::kRowsFd, left.data(), left.size());
      if (sent < 0 && errno == EINTR) continue;
      if (sent < 0) return Error{ErrorCode::kCancelled, "nobody reads the rows"};
      left.remove_prefix(static_cast<std::size_t>(sent));
    }
    buffer_.clear();
    return Done{};
  }

 private:
  std::string buffer_;
};

/// Rows as they come; the names first, and again whenever they change.
class RowSpeaker {
 public:
  explicit RowSpeaker(Speaker& speaker) : speaker_(speaker) {}

  Status Say(std::span<const std::string> names,
             std::span<const std::optional<std::string>> values) {
    if (!has_names_ || !std::ranges::equal(names, names_)) {
      names_.assign(names.begin(), names.end());
      has_names_ = true;
      ASSAY_TRY(speaker_.Say({{"names", names_}}));
    }
    Json row = Json::array();
    for (const auto& value : values) row.push_back(value ? Json(*value) : Json(nullptr));
    ++rows_;
    return speaker_.Say(row);
  }

  [[nodiscard]] std::int64_t rows() const { return rows_; }

 private:
  Speaker& speaker_;
  std::vector<std::string> names_;
  bool has_names_ = false;
  std::int64_t rows_ = 0;
};

Result<table::Format> FormatNamed(std::string_view name) {
  for (const auto format : {table::Format::kCsv, table::Format::kJsonl, table::Format::kParquet}) {
    if (table::Name(format) == name) return format;
  }
  return Error{ErrorCode::kInvalidArgument, "an unknown table format"};
}

/// The descriptor that DuckDB opened means nothing to a reader of its messages.
std::string WithoutDescriptor(std::string what) {
  constexpr std::string_view kFolder = "/proc/self/fd/";
  for (std::size_t at = 0; (at = what.find(kFolder, at)) != std::string::npos;) {
    const std::size_t end = what.find_first_not_of("0123456789", at + kFolder.size());
    what.replace(at, std::min(end, what.size()) - at, "the file");
  }
  return what;
}

Result<std::int64_t> SayRows(std::string_view format_name, Speaker& speaker) {
  ASSAY_LET(const table::Format format, FormatNamed(format_name));
  RowSpeaker rows(speaker);
  try {
    ASSAY_TRY(table::ReadTable(channel::kTablePath, format,
                               [&rows](std::span<const std::string> names,
                                       std::span<const std::optional<std::string>> values) {
                                 return rows.Say(names, values);
                               }));
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kExhausted, "memory does not suffice for this table"};
  } catch (const std::exception& thrown) {
    return Error{ErrorCode::kCorrupt, ToUtf8(thrown.what(), 1024)};
  }
  return rows.rows();
}

Status Converse(std::string_view format, std::uint32_t layers) {
  Speaker speaker;
  ASSAY_TRY(speaker.Say({{"layers", layers}, {"protocol", channel::kProtocol}}));
  ASSAY_TRY(speaker.Flush());
  const auto rows = SayRows(format, speaker);
  ASSAY_TRY(speaker.Say(rows.ok() ? Json{{"rows", rows.value()}}
                                  : Json{{"error", CodeName(rows.error().code)},
                                         {"what", WithoutDescriptor(rows.error().what)}}));
  return speaker.Flush();
}

}  // namespace

int StreamTable(std::string_view format, const Confinement& confinement) {
  constexpr int kNoWarmUp = 3;
  constexpr int kNoParent = 4;
  if (!table::WarmUp().ok()) return kNoWarmUp;
  const std::uint32_t layers = LockDown(confinement);
  return Converse(format, layers).ok() ? 0 : kNoParent;
}

}  // namespace assay::worker
