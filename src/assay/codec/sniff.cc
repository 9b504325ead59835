// SPDX-License-Identifier: Apache-2.0
#include "assay/codec/sniff_internal.h"

#include <algorithm>
#include <array>

#include "assay/codec/formats_internal.h"
#include "assay/codec/wire_internal.h"

namespace assay::codec {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  Format format;
};

constexpr auto kNotDecoded = nullptr;

// The first that fits wins: brands of ISO files stand before "ftyp" alone.
constexpr std::array kSignatures = {
    Signature{0, "\xff\xd8\xff"sv, {"jpeg", "image/jpeg", ReadJpeg}},
    Signature{0, "\x89PNG\r\n\x1a\n"sv, {"png", "image/png", ReadPng}},
    Signature{8, "WEBP"sv, {"webp", "image/webp", ReadWebp}},
    Signature{0, "GIF87a"sv, {"gif", "image/gif", ReadGif}},
    Signature{0, "GIF89a"sv, {"gif", "image/gif", ReadGif}},
    Signature{0, "\xff\x0a"sv, {"jxl", "image/jxl", ReadJxl}},
    Signature{0, "\0\0\0\x0cJXL \r\n\x87\n"sv, {"jxl", "image/jxl", ReadJxl}},
    Signature{4, "ftypavi"sv, {"avif", "image/avif", ReadHeif}},
    Signature{4, "ftyphei"sv, {"heic", "image/heic", ReadHeif}},
    Signature{4, "ftyphev"sv, {"heic", "image/heic", ReadHeif}},
    Signature{4, "ftypmif1"sv, {"heif", "image/heif", ReadHeif}},
    Signature{4, "ftypmsf1"sv, {"heif", "image/heif", ReadHeif}},
    Signature{8, "CR\x02"sv, {"cr2", "image/x-canon-cr2", kNotDecoded}},
    Signature{0, "II*\0"sv, {"tiff", "image/tiff", ReadTiff}},
    Signature{0, "MM\0*"sv, {"tiff", "image/tiff", ReadTiff}},
    Signature{0, "II+\0\x08\0\0\0"sv, {"tiff", "image/tiff", ReadTiff}},
    Signature{0, "MM\0+\0\x08\0\0"sv, {"tiff", "image/tiff", ReadTiff}},
    Signature{0, "8BPS"sv, {"psd", "image/vnd.adobe.photoshop", kNotDecoded}},
    Signature{0, "\0\0\0\x0cjP  \r\n\x87\n"sv, {"jp2", "image/jp2", kNotDecoded}},
    Signature{0, "\xff\x4f\xff\x51"sv, {"j2k", "image/j2c", kNotDecoded}},
    Signature{4, "ftypcrx"sv, {"cr3", "image/x-canon-cr3", kNotDecoded}},
    Signature{4, "ftypqt"sv, {"mov", "video/quicktime", kNotDecoded}},
    Signature{4, "ftypM4A"sv, {"m4a", "audio/mp4", kNotDecoded}},
    Signature{4, "ftyp"sv, {"mp4", "video/mp4", kNotDecoded}},
    Signature{4, "moov"sv, {"mov", "video/quicktime", kNotDecoded}},
    Signature{4, "mdat"sv, {"mov", "video/quicktime", kNotDecoded}},
    Signature{0, "\x1a\x45\xdf\xa3"sv, {"matroska", "video/x-matroska", kNotDecoded}},
    Signature{8, "AVI "sv, {"avi", "video/x-msvideo", kNotDecoded}},
    Signature{8, "WAVE"sv, {"wav", "audio/wav", kNotDecoded}},
    Signature{0, "OggS"sv, {"ogg", "application/ogg", kNotDecoded}},
    Signature{0, "fLaC"sv, {"flac", "audio/flac", kNotDecoded}},
    Signature{0, "ID3"sv, {"mp3", "audio/mpeg", kNotDecoded}},
    Signature{0, "FLV\x01"sv, {"flv", "video/x-flv", kNotDecoded}},
    Signature{0, "\0\0\x01\xba"sv, {"mpeg", "video/mpeg", kNotDecoded}},
    Signature{0, "%PDF-"sv, {"pdf", "application/pdf", kNotDecoded}},
    Signature{0, "%!PS-Adobe"sv, {"eps", "application/postscript", kNotDecoded}},
    Signature{0, "\xc5\xd0\xd3\xc6"sv, {"eps", "application/postscript", kNotDecoded}},
    Signature{0, "gimp xcf"sv, {"xcf", "image/x-xcf", kNotDecoded}},
    Signature{0, "\x76\x2f\x31\x01"sv, {"exr", "image/x-exr", kNotDecoded}},
    Signature{0, "#?RADIANCE"sv, {"hdr", "image/vnd.radiance", kNotDecoded}},
    Signature{0, "qoif"sv, {"qoi", "image/qoi", kNotDecoded}},
    Signature{0, "DDS |\0\0\0"sv, {"dds", "image/vnd-ms.dds", kNotDecoded}},
    Signature{128, "DICM"sv, {"dicom", "application/dicom", kNotDecoded}},
    Signature{0, "SIMPLE  ="sv, {"fits", "image/fits", kNotDecoded}},
    Signature{0, "FUJIFILMCCD-RAW"sv, {"raf", "image/x-fuji-raf", kNotDecoded}},
    Signature{0, "IIRO\x08"sv, {"orf", "image/x-olympus-orf", kNotDecoded}},
    Signature{0, "IIRS\x08"sv, {"orf", "image/x-olympus-orf", kNotDecoded}},
    Signature{0, "MMOR\0"sv, {"orf", "image/x-olympus-orf", kNotDecoded}},
    Signature{0, "IIU\0"sv, {"rw2", "image/x-panasonic-rw2", kNotDecoded}},
    Signature{0, "\xd7\xcd\xc6\x9a"sv, {"wmf", "image/wmf", kNotDecoded}},
};

