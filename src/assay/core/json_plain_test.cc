// SPDX-License-Identifier: Apache-2.0
#include "assay/core/json_plain_internal.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::internal {
namespace {

constexpr std::size_t kDepth = 3;

/// As text; "none" where it is left to the strict parser.
std::string Read(std::string_view text) {
  const auto value = ReadPlainJson(text, kDepth);
  return value ? value->dump() : "none";
}

// Oracle: the parser of the library, with default settings.
TEST(ReadPlainJson, ReadsWhatTheLibraryReads) {
  for (const std::string text :
       {R"({})", R"([])",
        R"( { "b" : [ 1 , -2 , 3.5 , 1e3 , 0 , -0 , -0.0 , 18446744073709551615 ] } )",
        R"({"b":1,"a":{"c":[true,false,null]}})", R"("\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\u0000")",
        "\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\x7F\"", "\t[\r\n1e-7,2E+3,0.1]\n", R"("")",
        R"(-9223372036854775808)", R"([[[]]])"}) {
    EXPECT_EQ(Read(text), Json::parse(text).dump()) << text;
    EXPECT_EQ(ReadPlainJson(text, kDepth), Json::parse(text)) << text;
  }
}

TEST(ReadPlainJson, DeclinesWhatIsWrongOrNeedsMoreThought) {
  for (const std::string text : {R"()",
                                 R"( )",
                                 R"({)",
                                 R"([)",
                                 R"([1)",
                                 R"([1,])",
                                 R"({"a"})",
                                 R"({"a":})",
                                 R"({"a":1,})",
                                 R"({"a":1,"a":2})",
                                 R"({a:1})",
                                 R"(01)",
                                 R"(-)",
                                 R"(1.)",
                                 R"(.5)",
                                 R"(1e)",
                                 R"(+1)",
                                 R"(1 2)",
                                 R"(tru)",
                                 R"(nul)",
                                 R"("a)",
                                 R"("\x")",
                                 R"("\u12)",
                                 R"("\u12g4")",
                                 R"("\u+123")",
                                 R"("\u-123")",
                                 R"("\ud83d\ude00")",
                                 R"("\ud83d")",
                                 "\"\n\"",
                                 "\"\xC3\"",
                                 "\xEF\xBB\xBF{}",
                                 R"(18446744073709551616)",
                                 R"(-9223372036854775809)",
                                 R"(1e400)",
                                 R"(NaN)",
                                 R"([[[[]]]])",
                                 R"({"a":{"a":{"a":{}}}})",
                                 R"(/**/1)"}) {
    EXPECT_EQ(Read(text), "none") << text;
  }
}

TEST(ReadPlainJson, DepthIsThatOfTheInnermostAndNotACount) {
  EXPECT_NE(Read("[[[]],[[]],[[]],[[]]]"), "none");
  EXPECT_NE(Read(R"([{"a":[]},{"a":[]}])"), "none");
}

}  // namespace
}  // namespace assay::internal
