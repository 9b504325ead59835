// SPDX-License-Identifier: Apache-2.0
#include <webp/encode.h>

#include <utility>

#include "assay/codec/encode_internal.h"
#include "assay/media/compose.h"

namespace assay::codec {
namespace {

struct Writer {
  WebPPicture picture{};
  WebPMemoryWriter memory{};

  Writer() {
    ASSAY_CHECK(WebPPictureInit(&picture) != 0);
    WebPMemoryWriterInit(&memory);
    picture.writer = WebPMemoryWrite;
    picture.custom_ptr = &memory;
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() {
    WebPPictureFree(&picture);
    WebPMemoryWriterClear(&memory);
  }
};

/// One thread. `exact` keeps the colours of what cannot be seen: lossless means all samples.
WebPConfig Settings(const Encoding& encoding) {
  WebPConfig config;
  ASSAY_CHECK(WebPConfigInit(&config) != 0);
  config.lossless = encoding.is_lossless ? 1 : 0;
  config.quality =
      static_cast<float>(encoding.is_lossless ? kWebpLosslessEffort : encoding.quality);
  config.method = kWebpMethod;
  config.thread_level = 0;
  config.exact = encoding.is_lossless ? 1 : 0;
  return config;
}

bool Import(const media::Image& image, WebPPicture& picture) {
  const int stride_bytes = image.width_px() * image.channels();
  const std::uint8_t* samples = image.samples().data();
  return image.channels() == 4 ? WebPPictureImportRGBA(&picture, samples, stride_bytes) != 0
                               : WebPPictureImportRGB(&picture, samples, stride_bytes) != 0;
}

}  // namespace

std::string WebpLibraryVersion() {
  const auto version = static_cast<unsigned>(WebPGetEncoderVersion());
  return std::to_string(version >> 16U) + "." + std::to_string((version >> 8U) & 0xFFU) + "." +
         std::to_string(version & 0xFFU);
}

Result<Bytes> WriteWebp(const media::ImageView& view, const Encoding& encoding) {
  const media::Image image =
      media::WithColours(media::Cut(view, 0, 0, {view.width_px(), view.height_px()}));
  const WebPConfig config = Settings(encoding);
  Writer writer;
  writer.picture.use_argb = config.lossless;
  writer.picture.width = image.width_px();
  writer.picture.height = image.height_px();
  if (!Import(image, writer.picture) || WebPEncode(&config, &writer.picture) == 0)
    return Error{ErrorCode::kExhausted, "memory does not suffice to write a WebP"};
  return Bytes(writer.memory.mem, writer.memory.mem + writer.memory.size);
}

}  // namespace assay::codec
