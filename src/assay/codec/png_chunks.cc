// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "assay/codec/inflate_internal.h"
#include "assay/codec/metadata_internal.h"
#include "assay/codec/png_internal.h"
#include "assay/codec/text_internal.h"
#include "assay/codec/wire_internal.h"

namespace assay::codec {
namespace {

using namespace std::string_view_literals;

/// Splits `text` at its first NUL; the rest is empty when there is none.
std::pair<std::string_view, std::string_view> Split(std::string_view text) {
  const std::size_t at = text.find('\0');
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

/// Empty when the stream is broken or its text over the budget; both are noted.
std::string InflateText(Draft& draft, std::string_view stream) {
  Inflated text = Inflate(AsBytes(stream), draft.metadata_left_bytes());
  draft.TakeMetadata(text.too_large ? draft.metadata_left_bytes() : text.bytes.size());
  if (text.too_large) draft.Note("limit.metadata");
  if (!text.too_large && !text.complete) draft.Note("png.text");
  return text.complete ? std::string(AsText(text.bytes)) : std::string();
}

/// ImageMagick keeps foreign blocks as "\n<name>\n<length>\n<hexadecimal, wrapped>". Some writers
/// leave noise behind the stated length.
void AddRawProfile(Draft& draft, std::string_view name, std::string_view text) {
  std::string_view length;
  for (int line = 0; line < 3; ++line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return draft.Note("png.text");
    length = Trim(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  std::size_t stated_bytes = 0;
  std::from_chars(length.data(), length.data() + length.size(), stated_bytes);
  std::string digits;
  std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c > ' '; });
  if (stated_bytes > digits.size() / 2) return draft.Note("png.text");
  const Result<Bytes> block = FromHex(digits.substr(0, 2 * stated_bytes));
  if (!block.ok()) return draft.Note("png.text");
  if (name == "exif" || name == "APP1") AddExif(draft, block.value());
  if (name == "iptc" || name == "8bim") AddPhotoshop(draft, block.value());
  if (name == "xmp") AddXmp(draft, AsText(block.value()));
}

void AddText(Draft& draft, std::string_view keyword, std::string_view utf8,
             std::string_view lang = "") {
  constexpr std::string_view kRaw = "Raw profile type ";
  if (keyword == "XML:com.adobe.xmp") return AddXmp(draft, utf8);
  if (keyword.starts_with(kRaw)) return AddRawProfile(draft, keyword.substr(kRaw.size()), utf8);
  draft.AddMark("png", "text:" + Latin1ToUtf8(keyword), utf8, lang);
}

void AddCompressedText(Draft& draft, std::string_view body) {
  const auto [keyword, rest] = Split(body);
  if (rest.empty() || rest[0] != 0) return draft.Note("png.text");
  const std::string text = InflateText(draft, rest.substr(1));
  if (!text.empty()) AddText(draft, keyword, Latin1ToUtf8(text));
}

void AddInternationalText(Draft& draft, std::string_view body) {
  const auto [keyword, rest] = Split(body);
  if (rest.size() < 2) return draft.Note("png.text");
  const bool compressed = rest[0] != 0;
  const auto [lang, translated] = Split(rest.substr(2));
  const std::string_view text = Split(translated).second;
  if (!compressed) return AddText(draft, keyword, text, lang);
  const std::string inflated = InflateText(draft, text);
  if (!inflated.empty()) AddText(draft, keyword, inflated, lang);
}

void AddProfile(Draft& draft, std::string_view body) {
  if (!draft.icc.empty() || draft.icc_refused) return;
  const auto [name, rest] = Split(body);
  if (rest.empty() || rest[0] != 0) return draft.Repair("icc.dropped");
  const Inflated profile =
      Inflate(AsBytes(rest.substr(1)), static_cast<std::uint64_t>(draft.options.limits.icc_bytes));
  if (profile.too_large) return draft.RefuseProfile();
  if (!profile.complete) return draft.Repair("icc.dropped");
  draft.TakeProfile(profile.bytes);
}

struct Chunk {
  std::string_view type;
  ByteView body;
};

struct Walk {
  std::int64_t animation_frames = 0;
  bool pixels_seen = false;
};

/// Perceptual quantizer and hybrid log-gamma need a tone map that nobody named.
/// Source: ITU-T H.273, table 3.
void AddCodedColours(Draft& draft, const Wire& body) {
  const std::uint8_t transfer = body.U8(1);
  if (transfer == 16 || transfer == 18) draft.Refuse(Outcome::kUnsupported, "colour.hdr");
}

void AddChunk(Draft& draft, const Chunk& chunk, Walk& walk) {
  const std::string_view text = AsText(chunk.body);
  if (chunk.type == "IDAT") {
    walk.pixels_seen = true;
  } else if (chunk.type == "acTL") {
    if (!walk.pixels_seen) walk.animation_frames = BigEndian(chunk.body).U32(0);
  } else if (chunk.type == "cICP") {
    AddCodedColours(draft, BigEndian(chunk.body));
  } else if (chunk.type == "iCCP") {
    AddProfile(draft, text);
  } else if (chunk.type == "caBX") {
    draft.credentials = true;
  } else if (chunk.type == "eXIf") {
    if (draft.TakeMetadata(chunk.body.size())) AddExif(draft, chunk.body);
  } else if (chunk.type == "tEXt") {
    if (!draft.TakeMetadata(chunk.body.size())) return;
    const auto [keyword, value] = Split(text);
    AddText(draft, keyword, Latin1ToUtf8(value));
  } else if (chunk.type == "zTXt") {
    AddCompressedText(draft, text);
  } else if (chunk.type == "iTXt") {
    if (draft.TakeMetadata(chunk.body.size())) AddInternationalText(draft, text);
  }
}

std::string_view Mode(int colour_type) {
  switch (colour_type) {
    case 0:
      return "grey";
    case 2:
      return "rgb";
    case 3:
      return "palette";
    case 4:
      return "grey_alpha";
    case 6:
      return "rgb_alpha";
    default:
      return "";
  }
}

bool ReadHeader(Draft& draft, const Wire& file) {
  if (!file.Has(0, 33)) return draft.Refuse(Outcome::kTruncated, "png.ended");
  if (!file.StartsWith(12, "IHDR") || file.U32(8) != 13)
    return draft.Refuse(Outcome::kCorrupt, "png.structure");
  const int colour_type = file.U8(25);
  draft.bits = file.U8(24);
  draft.mode = Mode(colour_type);
  draft.progressive = file.U8(28) != 0;
  const std::int64_t channels = colour_type == 2   ? 3
                                : colour_type == 6 ? 4
                                                   : colour_type / 2 % 2 + 1;
  if (!draft.Admit({file.U32(16), file.U32(20), 1, channels, draft.bits == 16 ? 2 : 1}))
    return false;
  if (draft.mode.empty() || file.U8(26) != 0 || file.U8(27) != 0 || file.U8(28) > 1)
    return draft.Refuse(Outcome::kUnsupported, "png.method");
  return true;
}

/// Ancillary chunks with a wrong sum are left out; critical ones are the decoder's to judge.
bool IsIntact(const Wire& file, std::uint64_t at, std::uint64_t length_bytes) {
  const ByteView covered = file.Slice(at + 4, length_bytes + 4);
  const uLong sum = crc32_z(0, covered.data(), covered.size());
  return sum == file.U32(at + 8 + length_bytes);
}

bool IsAncillary(const Wire& file, std::uint64_t at) { return (file.U8(at + 4) & 0x20U) != 0; }

}  // namespace

bool ReadPngChunks(Draft& draft) {
  const Wire file = BigEndian(draft.file);
  if (!ReadHeader(draft, file)) return false;
  Walk walk;
  std::uint64_t at = 8;
  while (file.Has(at, 12)) {
    const std::uint64_t length_bytes = file.U32(at);
    if (!file.Has(at + 8, length_bytes + 4)) break;
    const Chunk chunk{AsText(file.Slice(at + 4, 4)), file.Slice(at + 8, length_bytes)};
    const bool intact = !IsAncillary(file, at) || IsIntact(file, at, length_bytes);
    if (!intact) draft.Repair("png.crc");
    if (intact) AddChunk(draft, chunk, walk);
    at += 12 + length_bytes;
    if (chunk.type != "IEND") continue;
    draft.trailing_bytes = static_cast<std::int64_t>(file.size() - at);
    break;
  }
  draft.animated = walk.animation_frames > 0;
  draft.picture.frames = std::max<std::int64_t>(1, walk.animation_frames);
  if (draft.picture.frames >= draft.options.limits.frames)
    return draft.Refuse(Outcome::kBomb, "limit.frames");
  return draft.decided();
}

}  // namespace assay::codec
