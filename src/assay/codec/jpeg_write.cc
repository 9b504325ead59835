// SPDX-License-Identifier: Apache-2.0
//
// As in jpeg.cc, libjpeg leaves by longjmp: what owns memory lives outside of the step.
#include <algorithm>
#include <csetjmp>
#include <cstdio>  // jpeglib.h uses FILE without including it
#include <cstdlib>

// after <cstdio>
#include <jpeglib.h>

#include "assay/codec/encode_internal.h"
#include "assay/codec/picture.h"
#include "assay/media/compose.h"

namespace assay::codec {
namespace {

struct Writer {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  std::jmp_buf escape{};
  unsigned char* memory = nullptr;
  unsigned long size_bytes = 0;

  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() {
    jpeg_destroy_compress(&jpeg);
    std::free(memory);
  }
};

[[noreturn]] void OnError(j_common_ptr jpeg) {
  std::longjmp(static_cast<Writer*>(jpeg->client_data)->escape, 1);
}

void Set(jpeg_compress_struct& jpeg, const media::ImageView& image, const Encoding& encoding) {
  const bool grey = image.channels() == 1;
  jpeg.image_width = static_cast<JDIMENSION>(image.width_px());
  jpeg.image_height = static_cast<JDIMENSION>(image.height_px());
  jpeg.input_components = image.channels();
  jpeg.in_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&jpeg);  // 4:2:0
  jpeg_set_quality(&jpeg, std::clamp(encoding.quality, 1, 100), TRUE);
  if (!encoding.is_subsampled) {
    jpeg.comp_info[0].h_samp_factor = 1;
    jpeg.comp_info[0].v_samp_factor = 1;
  }
  jpeg.optimize_coding = TRUE;
  jpeg.dct_method = JDCT_ISLOW;
}

void Write(Writer& writer, const media::ImageView& image, const Encoding& encoding) {
  jpeg_compress_struct& jpeg = writer.jpeg;
  jpeg_create_compress(&jpeg);
  jpeg_mem_dest(&jpeg, &writer.memory, &writer.size_bytes);
  Set(jpeg, image, encoding);
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    const auto row = image.Row(static_cast<std::int32_t>(jpeg.next_scanline));
    // libjpeg's interface is not const; it does not write.
    JSAMPROW samples = const_cast<JSAMPROW>(row.data());  // NOLINT
    jpeg_write_scanlines(&jpeg, &samples, 1);
  }
  jpeg_finish_compress(&jpeg);
}

}  // namespace

std::string JpegLibraryVersion() {
  constexpr int kMillion = 1'000'000;
  constexpr int kThousand = 1'000;
  constexpr int kNumber = LIBJPEG_TURBO_VERSION_NUMBER;
  return std::to_string(kNumber / kMillion) + "." +
         std::to_string(kNumber / kThousand % kThousand) + "." +
         std::to_string(kNumber % kThousand);
}

Result<Bytes> WriteJpeg(const media::ImageView& image, const Encoding& encoding) {
  Writer writer;
  writer.jpeg.err = jpeg_std_error(&writer.errors);
  writer.errors.error_exit = OnError;
  writer.jpeg.client_data = &writer;
  if (setjmp(writer.escape) != 0)
    return Error{ErrorCode::kExhausted, "memory does not suffice to write a JPEG"};
  Write(writer, image, encoding);
  return Bytes(writer.memory, writer.memory + writer.size_bytes);
}

Bytes EncodeJpeg(const media::ImageView& image, int quality) {
  Encoding encoding;
  encoding.quality = quality;
  if (image.channels() != 4) return Encode(image, encoding).value();
  const media::Image copy = media::Cut(image, 0, 0, {image.width_px(), image.height_px()});
  return Encode(media::Flattened(copy, {255, 255, 255}).view(), encoding).value();
}

}  // namespace assay::codec
