// SPDX-License-Identifier: Apache-2.0
#include "assay/codec/picture.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

#include "assay/codec/test_files_internal.h"
#include "assay/media/orient.h"

namespace assay::codec {
namespace {

using namespace std::literals;

/// Largest difference of one pixel's colours to those given.
int Distance(const media::Image& image, std::int32_t x, std::int32_t y, std::array<int, 3> colour) {
  const auto row = image.Row(y);
  int distance = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    const auto at = static_cast<std::size_t>(x) * static_cast<std::size_t>(image.channels());
    distance = std::max(distance, std::abs(int{row[at + c]} - colour[c]));
  }
  return distance;
}

// The picture of all "halves" files: 48 x 32, left red under eight white rows, right blue.
void ExpectHalves(const Picture& picture, const std::string& name) {
  ASSERT_EQ(Name(picture.outcome), "ok") << name;
  EXPECT_EQ(picture.width_px, 48) << name;
  EXPECT_EQ(picture.height_px, 32) << name;
  ASSERT_EQ(picture.image.width_px(), 48) << name;
  EXPECT_LT(Distance(picture.image, 4, 3, {240, 240, 240}), 40) << name;
  EXPECT_LT(Distance(picture.image, 4, 28, {200, 30, 30}), 40) << name;
  EXPECT_LT(Distance(picture.image, 44, 16, {30, 30, 200}), 40) << name;
}

TEST(ReadPicture, DecodesEveryFormat) {
  for (const auto& [name, type] :
       std::array<std::pair<std::string, std::string>, 9>{{{"halves.jpg", "image/jpeg"},
                                                           {"progressive.jpg", "image/jpeg"},
                                                           {"inks.jpg", "image/jpeg"},
                                                           {"halves.webp", "image/webp"},
                                                           {"halves.tif", "image/tiff"},
                                                           {"halves.bmp", "image/bmp"},
                                                           {"halves.heic", "image/heic"},
                                                           {"halves.avif", "image/avif"},
                                                           {"halves.jxl", "image/jxl"}}}) {
    const Picture picture = Read(SmallFile(name));
    ExpectHalves(picture, name);
    EXPECT_EQ(picture.media_type, type);
    EXPECT_EQ(picture.frames, 1);
    EXPECT_EQ(picture.header.at("animated"), false);
  }
}

TEST(ReadPicture, CountsFramesAndShowsTheFirst) {
  for (const std::string name : {"three.gif", "three.webp", "three.png"}) {
    const Picture picture = Read(SmallFile(name));
    ExpectHalves(picture, name);
    EXPECT_EQ(picture.frames, 3) << name;
    EXPECT_EQ(picture.header.at("animated"), true) << name;
  }
}

TEST(ReadPicture, SixteenBitsStayInOrder) {
  const Picture picture = Read(SmallFile("ramp16.png"));
  ASSERT_EQ(Name(picture.outcome), "ok");
  EXPECT_EQ(picture.header.at("bits"), 16);
  for (std::size_t i = 0; i < 256; ++i) EXPECT_EQ(picture.image.samples()[i], i);
}

// ---- orientation ----

/// Exif with one field: 0x0112.
std::string Exif(int orientation) {
  std::string block("Exif\0\0MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\0\0\0\0\0\0\0"sv);
  block[25] = static_cast<char>(orientation);
  return block;
}

std::string JpegWithSegment(std::string jpeg, char marker, const std::string& body) {
  const std::size_t length = body.size() + 2;
  std::string segment = "\xff";
  segment += {marker, static_cast<char>(length / 256), static_cast<char>(length % 256)};
  return jpeg.insert(2, segment + body);
}

TEST(ReadPicture, AppliesEachOrientationOnce) {
  const std::string jpeg = SmallFile("halves.jpg");
  const media::Image stored = Read(jpeg).image;
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Picture picture = Read(JpegWithSegment(jpeg, '\xe1', Exif(orientation)));
    EXPECT_EQ(picture.image, media::Oriented(stored, orientation)) << orientation;
    EXPECT_EQ(picture.width_px, 48) << "stored, not turned";
    EXPECT_EQ(picture.header.at("orientation"), orientation);
  }
}

