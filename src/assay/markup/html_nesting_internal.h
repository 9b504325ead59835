// SPDX-License-Identifier: Apache-2.0
//
// Which element stands in which: HTML's rules for tags that are left out, wrong or crossed, over a
// stack of bounded height. No tree is kept. It leaves out what moves elements to other places
// (foster parents, clones of formatting elements): inside or outside of a figure stays the same.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "assay/markup/html_tags_internal.h"

namespace assay::markup::internal {

/// What a tag closes.
struct Closing {
  std::size_t from = 0;     ///< everything from here upwards closes
  bool only_this = false;   ///< but nothing above `from` does: a crossed formatting element
  bool is_ignored = false;  ///< the tag does nothing
};

/// The names and rows of the open elements, all that the rules need.
class Nesting {
 public:
  [[nodiscard]] std::size_t size() const { return open_.size(); }
  void Push(std::string_view name, const TagInfo& tag);
  void Remove(std::size_t index);
  void Shrink(std::size_t size);

  /// What a start tag closes before it opens its own element.
  [[nodiscard]] Closing BeforeStart(std::string_view name, const TagInfo& tag) const;
  /// What an end tag closes.
  [[nodiscard]] Closing AtEnd(std::string_view name, const TagInfo& tag) const;
  /// True inside SVG or MathML, where HTML's rules for content do not hold.
  [[nodiscard]] bool IsForeign() const;

 private:
  struct Entry {
    std::string_view name;
    const TagInfo* tag;
  };

  [[nodiscard]] Closing Nothing() const { return {open_.size(), false, false}; }
  [[nodiscard]] Closing Ignored() const { return {open_.size(), false, true}; }
  [[nodiscard]] bool IsIn(std::size_t index, std::initializer_list<std::string_view> names) const;
  [[nodiscard]] std::size_t InScope(std::string_view name, bool is_button_scope) const;
  [[nodiscard]] Closing BeforeItem(std::initializer_list<std::string_view> names) const;
  [[nodiscard]] Closing BeforeTablePart(std::string_view name) const;
  [[nodiscard]] Closing BeforeForeign(const TagInfo& tag) const;
  [[nodiscard]] Closing AtFormattingEnd(std::string_view name) const;
  [[nodiscard]] Closing AtOtherEnd(std::string_view name) const;
  [[nodiscard]] Closing AtTableEnd(std::string_view name) const;

  std::vector<Entry> open_;
  std::size_t foreign_roots_ = 0;  ///< how many of them are <svg> or <math>
};

}  // namespace assay::markup::internal
