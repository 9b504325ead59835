// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

#include "assay/codec/exif_internal.h"
#include "assay/codec/metadata_internal.h"
#include "assay/codec/text_internal.h"

namespace assay::codec {
namespace {

using namespace std::string_view_literals;

enum class Form { kText, kParts, kComment, kWide, kOrientation, kNumber, kXmp, kIptc, kPhotoshop };

struct Known {
  std::uint16_t tag;
  std::string_view name;
  Form form;
};

// Source: CIPA DC-008 (Exif 2.32), tables 4 to 8; DNG 1.7 (0xC62F); Windows (0x9C9B to 0x9C9F).
constexpr std::array kKnown = {
    Known{0x010E, "ImageDescription", Form::kText},
    Known{0x010F, "Make", Form::kText},
    Known{0x0110, "Model", Form::kText},
    Known{0x0112, "Orientation", Form::kOrientation},
    Known{0x0131, "Software", Form::kText},
    Known{0x0132, "ModifyDate", Form::kText},
    Known{0x013B, "Artist", Form::kText},
    Known{0x013C, "HostComputer", Form::kText},
    Known{0x02BC, "XMP", Form::kXmp},
    Known{0x8298, "Copyright", Form::kParts},
    Known{0x83BB, "IPTC", Form::kIptc},
    Known{0x8649, "Photoshop", Form::kPhotoshop},
    Known{0x9003, "DateTimeOriginal", Form::kText},
    Known{0x9286, "UserComment", Form::kComment},
    Known{0x9C9B, "XPTitle", Form::kWide},
    Known{0x9C9C, "XPComment", Form::kWide},
    Known{0x9C9D, "XPAuthor", Form::kWide},
    Known{0x9C9E, "XPKeywords", Form::kWide},
    Known{0x9C9F, "XPSubject", Form::kWide},
    Known{0xA420, "ImageUniqueID", Form::kText},
    Known{0xA430, "CameraOwnerName", Form::kText},
    Known{0xA431, "BodySerialNumber", Form::kText},
    Known{0xA433, "LensMake", Form::kText},
    Known{0xA434, "LensModel", Form::kText},
    Known{0xA435, "LensSerialNumber", Form::kText},
    Known{0xC62F, "CameraSerialNumber", Form::kText},
};

// Of the GPS directory. References ("N", "W", below sea level) are folded into the values.
// Source: CIPA DC-008 (Exif 2.32), table 15.
constexpr std::array kGps = {
    Known{7, "GPSTimeStamp", Form::kNumber},
    Known{8, "GPSSatellites", Form::kText},
    Known{11, "GPSDOP", Form::kNumber},
    Known{13, "GPSSpeed", Form::kNumber},
    Known{15, "GPSTrack", Form::kNumber},
    Known{17, "GPSImgDirection", Form::kNumber},
    Known{18, "GPSMapDatum", Form::kText},
    Known{24, "GPSDestBearing", Form::kNumber},
    Known{26, "GPSDestDistance", Form::kNumber},
    Known{27, "GPSProcessingMethod", Form::kComment},
    Known{28, "GPSAreaInformation", Form::kComment},
    Known{29, "GPSDateStamp", Form::kText},
    Known{31, "GPSHPositioningError", Form::kNumber},
};

constexpr std::uint16_t kExifPointer = 0x8769;
constexpr std::uint16_t kGpsPointer = 0x8825;
constexpr std::uint16_t kMakerNote = 0x927C;

/// Photographer's and editor's notices, divided by NUL; a lone space stands for none.
std::string Parts(const Field& field) {
  std::string joined;
  std::string_view rest = AsText(field.value.bytes());
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\0'), rest.size());
    const std::string_view part = Trim(rest.substr(0, end));
    if (!part.empty() && !joined.empty()) joined += "; ";
    joined += Utf8OrLatin1(part);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return joined;
}

/// Eight bytes name the character code. JIS X 0208 is not converted: rare, and it would need
/// tables.
std::string Comment(const Field& field) {
  constexpr std::size_t kCode_bytes = 8;
  const std::string_view text = AsText(field.value.bytes());
  if (text.size() <= kCode_bytes) return {};
  const std::string_view code = text.substr(0, kCode_bytes);
  if (code == "UNICODE\0"sv)
    return std::string(Trim(Utf16ToUtf8(field.value.From(kCode_bytes), field.value.order())));
  std::string_view body = text.substr(code == "ASCII\0\0\0"sv || code[0] == 0 ? kCode_bytes : 0);
  body = body.substr(0, body.find('\0'));
  return Utf8OrLatin1(Trim(body));
}

/// Numbers divided by spaces; empty when one of them is undefined.
std::string Numbers(const Field& field) {
  std::string out;
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(field.count, 4); ++i) {
    const auto number = field.Number(i);
    if (!number || !std::isfinite(*number)) return {};
    out += fmt::format("{}{:.10g}", i == 0 ? "" : " ", *number);
  }
  return out;
}

void SetOrientation(Draft& draft, const Field& field) {
  const std::uint64_t stated = field.Integer().value_or(0);
  if (stated < 1 || stated > 8) return draft.Note("exif.orientation");
  draft.orientation = static_cast<int>(stated);
  draft.AddMark("exif", "Orientation", fmt::format("{}", stated));
}

std::string Text(const Field& field, Form form) {
  switch (form) {
    case Form::kParts:
      return Parts(field);
    case Form::kComment:
      return Comment(field);
    case Form::kWide:
      return Utf16ToUtf8(field.value.bytes(), Order::kLittleEndian);
    case Form::kNumber:
      return Numbers(field);
    default:
      return field.Text();
  }
}

void AddField(Draft& draft, const Field& field, std::span<const Known> table) {
  const auto known = std::ranges::find(table, field.tag, &Known::tag);
  if (known == table.end()) return;
  const std::string_view bytes = AsText(field.value.bytes());
  if (known->form == Form::kOrientation) return SetOrientation(draft, field);
  if (known->form == Form::kXmp) return AddXmp(draft, bytes);
  if (known->form == Form::kIptc) return AddIptc(draft, field.value.bytes());
  if (known->form == Form::kPhotoshop) return AddPhotoshop(draft, field.value.bytes());
  const std::string text = Text(field, known->form);
  if (!text.empty()) draft.AddMark("exif", known->name, text);
}

/// Degrees of "degrees minutes seconds", negative for `minus`. None where a part is undefined or
/// the sum no angle.
std::optional<double> Angle(const Directory& gps, std::uint16_t tag, char minus) {
  const Field* field = gps.Find(tag);
  const Field* reference = gps.Find(static_cast<std::uint16_t>(tag - 1));
  if (field == nullptr || field->count == 0) return std::nullopt;
  double degrees = 0;
  double unit = 1;
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(field->count, 3); ++i, unit *= 60) {
    const auto part = field->Number(i);
    if (!part) return std::nullopt;
    degrees += *part / unit;
  }
  if (!std::isfinite(degrees) || std::abs(degrees) > 360) return std::nullopt;
  const bool negative = reference != nullptr && reference->Text().starts_with(minus);
  return negative ? -degrees : degrees;
}

