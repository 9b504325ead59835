// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>  // jpeglib.h uses FILE without including it
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

// after <cstdio>
#include <jpeglib.h>

#include "assay/codec/picture.h"

namespace assay::codec {
namespace {

struct FreeBuffer {
  void operator()(unsigned char* memory) const { std::free(memory); }
};

/// One row without alpha, over white.
void Flatten(std::span<const std::uint8_t> rgba, std::vector<std::uint8_t>& rgb) {
  for (std::size_t x = 0; x < rgb.size(); ++x) {
    const std::size_t pixel = x / 3 * 4;
    const int alpha = rgba[pixel + 3];
    rgb[x] =
        static_cast<std::uint8_t>((rgba[pixel + x % 3] * alpha + 255 * (255 - alpha) + 127) / 255);
  }
}

}  // namespace

Bytes EncodeJpeg(const media::ImageView& image, int quality) {
  ASSAY_CHECK(image.width_px() >= 1 && image.height_px() >= 1);
  ASSAY_CHECK(std::max(image.width_px(), image.height_px()) <= JPEG_MAX_DIMENSION);
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  // Shape and settings are ours: what is left to fail is memory.
  errors.error_exit = [](j_common_ptr) { internal::Die(__FILE__, "libjpeg could not encode"); };
  jpeg_create_compress(&jpeg);
  unsigned char* memory = nullptr;
  unsigned long size_bytes = 0;
  jpeg_mem_dest(&jpeg, &memory, &size_bytes);
  const bool grey = image.channels() == 1;
  jpeg.image_width = static_cast<JDIMENSION>(image.width_px());
  jpeg.image_height = static_cast<JDIMENSION>(image.height_px());
  jpeg.input_components = grey ? 1 : 3;
  jpeg.in_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&jpeg);  // 4:2:0
  jpeg_set_quality(&jpeg, std::clamp(quality, 1, 100), TRUE);
  jpeg.optimize_coding = TRUE;
  jpeg.dct_method = JDCT_ISLOW;
  jpeg_start_compress(&jpeg, TRUE);
  std::vector<std::uint8_t> flat(static_cast<std::size_t>(image.width_px()) * 3);
  while (jpeg.next_scanline < jpeg.image_height) {
    const auto row = image.Row(static_cast<std::int32_t>(jpeg.next_scanline));
    if (image.channels() == 4) Flatten(row, flat);
    // libjpeg's interface is not const; it does not write.
    JSAMPROW samples =
        image.channels() == 4 ? flat.data() : const_cast<JSAMPROW>(row.data());  // NOLINT
    jpeg_write_scanlines(&jpeg, &samples, 1);
  }
  jpeg_finish_compress(&jpeg);
  const std::unique_ptr<unsigned char, FreeBuffer> owner(memory);
  Bytes bytes(memory, memory + size_bytes);
  jpeg_destroy_compress(&jpeg);
  return bytes;
}

}  // namespace assay::codec
