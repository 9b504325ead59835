// SPDX-License-Identifier: Apache-2.0
//
// libpng leaves by longjmp: what owns memory lives outside of the step.
#include <png.h>
#include <zlib.h>

#include <new>

#include "assay/codec/encode_internal.h"

namespace assay::codec {
namespace {

struct Writer {
  png_structp png = nullptr;
  png_infop info = nullptr;
  Bytes bytes;
  bool no_memory = false;

  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { png_destroy_write_struct(&png, &info); }
};

/// No exception may pass through libpng.
void Append(png_structp png, png_bytep data, std::size_t size_bytes) {
  Writer& writer = *static_cast<Writer*>(png_get_io_ptr(png));
  try {
    writer.bytes.insert(writer.bytes.end(), data, data + size_bytes);
  } catch (const std::bad_alloc&) {
    writer.no_memory = true;
  }
  if (writer.no_memory) png_error(png, "no memory");
}

void Quiet(png_structp /*png*/, png_const_charp /*text*/) {}

[[noreturn]] void Leave(png_structp png, png_const_charp /*text*/) { png_longjmp(png, 1); }

int ColourType(std::int32_t channels) {
  if (channels == 1) return PNG_COLOR_TYPE_GRAY;
  return channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_RGB_ALPHA;
}

void Write(Writer& writer, const media::ImageView& image) {
  constexpr int kBits = 8;
  png_structp png = writer.png;
  png_set_write_fn(png, &writer, Append, nullptr);
  // Fixed, so that bytes follow from the samples: libpng would try filters and guess.
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_PAETH);
  png_set_compression_level(png, kPngLevel);
  png_set_compression_strategy(png, Z_FILTERED);
  png_set_IHDR(png, writer.info, static_cast<png_uint_32>(image.width_px()),
               static_cast<png_uint_32>(image.height_px()), kBits, ColourType(image.channels()),
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
  png_set_sRGB(png, writer.info, PNG_sRGB_INTENT_RELATIVE);
  png_write_info(png, writer.info);
  for (std::int32_t y = 0; y < image.height_px(); ++y) png_write_row(png, image.Row(y).data());
  png_write_end(png, nullptr);
}

}  // namespace

std::string PngLibraryVersion() { return png_get_libpng_ver(nullptr); }

Result<Bytes> WritePng(const media::ImageView& image) {
  const Error no_memory{ErrorCode::kExhausted, "memory does not suffice to write a PNG"};
  Writer writer;
  writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, Leave, Quiet);
  if (writer.png == nullptr) return no_memory;
  writer.info = png_create_info_struct(writer.png);
  if (writer.info == nullptr) return no_memory;
  if (setjmp(png_jmpbuf(writer.png)) != 0) return no_memory;
  Write(writer, image);
  return std::move(writer.bytes);
}

}  // namespace assay::codec
