// SPDX-License-Identifier: Apache-2.0
#include "assay/codec/encode.h"

#include <algorithm>

#include "assay/codec/encode_internal.h"

namespace assay::codec {

int LongestSide(Container container) {
  constexpr int kJpeg_px = 65'500;
  constexpr int kWebp_px = 16'383;
  constexpr int kPng_px = 65'535;
  if (container == Container::kPng) return kPng_px;
  return container == Container::kJpeg ? kJpeg_px : kWebp_px;
}

std::string_view MediaType(Container container) {
  if (container == Container::kPng) return "image/png";
  return container == Container::kJpeg ? "image/jpeg" : "image/webp";
}

Json Describe(const Encoding& encoding) {
  switch (encoding.container) {
    case Container::kJpeg:
      return {{"name", "libjpeg-turbo"},
              {"version", JpegLibraryVersion()},
              {"settings",
               {{"quality", encoding.quality},
                {"subsampling", encoding.is_subsampled ? "420" : "444"},
                {"huffman", "optimised"},
                {"dct", "islow"}}}};
    case Container::kWebp:
      return {{"name", "libwebp"},
              {"version", WebpLibraryVersion()},
              {"settings",
               {{"lossless", encoding.is_lossless},
                {"quality", encoding.is_lossless ? kWebpLosslessEffort : encoding.quality},
                {"method", kWebpMethod}}}};
    case Container::kPng:
      break;
  }
  return {{"name", "libpng"},
          {"version", PngLibraryVersion()},
          {"settings", {{"level", kPngLevel}, {"filter", "paeth"}, {"strategy", "filtered"}}}};
}

Result<Bytes> Encode(const media::ImageView& image, const Encoding& encoding) {
  if (std::max(image.width_px(), image.height_px()) > LongestSide(encoding.container))
    return Error{ErrorCode::kInvalidArgument, "a side is longer than the format can hold"};
  if (encoding.container == Container::kPng) return WritePng(image);
  if (encoding.container == Container::kWebp) return WriteWebp(image, encoding);
  if (image.channels() == 4)
    return Error{ErrorCode::kInvalidArgument, "JPEG holds no transparency"};
  return WriteJpeg(image, encoding);
}

}  // namespace assay::codec
