// SPDX-License-Identifier: Apache-2.0
#include "assay/privacy/metadata.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/json.h"

namespace assay::privacy {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 11> kSerials = {"BodySerialNumber",
                                                       "CameraSerialNumber",
                                                       "InternalSerialNumber",
                                                       "LensSerialNumber",
                                                       "SerialNumber",
                                                       "aux:SerialNumber",
                                                       "aux:LensSerialNumber",
                                                       "exifEX:BodySerialNumber",
                                                       "exifEX:LensSerialNumber",
                                                       "exif:BodySerialNumber",
                                                       "MicrosoftPhoto:CameraSerialNumber"};
constexpr std::array<std::string_view, 5> kOwners = {"CameraOwnerName", "OwnerName",
                                                     "aux:OwnerName", "exifEX:CameraOwnerName",
                                                     "exif:CameraOwnerName"};
constexpr std::array<std::string_view, 3> kThumbnails = {"Thumbnail", "xmp:Thumbnails",
                                                         "xap:Thumbnails"};

/// A whole decimal number, without exponent games or trailing text.
std::optional<double> Number(std::string_view text) {
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

/// Degrees from "52.52", "-13.4", or XMP's "52,31.2N" and "52,31,12N".
std::optional<double> Degrees(std::string_view text) {
  text = Trim(text);
  double sign = 1.0;
  if (!text.empty() && std::string_view("NSEW").find(text.back()) != std::string_view::npos) {
    sign = text.back() == 'S' || text.back() == 'W' ? -1.0 : 1.0;
    text.remove_suffix(1);
  }
  double degrees = 0.0;
  for (const double unit : {1.0, 60.0, 3600.0}) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const auto part = Number(Trim(text.substr(0, comma)));
    if (!part || (unit > 1.0 && (*part < 0.0 || *part >= 60.0))) return std::nullopt;
    degrees += *part / unit;
    if (comma == text.size()) return sign * degrees;
    text.remove_prefix(comma + 1);
  }
  return std::nullopt;
}

const Mark* FindMark(std::span<const Mark> marks, std::string_view carrier, std::string_view name) {
  const auto found = std::ranges::find_if(
      marks, [&](const Mark& mark) { return mark.carrier == carrier && mark.name == name; });
  return found == marks.end() ? nullptr : &*found;
}

Fact Absent(std::string name) {
  Fact fact;
  fact.name = std::move(name);
  fact.state = FactState::kAbsent;
  fact.evidence = {"privacy", "1", "metadata", "asset", ""};
  return fact;
}

Fact Present(std::string name, Json value, const Mark& mark, std::string_view raw) {
  Fact fact;
  fact.name = std::move(name);
  fact.value = std::move(value);
  fact.evidence = {"privacy", "1", mark.carrier + ":" + mark.name, "asset",
                   ToUtf8(raw, kEvidenceRaw_bytes)};
  return fact;
}

double SixDecimals(double degrees) { return std::round(degrees * 1e6) / 1e6; }

Fact Position(std::span<const Mark> marks) {
  struct Pair {
    std::string_view carrier;
    std::string_view latitude;
    std::string_view longitude;
  };
  for (const Pair& pair : {Pair{"exif", "GPSLatitude", "GPSLongitude"},
                           Pair{"xmp", "exif:GPSLatitude", "exif:GPSLongitude"}}) {
    const Mark* north = FindMark(marks, pair.carrier, pair.latitude);
    const Mark* east = FindMark(marks, pair.carrier, pair.longitude);
    if (north == nullptr || east == nullptr) continue;
    const auto latitude = Degrees(north->value);
    const auto longitude = Degrees(east->value);
    if (!latitude || !longitude || std::abs(*latitude) > 90.0 || std::abs(*longitude) > 180.0)
      continue;
    if (*latitude == 0.0 && *longitude == 0.0) continue;
    return Present("privacy.gps",
                   {{"latitude", SixDecimals(*latitude)}, {"longitude", SixDecimals(*longitude)}},
                   *north, north->value + " " + east->value);
  }
  return Absent("privacy.gps");
}

/// Says nothing: empty, blanks, zeros.
bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n0") == std::string_view::npos;
}

/// `name` itself, or a part of it when it is a structure: "xmp:Thumbnails/xmpGImg:image".
bool IsField(std::string_view name, std::string_view field) {
  return field.starts_with(name) && (field.size() == name.size() || field[name.size()] == '/');
}

Fact Stated(std::string fact_name, std::span<const Mark> marks, Names names) {
  std::set<std::string> fields;
  const Mark* first = nullptr;
  for (const Mark& mark : marks) {
    const bool wanted =
        std::ranges::any_of(names, [&](std::string_view name) { return IsField(name, mark.name); });
    if (!wanted || IsBlank(mark.value)) continue;
    if (first == nullptr) first = &mark;
    fields.insert(mark.carrier + ":" + mark.name);
  }
  if (first == nullptr) return Absent(std::move(fact_name));
  return Present(std::move(fact_name), {{"fields", fields}}, *first, first->value);
}

}  // namespace

std::vector<Fact> FromMarks(std::span<const Mark> marks) {
  return {Position(marks), Stated("privacy.serial", marks, kSerials),
          Stated("privacy.owner", marks, kOwners), Stated("privacy.thumbnail", marks, kThumbnails)};
}

}  // namespace assay::privacy
