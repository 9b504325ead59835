// SPDX-License-Identifier: Apache-2.0
//
// libjpeg leaves by longjmp. Every jump lands in Guarded, whose steps hold nothing that would need
// a destructor; what owns memory lives outside of the steps.
#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <cstdio>  // jpeglib.h uses FILE without including it
#include <type_traits>

// after <cstdio>
#include <jerror.h>
#include <jpeglib.h>

#include "assay/codec/formats_internal.h"
#include "assay/codec/jpeg_internal.h"

namespace assay::codec {
namespace {

/// Each scan of a progressive picture costs a pass over all of it; encoders write about ten.
constexpr int kScanLimit = 100;

/// Up to this many bytes between a scan and the next marker are a sloppy encoder's; more of them
/// mean that the decoder lost its place. Source: warnings over intact and damaged files, see
/// picture_test.cc.
constexpr std::size_t kSlop_bytes = 8;

struct Session {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg_progress_mgr progress{};
  std::jmp_buf escape{};
  ByteView file;
  int fatal = 0;  ///< libjpeg's message code
  bool scanning = false;
  bool all_scans = false;  ///< nothing is missing, even if the end marker is
  bool ended = false;      ///< the file ended before its end marker
  bool starved = false;    ///< a scan ended before its rows did
  bool damaged = false;    ///< codes that no encoder writes
  bool too_many = false;   ///< scans
  std::size_t skipped_bytes = 0;
  bool padded = true;  ///< all skipped bytes were fill
};

Session& SessionOf(j_common_ptr jpeg) { return *static_cast<Session*>(jpeg->client_data); }

[[noreturn]] void Leave(Session& session) { std::longjmp(session.escape, 1); }

[[noreturn]] void OnError(j_common_ptr jpeg) {
  Session& session = SessionOf(jpeg);
  session.fatal = session.errors.msg_code;
  Leave(session);
}

/// Remembers how much was skipped before a marker, and whether it was mere fill.
void OnSkipped(Session& session) {
  const auto count = static_cast<std::size_t>(std::max(0, session.errors.msg_parm.i[0]));
  const std::size_t consumed = session.file.size() - session.jpeg.src->bytes_in_buffer;
  const std::size_t n = std::min(count, consumed);
  const ByteView skipped = session.file.subspan(consumed - n, n);
  session.skipped_bytes += count;
  session.padded = session.padded && !skipped.empty() &&
                   std::ranges::all_of(skipped, [&](auto byte) { return byte == skipped[0]; });
}

void OnWarning(Session& session) {
  switch (session.errors.msg_code) {
    case JWRN_JPEG_EOF:
      session.ended = true;
      break;
    case JWRN_HIT_MARKER:
      session.starved = true;
      break;
    case JWRN_EXTRANEOUS_DATA:
      OnSkipped(session);
      break;
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_BOGUS_PROGRESSION:
      session.damaged = true;
      break;
    default:
      break;  // odd version numbers: nothing is lost
  }
  // No complete picture can come of this: stop paying for it.
  if (session.starved || session.damaged) Leave(session);
}

void OnMessage(j_common_ptr jpeg, int level) {
  if (level < 0) OnWarning(SessionOf(jpeg));
}

void OnProgress(j_common_ptr jpeg) {
  Session& session = SessionOf(jpeg);
  if (session.jpeg.input_scan_number <= kScanLimit) return;
  session.too_many = true;
  Leave(session);
}

/// Runs `step` until it returns or libjpeg jumps out of it. False: it jumped.
template <typename Step>
bool Guarded(Session& session, Step step) {
  static_assert(std::is_trivially_destructible_v<Step>);
  if (setjmp(session.escape) != 0) return false;
  step();
  return true;
}

struct Destroy {
  explicit Destroy(Session& owner) : session(owner) {}
  Destroy(const Destroy&) = delete;
  Destroy& operator=(const Destroy&) = delete;
  ~Destroy() { jpeg_destroy_decompress(&session.jpeg); }
  Session& session;
};

/// Outcome of an error that libjpeg cannot go on from.
void RefuseFatal(Draft& draft, const Session& session) {
  switch (session.fatal) {
    case JERR_SOF_UNSUPPORTED:
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_COMPONENT_COUNT:
    case JERR_EMPTY_IMAGE:
      draft.Refuse(Outcome::kUnsupported, "jpeg.process");
      break;
    case JERR_IMAGE_TOO_BIG:
      draft.Refuse(Outcome::kBomb, "limit.side");
      break;
    case JERR_OUT_OF_MEMORY:
      draft.Refuse(Outcome::kBomb, "limit.memory");
      break;
    default:
      if (session.ended) draft.Refuse(Outcome::kTruncated, "jpeg.ended");
      draft.Refuse(Outcome::kCorrupt, "jpeg.structure");
  }
}

/// Without an end marker nothing says that all scans of a progressive picture came.
bool AllScansCame(const jpeg_decompress_struct& jpeg) {
  if (jpeg.progressive_mode == 0 || jpeg.coef_bits == nullptr) return true;
  for (int component = 0; component < jpeg.num_components; ++component) {
    const auto& bits = jpeg.coef_bits[component];
    if (!std::ranges::all_of(bits, [](int left) { return left == 0; })) return false;
  }
  return true;
}

/// A copy onto a full disk has its length, and zeros for its rest.
bool EndsInFill(ByteView file) {
  constexpr std::size_t kTail_bytes = 64;
  return file.size() > kTail_bytes &&
         std::ranges::all_of(file.last(kTail_bytes), [](auto byte) { return byte == 0; });
}

/// Judges what the decoder said on its way, once all rows are there or it gave up.
void Judge(Draft& draft, const Session& session) {
  if (session.too_many) draft.Refuse(Outcome::kBomb, "limit.scans");
  if (session.damaged) draft.Refuse(Outcome::kCorrupt, "jpeg.codes");
  if (session.starved && session.ended && EndsInFill(session.file))
    draft.Refuse(Outcome::kCorrupt, "jpeg.fill");
  if (session.starved && session.ended) draft.Refuse(Outcome::kTruncated, "jpeg.ended");
  if (session.starved) draft.Refuse(Outcome::kCorrupt, "jpeg.starved");
  if (session.fatal != 0) RefuseFatal(draft, session);
  if (session.scanning && session.skipped_bytes > 0) {
    const bool lost = session.ended || (!session.padded && session.skipped_bytes > kSlop_bytes);
    if (lost) draft.Refuse(Outcome::kCorrupt, "jpeg.leftover");
    draft.Repair("jpeg.fill");
  }
  if (!session.ended) return;
  if (!session.all_scans) draft.Refuse(Outcome::kTruncated, "jpeg.ended");
  draft.Repair("jpeg.no_end");
}

std::string_view Mode(J_COLOR_SPACE space) {
  switch (space) {
    case JCS_GRAYSCALE:
      return "grey";
    case JCS_RGB:
    case JCS_YCbCr:
      return "rgb";
    case JCS_CMYK:
    case JCS_YCCK:
      return "cmyk";
    default:
      return "";
  }
}

void Open(Session& session) {
  session.jpeg.err = jpeg_std_error(&session.errors);
  session.errors.error_exit = OnError;
  session.errors.emit_message = OnMessage;
  session.jpeg.client_data = &session;
}

void ChooseScale(jpeg_decompress_struct& jpeg, Draft& draft) {
  const auto width_px = static_cast<std::int32_t>(jpeg.image_width);
  const auto height_px = static_cast<std::int32_t>(jpeg.image_height);
  const bool lies = draft.orientation >= 5;
  const media::Size upright{lies ? height_px : width_px, lies ? width_px : height_px};
  if (draft.options.eighths)
    draft.picture.eighths = std::clamp(draft.options.eighths(upright), 1, 8);
  jpeg.scale_num = static_cast<unsigned>(draft.picture.eighths);
  jpeg.scale_denom = 8;
}

bool ReadHeader(Draft& draft, Session& session) {
  jpeg_decompress_struct& jpeg = session.jpeg;
  const bool read = Guarded(session, [&] {
    jpeg_create_decompress(&jpeg);
    session.progress.progress_monitor = OnProgress;
    jpeg.progress = &session.progress;
    jpeg_mem_src(&jpeg, session.file.data(), static_cast<unsigned long>(session.file.size()));
    jpeg_read_header(&jpeg, TRUE);
  });
  if (!read) {
    Judge(draft, session);
    return false;
  }
  draft.mode = Mode(jpeg.jpeg_color_space);
  draft.progressive = jpeg.progressive_mode != 0;
  if (session.skipped_bytes > 0) draft.Repair("jpeg.junk");
  if (draft.mode.empty()) return draft.Refuse(Outcome::kUnsupported, "jpeg.colours");
  return draft.Admit({jpeg.image_width, jpeg.image_height, 1, jpeg.num_components});
}

/// Reads scans until each component has its means, which a rough picture can be made of.
void ReadMeans(jpeg_decompress_struct& jpeg) {
  int known = 0;
  for (int read = 0; known < jpeg.num_components && read != JPEG_REACHED_EOI;) {
    read = jpeg_consume_input(&jpeg);
    if (read != JPEG_SCAN_COMPLETED) continue;
    while (known < jpeg.num_components && jpeg.coef_bits[known][0] >= 0) ++known;
  }
}

/// Adobe's files store how much light is left, others how much ink is used.
void InvertInks(media::Image& image) {
  for (std::uint8_t& sample : image.samples()) sample = static_cast<std::uint8_t>(255 - sample);
}

void Decode(Draft& draft, Session& session) {
  jpeg_decompress_struct& jpeg = session.jpeg;
  jpeg.dct_method = JDCT_ISLOW;
  jpeg.out_color_space = draft.mode == "grey"   ? JCS_GRAYSCALE
                         : draft.mode == "cmyk" ? JCS_CMYK
                                                : JCS_RGB;
  ChooseScale(jpeg, draft);
  const bool rough = draft.options.preview && draft.progressive;
  jpeg.buffered_image = rough ? TRUE : FALSE;
  session.scanning = true;
  session.skipped_bytes = 0;
  const bool started = Guarded(session, [&] {
    jpeg_start_decompress(&jpeg);
    if (!rough) return;
    ReadMeans(jpeg);
    jpeg_start_output(&jpeg, jpeg.input_scan_number);
  });
  if (!started) return Judge(draft, session);
  media::Image image(static_cast<std::int32_t>(jpeg.output_width),
                     static_cast<std::int32_t>(jpeg.output_height), jpeg.output_components);
  const std::size_t row_bytes =
      std::size_t{jpeg.output_width} * static_cast<std::size_t>(jpeg.output_components);
  std::uint8_t* const samples = image.samples().data();
  Guarded(session, [&] {
    while (jpeg.output_scanline < jpeg.output_height) {
      JSAMPROW row = samples + jpeg.output_scanline * row_bytes;
      jpeg_read_scanlines(&jpeg, &row, 1);
    }
    session.all_scans = rough || AllScansCame(jpeg);  // finishing frees what this looks at
    if (!rough) jpeg_finish_decompress(&jpeg);
  });
  draft.rows = std::int64_t{jpeg.output_scanline} * 8 / draft.picture.eighths;
  Judge(draft, session);
  if (!draft.decided()) return;
  draft.rows = -1;
  if (!session.ended) draft.trailing_bytes = static_cast<std::int64_t>(jpeg.src->bytes_in_buffer);
  draft.cmyk = draft.mode == "cmyk";
  if (draft.cmyk && jpeg.saw_Adobe_marker != 0) InvertInks(image);
  draft.picture.image = std::move(image);
}

}  // namespace

void ReadJpeg(Draft& draft) {
  ReadJpegSegments(draft);
  Session session;
  session.file = draft.file;
  const Destroy destroy(session);
  Open(session);
  if (ReadHeader(draft, session)) Decode(draft, session);
}

}  // namespace assay::codec
