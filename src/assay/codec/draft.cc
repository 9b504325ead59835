// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "assay/codec/draft_internal.h"

namespace assay::codec {
namespace {

/// Under this size a flat picture may well compress a thousand times.
/// Source: docs/reference/limits.md.
constexpr std::int64_t kRatioFloor_px = 16'000'000;
constexpr std::int64_t kRatioLimit = 1'000;

struct Rule {
  bool broken;
  std::string_view code;
};

}  // namespace

bool Draft::Refuse(Outcome outcome, std::string_view code) {
  if (!decided()) return false;
  picture.outcome = outcome;
  Note(code);
  return false;
}

void Draft::Repair(std::string_view code) {
  if (!decided()) return;
  if (picture.outcome == Outcome::kOk) picture.outcome = Outcome::kRepaired;
  Note(code);
}

void Draft::Note(std::string_view code) {
  const auto at = std::ranges::lower_bound(picture.codes, code);
  if (at == picture.codes.end() || *at != code) picture.codes.insert(at, std::string(code));
}

bool Draft::Admit(const Shape& shape) {
  picture.width_px = shape.width_px;
  picture.height_px = shape.height_px;
  picture.frames = shape.frames;
  const Limits& limits = options.limits;
  const auto [shorter, longer] = std::minmax(shape.width_px, shape.height_px);
  if (shorter <= 0) return Refuse(Outcome::kUnsupported, "size.zero");
  if (longer > limits.side_px) return Refuse(Outcome::kBomb, "limit.side");
  // Sides are at most 65,535 unless a caller says otherwise: divide, so that nothing overflows.
  if (shape.width_px > limits.pixels / shape.height_px)
    return Refuse(Outcome::kBomb, "limit.pixels");
  const std::int64_t pixels = shape.width_px * shape.height_px;
  const std::int64_t decoded_bytes = pixels * shape.channels * shape.sample_bytes;
  const auto file_bytes = static_cast<std::int64_t>(file.size());
  for (const Rule& rule : {
           Rule{longer / shorter > limits.aspect_ratio ||
                    (longer / shorter == limits.aspect_ratio && longer % shorter != 0),
                "limit.aspect"},
           Rule{shape.frames >= limits.frames, "limit.frames"},
           Rule{decoded_bytes > limits.decoded_bytes, "limit.decoded"},
           Rule{pixels > kRatioFloor_px && decoded_bytes / kRatioLimit > file_bytes, "limit.ratio"},
       }) {
    if (rule.broken) return Refuse(Outcome::kBomb, rule.code);
  }
  return true;
}

std::uint64_t Draft::metadata_left_bytes() const {
  const auto limit = static_cast<std::uint64_t>(options.limits.metadata_bytes);
  return limit - std::min(limit, metadata_taken_bytes_);
}

bool Draft::TakeMetadata(std::uint64_t size_bytes) {
  if (size_bytes > metadata_left_bytes()) {
    Note("limit.metadata");
    return false;
  }
  metadata_taken_bytes_ += size_bytes;
  return true;
}

void Draft::TakeProfile(ByteView profile) {
  if (profile.size() > static_cast<std::uint64_t>(options.limits.icc_bytes)) return RefuseProfile();
  icc.assign(profile.begin(), profile.end());
}

void Draft::RefuseProfile() {
  icc_refused = true;
  Note("limit.icc");
}

void Draft::AddMark(std::string_view carrier, std::string_view name, std::string_view value,
                    std::string_view lang) {
  while (value.ends_with('\0')) value.remove_suffix(1);
  Mark mark{std::string(carrier), ToUtf8(name, 256), ToUtf8(value, kMarkLimit_bytes),
            ToUtf8(lang, 64)};
  const std::size_t size_bytes = mark.name.size() + mark.value.size();
  if (size_bytes > kMarksLimit_bytes - marks_bytes_) return Note("limit.marks");
  if (value.size() > kMarkLimit_bytes) Note("limit.mark");
  marks_bytes_ += size_bytes;
  picture.marks.push_back(std::move(mark));
}

}  // namespace assay::codec
