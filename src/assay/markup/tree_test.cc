// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/tree.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::markup {
namespace {

Error Refusal(std::string_view xml, const XmlLimits& limits = {}) {
  const auto tree = ReadXml(AsBytes(xml), limits);
  return tree.ok() ? Error{ErrorCode::kCancelled, "was read"} : tree.error();
}

TEST(Xml, ElementsHaveNamesNamespacesAttributesAndTheirOwnText) {
  const auto tree = ReadXml(
      AsBytes("<?xml version='1.0'?>\n<a xmlns='u:a' xmlns:b='u:b' x='1&amp;2' b:x='3'>t&lt;<b:c/>"
              "<![CDATA[<d>]]><!-- no --> &#233;</a>"));
  ASSERT_TRUE(tree.ok()) << tree.error().what;
  ASSERT_EQ(tree.value().elements.size(), 2U);
  const Element& root = tree.value().elements[0];
  EXPECT_EQ(root.name, "a");
  EXPECT_EQ(root.space, "u:a");
  EXPECT_EQ(root.text, "t<<d> \xC3\xA9");
  EXPECT_EQ(root.line, 2U);
  EXPECT_EQ(root.Attribute("x"), "1&2");
  EXPECT_FALSE(root.Has("y"));
  EXPECT_EQ(root.attributes.at(1), (XmlAttribute{"x", "u:b", "3"}));
  EXPECT_EQ(root.children, std::vector<std::uint32_t>{1});
  EXPECT_EQ(tree.value().elements[1].space, "u:b");
}

TEST(Xml, WhatIsNotWellFormedIsRefusedWithItsLine) {
  for (const std::string_view xml : {"", "text", "<a>", "<a></b>", "<a>&nbsp;</a>", "<a x=1/>",
                                     "<a/><b/>", "<a>\xFF</a>", "<a x='1' x='2'/>", "<:/>"}) {
    EXPECT_EQ(Refusal(xml).code, ErrorCode::kCorrupt) << xml;
  }
  EXPECT_NE(Refusal("<a>\n\n</b>").what.find("line 3"), std::string::npos);
}

// Bombs: neither expands, whatever the order of their declarations.
TEST(Xml, EntitiesOfItsOwnAreRefused) {
  std::string laughs = "<!DOCTYPE l [<!ENTITY a0 'ha'>";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "&a" + std::to_string(i - 1) + ";";
    laughs += "<!ENTITY a" + std::to_string(i) + " '" + before + before + before + "'>";
  }
  EXPECT_EQ(Refusal(laughs + "]><l>&a29;</l>").code, ErrorCode::kUnsupported);
  EXPECT_EQ(Refusal("<!DOCTYPE l [<!ENTITY % p SYSTEM 'file:///etc/passwd'>%p;]><l/>").code,
            ErrorCode::kUnsupported);
  EXPECT_EQ(Refusal("<!DOCTYPE l [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><l>&x;</l>").code,
            ErrorCode::kUnsupported);
}

TEST(Xml, AnOutsideDtdIsNotLoadedAndItsEntitiesAreUnknown) {
  const std::string doctype = "<!DOCTYPE a SYSTEM 'file:///etc/passwd'>";
  EXPECT_TRUE(ReadXml(AsBytes(doctype + "<a>b</a>")).ok());
  EXPECT_EQ(Refusal(doctype + "<a>&x;</a>").code, ErrorCode::kCorrupt);
}

TEST(Xml, EncodingsAreReadOrRefused) {
  const std::string wide("\xFF\xFE<\0a\0>\0\xE9\0<\0/\0a\0>\0", 18);
  EXPECT_EQ(ReadXml(AsBytes(wide)).value().elements[0].text, "\xC3\xA9");
  const std::string latin = "<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>";
  EXPECT_EQ(ReadXml(AsBytes(latin)).value().elements[0].text, "\xC3\xA9");
  EXPECT_EQ(ReadXml(AsBytes("\xEF\xBB\xBF<a>\xC3\xA9</a>")).value().elements[0].text, "\xC3\xA9");
  EXPECT_EQ(Refusal("<?xml version='1.0' encoding='Shift_JIS'?><a/>").code,
            ErrorCode::kUnsupported);
}

TEST(Xml, LimitsHold) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_EQ(Refusal(deep).code, ErrorCode::kExhausted);
  EXPECT_EQ(Refusal("<a><b/><b/></a>", {.elements = 2}).code, ErrorCode::kExhausted);
  EXPECT_EQ(Refusal("<a x='1' y='2'/>", {.attributes = 1}).code, ErrorCode::kExhausted);
  EXPECT_EQ(Refusal("<a></a>", {.bytes = 6}).code, ErrorCode::kExhausted);
}

}  // namespace
}  // namespace assay::markup
