// SPDX-License-Identifier: Apache-2.0
#include "assay/core/bytes.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace assay {
namespace {

using namespace std::string_view_literals;

// RFC 4648, section 10.
TEST(Base64, Rfc4648TestVectors) {
  EXPECT_EQ(ToBase64(AsBytes("")), "");
  EXPECT_EQ(ToBase64(AsBytes("f")), "Zg==");
  EXPECT_EQ(ToBase64(AsBytes("fo")), "Zm8=");
  EXPECT_EQ(ToBase64(AsBytes("foobar")), "Zm9vYmFy");
  EXPECT_EQ(AsText(FromBase64("Zm9vYmE=").value()), "fooba");
}

TEST(Base64, RefusesEverySecondSpellingOfTheSameBytes) {
  for (const auto text : {"Zh=="sv, "Zm9="sv, "Zg"sv, "Zg= "sv,
                          "Zg=="
                          "\n"sv,
                          "Z-=="sv, "="sv, "===="sv, "Zg==Zg=="sv}) {
    EXPECT_FALSE(FromBase64(text).ok()) << text;
  }
}

TEST(Hex, RoundTripsAndRefusesOddLengthsAndForeignDigits) {
  EXPECT_EQ(ToHex(AsBytes("\x00\xff"sv)), "00ff");
  EXPECT_EQ(AsText(FromHex("00FF").value()), "\x00\xff"sv);
  EXPECT_FALSE(FromHex("0").ok());
  EXPECT_FALSE(FromHex("0g").ok());
}

// Unicode 15.0, table 3-7: each line breaks one row of it.
TEST(Utf8, AcceptsWellFormedSequencesOnly) {
  for (const auto text : {"a"sv, "\xC3\xA9"sv, "\xE2\x82\xAC"sv, "\xF0\x9F\x98\x80"sv, "\0"sv}) {
    EXPECT_TRUE(IsUtf8(text));
  }
  for (const auto text : {"\x80"sv, "\xC0\xAF"sv, "\xC1\xBF"sv, "\xE0\x80\x80"sv, "\xED\xA0\x80"sv,
                          "\xF0\x80\x80\x80"sv, "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv,
                          "\xE2\x82"sv, "\xE2\x28\xA1"sv}) {
    EXPECT_FALSE(IsUtf8(text)) << ToHex(AsBytes(text));
  }
}

TEST(Utf8, ReplacesBadBytesAndCutsBetweenCharacters) {
  EXPECT_EQ(ToUtf8("a\xFFz", 100), "a\xEF\xBF\xBDz");
  EXPECT_EQ(ToUtf8("\xE2\x82\xAC\xE2\x82\xAC", 5), "\xE2\x82\xAC");
  EXPECT_EQ(ToUtf8("plain", 5), "plain");
}

TEST(Printable, ShowsControlsAndBidirectionalOverridesInsteadOfObeyingThem) {
  EXPECT_EQ(ToPrintable("a\x1b[31m\n"), "a\\x1b[31m\\x0a");
  EXPECT_EQ(ToPrintable("gpj.\xE2\x80\xAE"
                        "exe"),
            "gpj.\\u202eexe");
  EXPECT_EQ(ToPrintable("\xFF"), "\\xff");
  EXPECT_EQ(ToPrintable("\xC3\xA9t\xC3\xA9"), "\xC3\xA9t\xC3\xA9");
}

TEST(Text, TrimsAndLowersAsciiOnly) {
  EXPECT_EQ(Trim(" \t a b\n"), "a b");
  EXPECT_EQ(Trim(" \n"), "");
  EXPECT_EQ(ToLowerAscii("ABC\xC3\x89"), "abc\xC3\x89");
}

}  // namespace
}  // namespace assay