constexpr Format kHeif{"heif", "image/heif", ReadHeif};
constexpr Format kBmp{"bmp", "image/bmp", ReadBmp};
constexpr Format kIcon{"ico", "image/vnd.microsoft.icon", kNotDecoded};
constexpr Format kSvg{"svg", "image/svg+xml", kNotDecoded};
constexpr Format kNetpbm{"netpbm", "image/x-portable-anymap", kNotDecoded};
constexpr Format kTransportStream{"mpegts", "video/mp2t", kNotDecoded};

/// Two letters are too few to believe: the size of the second header must be one of those in use.
bool IsBmp(const Wire& file) {
  if (!file.StartsWith(0, "BM")) return false;
  constexpr std::array<std::uint32_t, 8> kHeaders_bytes = {12, 16, 40, 52, 56, 64, 108, 124};
  return std::ranges::find(kHeaders_bytes, file.U32(14)) != kHeaders_bytes.end();
}

/// The list of brands names one of still pictures, whatever the first brand says.
bool HasPictureBrand(const Wire& file) {
  if (!file.StartsWith(4, "ftyp")) return false;
  constexpr std::uint64_t kMostBytes = 256;
  const std::uint64_t end = std::min<std::uint64_t>({file.U32(0), kMostBytes, file.size()});
  for (std::uint64_t at = 8; at + 4 <= end; at += 4) {
    for (const std::string_view brand : {"mif1", "msf1", "heic", "heix", "hevc", "avif", "avis"})
      if (file.StartsWith(at, brand)) return true;
  }
  return false;
}

/// Icon or cursor: a directory of 1 to 255 entries whose reserved byte is zero.
bool IsIcon(const Wire& file) {
  const bool header = file.U16(0) == 0 && (file.U16(2) == 1 || file.U16(2) == 2);
  return header && file.Has(0, 22) && file.U16(4) >= 1 && file.U16(4) < 256 && file.U8(9) == 0;
}

bool IsSvg(const Wire& file) {
  std::string_view text = AsText(file.Slice(0, 1024));
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text = Trim(text);
  if (!text.starts_with('<') || text.starts_with("<!DOCTYPE html")) return false;
  return text.starts_with("<svg") || (text.starts_with("<?xml") && text.find("<svg") != text.npos);
}

bool IsNetpbm(const Wire& file) {
  const std::uint8_t kind = file.U8(1);
  const std::uint8_t next = file.U8(2);
  return file.U8(0) == 'P' && kind >= '1' && kind <= '7' && (next == '\n' || next == ' ') &&
         (file.U8(3) == '#' || (file.U8(3) >= '0' && file.U8(3) <= '9') || kind == '7');
}

bool IsTransportStream(const Wire& file) {
  constexpr std::uint64_t kPacket_bytes = 188;
  return file.U8(0) == 0x47 && file.U8(kPacket_bytes) == 0x47 && file.U8(2 * kPacket_bytes) == 0x47;
}

}  // namespace

const Format* Sniff(ByteView bytes) {
  const Wire file = LittleEndian(bytes);
  const bool picture = HasPictureBrand(file);
  const auto* const found = std::ranges::find_if(
      kSignatures, [&](const Signature& s) { return file.StartsWith(s.offset, s.bytes); });
  if (found != kSignatures.end()) {
    const bool riff = found->offset == 8 && found->bytes.size() == 4;
    if (picture && found->format.read == nullptr) return &kHeif;
    if (!riff || file.StartsWith(0, "RIFF")) return &found->format;
  }
  if (IsBmp(file)) return &kBmp;
  if (IsIcon(file)) return &kIcon;
  if (IsSvg(file)) return &kSvg;
  if (IsNetpbm(file)) return &kNetpbm;
  if (IsTransportStream(file)) return &kTransportStream;
  return nullptr;
}

}  // namespace assay::codec
