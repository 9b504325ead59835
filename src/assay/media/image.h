// SPDX-License-Identifier: Apache-2.0
//
// Pictures in memory: 8-bit interleaved samples, rows from top to bottom. Colour is sRGB unless a
// function says otherwise. Nothing here parses a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/core/result.h"

namespace assay::media {

/// Somebody else's samples: 1 (grey), 3 (RGB) or 4 (RGBA, straight alpha) bytes a pixel.
class ImageView {
 public:
  ImageView() = default;

  /// Errors:  kInvalidArgument for a side under 1, other channel counts, a stride shorter than a
  ///          row, or samples that end before the last row does.
  static Result<ImageView> Make(std::span<const std::uint8_t> samples, std::int32_t width_px,
                                std::int32_t height_px, std::int32_t channels,
                                std::size_t stride_bytes);

  [[nodiscard]] std::int32_t width_px() const { return width_px_; }
  [[nodiscard]] std::int32_t height_px() const { return height_px_; }
  [[nodiscard]] std::int32_t channels() const { return channels_; }

  /// width_px * channels bytes. Requires 0 <= y < height_px; aborts otherwise.
  [[nodiscard]] std::span<const std::uint8_t> Row(std::int32_t y) const;

 private:
  std::span<const std::uint8_t> samples_;
  std::int32_t width_px_ = 0;
  std::int32_t height_px_ = 0;
  std::int32_t channels_ = 1;
  std::size_t stride_bytes_ = 0;
};

/// Owns tightly packed samples. Empty (0 x 0) when default-constructed.
class Image {
 public:
  Image() = default;

  /// Samples are zero. Requires sides >= 1 and 1, 3 or 4 channels; aborts otherwise. Throws
  /// std::bad_alloc: callers in a worker turn that into Outcome::kBomb.
  Image(std::int32_t width_px, std::int32_t height_px, std::int32_t channels);

  [[nodiscard]] bool empty() const { return samples_.empty(); }
  [[nodiscard]] std::int32_t width_px() const { return width_px_; }
  [[nodiscard]] std::int32_t height_px() const { return height_px_; }
  [[nodiscard]] std::int32_t channels() const { return channels_; }
  [[nodiscard]] std::span<const std::uint8_t> samples() const { return samples_; }
  [[nodiscard]] std::span<std::uint8_t> samples() { return samples_; }
  [[nodiscard]] std::span<const std::uint8_t> Row(std::int32_t y) const { return view().Row(y); }
  [[nodiscard]] std::span<std::uint8_t> MutableRow(std::int32_t y);

  /// Valid as long as this image is neither changed nor destroyed. Requires !empty().
  [[nodiscard]] ImageView view() const;

  bool operator==(const Image&) const = default;

 private:
  std::vector<std::uint8_t> samples_;
  std::int32_t width_px_ = 0;
  std::int32_t height_px_ = 0;
  std::int32_t channels_ = 1;
};

}  // namespace assay::media
