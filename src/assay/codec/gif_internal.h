// SPDX-License-Identifier: Apache-2.0
//
// The blocks of a GIF and its compression; gif.cc makes the picture.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "assay/codec/draft_internal.h"
#include "assay/codec/wire_internal.h"

namespace assay::codec {

struct GifFrame {
  std::int64_t x = 0;
  std::int64_t y = 0;
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  bool interlaced = false;
  std::optional<std::uint8_t> transparent;
  ByteView palette;  ///< three bytes a colour; empty: neither of its own nor a global one
  std::uint64_t data_at = 0;
};

/// Walks to the trailer: frames, comments, XMP, profile. Stops at the limit for frames. Notes what
/// is odd in the draft; refuses nothing but a broken structure.
/// Source: GIF89a specification, sections 17 to 27.
std::vector<GifFrame> ReadGifBlocks(Draft& draft);

enum class LzwEnd { kDone, kLeftover, kStarved, kFileEnded, kBadCode };

/// Indices of one frame in stored order. `data_at` is where its minimum code size lies.
/// Source: GIF89a specification, appendix F.
LzwEnd ReadLzw(const Wire& file, std::uint64_t data_at, std::span<std::uint8_t> indices);

}  // namespace assay::codec
