// SPDX-License-Identifier: Apache-2.0
//
// Windows and OS/2 bitmaps: 1, 4, 8, 16, 24 and 32 bits, bit fields, both run-length codes, either
// direction. JPEG or PNG inside a bitmap is for printers: not read.
// Source: Microsoft, "Bitmap Storage" and [MS-WMF] 2.2.2.
#include <algorithm>
#include <array>
#include <bit>
#include <utility>
#include <vector>

#include "assay/codec/formats_internal.h"
#include "assay/codec/wire_internal.h"

namespace assay::codec {
namespace {

constexpr std::uint64_t kFileHeader_bytes = 14;
enum Compression : std::uint32_t { kNone = 0, kRle8 = 1, kRle4 = 2, kFields = 3, kAlphaFields = 6 };

using Colour = std::array<std::uint8_t, 3>;

struct Header {
  std::uint64_t header_bytes = 0;
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
  bool top_down = false;
  std::uint32_t bits = 0;
  std::uint32_t compression = kNone;
  std::uint64_t pixels_at = 0;
  std::array<std::uint32_t, 4> masks{};  ///< red, green, blue, alpha
  std::vector<Colour> palette;
};

bool IsRunLength(const Header& header) {
  return header.compression == kRle8 || header.compression == kRle4;
}

void ReadMasks(const Wire& file, Header& header) {
  if (header.bits == 16) header.masks = {0x7C00, 0x03E0, 0x001F, 0};
  if (header.bits == 32) header.masks = {0xFF0000, 0x00FF00, 0x0000FF, 0};
  if (header.compression != kFields && header.compression != kAlphaFields) return;
  // Later headers hold the masks themselves; after the 40-byte one they follow, at the same place.
  for (std::size_t i = 0; i < 3; ++i) header.masks[i] = file.U32(kFileHeader_bytes + 40 + 4 * i);
  const bool alpha = header.header_bytes >= 56 || header.compression == kAlphaFields;
  if (alpha) header.masks[3] = file.U32(kFileHeader_bytes + 52);
}

void ReadPalette(const Wire& file, std::uint32_t stated, Header& header) {
  if (header.bits > 8) return;
  const std::uint32_t most = 1U << header.bits;
  const std::uint64_t entry_bytes = header.header_bytes == 12 ? 3 : 4;
  const std::uint64_t at = kFileHeader_bytes + header.header_bytes;
  const std::uint64_t room = header.pixels_at > at ? (header.pixels_at - at) / entry_bytes : 0;
  const std::uint64_t count =
      std::min<std::uint64_t>(stated == 0 ? most : std::min(stated, most), room);
  for (std::uint64_t i = 0; i < count && file.Has(at + i * entry_bytes, 3); ++i) {
    const std::uint64_t entry = at + i * entry_bytes;
    header.palette.push_back({file.U8(entry + 2), file.U8(entry + 1), file.U8(entry)});
  }
}

/// Depth and code fit together.
bool IsKnown(const Header& header) {
  switch (header.compression) {
    case kNone:
      return header.bits == 1 || header.bits == 4 || header.bits == 8 || header.bits == 16 ||
             header.bits == 24 || header.bits == 32;
    case kRle8:
      return header.bits == 8;
    case kRle4:
      return header.bits == 4;
    case kFields:
    case kAlphaFields:
      return header.bits == 16 || header.bits == 32;
    default:
      return false;
  }
}

bool ReadHeader(Draft& draft, const Wire& file, Header& header) {
  header.pixels_at = file.U32(10);
  header.header_bytes = file.U32(14);
  const bool core = header.header_bytes == 12;
  if (!file.Has(kFileHeader_bytes, header.header_bytes))
    return draft.Refuse(Outcome::kTruncated, "bmp.ended");
  header.width_px = core ? file.U16(18) : std::bit_cast<std::int32_t>(file.U32(18));
  const std::int64_t height = core ? file.U16(20) : std::bit_cast<std::int32_t>(file.U32(22));
  header.top_down = height < 0;
  header.height_px = header.top_down ? -height : height;
  header.bits = core ? file.U16(24) : file.U16(28);
  header.compression = core || header.header_bytes == 16 ? std::uint32_t{kNone} : file.U32(30);
  draft.bits = header.bits <= 8 ? static_cast<int>(header.bits) : 8;
  draft.mode = header.bits <= 8 ? "palette" : "rgb";
  ReadMasks(file, header);
  const std::int64_t channels = header.bits <= 8 ? 3 : header.masks[3] != 0 ? 4 : 3;
  if (!draft.Admit({header.width_px, header.height_px, 1, channels})) return false;
  if (!IsKnown(header)) return draft.Refuse(Outcome::kUnsupported, "bmp.compression");
  if (IsRunLength(header) && header.top_down) return draft.Refuse(Outcome::kCorrupt, "bmp.header");
  const std::uint32_t stated = core || header.header_bytes == 16 ? 0 : file.U32(46);
  if (header.bits <= 8 && stated > 1U << header.bits) draft.Repair("bmp.header");
  ReadPalette(file, stated, header);
  if (header.bits <= 8 && header.palette.empty())
    return draft.Refuse(Outcome::kCorrupt, "bmp.palette");
  return true;
}

/// The bits under `mask`, stretched to 0-255.
std::uint8_t Field(std::uint32_t pixel, std::uint32_t mask) {
  if (mask == 0) return 0;
  const auto shift = static_cast<unsigned>(std::countr_zero(mask));
  const std::uint64_t most = mask >> shift;
  const std::uint64_t value = (pixel & mask) >> shift;
  return static_cast<std::uint8_t>((value * 255 + most / 2) / most);
}

/// Writes pixels of one picture; what a code says beyond its edges is lost and remembered.
class Canvas {
 public:
  Canvas(const Header& header, media::Image& image) : header_(header), image_(image) {}

