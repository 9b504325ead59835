// SPDX-License-Identifier: Apache-2.0
//
// Pixels by libpng, which sees the critical chunks and tRNS only. It leaves by longjmp: as in
// jpeg.cc every jump lands in Guarded, whose steps hold nothing that would need a destructor.
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>

#include "assay/codec/formats_internal.h"
#include "assay/codec/png_internal.h"

namespace assay::codec {
namespace {

struct Session {
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::jmp_buf escape{};
  ByteView rest;
  bool ended = false;
  bool warned = false;
};

Session& SessionOf(png_structp png, png_voidp data) {
  (void)png;
  return *static_cast<Session*>(data);
}

[[noreturn]] void OnError(png_structp png, png_const_charp /*message*/) {
  std::longjmp(SessionOf(png, png_get_error_ptr(png)).escape, 1);
}

void OnWarning(png_structp png, png_const_charp /*message*/) {
  SessionOf(png, png_get_error_ptr(png)).warned = true;
}

void Read(png_structp png, png_bytep to, std::size_t count) {
  Session& session = SessionOf(png, png_get_io_ptr(png));
  if (session.rest.size() < count) {
    session.ended = true;
    png_error(png, "ended");
  }
  std::memcpy(to, session.rest.data(), count);
  session.rest = session.rest.subspan(count);
}

/// Runs `step` until it returns or libpng jumps out of it. False: it jumped.
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
  ~Destroy() { png_destroy_read_struct(&session.png, &session.info, nullptr); }
  Session& session;
};

/// Everything widens to 8-bit grey, RGB or RGBA.
void SetTransforms(Session& session) {
  png_structp png = session.png;
  const int colour = png_get_color_type(png, session.info);
  const bool transparent = png_get_valid(png, session.info, PNG_INFO_tRNS) != 0;
  png_set_scale_16(png);
  png_set_expand(png);
  if (transparent) png_set_tRNS_to_alpha(png);
  if (colour == PNG_COLOR_TYPE_GRAY_ALPHA || (colour == PNG_COLOR_TYPE_GRAY && transparent))
    png_set_gray_to_rgb(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, session.info);
}

bool ReadHeader(Session& session) {
  session.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &session, OnError, OnWarning);
  session.info = session.png == nullptr ? nullptr : png_create_info_struct(session.png);
  if (session.info == nullptr) throw std::bad_alloc();
  return Guarded(session, [&] {
    png_structp png = session.png;
    png_set_read_fn(png, &session, Read);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);  // the draft has its own
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT,
                                reinterpret_cast<png_const_bytep>("tRNS"), 1);
    png_read_info(png, session.info);
    SetTransforms(session);
  });
}

bool ReadRows(Draft& draft, Session& session, media::Image& image) {
  png_structp png = session.png;
  const std::size_t row_bytes = png_get_rowbytes(png, session.info);
  const auto height_px = static_cast<std::size_t>(image.height_px());
  std::uint8_t* const samples = image.samples().data();
  const int passes = draft.progressive ? PNG_INTERLACE_ADAM7_PASSES : 1;
  std::size_t rows = 0;
  std::size_t* const done = &rows;  // what a jump must not lose lives behind a pointer
  const bool read = Guarded(session, [=] {
    for (int pass = 0; pass < passes; ++pass) {
      for (std::size_t y = 0; y < height_px; ++y) {
        png_read_row(png, samples + y * row_bytes, nullptr);
        *done = pass == 0 ? y + 1 : *done;
      }
    }
  });
  if (!read) draft.rows = static_cast<std::int64_t>(rows);
  return read;
}

bool RefuseBroken(Draft& draft, const Session& session) {
  return session.ended ? draft.Refuse(Outcome::kTruncated, "png.ended")
                       : draft.Refuse(Outcome::kCorrupt, "png.data");
}

}  // namespace

void ReadPngByRows(Draft& draft) {
  Session session;
  session.rest = draft.file;
  const Destroy destroy(session);
  if (!ReadHeader(session)) {
    RefuseBroken(draft, session);
    return;
  }
  media::Image image(static_cast<std::int32_t>(draft.picture.width_px),
                     static_cast<std::int32_t>(draft.picture.height_px),
                     png_get_channels(session.png, session.info));
  if (!ReadRows(draft, session, image)) {
    RefuseBroken(draft, session);
    return;
  }
  const bool closed = Guarded(session, [&] { png_read_end(session.png, nullptr); });
  if (!closed && !session.ended) draft.Refuse(Outcome::kCorrupt, "png.data");
  if (!closed) draft.Repair("png.no_end");
  if (session.warned) draft.Repair("png.data");
  if (draft.decided()) draft.picture.image = std::move(image);
}

void ReadPng(Draft& draft) {
  if (!ReadPngChunks(draft)) return;
  auto image = ReadPlainPng(draft);
  if (!image) return ReadPngByRows(draft);
  draft.picture.image = std::move(*image);
}

}  // namespace assay::codec
