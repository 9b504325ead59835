// SPDX-License-Identifier: Apache-2.0
#include "assay/core/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>

namespace assay {
namespace {

double FromBits(std::uint64_t bits) {
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// RFC 8785, appendix B.
TEST(Canonical, Rfc8785NumberSamples) {
  const std::vector<std::pair<std::uint64_t, std::string>> samples = {
      {0x0000000000000000, "0"},
      {0x8000000000000000, "0"},
      {0x0000000000000001, "5e-324"},
      {0x7fefffffffffffff, "1.7976931348623157e+308"},
      {0x4340000000000000, "9007199254740992"},
      {0x4430000000000000, "295147905179352830000"},
      {0x44b52d02c7e14af5, "9.999999999999997e+22"},
      {0x44b52d02c7e14af6, "1e+23"},
      {0x444b1ae4d6e2ef4e, "999999999999999700000"},
      {0x444b1ae4d6e2ef50, "1e+21"},
      {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
      {0x3eb0c6f7a0b5ed8d, "0.000001"},
      {0x41b3de4355555553, "333333333.3333332"},
      {0xbecbf647612f3696, "-0.0000033333333333333333"}};
  for (const auto& [bits, text] : samples) EXPECT_EQ(Canonical(Json(FromBits(bits))), text);
}

// RFC 8785, section 3.2.3: the sorting sample.
TEST(Canonical, Rfc8785SortsByUtf16CodeUnits) {
  const auto value = ParseJson(
      R"({"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"})");
  EXPECT_EQ(Canonical(value.value()),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\",\"\xC3\xB6\":"
            "\"Latin Small Letter O With Diaeresis\",\"\xE2\x82\xAC\":\"Euro Sign\","
            "\"\xF0\x9F\x98\x80\":\"Emoji: Grinning Face\",\"\xEF\xAC\xB3\":"
            "\"Hebrew Letter Dalet With Dagesh\"}");
}

// RFC 8785, section 3.2.2.2.
TEST(Canonical, EscapesWhatMustBeEscapedAndNothingElse) {
  EXPECT_EQ(Canonical(Json("\xE2\x82\xAC$\x0F\nA'B\"\\\\\"/")),
            "\"\xE2\x82\xAC$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
}

TEST(ParseJson, RefusesWhatTwoReadersWouldReadDifferently) {
  EXPECT_EQ(ParseJson(R"({"a":1,"a":2})").error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(ParseJson(R"({"a":1e999})").error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(ParseJson("{\"a\":\"\xFF\"}").error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(ParseJson("{} x").error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(ParseJson("").error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(ParseJson(R"([{"a":1},{"a":1}])").value().size(), 2U);
}

TEST(ParseJson, StopsAtItsLimits) {
  const std::string deep = std::string(65, '[') + std::string(65, ']');
  EXPECT_EQ(ParseJson(deep).error().code, ErrorCode::kExhausted);
  EXPECT_TRUE(ParseJson(deep.substr(1, 128)).ok());
  EXPECT_EQ(ParseJson("[1,2]", {.bytes = 4}).error().code, ErrorCode::kExhausted);
}

TEST(StringOr, IsForgivingAboutShape) {
  EXPECT_EQ(StringOr(Json{{"a", "b"}}, "a"), "b");
  EXPECT_EQ(StringOr(Json{{"a", 1}}, "a", "none"), "none");
  EXPECT_EQ(StringOr(Json::array(), "a", "none"), "none");
}

}  // namespace
}  // namespace assay
