// SPDX-License-Identifier: Apache-2.0
#include "assay/release/spool.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "assay/core/bytes.h"

namespace assay::release {

Result<Spool> Spool::Make(const std::filesystem::path& folder) {
  ASSAY_LET(Scratch texts, Scratch::Make(folder));
  return Spool(std::move(texts));
}

Status Spool::Add(std::string_view key, std::string_view text) {
  entries_.push_back({std::string(key), texts_.bytes(), text.size()});
  return texts_.Append(AsBytes(text));
}

Status Spool::ForEach(
    const std::function<Status(const std::string& key, const std::string& text)>& visit) {
  std::ranges::sort(entries_, {}, &Entry::key);
  const auto twice = std::ranges::adjacent_find(entries_, {}, &Entry::key);
  if (twice != entries_.end())
    return Error{ErrorCode::kCorrupt,
                 fmt::format("two records with the key {}", ToPrintable(twice->key))};
  std::string text;
  for (const Entry& entry : entries_) {
    text.resize(entry.bytes);
    const std::span room(text);
    ASSAY_TRY(texts_.Read(entry.at, {reinterpret_cast<std::uint8_t*>(room.data()), room.size()}));
    ASSAY_TRY(visit(entry.key, text));
  }
  return Done{};
}

}  // namespace assay::release