  void PutIndex(std::int64_t x, std::int64_t y, std::uint32_t index) {
    if (index >= header_.palette.size()) {
      bad_index_ = true;
      index = 0;
    }
    Put(x, y, header_.palette[index]);
  }

  void PutFields(std::int64_t x, std::int64_t y, std::uint32_t pixel) {
    Put(x, y,
        {Field(pixel, header_.masks[0]), Field(pixel, header_.masks[1]),
         Field(pixel, header_.masks[2])});
    if (image_.channels() == 4) At(x, y)[3] = Field(pixel, header_.masks[3]);
  }

  void Put(std::int64_t x, std::int64_t y, const Colour& colour) {
    if (x >= header_.width_px || y >= header_.height_px) {
      outside_ = true;
      return;
    }
    std::ranges::copy(colour, At(x, y).begin());
  }

  [[nodiscard]] bool bad_index() const { return bad_index_; }
  [[nodiscard]] bool outside() const { return outside_; }

 private:
  /// `y` counts from the first stored row.
  std::span<std::uint8_t> At(std::int64_t x, std::int64_t y) {
    const std::int64_t row = header_.top_down ? y : header_.height_px - 1 - y;
    const auto channels = static_cast<std::size_t>(image_.channels());
    return image_.MutableRow(static_cast<std::int32_t>(row))
        .subspan(static_cast<std::size_t>(x) * channels, channels);
  }

