// SPDX-License-Identifier: Apache-2.0
//
// PNG files made here, filter by filter, from known samples.
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "assay/codec/png_internal.h"
#include "assay/codec/test_files_internal.h"

namespace assay::codec {
namespace {

constexpr std::uint32_t kWidth_px = 37;
constexpr std::uint32_t kHeight_px = 11;

std::string BigEndian32(std::uint32_t number) {
  std::string bytes;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(number >> shift);
  return bytes;
}

std::string Chunk(const std::string& type, const std::string& body) {
  const std::string covered = type + body;
  const auto sum = crc32_z(0, AsBytes(covered).data(), covered.size());
  return BigEndian32(static_cast<std::uint32_t>(body.size())) + covered +
         BigEndian32(static_cast<std::uint32_t>(sum));
}

std::string Deflated(const std::string& text, int window_bits = 15) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  Bytes in(text.begin(), text.end());
  Bytes out(deflateBound(&stream, in.size()));
  stream.next_in = in.data();
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return std::string(AsText(out));
}

/// Steps, flats and noise, so that each of the predictions wins somewhere.
Bytes Samples(std::uint32_t channels) {
  Bytes samples;
  std::uint32_t noise = 1;
  for (std::uint32_t i = 0; i < kWidth_px * kHeight_px * channels; ++i) {
    noise = noise * 1664525U + 1013904223U;
    samples.push_back(static_cast<std::uint8_t>(i % 5 < 2 ? noise >> 24U : i / 3));
  }
  return samples;
}

int Predicted(int filter, int left, int above, int corner) {
  const int near = left + above - corner;
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) / 2;
    case 4:
      if (std::abs(near - left) <= std::abs(near - above) &&
          std::abs(near - left) <= std::abs(near - corner))
        return left;
      return std::abs(near - above) <= std::abs(near - corner) ? above : corner;
    default:
      return 0;
  }
}

/// Row y has filter (first + y) % 5.
std::string Filtered(const Bytes& samples, std::uint32_t channels, std::uint32_t first) {
  const std::size_t row = std::size_t{kWidth_px} * channels;
  std::string bytes;
  for (std::size_t y = 0; y < kHeight_px; ++y) {
    const int filter = static_cast<int>((first + y) % 5);
    bytes += static_cast<char>(filter);
    const auto at = [&](std::size_t x, std::size_t back, bool up) -> int {
      if (x < back || (up && y == 0)) return 0;
      return samples[(y - (up ? 1 : 0)) * row + x - back];
    };
    for (std::size_t x = 0; x < row; ++x)
      bytes +=
          static_cast<char>(at(x, 0, false) - Predicted(filter, at(x, channels, false),
                                                        at(x, 0, true), at(x, channels, true)));
  }
  return bytes;
}

std::string Header(std::uint32_t channels) {
  const char type = channels == 1 ? '\0' : channels == 3 ? '\2' : '\6';
  const std::string shape = BigEndian32(kWidth_px) + BigEndian32(kHeight_px) + '\x8';
  return "\x89PNG\r\n\x1a\n" + Chunk("IHDR", shape + type + std::string(3, '\0'));
}

const std::string kEnd = Chunk("IEND", "");

/// In two parts, with something that changes nothing around them.
std::string File(std::uint32_t channels, const std::string& stream) {
  return Header(channels) + Chunk("tIME", "7654321") + Chunk("IDAT", stream.substr(0, 100)) +
         Chunk("IDAT", stream.substr(100)) + Chunk("tEXt", std::string("a\0b", 3)) + kEnd;
}

std::optional<media::Image> Plain(const std::string& file) {
  Draft draft(AsBytes(file), {});
  if (!ReadPngChunks(draft)) return std::nullopt;
  return ReadPlainPng(draft);
}

TEST(PlainPng, EveryFilterAfterEveryOther) {
  for (const std::uint32_t channels : {1U, 3U, 4U}) {
    const Bytes samples = Samples(channels);
    for (std::uint32_t first = 0; first < 5; ++first) {
      const auto image = Plain(File(channels, Deflated(Filtered(samples, channels, first))));
      ASSERT_TRUE(image) << channels << " " << first;
      EXPECT_TRUE(std::ranges::equal(image->samples(), samples)) << channels << " " << first;
    }
  }
}

TEST(PlainPng, LeavesAllElseToLibpng) {
  const std::string rows = Filtered(Samples(3), 3, 0);
  const std::string stream = Deflated(rows);
  ASSERT_TRUE(Plain(Header(3) + Chunk("IDAT", stream) + kEnd));
  std::string wrong_filter = rows;
  wrong_filter[0] = 5;
  std::string wrong_sum = stream;
  wrong_sum.back() = static_cast<char>(wrong_sum.back() + 1);
  std::string wrong_crc = Chunk("IDAT", stream);
  wrong_crc.back() = static_cast<char>(wrong_crc.back() + 1);
  const std::vector<std::string> bodies = {
      Chunk("IDAT", Deflated(wrong_filter)),
      Chunk("IDAT", wrong_sum),
      wrong_crc,
      Chunk("IDAT", Deflated(rows + "x")),
      Chunk("IDAT", Deflated(rows.substr(1))),
      Chunk("IDAT", stream + "x"),
      Chunk("IDAT", stream.substr(0, 100)) + Chunk("tIME", "7654321") +
          Chunk("IDAT", stream.substr(100)),
      Chunk("tRNS", std::string(6, '\0')) + Chunk("IDAT", stream),
      Chunk("PLTE", std::string(3, '\0')) + Chunk("IDAT", stream),
      Chunk("IDAT", stream) + Chunk("QQQQ", ""),
      Chunk("IDAT", stream) + Chunk("a_ab", ""),
      Chunk("IDAT", Deflated(rows, 9)),  // fewer bytes to look back on than rows has
      "",
  };
  for (std::size_t i = 0; i < bodies.size(); ++i)
    EXPECT_FALSE(Plain(Header(3) + bodies[i] + kEnd)) << i;
  EXPECT_FALSE(Plain(Header(3) + Chunk("IDAT", stream)));
  EXPECT_FALSE(Plain(Header(3) + Chunk("IDAT", stream) + Chunk("IEND", "x")));
}

TEST(PlainPng, GivesWhatLibpngGives) {
  if (SharedData().empty()) GTEST_SKIP() << "ASSAY_SHARED_DATA is not set";
  int plain = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(SharedData() + "/media/images")) {
    if (entry.path().extension() != ".png") continue;
    const std::string bytes = ReadTestFile(entry.path());
    const auto image = Plain(bytes);
    if (!image) continue;
    Draft draft(AsBytes(bytes), {});
    ASSERT_TRUE(ReadPngChunks(draft));
    ReadPngByRows(draft);
    EXPECT_EQ(draft.picture.outcome, Outcome::kOk) << entry.path();
    EXPECT_TRUE(std::ranges::equal(image->samples(), draft.picture.image.samples()))
        << entry.path();
    ++plain;
  }
  EXPECT_GE(plain, 5);
}

}  // namespace
}  // namespace assay::codec
