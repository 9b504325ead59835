// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "assay/codec/jpeg_internal.h"
#include "assay/codec/metadata_internal.h"
#include "assay/codec/wire_internal.h"

namespace assay::codec {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kExif = "Exif\0"sv;
constexpr std::string_view kXmp = "http://ns.adobe.com/xap/1.0/\0"sv;
constexpr std::string_view kExtendedXmp = "http://ns.adobe.com/xmp/extension/\0"sv;
constexpr std::string_view kIcc = "ICC_PROFILE\0"sv;
constexpr std::string_view kPhotoshop = "Photoshop 3.0\0"sv;

/// What is spread over several segments and only whole makes sense.
struct Pieces {
  std::map<std::uint8_t, ByteView> icc;
  std::string photoshop;
  std::string extended_xmp;
  std::string extended_id;
};

/// Source: XMP specification part 3, 1.1.3.1: id (32), full length (4), offset (4), then the part.
void AddExtendedXmp(Draft& draft, ByteView body, Pieces& pieces) {
  const Wire part = BigEndian(body);
  constexpr std::size_t kHeader_bytes = 40;
  if (!part.Has(0, kHeader_bytes)) return;
  const std::string_view id = AsText(part.Slice(0, 32));
  const std::uint64_t whole_bytes = part.U32(32);
  const std::uint64_t at = part.U32(36);
  if (pieces.extended_id.empty() && draft.TakeMetadata(whole_bytes)) {
    pieces.extended_id = id;
    pieces.extended_xmp.assign(whole_bytes, ' ');
  }
  const std::string_view text = AsText(part.From(kHeader_bytes));
  if (id != pieces.extended_id || at > pieces.extended_xmp.size()) return;
  pieces.extended_xmp.replace(at, std::min(text.size(), pieces.extended_xmp.size() - at),
                              text.substr(0, pieces.extended_xmp.size() - at));
}

void AddApplication1(Draft& draft, ByteView body, Pieces& pieces) {
  const Wire segment = BigEndian(body);
  if (segment.StartsWith(0, kXmp)) {
    AddXmp(draft, AsText(segment.From(kXmp.size())));
  } else if (segment.StartsWith(0, kExtendedXmp)) {
    AddExtendedXmp(draft, segment.From(kExtendedXmp.size()), pieces);
  } else if (segment.StartsWith(0, kExif)) {
    AddExif(draft, segment.From(kExif.size() + 1));
  }
}

/// JPEG's own wrapping of JUMBF boxes: "JP", box number, sequence number, then the box.
/// Source: ISO/IEC 19566-5, annex D.
bool IsCredentials(const Wire& segment) {
  return segment.StartsWith(0, "JP") && segment.StartsWith(12, "jumb");
}

void AddSegment(Draft& draft, std::uint8_t marker, ByteView body, Pieces& pieces) {
  const Wire segment = BigEndian(body);
  switch (marker) {
    case 0xE1:
      if (draft.TakeMetadata(body.size())) AddApplication1(draft, body, pieces);
      break;
    case 0xE2:
      if (segment.StartsWith(0, kIcc) && segment.Has(kIcc.size(), 2))
        pieces.icc.emplace(segment.U8(kIcc.size()), segment.From(kIcc.size() + 2));
      break;
    case 0xEB:
      draft.credentials = draft.credentials || IsCredentials(segment);
      break;
    case 0xED:
      if (segment.StartsWith(0, kPhotoshop) && draft.TakeMetadata(body.size()))
        pieces.photoshop += AsText(segment.From(kPhotoshop.size()));
      break;
    case 0xFE:
      if (draft.TakeMetadata(body.size())) draft.AddMark("jpeg", "comment", AsText(body));
      break;
    default:
      break;
  }
}

bool StandsAlone(std::uint8_t marker) {
  return marker == 0x01 || marker == 0x00 || (marker >= 0xD0 && marker <= 0xD8);
}

void TakeProfile(Draft& draft, const Pieces& pieces) {
  Bytes profile;
  for (const auto& [number, part] : pieces.icc)
    profile.insert(profile.end(), part.begin(), part.end());
  if (!profile.empty()) draft.TakeProfile(profile);
}

}  // namespace

void ReadJpegSegments(Draft& draft) {
  const Wire file = BigEndian(draft.file);
  constexpr std::uint8_t kStartOfScan = 0xDA;
  constexpr std::uint8_t kEnd = 0xD9;
  Pieces pieces;
  std::uint64_t at = 2;
  while (file.Has(at, 4)) {
    const std::uint8_t marker = file.U8(at + 1);
    if (file.U8(at) != 0xFF || marker == 0xFF || StandsAlone(marker)) {
      ++at;
      continue;
    }
    if (marker == kStartOfScan || marker == kEnd) break;
    const std::uint64_t length_bytes = file.U16(at + 2);
    if (length_bytes < 2 || !file.Has(at + 2, length_bytes)) break;
    AddSegment(draft, marker, file.Slice(at + 4, length_bytes - 2), pieces);
    at += 2 + length_bytes;
  }
  TakeProfile(draft, pieces);
  if (!pieces.photoshop.empty()) AddPhotoshop(draft, AsBytes(pieces.photoshop));
  if (!pieces.extended_xmp.empty()) AddXmp(draft, pieces.extended_xmp);
}

}  // namespace assay::codec