  const Header& header_;
  media::Image& image_;
  bool bad_index_ = false;
  bool outside_ = false;
};

void PutRow(const Header& header, ByteView row, std::int64_t y, Canvas& canvas) {
  const Wire wire = LittleEndian(row);
  for (std::int64_t x = 0; x < header.width_px; ++x) {
    const auto at = static_cast<std::uint64_t>(x);
    if (header.bits <= 8) {
      const std::uint64_t bit = at * header.bits;
      const std::uint32_t shift = 8 - header.bits - static_cast<std::uint32_t>(bit % 8);
      canvas.PutIndex(x, y, (std::uint32_t{row[bit / 8]} >> shift) & ((1U << header.bits) - 1));
    } else {
      canvas.PutFields(x, y, header.bits == 16 ? wire.U16(2 * at) : wire.U32(4 * at));
    }
  }
}

std::uint64_t RowBytes(const Header& header) {
  return (static_cast<std::uint64_t>(header.width_px) * header.bits + 7) / 8;
}
std::uint64_t StrideBytes(const Header& header) { return (RowBytes(header) + 3) / 4 * 4; }

/// Before anything is allocated: are all rows there? The last may lack its padding.
bool HasRows(Draft& draft, const Wire& file, const Header& header) {
  const std::uint64_t height_px = static_cast<std::uint64_t>(header.height_px);
  const std::uint64_t left_bytes =
      file.size() > header.pixels_at ? file.size() - header.pixels_at : 0;
  const std::uint64_t needed_bytes = (height_px - 1) * StrideBytes(header) + RowBytes(header);
  if (left_bytes < needed_bytes) {
    draft.rows = static_cast<std::int64_t>(left_bytes / StrideBytes(header));
    return draft.Refuse(Outcome::kTruncated, "bmp.ended");
  }
  const std::uint64_t used_bytes = std::min(left_bytes, height_px * StrideBytes(header));
  draft.trailing_bytes = static_cast<std::int64_t>(left_bytes - used_bytes);
  return true;
}

/// The common case, whole rows at a time.
void CopyTrueColour(ByteView row, std::span<std::uint8_t> to) {
  for (std::size_t i = 0; i + 2 < to.size(); i += 3) {
    to[i] = row[i + 2];
    to[i + 1] = row[i + 1];
    to[i + 2] = row[i];
  }
}

void ReadRows(const Wire& file, const Header& header, media::Image& image, Canvas& canvas) {
  for (std::int64_t y = 0; y < header.height_px; ++y) {
    const ByteView row = file.Slice(
        header.pixels_at + static_cast<std::uint64_t>(y) * StrideBytes(header), RowBytes(header));
    const std::int64_t shown_y = header.top_down ? y : header.height_px - 1 - y;
    if (header.bits == 24)
      CopyTrueColour(row, image.MutableRow(static_cast<std::int32_t>(shown_y)));
    else
      PutRow(header, row, y, canvas);
  }
}

/// Where a run-length stream is, and where it draws.
struct Pen {
  std::uint64_t at = 0;
  std::int64_t x = 0;
  std::int64_t y = 0;
};

std::uint32_t Nibble(const Wire& file, std::uint64_t at, std::uint32_t index) {
  const std::uint8_t pair = file.U8(at + index / 2);
  return index % 2 == 0 ? pair >> 4U : pair & 15U;
}

void PutRun(const Wire& file, const Header& header, std::uint32_t count, Pen& pen, Canvas& canvas) {
  for (std::uint32_t i = 0; i < count; ++i, ++pen.x) {
    const std::uint32_t index =
        header.compression == kRle8 ? file.U8(pen.at) : Nibble(file, pen.at, i % 2);
    canvas.PutIndex(pen.x, pen.y, index);
  }
  pen.at += 1;
}

/// Pixels as they are, padded to whole 16-bit words.
bool PutLiteral(const Wire& file, const Header& header, std::uint32_t count, Pen& pen,
                Canvas& canvas) {
  const std::uint64_t used_bytes = header.compression == kRle8 ? count : (count + 1) / 2;
  if (!file.Has(pen.at, used_bytes)) return false;
  for (std::uint32_t i = 0; i < count; ++i, ++pen.x) {
    const std::uint32_t index =
        header.compression == kRle8 ? file.U8(pen.at + i) : Nibble(file, pen.at, i);
    canvas.PutIndex(pen.x, pen.y, index);
  }
  pen.at += (used_bytes + 1) / 2 * 2;
  return true;
}

void ReadRuns(Draft& draft, const Wire& file, const Header& header, Canvas& canvas) {
  Pen pen{header.pixels_at};
  // Each turn consumes two bytes and draws at most 255 pixels, so the file's size bounds the work.
  while (file.Has(pen.at, 2) && !canvas.outside()) {
    const std::uint8_t count = file.U8(pen.at);
    const std::uint8_t code = file.U8(pen.at + 1);
    pen.at += count > 0 ? 1 : 2;
    if (count > 0) {
      PutRun(file, header, count, pen, canvas);
    } else if (code == 0) {
      pen = {pen.at, 0, pen.y + 1};
    } else if (code == 1) {
      draft.trailing_bytes = static_cast<std::int64_t>(file.size() - pen.at);
      return;
    } else if (code == 2) {
      pen = {pen.at + 2, pen.x + file.U8(pen.at), pen.y + file.U8(pen.at + 1)};
    } else if (!PutLiteral(file, header, code, pen, canvas)) {
      break;
    }
  }
  if (canvas.outside()) return;  // judged by the caller
  draft.rows = std::min(pen.y, header.height_px);
  if (pen.y < header.height_px - 1) draft.Refuse(Outcome::kTruncated, "bmp.ended");
  draft.Repair("bmp.no_end");
}

}  // namespace

void ReadBmp(Draft& draft) {
  const Wire file = LittleEndian(draft.file);
  Header header;
  if (!ReadHeader(draft, file, header)) return;
  if (!IsRunLength(header) && !HasRows(draft, file, header)) return;
  media::Image image(static_cast<std::int32_t>(header.width_px),
                     static_cast<std::int32_t>(header.height_px), header.masks[3] != 0 ? 4 : 3);
  Canvas canvas(header, image);
  if (IsRunLength(header)) {
    // Pixels that no run reaches show the first colour of the palette.
    for (std::int64_t y = 0; y < header.height_px; ++y)
      for (std::int64_t x = 0; x < header.width_px; ++x) canvas.PutIndex(x, y, 0);
    ReadRuns(draft, file, header, canvas);
  } else {
    ReadRows(file, header, image, canvas);
  }
  if (canvas.outside()) draft.Refuse(Outcome::kCorrupt, "bmp.outside");
  if (canvas.bad_index()) draft.Refuse(Outcome::kCorrupt, "bmp.index");
  if (!draft.decided()) return;
  draft.rows = -1;
  draft.picture.image = std::move(image);
}

}  // namespace assay::codec
