// SPDX-License-Identifier: Apache-2.0
#include "assay/media/image.h"

namespace assay::media {
namespace {

std::size_t RowBytes(std::int32_t width_px, std::int32_t channels) {
  return static_cast<std::size_t>(width_px) * static_cast<std::size_t>(channels);
}

bool Possible(std::int32_t width_px, std::int32_t height_px, std::int32_t channels) {
  return width_px >= 1 && height_px >= 1 && (channels == 1 || channels == 3 || channels == 4);
}

}  // namespace

Result<ImageView> ImageView::Make(std::span<const std::uint8_t> samples, std::int32_t width_px,
                                  std::int32_t height_px, std::int32_t channels,
                                  std::size_t stride_bytes) {
  if (!Possible(width_px, height_px, channels))
    return Error{ErrorCode::kInvalidArgument, "a picture has sides >= 1 and 1, 3 or 4 channels"};
  const std::size_t row_bytes = RowBytes(width_px, channels);
  const auto rows = static_cast<std::size_t>(height_px);
  // Division instead of multiplication: nothing here can overflow.
  if (stride_bytes < row_bytes || samples.size() < row_bytes ||
      (rows > 1 && (samples.size() - row_bytes) / stride_bytes < rows - 1))
    return Error{ErrorCode::kInvalidArgument, "samples end before the last row does"};
  ImageView view;
  view.samples_ = samples;
  view.width_px_ = width_px;
  view.height_px_ = height_px;
  view.channels_ = channels;
  view.stride_bytes_ = stride_bytes;
  return view;
}

std::span<const std::uint8_t> ImageView::Row(std::int32_t y) const {
  ASSAY_CHECK(y >= 0 && y < height_px_);
  return samples_.subspan(static_cast<std::size_t>(y) * stride_bytes_,
                          RowBytes(width_px_, channels_));
}

Image::Image(std::int32_t width_px, std::int32_t height_px, std::int32_t channels)
    : width_px_(width_px), height_px_(height_px), channels_(channels) {
  ASSAY_CHECK(Possible(width_px, height_px, channels));
  samples_.resize(RowBytes(width_px, channels) * static_cast<std::size_t>(height_px));
}

std::span<std::uint8_t> Image::MutableRow(std::int32_t y) {
  ASSAY_CHECK(y >= 0 && y < height_px_);
  const std::size_t row_bytes = RowBytes(width_px_, channels_);
  return std::span(samples_).subspan(static_cast<std::size_t>(y) * row_bytes, row_bytes);
}

ImageView Image::view() const {
  return ImageView::Make(samples_, width_px_, height_px_, channels_, RowBytes(width_px_, channels_))
      .value();
}

}  // namespace assay::media