TEST(ReadPicture, ImpossibleOrientationCountsAsOne) {
  const std::string jpeg = SmallFile("halves.jpg");
  const Picture picture = Read(JpegWithSegment(jpeg, '\xe1', Exif(9)));
  EXPECT_EQ(picture.image, Read(jpeg).image);
  EXPECT_TRUE(HasCode(picture, "exif.orientation"));
}

// ---- JPEG ----

media::Image Slope(std::int32_t width_px, std::int32_t height_px) {
  media::Image image(width_px, height_px, 3);
  for (std::size_t i = 0; i < image.samples().size(); ++i)
    image.samples()[i] = static_cast<std::uint8_t>(i / 3 % static_cast<std::size_t>(width_px) / 8);
  return image;
}

TEST(ReadPicture, ScalesJpegByPowersOfTwoDownToAnEighth) {
  const Bytes jpeg = EncodeJpeg(Slope(1601, 1200).view(), 80);
  const auto width_px = [&](std::int32_t long_side_px) {
    Options options;
    options.eighths = [&](media::Size full) { return EighthsLeaving(full, long_side_px); };
    const Picture picture = ReadPicture(jpeg, options);
    EXPECT_EQ(picture.width_px, 1601);
    return picture.image.width_px();
  };
  EXPECT_EQ(width_px(0), 1601);
  EXPECT_EQ(width_px(801), 1601);
  EXPECT_EQ(width_px(800), 801);
  EXPECT_EQ(width_px(512), 801);
  EXPECT_EQ(width_px(400), 401);
  EXPECT_EQ(width_px(200), 201);
  EXPECT_EQ(width_px(64), 201);
}

TEST(ReadPicture, DecodesAJpegAtAnyNumberOfEighthsAndSaysWhereThePictureLies) {
  const Bytes jpeg = EncodeJpeg(Slope(1601, 1203).view(), 80);
  for (int eighths = 1; eighths <= 8; ++eighths) {
    Options options;
    options.eighths = [&](media::Size full) {
      EXPECT_EQ(full, (media::Size{1601, 1203}));
      return eighths;
    };
    const Picture picture = ReadPicture(jpeg, options);
    EXPECT_EQ(Name(picture.outcome), "ok");
    EXPECT_EQ(picture.eighths, eighths);
    EXPECT_EQ(picture.upright, (media::Size{1601, 1203}));
    EXPECT_EQ(picture.image.width_px(), (1601 * eighths + 7) / 8);
    EXPECT_EQ(picture.extent.right_px, 1601 * eighths / 8.0);
    EXPECT_EQ(picture.extent.bottom_px, 1203 * eighths / 8.0);
  }
}

TEST(ReadPicture, PreviewsAProgressiveJpegRoughlyAndOthersAsTheyAre) {
  Options rough;
  rough.preview = true;
  rough.eighths = [](media::Size full) { return EighthsLeaving(full, 8); };
  Options whole;
  whole.eighths = rough.eighths;
  for (const char* name : {"progressive.jpg", "halves.jpg", "inks.jpg"}) {
    const std::string file = SmallFile(name);
    const media::Image seen = ReadPicture(AsBytes(file), rough).image;
    const media::Image expected = ReadPicture(AsBytes(file), whole).image;
    ASSERT_EQ(seen.samples().size(), expected.samples().size()) << name;
    std::size_t difference = 0;
    for (std::size_t i = 0; i < seen.samples().size(); ++i)
      difference += static_cast<std::size_t>(std::abs(seen.samples()[i] - expected.samples()[i]));
    EXPECT_LT(difference, 32 * seen.samples().size()) << name;
    EXPECT_EQ(difference > 0, std::string(name) == "progressive.jpg") << name;
  }
  // Cut behind its first scan it would be refused; who has seen it whole may still show it.
  std::string cut = SmallFile("progressive.jpg");
  cut.resize(cut.size() * 9 / 10);
  EXPECT_EQ(ReadPicture(AsBytes(cut), whole).outcome, Outcome::kTruncated);
  EXPECT_FALSE(ReadPicture(AsBytes(cut), rough).image.empty());
}

