// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "assay/channel/protocol.h"
#include "assay/worker/row_speaker_internal.h"

namespace assay::worker::internal {
namespace {

constexpr std::size_t kBuffer_bytes = 64U << 10U;

Status WriteAll(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = write(channel::kRowsFd, bytes.data(), bytes.size());
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return Error{ErrorCode::kCancelled, "nobody reads the rows"};
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return Done{};
}

}  // namespace

Status Speaker::Say(const Json& line) {
  buffer_ += line.dump();
  buffer_ += '\n';
  return buffer_.size() < kBuffer_bytes ? Status(Done{}) : Flush();
}

Status Speaker::SayBytes(std::string_view bytes) {
  ASSAY_TRY(Flush());
  return WriteAll(bytes);
}

Status Speaker::Flush() {
  ASSAY_TRY(WriteAll(buffer_));
  buffer_.clear();
  return Done{};
}

Status RowSpeaker::Say(std::span<const std::string> names,
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

}  // namespace assay::worker::internal
