// SPDX-License-Identifier: Apache-2.0
#include "assay/media/resize.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "assay/media/resize_kernels_internal.h"
#include "assay/media/resize_weights_internal.h"

namespace assay::media {
namespace {

constexpr std::size_t kAlpha = 3;

bool IsOpaque(const ImageView& image) {
  for (std::int32_t y = 0; y < image.height_px(); ++y) {
    const auto row = image.Row(y);
    std::uint8_t least = 255;
    for (std::size_t i = kAlpha; i < row.size(); i += 4) least = std::min(least, row[i]);
    if (least != 255) return false;
  }
  return true;
}

Image Premultiplied(const ImageView& image) {
  Image out(image.width_px(), image.height_px(), 4);
  for (std::int32_t y = 0; y < image.height_px(); ++y) {
    const auto from = image.Row(y);
    const auto to = out.MutableRow(y);
    for (std::size_t i = 0; i < from.size(); ++i) {
      const std::uint32_t alpha = from[i | kAlpha];
      to[i] = i % 4 == kAlpha ? from[i] : static_cast<std::uint8_t>((from[i] * alpha + 127) / 255);
    }
  }
  return out;
}

void Unpremultiply(Image& image) {
  const auto samples = image.samples();
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::uint32_t alpha = samples[i | kAlpha];
    if (i % 4 == kAlpha || alpha == 0) continue;
    samples[i] = static_cast<std::uint8_t>(std::min(255U, (samples[i] * 255U + alpha / 2) / alpha));
  }
}

/// Rows are blended first: what has to be kept between the passes is then one row, or few.
class Resampler {
 public:
  Resampler(const ImageView& image, const Box& box, Size size, Filter filter)
      : image_(image),
        across_(internal::MakeWeights(image.width_px(), box.left_px, box.right_px, size.width_px,
                                      filter)),
        down_(internal::MakeWeights(image.height_px(), box.top_px, box.bottom_px, size.height_px,
                                    filter)),
        rows_(down_.taps),
        out_(size.width_px, size.height_px, image.channels()) {}

  Image Run() {
    if (image_.channels() == 1)
      RunGrey();
    else
      RunColour();
    return std::move(out_);
  }

 private:
  void BlendDown(std::int32_t y, std::span<std::int16_t> blended) {
    const auto output = static_cast<std::size_t>(y);
    for (std::size_t k = 0; k < down_.taps; ++k)
      rows_[k] = image_.Row(down_.first[output] + static_cast<std::int32_t>(k)).data();
    internal::BlendRows(rows_, down_.Of(output), blended);
  }

  void RunColour() {
    std::vector<std::int16_t> blended(image_.Row(0).size());
    for (std::int32_t y = 0; y < out_.height_px(); ++y) {
      BlendDown(y, blended);
      internal::BlendColumns(blended, across_, static_cast<std::size_t>(image_.channels()),
                             out_.MutableRow(y));
    }
  }

  /// The last rows are blended more than once where their number is no multiple.
  void RunGrey() {
    const std::size_t width = image_.Row(0).size();
    std::vector<std::int16_t> blended(width * internal::kGreyRows);
    std::array<std::uint8_t*, internal::kGreyRows> targets{};
    constexpr auto kStep = static_cast<std::int32_t>(internal::kGreyRows);
    for (std::int32_t top = 0; top < out_.height_px(); top += kStep) {
      for (std::int32_t r = 0; r < kStep; ++r) {
        const std::int32_t y = std::min(top + r, out_.height_px() - 1);
        const auto at = static_cast<std::size_t>(r);
        BlendDown(y, std::span(blended).subspan(at * width, width));
        targets.at(at) = out_.MutableRow(y).data();
      }
      internal::BlendGreyColumns(blended, across_, targets);
    }
  }

  const ImageView& image_;
  internal::AxisWeights across_;
  internal::AxisWeights down_;
  std::vector<const std::uint8_t*> rows_;
  Image out_;
};

Image Resample(const ImageView& image, const Box& box, Size size, Filter filter) {
  return Resampler(image, box, size, filter).Run();
}

}  // namespace

Size FitLongSide(Size from, std::int32_t long_side_px) {
  ASSAY_CHECK(from.width_px >= 1 && from.height_px >= 1 && long_side_px >= 1);
  const std::int64_t longest = std::max(from.width_px, from.height_px);
  if (longest <= long_side_px) return from;
  const auto scaled = [&](std::int64_t side_px) {
    const std::int64_t rounded = (2 * side_px * long_side_px + longest) / (2 * longest);
    return static_cast<std::int32_t>(std::max<std::int64_t>(1, rounded));
  };
  return {scaled(from.width_px), scaled(from.height_px)};
}

Result<Image> Resized(const ImageView& image, const Box& source, Size size, Filter filter) {
  if (size.width_px < 1 || size.height_px < 1)
    return Error{ErrorCode::kInvalidArgument, "a picture cannot be resized to nothing"};
  // Written so that a NaN is refused too.
  const bool inside = source.left_px >= 0 && source.left_px < source.right_px &&
                      source.right_px <= image.width_px() && source.top_px >= 0 &&
                      source.top_px < source.bottom_px && source.bottom_px <= image.height_px();
  if (!inside) return Error{ErrorCode::kInvalidArgument, "the source box leaves the picture"};
  if (image.channels() != 4 || IsOpaque(image)) return Resample(image, source, size, filter);
  Image out = Resample(Premultiplied(image).view(), source, size, filter);
  Unpremultiply(out);
  return out;
}

Result<Image> Resized(const ImageView& image, Size size, Filter filter) {
  const Box whole{0, 0, double{1} * image.width_px(), double{1} * image.height_px()};
  return Resized(image, whole, size, filter);
}

}  // namespace assay::media
