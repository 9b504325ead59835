// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/channel/protocol.h"
#include "assay/channel/sample_stream.h"
#include "assay/codec/sample_archive.h"
#include "assay/core/bytes.h"
#include "assay/table/pictures.h"
#include "assay/worker/stream_samples_internal.h"

namespace assay::worker::internal {
namespace {

/// Reads by place: the descriptor's own belongs to all who have it.
Result<std::size_t> ReadAt(std::uint64_t offset_bytes, std::span<std::uint8_t> into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    const ssize_t got = pread(channel::kTableFd, into.data() + filled, into.size() - filled,
                              static_cast<off_t>(offset_bytes + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error{ErrorCode::kUnavailable, "the archive cannot be read"};
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

Json Word(std::string_view key, std::string_view problem, std::string_view why) {
  Json word = {{"key", ToHex(AsBytes(key))}};
  if (!problem.empty()) {
    word["problem"] = problem;
    word["why"] = why;
  }
  return word;
}

/// What a row is called: by a column that says so, else by its picture.
std::string_view KeyOf(const table::PictureRow& row) {
  constexpr std::array<std::string_view, 3> kNames = {"__key__", "key", "id"};
  for (const std::string_view name : kNames) {
    const auto found = std::ranges::find(row.names, name);
    if (found == row.names.end()) continue;
    const auto& value = row.values[static_cast<std::size_t>(found - row.names.begin())];
    if (value && !value->empty()) return *value;
  }
  return row.path.value_or("");
}

Status SayRow(const table::PictureRow& row, Speaker& speaker, RowSpeaker& rows) {
  const std::string_view key = KeyOf(row);
  const bool is_too_large = row.picture && row.picture->size() > channel::kSamplePicture_bytes;
  if (!row.picture || is_too_large) {
    const Json word = row.picture ? Word(key, "limit.bytes", "the picture is too large")
                                  : Word(key, "input.no_picture", "the row has no bytes");
    ASSAY_TRY(speaker.Say({{"sample", word}}));
    return rows.Say(row.names, row.values);
  }
  Json word = Word(key, "", "");
  word["picture"] = row.picture->size();
  ASSAY_TRY(speaker.Say({{"sample", std::move(word)}}));
  ASSAY_TRY(speaker.SayBytes(AsText(*row.picture)));
  return rows.Say(row.names, row.values);
}

}  // namespace

Status SayArchive(Speaker& speaker, RowSpeaker& rows) {
  struct stat status{};
  if (fstat(channel::kTableFd, &status) != 0)
    return Error{ErrorCode::kUnavailable, "the archive cannot be read"};
  codec::SampleArchive archive(ReadAt, static_cast<std::uint64_t>(status.st_size));
  for (;;) {
    ASSAY_LET(auto sample, archive.Next());
    if (!sample) return Done{};
    Json word = Word(sample->key, sample->problem, sample->why);
    word["offset"] = sample->offset_bytes;
    word["bytes"] = sample->bytes;
    ASSAY_TRY(speaker.Say({{"sample", std::move(word)}}));
    std::vector<std::string> names;
    std::vector<std::optional<std::string>> values;
    for (auto& [name, value] : sample->columns) {
      names.push_back(std::move(name));
      values.emplace_back(std::move(value));
    }
    ASSAY_TRY(rows.Say(names, values));
  }
}

Status SayPictures(std::string_view column, Speaker& speaker, RowSpeaker& rows) {
  return table::ReadPictures(channel::kTablePath, column, [&](const table::PictureRow& row) {
    return SayRow(row, speaker, rows);
  });
}

}  // namespace assay::worker::internal
