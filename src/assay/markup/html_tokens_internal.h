// SPDX-License-Identifier: Apache-2.0
//
// HTML text -> tags and runs of text. Views into the input, no copies; every byte is looked at a
// bounded number of times, whatever it is. How tags nest is html_nesting_internal.h's.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::markup::internal {

struct Attribute {
  std::string_view name;  ///< as written, any case
  std::string_view raw;   ///< character references not yet read
};

struct Token {
  enum class Kind { kText, kRawText, kStart, kEnd };
  Kind kind = Kind::kText;
  std::string_view text;  ///< kText, kRawText: as written. Tags: the name, any case
  std::vector<Attribute> attributes;
  bool is_closed = false;  ///< "<br/>"

  [[nodiscard]] bool Has(std::string_view name) const { return Find(name) != nullptr; }
  /// The value with its references read and without white space around it; empty when absent.
  [[nodiscard]] std::string Value(std::string_view name) const;

 private:
  [[nodiscard]] const Attribute* Find(std::string_view name) const;
};

/// Source:  WHATWG HTML, section 13.2.5.
class Tokenizer {
 public:
  explicit Tokenizer(std::string_view html) : html_(html) {}

  /// False at the end. Comments, doctypes and processing instructions are passed over.
  bool Next(Token& token);

  /// Call after a start tag whose content is no markup: the next token is that content.
  void ReadRaw(std::string_view name, bool is_escapable);

  /// Inside SVG and MathML "<![CDATA[" begins text.
  void set_foreign(bool is_foreign) { is_foreign_ = is_foreign; }

 private:
  bool TakeMarkup(Token& token);
  bool TakeTag(Token& token, bool is_end);
  void TakeAttribute(Token& token);
  bool TakeCdata(Token& token);
  void SkipComment();
  void SkipTo(std::string_view mark);
  bool TakeRaw(Token& token);
  [[nodiscard]] bool StartsWith(std::string_view text) const {
    return html_.substr(at_, text.size()) == text;
  }

  std::string_view html_;
  std::size_t at_ = 0;
  std::string_view raw_name_;
  bool is_raw_ = false;
  bool is_escapable_ = false;
  bool is_foreign_ = false;
};

/// `raw` with its character references read. HTML 4's names and those for ASCII are known; other
/// names stay as they are written.
/// Source:  WHATWG HTML, section 13.2.5.72 and the following.
std::string ReadReferences(std::string_view raw, bool is_attribute);

}  // namespace assay::markup::internal