/// Nine decimals are a tenth of a millimetre; no zeros at the end.
std::string Decimal(double value) {
  std::string text = fmt::format("{:.9f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

void AddGps(Draft& draft, const Directory& gps) {
  struct Axis {
    std::uint16_t tag;
    std::string_view name;
    char minus;
  };
  for (const Axis& axis : {Axis{2, "GPSLatitude", 'S'}, Axis{4, "GPSLongitude", 'W'},
                           Axis{20, "GPSDestLatitude", 'S'}, Axis{22, "GPSDestLongitude", 'W'}}) {
    const auto angle = Angle(gps, axis.tag, axis.minus);
    if (angle) draft.AddMark("exif", axis.name, Decimal(*angle));
    if (!angle && gps.Find(axis.tag) != nullptr) draft.Note("exif.gps");
  }
  const Field* altitude = gps.Find(6);
  const Field* below = gps.Find(5);
  const auto height_m = altitude == nullptr ? std::nullopt : altitude->Number();
  if (height_m && std::isfinite(*height_m)) {
    const bool negative = below != nullptr && below->Integer().value_or(0) == 1;
    draft.AddMark("exif", "GPSAltitude", Decimal(negative ? -*height_m : *height_m));
  }
  for (const Field& field : gps.fields) AddField(draft, field, kGps);
}

/// The second directory of an Exif block describes a small copy of the picture.
void AddThumbnail(Draft& draft, const Wire& stream, const Directory& second) {
  constexpr std::uint16_t kJpegAt = 0x0201;
  constexpr std::uint16_t kJpegBytes = 0x0202;
  constexpr std::uint16_t kStripBytes = 0x0117;
  const auto number = [&](std::uint16_t tag) {
    const Field* field = second.Find(tag);
    return field == nullptr ? 0 : field->Integer().value_or(0);
  };
  std::uint64_t size_bytes = stream.Slice(number(kJpegAt), number(kJpegBytes)).size();
  if (number(kJpegAt) == 0) size_bytes = number(kStripBytes);
  if (size_bytes > 0) draft.AddMark("exif", "Thumbnail", fmt::format("{}", size_bytes));
}

void AddDirectory(Draft& draft, const TiffStart& tiff, const Directory& directory) {
  for (const Field& field : directory.fields) AddField(draft, field, kKnown);
  if (!directory.intact) draft.Note("exif.broken");
  const auto sub = [&](std::uint16_t pointer) -> std::optional<Directory> {
    const Field* field = directory.Find(pointer);
    if (field == nullptr || !field->Integer()) return std::nullopt;
    return ReadDirectory(tiff.stream, *field->Integer(), tiff.big);
  };
  if (const auto exif = sub(kExifPointer)) {
    for (const Field& field : exif->fields) AddField(draft, field, kKnown);
    if (!exif->intact) draft.Note("exif.broken");
    const Field* note = exif->Find(kMakerNote);
    if (note != nullptr) AddMakerNote(draft, tiff.stream, *note);
  }
  if (const auto gps = sub(kGpsPointer)) AddGps(draft, *gps);
}

}  // namespace

void AddTiffFields(Draft& draft, const TiffStart& tiff) {
  AddDirectory(draft, tiff, ReadDirectory(tiff.stream, tiff.first, tiff.big));
}

void AddExif(Draft& draft, ByteView block) {
  if (AsText(block).starts_with("Exif\0\0"sv)) block = block.subspan(6);
  const auto tiff = FindTiff(block);
  if (!tiff) return draft.Note("exif.broken");
  const Directory first = ReadDirectory(tiff->stream, tiff->first, tiff->big);
  AddDirectory(draft, *tiff, first);
  if (first.next != 0)
    AddThumbnail(draft, tiff->stream, ReadDirectory(tiff->stream, first.next, tiff->big));
}

}  // namespace assay::codec
