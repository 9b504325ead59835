// SPDX-License-Identifier: Apache-2.0
//
// A writer of HTML that can only escape: foreign text becomes text, whatever it holds. No template
// language, no way to write a tag that stays open.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::page {

using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// Tag and attribute names are literals of the program; values and text may be foreign: they pass
/// ToPrintable (controls and bidirectional overrides become visible escapes), then < > & " ' are
/// escaped.
class Html {
 public:
  Html& Open(std::string_view tag, Attributes attributes = {});
  Html& Close();  ///< the innermost open tag; aborts when there is none
  Html& Text(std::string_view text);

  /// <tag attributes>text</tag>
  Html& Tag(std::string_view tag, std::string_view text, Attributes attributes = {});

  /// A tag that has no end: meta, img, br, rect.
  Html& Void(std::string_view tag, Attributes attributes = {});

  /// Foreign text in a <bdi>, so that its direction stays its own; beyond `limit` characters its
  /// beginning and end in a <summary>, which opens to the whole.
  Html& Foreign(std::string_view text, std::size_t limit = 96);

  /// Markup of our own: the style sheet.
  Html& Raw(std::string_view markup);

  /// Everything written. Aborts while a tag is open.
  [[nodiscard]] std::string Take();

 private:
  void Start(std::string_view tag, Attributes attributes);

  std::string out_;
  std::vector<std::string> open_;
};

/// `text` through ToPrintable, cut in its middle to at most `limit` characters.
std::string Shortened(std::string_view text, std::size_t limit);

/// "1,234,567"
std::string Grouped(std::int64_t number);

/// "12.3 %", "0 %", "< 0.1 %", "100 %"; "-" of nothing.
std::string Share(std::int64_t part, std::int64_t whole);

}  // namespace assay::page
