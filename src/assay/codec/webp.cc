// SPDX-License-Identifier: Apache-2.0
#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "assay/codec/formats_internal.h"
#include "assay/codec/metadata_internal.h"
#include "assay/codec/wire_internal.h"

namespace assay::codec {
namespace {

struct Free {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
  void operator()(WebPAnimDecoder* decoder) const { WebPAnimDecoderDelete(decoder); }
};

/// Metadata chunks. Source: WebP container specification; C2PA 2.1, A.3.3.
void ReadChunks(Draft& draft) {
  const Wire file = LittleEndian(draft.file);
  std::uint64_t at = 12;
  while (file.Has(at, 8)) {
    const std::uint64_t length_bytes = file.U32(at + 4);
    const ByteView body = file.Slice(at + 8, length_bytes);
    if (body.size() < length_bytes) break;
    if (file.StartsWith(at, "ICCP")) draft.TakeProfile(body);
    if (file.StartsWith(at, "C2PA")) draft.credentials = true;
    if (file.StartsWith(at, "EXIF") && draft.TakeMetadata(length_bytes)) AddExif(draft, body);
    if (file.StartsWith(at, "XMP ") && draft.TakeMetadata(length_bytes))
      AddXmp(draft, AsText(body));
    at += 8 + (length_bytes + 1) / 2 * 2;
  }
}

/// The outer length against what there is. Without all bytes nothing is decoded.
void MeasureFile(Draft& draft) {
  const Wire file = LittleEndian(draft.file);
  const std::uint64_t stated_bytes = std::uint64_t{file.U32(4)} + 8;
  if (file.size() > stated_bytes)
    draft.trailing_bytes = static_cast<std::int64_t>(file.size() - stated_bytes);
  // The last chunk may lack its padding byte: some writers leave it out.
  if (file.size() + 1 < stated_bytes) draft.Refuse(Outcome::kTruncated, "webp.ended");
}

bool RefuseStatus(Draft& draft, VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_OK:
      return true;
    case VP8_STATUS_NOT_ENOUGH_DATA:
    case VP8_STATUS_SUSPENDED:
      return draft.Refuse(Outcome::kTruncated, "webp.ended");
    case VP8_STATUS_OUT_OF_MEMORY:
      return draft.Refuse(Outcome::kBomb, "limit.memory");
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      return draft.Refuse(Outcome::kUnsupported, "webp.feature");
    default:
      return draft.Refuse(Outcome::kCorrupt, "webp.data");
  }
}

void DecodeStill(Draft& draft, WebPDecoderConfig& config) {
  const bool alpha = config.input.has_alpha != 0;
  media::Image image(config.input.width, config.input.height, alpha ? 4 : 3);
  config.options.use_threads = 0;
  config.output.colorspace = alpha ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {image.samples().data(), image.width_px() * image.channels(),
                          image.samples().size()};
  if (RefuseStatus(draft, WebPDecode(draft.file.data(), draft.file.size(), &config)))
    draft.picture.image = std::move(image);
}

/// Decodes every frame, since damage in a later one is damage, within one picture's limit of
/// pixels; keeps the first.
void DecodeAnimation(Draft& draft) {
  const WebPData data{draft.file.data(), draft.file.size()};
  WebPAnimDecoderOptions options;
  if (WebPAnimDecoderOptionsInit(&options) == 0) return;
  options.color_mode = MODE_RGBA;
  options.use_threads = 0;
  const std::unique_ptr<WebPAnimDecoder, Free> decoder(WebPAnimDecoderNew(&data, &options));
  const std::int64_t canvas_px = draft.picture.width_px * draft.picture.height_px;
  std::int64_t budget_px = draft.options.limits.pixels;
  media::Image first;
  while (decoder != nullptr && WebPAnimDecoderHasMoreFrames(decoder.get()) != 0 && budget_px >= 0) {
    std::uint8_t* samples = nullptr;
    int time_ms = 0;
    if (WebPAnimDecoderGetNext(decoder.get(), &samples, &time_ms) == 0) {
      draft.Refuse(Outcome::kCorrupt, "webp.data");
      return;
    }
    budget_px -= canvas_px;
    if (!first.empty()) continue;
    first = media::Image(static_cast<std::int32_t>(draft.picture.width_px),
                         static_cast<std::int32_t>(draft.picture.height_px), 4);
    std::copy_n(samples, first.samples().size(), first.samples().begin());
  }
  if (first.empty()) draft.Refuse(Outcome::kCorrupt, "webp.data");
  draft.picture.image = std::move(first);
}

/// Frames of an animation by its container; 0 when that is broken.
std::int64_t CountFrames(Draft& draft) {
  const WebPData data{draft.file.data(), draft.file.size()};
  const std::unique_ptr<WebPDemuxer, Free> demuxer(WebPDemux(&data));
  return demuxer == nullptr ? 0 : std::int64_t{WebPDemuxGetI(demuxer.get(), WEBP_FF_FRAME_COUNT)};
}

}  // namespace

void ReadWebp(Draft& draft) {
  WebPDecoderConfig config;
  ASSAY_CHECK(WebPInitDecoderConfig(&config) != 0);
  ReadChunks(draft);
  const VP8StatusCode status = WebPGetFeatures(draft.file.data(), draft.file.size(), &config.input);
  draft.animated = status == VP8_STATUS_OK && config.input.has_animation != 0;
  draft.mode = config.input.has_alpha != 0 ? "rgb_alpha" : "rgb";
  const std::int64_t frames = draft.animated ? CountFrames(draft) : 1;
  const std::int64_t channels = config.input.has_alpha != 0 || draft.animated ? 4 : 3;
  if (status == VP8_STATUS_OK &&
      !draft.Admit({config.input.width, config.input.height, frames, channels}))
    return;
  MeasureFile(draft);
  if (!draft.decided() || !RefuseStatus(draft, status)) return;
  if (!draft.animated) return DecodeStill(draft, config);
  if (frames > 0) return DecodeAnimation(draft);
  draft.Refuse(Outcome::kCorrupt, "webp.structure");
}

}  // namespace assay::codec
