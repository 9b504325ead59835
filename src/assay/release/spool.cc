// SPDX-License-Identifier: Apache-2.0
#include "assay/release/spool.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <vector>

#include "assay/core/bytes.h"

namespace assay::release {
namespace {

/// Stands before each key.
using Sizes = std::array<std::uint32_t, 2>;

std::span<std::uint8_t> Room(std::string& text) {
  return {reinterpret_cast<std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

Result<Spool> Spool::Make(const std::filesystem::path& folder) {
  ASSAY_LET(Scratch file, Scratch::Make(folder));
  return Spool(std::move(file));
}

Status Spool::Add(std::string_view key, std::string_view text) {
  ASSAY_CHECK(std::max(key.size(), text.size()) <= std::numeric_limits<std::uint32_t>::max());
  const Sizes sizes = {static_cast<std::uint32_t>(key.size()),
                       static_cast<std::uint32_t>(text.size())};
  is_sorted_ = is_sorted_ && (size_ == 0 || last_key_ < key);
  last_key_ = key;
  ++size_;
  ASSAY_TRY(file_.Append({reinterpret_cast<const std::uint8_t*>(sizes.data()), sizeof sizes}));
  ASSAY_TRY(file_.Append(AsBytes(key)));
  return file_.Append(AsBytes(text));
}

Result<Spool::Sample> Spool::At(std::uint64_t at) const {
  Sizes sizes{};
  ASSAY_TRY(file_.Read(at, {reinterpret_cast<std::uint8_t*>(sizes.data()), sizeof sizes}));
  at += sizeof sizes;
  Sample sample{std::string(sizes[0], '\0'), std::string(sizes[1], '\0'), at + sizes[0] + sizes[1]};
  ASSAY_TRY(file_.Read(at, Room(sample.key)));
  ASSAY_TRY(file_.Read(at + sizes[0], Room(sample.text)));
  return sample;
}

Status Spool::ForEach(const Visitor& visit) const {
  if (!is_sorted_) return ForEachSorted(visit);
  for (std::uint64_t at = 0; at < file_.bytes();) {
    ASSAY_LET(const Sample sample, At(at));
    ASSAY_TRY(visit(sample.key, sample.text));
    at = sample.end;
  }
  return Done{};
}

Status Spool::ForEachSorted(const Visitor& visit) const {
  std::vector<std::pair<std::string, std::uint64_t>> places;
  places.reserve(size_);
  for (std::uint64_t at = 0; at < file_.bytes();) {
    ASSAY_LET(Sample sample, At(at));
    places.emplace_back(std::move(sample.key), at);
    at = sample.end;
  }
  std::ranges::sort(places);
  const auto key = [](const auto& place) -> const std::string& { return place.first; };
  const auto twice = std::ranges::adjacent_find(places, {}, key);
  if (twice != places.end())
    return Error{ErrorCode::kCorrupt,
                 fmt::format("two records with the key {}", ToPrintable(twice->first))};
  for (const auto& place : places) {
    ASSAY_LET(const Sample sample, At(place.second));
    ASSAY_TRY(visit(sample.key, sample.text));
  }
  return Done{};
}

}  // namespace assay::release
