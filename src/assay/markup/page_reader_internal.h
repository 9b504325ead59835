// SPDX-License-Identifier: Apache-2.0
//
// The reading of one page: tags in their order, a context for each open element, and what waits for
// the text of an element to end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"
#include "assay/markup/html_nesting_internal.h"
#include "assay/markup/html_tokens_internal.h"
#include "assay/markup/page.h"

namespace assay::markup::internal {

/// What an element hands down to those in it.
struct Context {
  bool is_inert = false;  ///< inside a template: not part of the page
  bool is_unseen = false;
  bool is_around = false;
  bool is_in_main = false;
  bool is_in_section = false;
  int figure = -1;
  int anchor = -1;  ///< index of the link of the <a> around
  int microdata = -1;
  int rdfa = -1;
  int selected = -1;
  std::uint64_t steps = 0;         ///< of selectors, that the element itself matches
  std::uint64_t steps_around = 0;  ///< that it or one around it matches
};

/// Text of an element that is not closed yet.
struct Capture {
  enum class Goal { kTitle, kLink, kCaption, kProperty, kSelected };
  Goal goal = Goal::kTitle;
  std::size_t element = 0;  ///< index of the open element
  int index = 0;            ///< of the link, figure or item
  std::size_t property = 0;
  std::size_t limit_bytes = 0;
  std::string text;
};

class PageReader {
 public:
  /// `has_main`: there is a <main>, so that what stands outside is around the main content.
  PageReader(const PageOptions& options, bool has_main) : options_(options), has_main_(has_main) {}

  Result<Page> Read(std::string_view html);
  [[nodiscard]] bool saw_main() const { return saw_main_; }

 private:
  // ---- page_reader.cc: order and nesting ----
  Status TakeStart(const Token& token, Tokenizer& tokens);
  void TakeEnd(const Token& token);
  void TakeText(const Token& token);
  void TakeScript(std::string_view text);
  void TakeRoot(const Token& token);
  Status Open(const Token& token, const TagInfo& tag, const Context& context);
  void Close(const Closing& closing);
  void Finish(const Capture& capture);
  void LeaveHead(const TagInfo& tag);
  Context Inside(const Token& token, const TagInfo& tag) const;
  [[nodiscard]] const Context& Current() const {
    return contexts_.empty() ? root_ : contexts_.back();
  }
  [[nodiscard]] Place PlaceOf(const Context& context) const;
  void BreakLine(const Context& context);

  // ---- page_collect.cc: what single elements say ----
  void Collect(const Token& token, const TagInfo& tag, Context& context);
  void CollectMeta(const Token& token, const Context& context);
  void CollectLinks(const Token& token, const TagInfo& tag, Context& context);
  int AddLink(const Token& token, std::string_view tag, std::string_view attribute,
              std::string address, const Context& context);
  void AddPicture(int figure, const std::string& address);
  void CollectFigure(const TagInfo& tag, Context& context);

  // ---- page_items.cc: microdata and RDFa ----
  void CollectMicrodata(const Token& token, Context& context);
  void CollectRdfa(const Token& token, const TagInfo& tag, Context& context);
  void AddProperties(const Token& token, std::string_view names, int item, Property value,
                     bool is_text);
  int AddItem(Item item, const Context& context);
  int PageItem(const Context& context);

  // ---- page_select.cc: what selectors find ----
  [[nodiscard]] std::uint64_t Steps(const Token& token, const Context& around) const;
  void CollectSelected(const Token& token, Context& context);
  int AddSelected(const Context& context);
  void TakeField(const Token& token, const SelectorStep& step, const Context& context);

  [[nodiscard]] std::string Value(const Token& token, std::string_view name) const;
  void Wait(Capture::Goal goal, int index, std::size_t property, std::size_t limit_bytes);

  PageOptions options_;
  Page page_;
  Nesting nesting_;
  std::vector<Context> contexts_;
  std::vector<Capture> captures_;
  std::vector<Capture> waiting_;  ///< of the element that is about to open
  Context root_;
  std::string script_type_;
  std::size_t elements_ = 0;
  std::size_t scripts_bytes_ = 0;
  int page_item_ = -1;
  bool is_in_head_ = true;
  bool has_main_ = false;
  bool saw_main_ = false;
  bool has_title_ = false;
};

/// White space runs become one blank; none at the ends.
std::string Collapsed(std::string_view text);

/// The addresses of a srcset, in order.
std::vector<std::string> SrcsetAddresses(std::string_view srcset);

/// Words separated by white space, in lower case.
std::vector<std::string> LowerWords(std::string_view text);

}  // namespace assay::markup::internal
