// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/address.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace assay::markup {
namespace {

struct Example {
  const char* reference;
  const char* target;
};

constexpr const char* kBase = "http://a/b/c/d;p?q";

TEST(Address, Rfc3986Section5_4_1NormalExamples) {
  constexpr std::array kExamples = {Example{"g:h", "g:h"},
                                    Example{"g", "http://a/b/c/g"},
                                    Example{"./g", "http://a/b/c/g"},
                                    Example{"g/", "http://a/b/c/g/"},
                                    Example{"/g", "http://a/g"},
                                    Example{"//g", "http://g"},
                                    Example{"?y", "http://a/b/c/d;p?y"},
                                    Example{"g?y", "http://a/b/c/g?y"},
                                    Example{"#s", "http://a/b/c/d;p?q#s"},
                                    Example{"g#s", "http://a/b/c/g#s"},
                                    Example{"g?y#s", "http://a/b/c/g?y#s"},
                                    Example{";x", "http://a/b/c/;x"},
                                    Example{"g;x", "http://a/b/c/g;x"},
                                    Example{"g;x?y#s", "http://a/b/c/g;x?y#s"},
                                    Example{"", "http://a/b/c/d;p?q"},
                                    Example{".", "http://a/b/c/"},
                                    Example{"./", "http://a/b/c/"},
                                    Example{"..", "http://a/b/"},
                                    Example{"../", "http://a/b/"},
                                    Example{"../g", "http://a/b/g"},
                                    Example{"../..", "http://a/"},
                                    Example{"../../", "http://a/"},
                                    Example{"../../g", "http://a/g"}};
  for (const Example& example : kExamples)
    EXPECT_EQ(ResolveAddress(kBase, example.reference), example.target) << example.reference;
}

TEST(Address, Rfc3986Section5_4_2AbnormalExamples) {
  constexpr std::array kExamples = {Example{"../../../g", "http://a/g"},
                                    Example{"../../../../g", "http://a/g"},
                                    Example{"/./g", "http://a/g"},
                                    Example{"/../g", "http://a/g"},
                                    Example{"g.", "http://a/b/c/g."},
                                    Example{".g", "http://a/b/c/.g"},
                                    Example{"g..", "http://a/b/c/g.."},
                                    Example{"..g", "http://a/b/c/..g"},
                                    Example{"./../g", "http://a/b/g"},
                                    Example{"./g/.", "http://a/b/c/g/"},
                                    Example{"g/./h", "http://a/b/c/g/h"},
                                    Example{"g/../h", "http://a/b/c/h"},
                                    Example{"g;x=1/./y", "http://a/b/c/g;x=1/y"},
                                    Example{"g;x=1/../y", "http://a/b/c/y"},
                                    Example{"g?y/./x", "http://a/b/c/g?y/./x"},
                                    Example{"g?y/../x", "http://a/b/c/g?y/../x"},
                                    Example{"g#s/./x", "http://a/b/c/g#s/./x"},
                                    Example{"g#s/../x", "http://a/b/c/g#s/../x"},
                                    Example{"http:g", "http:g"}};
  for (const Example& example : kExamples)
    EXPECT_EQ(ResolveAddress(kBase, example.reference), example.target) << example.reference;
}

TEST(Address, WithoutAnAbsoluteBaseARelativeReferenceNamesNothing) {
  EXPECT_EQ(ResolveAddress("", "/p.jpg"), "");
  EXPECT_EQ(ResolveAddress("/a/b", "p.jpg"), "");
  EXPECT_EQ(ResolveAddress("", "https://x.example/p.jpg"), "https://x.example/p.jpg");
}

TEST(Address, WhiteSpaceOfHtmlDoesNotCount) {
  EXPECT_EQ(ResolveAddress("https://x.example/", " \n/a\n b.jpg\t"), "https://x.example/a b.jpg");
  EXPECT_EQ(ResolveAddress("https://x.example", "p.jpg"), "https://x.example/p.jpg");
}

TEST(Address, EqualAddressesHaveOneForm) {
  EXPECT_EQ(NormalAddress("HTTPS://WWW.Example.COM:443/%7euser/a%2fb/../c?x=%41#top"),
            "https://www.example.com/~user/c?x=A");
  EXPECT_EQ(NormalAddress("http://example.com"), "http://example.com/");
  EXPECT_EQ(NormalAddress("http://example.com:8080/a b\xC3\xA9"),
            "http://example.com:8080/a%20b%C3%A9");
  EXPECT_EQ(NormalAddress(NormalAddress("http://e/%zz%")), NormalAddress("http://e/%zz%"));
  EXPECT_NE(NormalAddress("http://e/p.jpg"), NormalAddress("https://e/p.jpg"));
  EXPECT_NE(NormalAddress("http://e/p.jpg?1"), NormalAddress("http://e/p.jpg?2"));
}

TEST(Address, ManyDotsTakeLinearTime) {
  std::string path = "/";
  for (int i = 0; i < 300'000; ++i) path += "a/../";
  EXPECT_EQ(ResolveAddress("http://e/", path), "http://e/");
}

}  // namespace
}  // namespace assay::markup
