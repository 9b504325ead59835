// SPDX-License-Identifier: Apache-2.0
//
// Our reading of HTML against gumbo's, a whole HTML 5 parser: the same links and metas, in the same
// order, inside the same figures, on pages made of pieces in every order.
#include <gtest/gtest.h>
#include <gumbo.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "assay/markup/page.h"

namespace assay::markup {
namespace {

/// "tag address inside-figure", one for each link, meta and caption.
using Lines = std::vector<std::string>;

std::string Value(const GumboElement& element, const char* name) {
  const GumboAttribute* const found = gumbo_get_attribute(&element.attributes, name);
  return found == nullptr ? "" : std::string(Trim(found->value));
}

std::string Line(const std::string& what, const std::string& value, bool is_in_figure) {
  return what + " " + value + (is_in_figure ? " figure" : "");
}

/// Pages here are small: the tree may be walked by recursion.
void Walk(const GumboNode& node, bool is_in_figure, Lines& lines) {
  if (node.type != GUMBO_NODE_ELEMENT) return;  // templates are a type of their own
  const GumboElement& element = node.v.element;
  const bool is_html = element.tag_namespace == GUMBO_NAMESPACE_HTML;
  if (is_html && element.tag == GUMBO_TAG_A && gumbo_get_attribute(&element.attributes, "href"))
    lines.push_back(Line("a", Value(element, "href"), is_in_figure));
  if (is_html && element.tag == GUMBO_TAG_IMG)
    lines.push_back(Line("img", Value(element, "src"), is_in_figure));
  if (is_html && element.tag == GUMBO_TAG_META)
    lines.push_back(Line("meta", Value(element, "content"), false));
  is_in_figure = is_in_figure || (is_html && element.tag == GUMBO_TAG_FIGURE);
  for (unsigned i = 0; i < element.children.length; ++i)
    Walk(*static_cast<const GumboNode*>(element.children.data[i]), is_in_figure, lines);
}

Lines Gumbo(const std::string& html) {
  GumboOutput* const output =
      gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size());
  Lines lines;
  Walk(*output->root, false, lines);
  gumbo_destroy_output(&kGumboDefaultOptions, output);
  std::ranges::sort(lines);
  return lines;
}

Lines Ours(const std::string& html) {
  const auto page = ReadPage(AsBytes(html));
  Lines lines;
  for (const Link& link : page.value().links)
    lines.push_back(Line(link.tag, link.address, link.figure >= 0));
  for (const Meta& meta : page.value().metas) lines.push_back(Line("meta", meta.content, false));
  std::ranges::sort(lines);
  return lines;
}

/// A made-up sequence that is the same on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 2654435761U + 1) {}
  std::size_t Roll(std::size_t sides) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::size_t>((state_ >> 33U) % sides);
  }

 private:
  std::uint64_t state_;
};

// Without "</>": after it gumbo 0.10.1 loses the end of an <svg>.
std::string Made(std::uint64_t seed, int pieces) {
  constexpr std::array<std::string_view, 39> kPieces = {"<p>",
                                                        "</p>",
                                                        "<div>",
                                                        "</div>",
                                                        "<figure>",
                                                        "</figure>",
                                                        "<figcaption>",
                                                        "</figcaption>",
                                                        "<b>",
                                                        "</b>",
                                                        "<span>",
                                                        "</span>",
                                                        "<ul><li>",
                                                        "<li>",
                                                        "</ul>",
                                                        "<h2>",
                                                        "</h2>",
                                                        "<section>",
                                                        "</section>",
                                                        "<!-- <img src=no> -->",
                                                        "<script>'<img src=no>'</script>",
                                                        "<style><img src=no></style>",
                                                        "<template><img src=no></template>",
                                                        "text &amp; more ",
                                                        "<svg><path d=x /></svg>",
                                                        "<br>",
                                                        "<dl><dt>",
                                                        "<dd>",
                                                        "</dl>",
                                                        "<button>",
                                                        "</button>",
                                                        "<blockquote>",
                                                        "</blockquote>",
                                                        "<textarea><img src=no></textarea>",
                                                        "<?x <img src=no>",
                                                        "< p>",
                                                        "<i>",
                                                        "</i>",
                                                        "<form>"};
  Dice dice(seed);
  std::string html = "<!doctype html><body>";
  for (int i = 0; i < pieces; ++i) {
    const std::string number = std::to_string(i);
    html += kPieces[dice.Roll(kPieces.size())];
    const std::size_t kind = dice.Roll(4);
    if (kind == 0) html += "<img src=i" + number + ">";
    if (kind == 1) html += "<a href='?a" + number + "&copy;=1'>t</a>";
    if (kind == 2 && dice.Roll(4) == 0) html += "<meta name=robots content=m" + number + ">";
  }
  return html;
}

TEST(Oracle, MadePagesAreReadAlike) {
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    const std::string html = Made(seed, 4 + static_cast<int>(seed % 60));
    ASSERT_EQ(Ours(html), Gumbo(html)) << html;
  }
}

TEST(Oracle, TagSoupIsReadAlike) {
  for (const char* html :
       {"<img src=a/b ><img/src=c><img src='d'e=f>",
        "<a href=1>x<a href=2>y</a>",
        "<table><tr><td><img src=1><figure><td><img src=2></table><img src=3>",
        "<figure><table><tr><td><img src=1></figure><img src=2></table><img src=3>",
        "<svg><title><img src=1></title><desc><img src=2></desc></svg><img src=3>",
        "<svg><foreignObject><img src=1></foreignObject><image src=2></svg><image src=3>",
        "<svg><figure><img src=1></figure><img src=2>",
        "<math><mi><img src=1></mi></math>",
        "<svg><style><img src=1></style></svg>",
        "<svg><![CDATA[<img src=1>]]><img src=2>",
        "<![CDATA[<img src=1>]]>",
        "<figure><p></figure><img src=1>",
        "<figure><button></figure><img src=1>",
        "<button><figure></button><img src=1>",
        "<a href=\"x\n y\t\">t</a>",
        "<a href=x&amp>t</a><a href=&ampx>t</a>",
        "<plaintext><img src=1>",
        "<noscript><img src=1></noscript>",
        "<xmp><img src=1></xmp>",
        "<title><img src=1></title><img src=2>",
        "<title><img src=1>",
        "<img src=1",
        "<figure><li><figure></li><img src=1>",
        "<li><figure></li><img src=1>",
        "<script><!--<script></script><img src=1>--></script><img src=2>",
        "<script><!--</script><img src=1>--><img src=2>",
        "<!--><img src=1>-->",
        "<!--a--!><img src=1>",
        "<!-- a -- ><img src=1>--><img src=2>",
        "<!--->-><img src=1>",
        "<iframe><img src=1></iframe>",
        "<object><figure></object><img src=1>",
        "<template><figure></template><img src=1>",
        "<figure><template></figure></template><img src=1>"})
    EXPECT_EQ(Ours(html), Gumbo(html)) << html;
}

}  // namespace
}  // namespace assay::markup