TEST(EncodeJpeg, ComesBackNearlyTheSame) {
  const media::Image image = Slope(64, 16);
  const Picture picture = ReadPicture(EncodeJpeg(image.view(), 95), {});
  ASSERT_EQ(Name(picture.outcome), "ok");
  for (std::size_t i = 0; i < image.samples().size(); ++i)
    EXPECT_NEAR(picture.image.samples()[i], image.samples()[i], 4);
}

TEST(EncodeJpeg, ShowsTransparentPixelsOverWhite) {
  const media::Image clear(16, 16, 4);
  const Picture picture = ReadPicture(EncodeJpeg(clear.view(), 90), {});
  EXPECT_EQ(picture.image.samples()[0], 255);
}

TEST(ReadPicture, MissingEndMarkerIsRepaired) {
  std::string jpeg = SmallFile("halves.jpg");
  jpeg.resize(jpeg.size() - 2);
  const Picture picture = Read(jpeg);
  EXPECT_EQ(Name(picture.outcome), "repaired");
  EXPECT_TRUE(HasCode(picture, "jpeg.no_end"));
  EXPECT_EQ(picture.image, Read(SmallFile("halves.jpg")).image);
}

TEST(ReadPicture, CountsWhatLiesBehindThePicture) {
  for (const std::string name : {"halves.jpg", "three.png", "three.gif", "halves.webp"}) {
    const Picture picture = Read(SmallFile(name) + "PK\3\4 and more");
    EXPECT_EQ(Name(picture.outcome), "ok") << name;
    EXPECT_EQ(picture.header.at("trailing_bytes"), 13) << name;
  }
}

// ---- damage ----

TEST(ReadPicture, NoBeginningOfAFileIsTakenForTheFile) {
  for (const std::string name :
       {"halves.jpg", "progressive.jpg", "inks.jpg", "halves.webp", "halves.tif", "halves.bmp",
        "halves.heic", "halves.avif", "halves.jxl", "three.gif", "three.webp", "three.png"}) {
    const std::string whole = SmallFile(name);
    const media::Image image = Read(whole).image;
    for (std::size_t size = 1; size < whole.size(); ++size) {
      const Picture picture = Read(whole.substr(0, size));
      EXPECT_NE(Name(picture.outcome), "ok") << name << " cut to " << size;
      EXPECT_TRUE(picture.outcome != Outcome::kRepaired || picture.image == image)
          << name << " cut to " << size;
    }
  }
}

TEST(ReadPicture, DamageHasATypedOutcome) {
  struct Case {
    std::string file;
    std::string_view outcome;
    std::string_view code;
  };
  for (const Case& c :
       {Case{"bad_crc.png", "corrupt", "png.data"}, Case{"width_0.png", "unsupported", "size.zero"},
        Case{"bomb.gif", "bomb", "limit.pixels"},
        Case{"bomb_long_1x100000.png", "bomb", "limit.side"},
        Case{"icc_bomb.png", "ok", "limit.icc"}, Case{"itxt_bomb.png", "ok", "limit.metadata"}}) {
    const Picture picture = Read(SmallFile(c.file));
    EXPECT_EQ(Name(picture.outcome), c.outcome) << c.file;
    EXPECT_TRUE(HasCode(picture, c.code)) << c.file;
    EXPECT_EQ(picture.image.empty(), !IsDecided(picture.outcome)) << c.file;
  }
}

TEST(ReadPicture, TellsWhatItDoesNotDecode) {
  EXPECT_EQ(Name(Read("").outcome), "empty");
  EXPECT_EQ(Name(Read("<!DOCTYPE html><html>404</html>").outcome), "not_media");
  EXPECT_EQ(Name(Read("BM is how this letter starts, not a bitmap").outcome), "not_media");
  EXPECT_EQ(Name(Read("8BPS\0\1 and so on"sv).outcome), "unsupported");
  EXPECT_EQ(Read("8BPS\0\1 and so on"sv).media_type, "image/vnd.adobe.photoshop");
  EXPECT_EQ(Name(Read("<svg xmlns='http://www.w3.org/2000/svg'/>").outcome), "unsupported");
  EXPECT_EQ(Name(Read("\0\0\0\x18"
                      "ftypisom\0\0\0\0"sv)
                     .outcome),
            "unsupported");
}

// ---- limits ----

