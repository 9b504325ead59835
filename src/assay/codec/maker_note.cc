// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "assay/codec/exif_internal.h"
#include "assay/codec/text_internal.h"

namespace assay::codec {
namespace {

using namespace std::string_view_literals;

/// What offsets inside of a note count from.
enum class Base { kExif, kNote, kOwnHeader, kPointer };

struct Wanted {
  std::uint16_t tag;
  std::string_view name;
};

struct Maker {
  std::string_view prefix;  ///< of the note
  std::uint64_t directory_at;
  Base base;
  std::array<Wanted, 3> wanted;
};

constexpr Wanted kNone{0, ""};

// Longer prefixes first. Canon's notes have none: any directory that fits is tried last, and its
// tags mean nothing in the notes of others, which all have a prefix.
constexpr std::array kMakers = {
    Maker{"Nikon\0\2"sv,
          10,
          Base::kOwnHeader,
          {{{0x001D, "SerialNumber"}, {0x00A0, "SerialNumber"}, kNone}}},
    Maker{"OLYMPUS\0II"sv,
          12,
          Base::kNote,
          {{{0x0404, "SerialNumber"}, {0x101A, "SerialNumber"}, kNone}}},
    Maker{"OM SYSTEM\0\0\0II"sv,
          16,
          Base::kNote,
          {{{0x0404, "SerialNumber"}, {0x101A, "SerialNumber"}, kNone}}},
    Maker{
        "OLYMP\0"sv, 8, Base::kExif, {{{0x0404, "SerialNumber"}, {0x101A, "SerialNumber"}, kNone}}},
    Maker{"Panasonic\0"sv,
          12,
          Base::kExif,
          {{{0x0025, "InternalSerialNumber"}, {0x0052, "LensSerialNumber"}, kNone}}},
    Maker{"FUJIFILM"sv, 8, Base::kPointer, {{{0x0010, "InternalSerialNumber"}, kNone, kNone}}},
    Maker{"PENTAX \0"sv, 10, Base::kNote, {{{0x0229, "SerialNumber"}, kNone, kNone}}},
    Maker{"AOC\0"sv, 6, Base::kExif, {{{0x0229, "SerialNumber"}, kNone, kNone}}},
    Maker{"SONY DSC \0\0\0"sv, 12, Base::kExif, {{{0x2031, "SerialNumber"}, kNone, kNone}}},
};
constexpr std::array<Wanted, 3> kCanon = {
    {{0x000C, "SerialNumber"}, {0x0009, "OwnerName"}, {0x0096, "InternalSerialNumber"}}};

/// A serial is a text or a number; zero, and fill characters alone, say that there is none.
std::string Value(const Field& field) {
  const auto number = field.Integer();
  if (number && field.count == 1) return *number == 0 ? "" : fmt::format("{}", *number);
  std::string text = field.Text();
  const bool filled = text.find_first_not_of("0 \xef\xbf\xbd") == std::string::npos;
  return filled || text.find_first_not_of("\xc3\xbf") == std::string::npos ? "" : text;
}

void AddWanted(Draft& draft, const Directory& directory, std::span<const Wanted> wanted) {
  for (const Wanted& want : wanted) {
    const Field* field = want.name.empty() ? nullptr : directory.Find(want.tag);
    if (field == nullptr) continue;
    const std::string value = Value(*field);
    if (!value.empty()) draft.AddMark("exif", want.name, value);
  }
}

/// Olympus keeps the numbers of body and lens in a directory of its own.
void AddOlympusEquipment(Draft& draft, const Wire& stream, const Directory& directory) {
  constexpr std::uint16_t kEquipment = 0x2010;
  constexpr std::array<Wanted, 3> kWanted = {
      {{0x0101, "SerialNumber"}, {0x0102, "InternalSerialNumber"}, {0x0202, "LensSerialNumber"}}};
  const Field* field = directory.Find(kEquipment);
  if (field == nullptr) return;
  // Older cameras say where it lies; in others it is the value itself.
  AddWanted(draft, ReadDirectory(stream, field->Integer().value_or(field->value_at)), kWanted);
}

/// Such notes name their own byte order behind the maker's name, whatever the Exif block has.
Order OrderOf(const Wire& note, Order otherwise) {
  for (const std::uint64_t at : {8U, 12U}) {
    if (note.StartsWith(at, "II")) return Order::kLittleEndian;
    if (note.StartsWith(at, "MM")) return Order::kBigEndian;
  }
  return otherwise;
}

void AddKnown(Draft& draft, const Wire& stream, const Field& note, const Maker& maker) {
  Wire base = stream;
  std::uint64_t at = note.value_at + maker.directory_at;
  if (maker.base == Base::kNote) {
    base = Wire(note.value.bytes(), OrderOf(note.value, stream.order()));
    at = maker.directory_at;
  } else if (maker.base == Base::kPointer) {
    base = LittleEndian(note.value.bytes());
    at = base.U32(maker.directory_at);
  } else if (maker.base == Base::kOwnHeader) {
    const auto own = FindTiff(note.value.From(maker.directory_at));
    if (!own) return;
    base = own->stream;
    at = own->first;
  }
  const Directory directory = ReadDirectory(base, at);
  AddWanted(draft, directory, maker.wanted);
  if (maker.prefix.starts_with('O')) AddOlympusEquipment(draft, base, directory);
}

}  // namespace

void AddMakerNote(Draft& draft, const Wire& stream, const Field& note) {
  for (const Maker& maker : kMakers) {
    if (note.value.StartsWith(0, maker.prefix)) return AddKnown(draft, stream, note, maker);
  }
  const std::uint16_t count = Wire(note.value.bytes(), stream.order()).U16(0);
  constexpr std::uint16_t kMostFields = 200;  // of a Canon note: tells it from text and noise
  if (count == 0 || count > kMostFields) return;
  AddWanted(draft, ReadDirectory(stream, note.value_at), kCanon);
}

}  // namespace assay::codec
