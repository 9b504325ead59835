// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/content_coding.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "assay/acquire/test_server_internal.h"

namespace assay::acquire {
namespace {

using internal::Coded;
using internal::kGzip;
using internal::kRaw;
using internal::kZlib;

struct Decoded {
  Decoding decoding = Decoding::kOpen;
  std::string text;

  bool operator==(const Decoded&) const = default;
};

/// Decodes `coded`, given in pieces of so many bytes.
Decoded Decode(Coding coding, std::string_view coded, std::size_t piece_bytes = 1U << 20U,
               DecodeLimits limits = {}) {
  ContentDecoder decoder(coding, limits);
  for (std::size_t at = 0; at < coded.size(); at += piece_bytes)
    decoder.Add(AsBytes(coded.substr(at, piece_bytes)));
  const Decoding decoding = decoder.Finish();
  return {decoding, std::string(AsText(decoder.TakeContent()))};
}

/// Text that does not fit into one block of the decoder.
std::string LongText() {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i * 7919) + ' ';
  return text;
}

Coding CodingOfValues(const std::vector<std::string>& values) {
  std::vector<rights::HeaderLine> headers = {{"Content-Type", "gzip"}};
  for (const std::string& value : values) headers.push_back({"CONTENT-Encoding", value});
  return CodingOf(headers);
}

TEST(CodingOf, NamesInAnyCaseAndIdentityIsNone) {
  EXPECT_EQ(CodingOfValues({}), Coding::kNone);
  EXPECT_EQ(CodingOfValues({""}), Coding::kNone);
  EXPECT_EQ(CodingOfValues({"identity"}), Coding::kNone);
  EXPECT_EQ(CodingOfValues({"GZip"}), Coding::kGzip);
  EXPECT_EQ(CodingOfValues({"x-gzip, identity"}), Coding::kGzip);
  EXPECT_EQ(CodingOfValues({" deflate "}), Coding::kDeflate);
}

TEST(CodingOf, OthersAndChainsAreUnknown) {
  EXPECT_EQ(CodingOfValues({"br"}), Coding::kUnknown);
  EXPECT_EQ(CodingOfValues({"gzip, gzip"}), Coding::kUnknown);
  EXPECT_EQ(CodingOfValues({"gzip", "deflate"}), Coding::kUnknown);
  EXPECT_EQ(CodingOfValues({"gzipped"}), Coding::kUnknown);
}

TEST(ContentDecoder, GivesTheTextInPiecesOfAnySize) {
  const std::string text = LongText();
  for (const std::size_t piece_bytes : {1U, 7U, 16384U, 1U << 20U}) {
    EXPECT_EQ(Decode(Coding::kGzip, Coded(text, kGzip), piece_bytes),
              (Decoded{Decoding::kEnded, text}));
    EXPECT_EQ(Decode(Coding::kDeflate, Coded(text, kZlib), piece_bytes),
              (Decoded{Decoding::kEnded, text}));
    EXPECT_EQ(Decode(Coding::kDeflate, Coded(text, kRaw), piece_bytes),
              (Decoded{Decoding::kEnded, text}));
  }
}

TEST(ContentDecoder, ReadsEveryMemberAndIgnoresPadding) {
  const std::string two = Coded("one ", kGzip) + Coded("two", kGzip);
  for (const std::size_t piece_bytes : {1U, 1000U}) {
    EXPECT_EQ(Decode(Coding::kGzip, two, piece_bytes), (Decoded{Decoding::kEnded, "one two"}));
    EXPECT_EQ(Decode(Coding::kGzip, two + std::string(100, '\0'), piece_bytes),
              (Decoded{Decoding::kEnded, "one two"}));
  }
}

TEST(ContentDecoder, AStreamThatIsCutOrNoneIsDamaged) {
  const std::string coded = Coded("a text that is long enough", kGzip);
  EXPECT_EQ(Decode(Coding::kGzip, coded.substr(0, coded.size() - 1)).decoding, Decoding::kDamaged);
  EXPECT_EQ(Decode(Coding::kGzip, "<html>").decoding, Decoding::kDamaged);
  EXPECT_EQ(Decode(Coding::kGzip, "").decoding, Decoding::kDamaged);
  EXPECT_EQ(Decode(Coding::kDeflate, "x").decoding, Decoding::kDamaged);
  std::string wrong_sum = coded;
  wrong_sum[coded.size() - 5] = static_cast<char>(wrong_sum[coded.size() - 5] ^ 1);
  EXPECT_EQ(Decode(Coding::kGzip, wrong_sum).decoding, Decoding::kDamaged);
}

TEST(ContentDecoder, KeepsNoMoreThanTheLimit) {
  const std::string coded = Coded(std::string(1000, 'a'), kGzip);
  EXPECT_EQ(Decode(Coding::kGzip, coded, 1000, {.bytes = 1000}),
            (Decoded{Decoding::kEnded, std::string(1000, 'a')}));
  EXPECT_EQ(Decode(Coding::kGzip, coded, 1000, {.bytes = 999}),
            (Decoded{Decoding::kTooLarge, std::string(999, 'a')}));
}

TEST(ContentDecoder, ABombIsLeftAtTheRatioLongBeforeTheLimit) {
  const std::string bomb = Coded(std::string(32U << 20U, '\0'), kGzip);
  const Decoded decoded = Decode(Coding::kGzip, bomb, 512, {.bytes = 64U << 20U, .ratio = 100});
  EXPECT_EQ(decoded.decoding, Decoding::kTooLarge);
  EXPECT_LT(decoded.text.size(), 2U << 20U);
}

TEST(ContentDecoder, ASmallTextMayShrinkAsMuchAsItLikes) {
  const std::string text(kRatioFrom_bytes, 'a');
  EXPECT_EQ(Decode(Coding::kGzip, Coded(text, kGzip), 100, {.ratio = 2}).decoding,
            Decoding::kEnded);
}

TEST(UnpackGzip, ReadsAFileOfAnyNumberOfMembers) {
  const std::string one = Coded("one ", kGzip);
  const std::string text = one + Coded("two", kGzip);
  ASSERT_TRUE(IsGzip(AsBytes(text)));
  EXPECT_EQ(AsText(UnpackGzip(AsBytes(text), {}).value()), "one two");
}

TEST(UnpackGzip, NothingElseBeginsAsGzip) {
  for (const std::string_view other : {"", "\x1F\x8B", "<urlset>", "\x1F\x9D\x08"})
    EXPECT_FALSE(IsGzip(AsBytes(other)));
}

TEST(UnpackGzip, RefusesAPartAndWhatGrowsBeyondTheLimit) {
  const std::string whole = Coded(LongText(), kGzip);
  const auto part = UnpackGzip(AsBytes(std::string_view(whole).substr(0, whole.size() - 9)), {});
  EXPECT_EQ(part.error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(UnpackGzip(AsBytes(whole), {.bytes = 1000}).error().code, ErrorCode::kExhausted);
}

}  // namespace
}  // namespace assay::acquire