/// The 54 bytes before the rows of a bitmap without palette.
std::string BmpHeader(std::uint32_t width_px, std::uint32_t height_px, unsigned bits) {
  std::string header("BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0"sv);
  header.resize(54);
  for (std::size_t i = 0; i < 4; ++i) {
    header[18 + i] = static_cast<char>(width_px >> (8 * i));
    header[22 + i] = static_cast<char>(height_px >> (8 * i));
  }
  header[26] = 1;
  header[28] = static_cast<char>(bits);
  return header;
}

TEST(ReadPicture, LimitsIncludeTheirLastValue) {
  const std::string row(200 * 3, '\x55');
  EXPECT_EQ(Name(Read(BmpHeader(200, 1, 24) + row).outcome), "ok");
  EXPECT_EQ(Name(Read(BmpHeader(201, 1, 24) + row + "1234").outcome), "bomb");
  Options options;
  options.limits.pixels = 200;
  EXPECT_EQ(Name(Read(BmpHeader(200, 1, 24) + row, options).outcome), "ok");
  options.limits.pixels = 199;
  EXPECT_TRUE(HasCode(Read(BmpHeader(200, 1, 24) + row, options), "limit.pixels"));
}

TEST(ReadPicture, HugeHeadersCostNothing) {
  const Picture picture = Read(BmpHeader(10'000, 10'000, 24));
  EXPECT_EQ(Name(picture.outcome), "bomb");
  EXPECT_TRUE(HasCode(picture, "limit.ratio"));
  EXPECT_EQ(Name(Read(BmpHeader(0x7FFFFFFF, 0x7FFFFFFF, 24)).outcome), "bomb");
}

// ---- BMP ----

TEST(ReadPicture, ReadsBitmapsOfEveryDepth) {
  const auto first = [](const std::string& file) {
    const Picture picture = Read(file);
    EXPECT_EQ(Name(picture.outcome), "ok");
    if (picture.image.empty()) return std::string("nothing");
    return ToHex(picture.image.samples().first(6));
  };
  std::string indexed = BmpHeader(2, 1, 1);
  indexed[10] = 54 + 8;
  indexed += "\x01\x02\x03\0\x04\x05\x06\0"sv;
  EXPECT_EQ(first(indexed + "\x40\0\0\0"s), "030201060504");
  std::string four = indexed;
  four[28] = 4;
  EXPECT_EQ(first(four + "\x01\0\0\0"s), "030201060504");
  std::string eight = indexed;
  eight[28] = 8;
  EXPECT_EQ(first(eight + "\x01\0\0\0"s), "060504030201");
  EXPECT_EQ(first(BmpHeader(2, 1, 16) + "\x1f\x00\x00\x7c"s), "0000ffff0000");
  EXPECT_EQ(first(BmpHeader(2, 1, 24) + "\1\2\3\4\5\6\0\0"s), "030201060504");
  EXPECT_EQ(first(BmpHeader(2, 1, 32) + "\1\2\3\0\4\5\6\0"s), "030201060504");
  const auto top_down = static_cast<std::uint32_t>(-2);
  EXPECT_EQ(first(BmpHeader(1, top_down, 24) + "\1\2\3\0\4\5\6\0"s), "030201060504");
}

// Worked by hand: one run of three, an absolute run of three, an end of line, a jump, the end.
TEST(ReadPicture, ReadsRunLengthBitmaps) {
  std::string file = BmpHeader(6, 2, 8);
  file[10] = 54 + 8;
  file[30] = 1;
  file[46] = 2;
  file += "\0\0\0\0\xff\xff\xff\0"sv;
  const Picture picture = Read(file + "\3\1\0\3\0\1\0\0\0\0\0\2\4\0\2\1\0\1"s);
  ASSERT_EQ(Name(picture.outcome), "ok");
  std::string shown;
  for (std::size_t i = 0; i < 12; ++i) shown += picture.image.samples()[3 * i] == 255 ? '#' : '.';
  EXPECT_EQ(shown,
            "....##"
            "###.#.");
  EXPECT_EQ(Name(Read(file + "\7\1\0\1"s).outcome), "corrupt") << "a run over the edge";
}

}  // namespace
}  // namespace assay::codec
