// SPDX-License-Identifier: Apache-2.0
#include "assay/codec/metadata_internal.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "assay/codec/test_files_internal.h"

namespace assay::codec {
namespace {

using namespace std::literals;

// ---- real files ----

TEST(Metadata, ExifOfACamera) {
  const Picture picture = Read(SmallFile("gps_serial.jpg"));
  EXPECT_EQ(Value(picture, "exif", "Model"), "Canon EOS 40D");
  EXPECT_EQ(Value(picture, "exif", "GPSLatitude"), "52.52");
  EXPECT_EQ(Value(picture, "exif", "GPSLongitude"), "13.405");
  EXPECT_EQ(Value(picture, "exif", "BodySerialNumber"), "0123456789");
  EXPECT_EQ(Value(picture, "exif", "CameraOwnerName"), "Carla Rossi");
}

TEST(Metadata, IptcInPhotoshopResources) {
  const Picture picture = Read(SmallFile("iptc_arr.jpg"));
  EXPECT_EQ(Value(picture, "iptc", "2:116"), "(c) Bo Quist");
  EXPECT_EQ(Value(picture, "iptc", "2:40"), "No AI training");
}

TEST(Metadata, XmpOfAnOpenLicence) {
  const Picture picture = Read(SmallFile("xmp_cc_by.jpg"));
  EXPECT_EQ(Value(picture, "xmp", "cc:license"), "https://creativecommons.org/licenses/by/4.0/");
  EXPECT_EQ(Value(picture, "xmp", "xmpRights:Marked"), "True");
  EXPECT_EQ(Value(picture, "xmp", "dc:rights"), "CC BY 4.0");
}

TEST(Metadata, CredentialsKeepTheOptOut) {
  const Picture picture = Read(SmallFile("credentials.png"));
  EXPECT_EQ(Value(picture, "c2pa", "error"), "(none)");
  const auto store = ParseJson(Value(picture, "c2pa", "store"));
  ASSERT_TRUE(store.ok());
  EXPECT_NE(Canonical(store.value()).find("notAllowed"), std::string::npos);
  EXPECT_EQ(StringOr(store.value(), "state"), Value(picture, "c2pa", "state"));
}

// ---- XMP ----

std::string Packet(std::string_view namespaces, std::string_view body) {
  return "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
         "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' " +
         std::string(namespaces) + ">" + std::string(body) +
         "</rdf:Description></rdf:RDF></x:xmpmeta>";
}

TEST(ReadXmp, NamesComeFromAddressesNotPrefixes) {
  const auto marks = ReadXmp(Packet(
      "xmlns:q='http://purl.org/dc/elements/1.1/' xmlns:dc='http://example.com/ns#'",
      "<q:rights><rdf:Alt><rdf:li xml:lang='en'>mine</rdf:li><rdf:li xml:lang='de'>meins</rdf:li>"
      "</rdf:Alt></q:rights><dc:rights>theirs</dc:rights>"));
  ASSERT_TRUE(marks.ok());
  const std::vector<Mark> wanted = {{"xmp", "dc:rights", "mine", "en"},
                                    {"xmp", "dc:rights", "meins", "de"},
                                    {"xmp", "{http://example.com/ns#}rights", "theirs", ""}};
  for (const Mark& mark : wanted)
    EXPECT_NE(std::ranges::find(marks.value(), mark), marks.value().end()) << mark.value;
  EXPECT_EQ(marks.value().size(), wanted.size());
}

TEST(ReadXmp, StructuresBecomePaths) {
  const auto marks = ReadXmp(Packet(
      "xmlns:plus='http://ns.useplus.org/ldf/xmp/1.0/'",
      "<plus:Licensor><rdf:Seq><rdf:li rdf:parseType='Resource'><plus:LicensorURL>https://a.example"
      "</plus:LicensorURL></rdf:li></rdf:Seq></plus:Licensor>"));
  ASSERT_TRUE(marks.ok());
  ASSERT_EQ(marks.value().size(), 1U);
  EXPECT_EQ(marks.value()[0].name, "plus:Licensor/plus:LicensorURL");
}

TEST(ReadXmp, RefusesWhatMakesSmallFilesGrow) {
  EXPECT_EQ(ReadXmp("<!DOCTYPE x [<!ENTITY a 'b'>]>" + Packet("", "")).error().code,
            ErrorCode::kCorrupt);
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_EQ(ReadXmp(deep).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(ReadXmp("no packet").error().code, ErrorCode::kCorrupt);
}

// ---- Exif ----

struct Entry {
  int tag;
  int type;
  int count;
  std::string value;  ///< four bytes, or more: then it moves behind the directory
};

std::string Big(std::size_t value, int size) {
  std::string out;
  for (int i = size - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xFF);
  return out;
}

/// A big-endian TIFF stream with one directory, or with a GPS directory under it.
std::string Tiff(const std::vector<Entry>& entries, std::size_t at = 8, std::size_t next = 0) {
  std::string head = at == 8 ? "MM\0*\0\0\0\x08"s : "";
  std::string directory = Big(entries.size(), 2);
  std::string behind;
  const std::size_t behind_at = at + 2 + entries.size() * 12 + 4;
  for (const Entry& entry : entries) {
    directory += Big(static_cast<std::size_t>(entry.tag), 2) +
                 Big(static_cast<std::size_t>(entry.type), 2) +
                 Big(static_cast<std::size_t>(entry.count), 4);
    if (entry.value.size() <= 4) {
      directory += entry.value + std::string(4 - entry.value.size(), '\0');
    } else {
      directory += Big(behind_at + behind.size(), 4);
      behind += entry.value;
    }
  }
  return head + directory + Big(next, 4) + behind;
}

Draft ExifDraft(const std::string& block) {
  Draft draft({}, {});
  AddExif(draft, AsBytes(block));
  return draft;
}

std::string Angle(std::size_t degrees, std::size_t minutes, std::size_t divisor) {
  return Big(degrees, 4) + Big(1, 4) + Big(minutes, 4) + Big(divisor, 4) + Big(0, 4) + Big(1, 4);
}

std::string GpsBlock(const std::string& latitude) {
  const std::string gps = Tiff({{1, 2, 2, "S"}, {2, 5, 3, latitude}}, 26);
  return Tiff({{0x8825, 4, 1, Big(26, 4)}}) + gps;
}

TEST(AddExif, SouthIsNegative) {
  const Draft draft = ExifDraft(GpsBlock(Angle(33, 30, 1)));
  EXPECT_EQ(Value(draft.picture, "exif", "GPSLatitude"), "-33.5");
}

// A zero denominator in one field must not cost the others, nor the picture.
TEST(AddExif, UndefinedNumbersAreLeftOut) {
  const Draft draft = ExifDraft(GpsBlock(Angle(33, 30, 0)));
  EXPECT_EQ(Value(draft.picture, "exif", "GPSLatitude"), "(none)");
  EXPECT_TRUE(HasCode(draft.picture, "exif.gps"));
  EXPECT_EQ(Name(draft.picture.outcome), "ok");
}

TEST(AddExif, KeepsBothCopyrightHolders) {
  const Draft draft = ExifDraft(Tiff({{0x8298, 2, 9, "Ada\0Bo Q\0"s}}));
  EXPECT_EQ(Value(draft.picture, "exif", "Copyright"), "Ada; Bo Q");
}

TEST(AddExif, TextOfOldCamerasIsLatin1) {
  const Draft draft = ExifDraft(Tiff({{0x013B, 2, 6, "M\xfcller"s}}));
  EXPECT_EQ(Value(draft.picture, "exif", "Artist"), "M\xc3\xbcller");
}

TEST(AddExif, FindsTheThumbnail) {
  const std::string second =
      Tiff({{0x0201, 4, 1, Big(0, 4)}, {0x0202, 4, 1, Big(5, 4)}, {0x0117, 4, 1, Big(77, 4)}}, 26);
  const Draft draft = ExifDraft(Tiff({{0x0112, 3, 1, Big(1, 2)}}, 8, 26) + second);
  EXPECT_EQ(Value(draft.picture, "exif", "Thumbnail"), "77");
}

TEST(AddExif, PointersOutsideOfTheBlockAreBroken) {
  const Draft draft = ExifDraft(Tiff({{0x010F, 2, 40, Big(0xFFFFFF00, 4)}}));
  EXPECT_TRUE(HasCode(draft.picture, "exif.broken"));
  EXPECT_TRUE(draft.picture.marks.empty());
}

// ---- IPTC ----

TEST(AddIptc, ReadsBothCharacterSets) {
  Draft draft({}, {});
  AddIptc(draft, AsBytes("\x1c\2\x74\0\2\xc3\xa9\x1c\2\x50\0\1\xe9"sv));
  EXPECT_EQ(Value(draft.picture, "iptc", "2:116"), "\xc3\xa9");
  EXPECT_EQ(Value(draft.picture, "iptc", "2:80"), "\xc3\xa9");
}

TEST(AddIptc, StopsWhereALengthLies) {
  Draft draft({}, {});
  AddIptc(draft, AsBytes("\x1c\2\x74\0\1A\x1c\2\x74\x7f\xff"
                         "B"sv));
  EXPECT_EQ(draft.picture.marks.size(), 1U);
  EXPECT_TRUE(HasCode(draft.picture, "iptc.broken"));
}

// ---- budgets ----

TEST(Draft, MarksAreUtf8WithinTheirBudget) {
  Draft draft({}, {});
  draft.AddMark("png", "text:a", "\xff" + std::string(100'000, 'x'));
  EXPECT_EQ(draft.picture.marks[0].value.size(), kMarkLimit_bytes);
  EXPECT_TRUE(IsUtf8(draft.picture.marks[0].value));
  for (int i = 0; i < 100; ++i) draft.AddMark("png", "text:b", std::string(60'000, 'y'));
  EXPECT_LT(draft.picture.marks.size(), 20U);
  EXPECT_TRUE(HasCode(draft.picture, "limit.marks"));
}

}  // namespace
}  // namespace assay::codec
