// SPDX-License-Identifier: Apache-2.0
#include "assay/media/compose.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace assay::media {
namespace {

std::size_t At(std::int32_t number) { return static_cast<std::size_t>(number); }

bool IsGrey(const Rgb& colour) { return colour[0] == colour[1] && colour[1] == colour[2]; }

void Fill(Image& image, const Rgb& colour) {
  const std::size_t channels = At(image.channels());
  const auto samples = image.samples();
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = i % channels < colour.size() ? colour.at(i % channels) : std::uint8_t{255};
}

}  // namespace

Image Cut(const ImageView& image, std::int32_t left_px, std::int32_t top_px, Size size) {
  ASSAY_CHECK(left_px >= 0 && size.width_px <= image.width_px() - left_px);
  Image part(size.width_px, size.height_px, image.channels());
  const std::size_t skipped = At(left_px) * At(image.channels());
  for (std::int32_t y = 0; y < size.height_px; ++y) {
    const auto to = part.MutableRow(y);
    std::ranges::copy(image.Row(top_px + y).subspan(skipped, to.size()), to.begin());
  }
  return part;
}

Image WithColours(Image image) {
  if (image.channels() != 1) return image;
  Image rgb(image.width_px(), image.height_px(), 3);
  const auto from = image.samples();
  const auto to = rgb.samples();
  for (std::size_t i = 0; i < from.size(); ++i) std::ranges::fill(to.subspan(3 * i, 3), from[i]);
  return rgb;
}

Image Flattened(Image image, const Rgb& colour) {
  if (image.channels() != 4) return image;
  Image rgb(image.width_px(), image.height_px(), 3);
  const auto from = image.samples();
  const auto to = rgb.samples();
  for (std::size_t i = 0; i < to.size(); ++i) {
    const std::size_t pixel = i / 3 * 4;
    const int alpha = from[pixel + 3];
    const int blended = from[pixel + i % 3] * alpha + colour.at(i % 3) * (255 - alpha);
    to[i] = static_cast<std::uint8_t>((blended + 127) / 255);
  }
  return rgb;
}

Image OnCanvas(Image image, Size canvas, std::int32_t left_px, std::int32_t top_px,
               const Rgb& colour) {
  ASSAY_CHECK(left_px >= 0 && image.width_px() <= canvas.width_px - left_px);
  ASSAY_CHECK(top_px >= 0 && image.height_px() <= canvas.height_px - top_px);
  if (image.width_px() == canvas.width_px && image.height_px() == canvas.height_px) return image;
  if (!IsGrey(colour)) image = WithColours(std::move(image));
  Image whole(canvas.width_px, canvas.height_px, image.channels());
  Fill(whole, colour);
  const std::size_t skipped = At(left_px) * At(image.channels());
  for (std::int32_t y = 0; y < image.height_px(); ++y)
    std::ranges::copy(image.Row(y), whole.MutableRow(top_px + y).subspan(skipped).begin());
  return whole;
}

Sums SumsOf(const ImageView& image) {
  const std::size_t channels = At(image.channels());
  Sums sums{std::int64_t{image.width_px()} * image.height_px(), std::vector<std::int64_t>(channels),
            std::vector<std::int64_t>(channels)};
  for (std::int32_t y = 0; y < image.height_px(); ++y) {
    const auto row = image.Row(y);
    for (std::size_t c = 0; c < channels; ++c) {
      std::int64_t sum = 0;
      std::int64_t squares = 0;
      for (std::size_t i = c; i < row.size(); i += channels) {
        sum += row[i];
        squares += std::int64_t{row[i]} * row[i];
      }
      sums.sum[c] += sum;
      sums.squares[c] += squares;
    }
  }
  return sums;
}

}  // namespace assay::media
