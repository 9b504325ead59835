// SPDX-License-Identifier: Apache-2.0
//
// Frame 0 on its canvas. Later frames are decoded only to see that they are intact.
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "assay/codec/formats_internal.h"
#include "assay/codec/gif_internal.h"

namespace assay::codec {
namespace {

std::int64_t PixelsOf(const GifFrame& frame) { return frame.width_px * frame.height_px; }

bool Exceeds(const Draft& draft, const GifFrame& frame) {
  return frame.x + frame.width_px > draft.picture.width_px ||
         frame.y + frame.height_px > draft.picture.height_px;
}

/// False: refused.
bool Judge(Draft& draft, LzwEnd end) {
  switch (end) {
    case LzwEnd::kDone:
      return true;
    case LzwEnd::kFileEnded:
      return draft.Refuse(Outcome::kTruncated, "gif.ended");
    case LzwEnd::kLeftover:
      return draft.Refuse(Outcome::kCorrupt, "gif.leftover");
    case LzwEnd::kStarved:
      return draft.Refuse(Outcome::kCorrupt, "gif.starved");
    case LzwEnd::kBadCode:
      return draft.Refuse(Outcome::kCorrupt, "gif.codes");
  }
  return false;
}

/// Where the stored rows of an interlaced frame belong. Source: GIF89a, appendix E.
std::vector<std::int64_t> RowOrder(const GifFrame& frame) {
  struct Pass {
    std::int64_t first;
    std::int64_t step;
  };
  std::vector<std::int64_t> rows;
  const std::vector<Pass> passes = frame.interlaced
                                       ? std::vector<Pass>{{0, 8}, {4, 8}, {2, 4}, {1, 2}}
                                       : std::vector<Pass>{{0, 1}};
  for (const Pass& pass : passes) {
    for (std::int64_t y = pass.first; y < frame.height_px; y += pass.step) rows.push_back(y);
  }
  return rows;
}

/// A grey ramp stands in for a missing table.
std::array<std::uint8_t, 3> ColourOf(const GifFrame& frame, std::uint8_t index) {
  if (frame.palette.empty()) return {index, index, index};
  const std::size_t at = std::size_t{index} * 3;
  if (at + 3 > frame.palette.size()) return {0, 0, 0};
  return {frame.palette[at], frame.palette[at + 1], frame.palette[at + 2]};
}

/// Four channels only when some pixel of the canvas stays transparent.
media::Image Compose(const Draft& draft, const GifFrame& frame, ByteView indices) {
  const std::int64_t width_px = draft.picture.width_px;
  const std::int64_t height_px = draft.picture.height_px;
  const bool covers =
      frame.x == 0 && frame.y == 0 && frame.width_px >= width_px && frame.height_px >= height_px;
  const bool opaque = covers && (!frame.transparent ||
                                 std::ranges::find(indices, *frame.transparent) == indices.end());
  media::Image image(static_cast<std::int32_t>(width_px), static_cast<std::int32_t>(height_px),
                     opaque ? 3 : 4);
  const auto channels = static_cast<std::size_t>(image.channels());
  const std::vector<std::int64_t> rows = RowOrder(frame);
  for (std::size_t stored = 0; stored < rows.size(); ++stored) {
    const std::int64_t y = frame.y + rows[stored];
    if (y >= height_px) continue;
    const auto to = image.MutableRow(static_cast<std::int32_t>(y));
    const std::int64_t visible_px = std::min(frame.width_px, width_px - frame.x);
    for (std::int64_t x = 0; x < visible_px; ++x) {
      const std::uint8_t index =
          indices[stored * static_cast<std::size_t>(frame.width_px) + static_cast<std::size_t>(x)];
      if (frame.transparent == index) continue;
      const auto at = to.subspan(static_cast<std::size_t>(frame.x + x) * channels, channels);
      std::ranges::copy(ColourOf(frame, index), at.begin());
      if (channels == 4) at[3] = 255;
    }
  }
  return image;
}

/// Every frame within the limits, and the canvas too.
bool AdmitFrames(Draft& draft, const std::vector<GifFrame>& frames) {
  const Wire file = LittleEndian(draft.file);
  const auto count = static_cast<std::int64_t>(frames.size());
  if (!draft.Admit({file.U16(6), file.U16(8), std::max<std::int64_t>(1, count)})) return false;
  for (const GifFrame& frame : frames) {
    if (PixelsOf(frame) > draft.options.limits.pixels)
      return draft.Refuse(Outcome::kBomb, "limit.pixels");
  }
  return true;
}

/// Damage in a later frame is damage. The work stays within the limit for one picture's pixels.
void CheckLaterFrames(Draft& draft, const std::vector<GifFrame>& frames) {
  std::int64_t budget_px = draft.options.limits.pixels;
  std::vector<std::uint8_t> indices;
  for (std::size_t i = 1; i < frames.size(); ++i) {
    budget_px -= PixelsOf(frames[i]);
    if (budget_px < 0) return;
    indices.resize(static_cast<std::size_t>(PixelsOf(frames[i])));
    if (!Judge(draft, ReadLzw(LittleEndian(draft.file), frames[i].data_at, indices))) return;
  }
}

}  // namespace

void ReadGif(Draft& draft) {
  draft.mode = "palette";
  const Wire file = LittleEndian(draft.file);
  if (!file.Has(0, 13)) {
    draft.Refuse(Outcome::kTruncated, "gif.ended");
    return;
  }
  const std::vector<GifFrame> frames = ReadGifBlocks(draft);
  draft.animated = frames.size() > 1;
  if (!AdmitFrames(draft, frames) || !draft.decided()) return;
  if (frames.empty()) {
    draft.Refuse(Outcome::kCorrupt, "gif.no_frame");
    return;
  }
  const GifFrame& first = frames.front();
  if (std::ranges::any_of(frames, [&](const GifFrame& frame) { return Exceeds(draft, frame); }))
    draft.Repair("gif.outside");
  if (first.palette.empty()) draft.Repair("gif.no_palette");
  if (first.x >= draft.picture.width_px || first.y >= draft.picture.height_px) {
    draft.Refuse(Outcome::kCorrupt, "gif.outside");
    return;
  }
  std::vector<std::uint8_t> indices(static_cast<std::size_t>(PixelsOf(first)));
  if (!Judge(draft, ReadLzw(file, first.data_at, indices))) return;
  CheckLaterFrames(draft, frames);
  if (draft.decided()) draft.picture.image = Compose(draft, first, indices);
}

}  // namespace assay::codec
