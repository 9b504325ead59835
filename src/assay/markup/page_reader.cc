// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/page_reader_internal.h"

#include <algorithm>
#include <array>
#include <utility>

#include "assay/core/bytes.h"

namespace assay::markup::internal {
namespace {

constexpr TagInfo kForeignTag{};

/// Nested deeper, texts are only kept for the outer elements: each byte is appended a bounded
/// number of times.
constexpr std::size_t kCapturesLimit = 32;

constexpr std::string_view kWhite = " \t\n\f\r";

// Of each byte of a page: a search in kWhite would be a call for each.
bool IsWhite(char c) { return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v'); }

bool IsAroundRole(std::string_view role) {
  constexpr std::array<std::string_view, 5> kRoles = {"navigation", "contentinfo", "banner",
                                                      "complementary", "search"};
  return std::ranges::count(kRoles, role) > 0;
}

bool IsSection(std::string_view tag) {
  return tag == "article" || tag == "section" || tag == "main" || tag == "figure";
}

/// Appends with white space as single blanks; none where a line begins.
void AppendWords(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const auto word = static_cast<std::size_t>(std::ranges::find_if(text, IsWhite) - text.begin());
    out += text.substr(0, word);
    if (word == text.size()) return;
    if (!out.empty() && out.back() != ' ' && out.back() != '\n') out += ' ';
    text.remove_prefix(word + 1);
  }
}

}  // namespace

std::string Collapsed(std::string_view text) {
  std::string out;
  AppendWords(text, out);
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

Result<Page> PageReader::Read(std::string_view html) {
  Tokenizer tokens(html);
  Token token;
  while (tokens.Next(token)) {
    switch (token.kind) {
      case Token::Kind::kStart:
        ASSAY_TRY(TakeStart(token, tokens));
        break;
      case Token::Kind::kEnd:
        TakeEnd(token);
        break;
      case Token::Kind::kText:
      case Token::Kind::kRawText:
        TakeText(token);
        break;
    }
    tokens.set_foreign(nesting_.IsForeign());
  }
  Close({0, false, false});
  while (page_.text.ends_with(' ') || page_.text.ends_with('\n')) page_.text.pop_back();
  return std::move(page_);
}

Place PageReader::PlaceOf(const Context& context) const {
  if (is_in_head_) return Place::kHead;
  const bool is_outside = has_main_ && !context.is_in_main;
  return context.is_around || is_outside ? Place::kAround : Place::kMain;
}

// ---- tags ----

/// <html> and <body> are always open: their attributes hold for all.
void PageReader::TakeRoot(const Token& token) {
  if (page_.lang.empty()) page_.lang = Value(token, "lang");
  if (page_.lang.empty()) page_.lang = Value(token, "xml:lang");
  CollectMicrodata(token, root_);
  CollectRdfa(token, TagOf(token.text), root_);
  root_.steps |= Steps(token, root_);
  root_.steps_around |= root_.steps;
  waiting_.clear();
}

/// The head ends at the first element that may not stand in it.
void PageReader::LeaveHead(const TagInfo& tag) {
  if (!tag.Has(kHead)) is_in_head_ = false;
}

Context PageReader::Inside(const Token& token, const TagInfo& tag) const {
  Context context = Current();
  const std::string role = ToLowerAscii(Value(token, "role"));
  const bool is_page_header = tag.name == "header" && !context.is_in_section;
  context.is_inert = context.is_inert || tag.name == "template";
  context.is_unseen = context.is_unseen || tag.Has(kUnseen) || token.Has("hidden");
  context.is_around = context.is_around || tag.Has(kAround) || is_page_header || IsAroundRole(role);
  context.is_in_main = context.is_in_main || tag.name == "main";
  context.is_in_section = context.is_in_section || IsSection(tag.name);
  return context;
}

Status PageReader::TakeStart(const Token& token, Tokenizer& tokens) {
  if (++elements_ > options_.elements)
    return Error{ErrorCode::kExhausted,
                 "the page has more than " + std::to_string(options_.elements) + " elements"};
  const TagInfo& tag = TagOf(token.text);
  const Closing closing = nesting_.BeforeStart(token.text, tag);
  if (!nesting_.IsForeign() && (tag.name == "html" || tag.name == "body")) {
    LeaveHead(tag);
    if (!Current().is_inert) TakeRoot(token);
  }
  if (closing.is_ignored) return Done{};
  Close(closing);
  if (nesting_.IsForeign()) {
    if (token.is_closed) return Done{};
    Context context = Current();
    context.is_unseen = true;
    return Open(token, kForeignTag, context);
  }
  LeaveHead(tag);
  Context context = Inside(token, tag);
  saw_main_ = saw_main_ || (tag.name == "main" && !context.is_inert);
  if (tag.Has(kBlock)) BreakLine(context);
  waiting_.clear();
  if (!context.is_inert) Collect(token, tag, context);
  const bool is_foreign_root = tag.name == "svg" || tag.name == "math";
  if (tag.Has(kVoid) || (is_foreign_root && token.is_closed)) return Done{};
  if (tag.Has(kRaw | kEscapable)) tokens.ReadRaw(token.text, tag.Has(kEscapable));
  script_type_ = tag.name == "script" && !context.is_inert ? Value(token, "type") : "";
  return Open(token, tag, context);
}

Status PageReader::Open(const Token& token, const TagInfo& tag, const Context& context) {
  if (nesting_.size() >= options_.depth)
    return Error{ErrorCode::kExhausted,
                 "elements are nested more than " + std::to_string(options_.depth) + " deep"};
  for (Capture& capture : waiting_) {
    capture.element = nesting_.size();
    if (captures_.size() < kCapturesLimit) captures_.push_back(std::move(capture));
  }
  waiting_.clear();
  nesting_.Push(token.text, tag);
  contexts_.push_back(context);
  return Done{};
}

void PageReader::TakeEnd(const Token& token) {
  script_type_.clear();
  const TagInfo& tag = TagOf(token.text);
  const Closing closing = nesting_.AtEnd(token.text, tag);
  if (closing.is_ignored) return;
  if (tag.Has(kBlock)) BreakLine(Current());
  Close(closing);
}

void PageReader::Close(const Closing& closing) {
  const std::size_t from = closing.from;
  if (from >= nesting_.size()) return;
  const auto ends = [&](const Capture& capture) {
    return closing.only_this ? capture.element == from : capture.element >= from;
  };
  for (const Capture& capture : captures_) {
    if (ends(capture)) Finish(capture);
  }
  std::erase_if(captures_, ends);
  if (!closing.only_this) {
    nesting_.Shrink(from);
    contexts_.resize(from);
    return;
  }
  for (Capture& capture : captures_) capture.element -= capture.element > from ? 1 : 0;
  nesting_.Remove(from);
  contexts_.erase(contexts_.begin() + static_cast<std::ptrdiff_t>(from));
}

// ---- texts ----

void PageReader::Wait(Capture::Goal goal, int index, std::size_t property,
                      std::size_t limit_bytes) {
  waiting_.push_back({goal, 0, index, property, limit_bytes, ""});
}

void PageReader::Finish(const Capture& capture) {
  std::string text = ToUtf8(Collapsed(capture.text), capture.limit_bytes);
  const auto index = static_cast<std::size_t>(capture.index);
  switch (capture.goal) {
    case Capture::Goal::kTitle:
      page_.title = std::move(text);
      break;
    case Capture::Goal::kLink:
      page_.links[index].text = std::move(text);
      break;
    case Capture::Goal::kCaption:
      page_.figures[index].caption = std::move(text);
      break;
    case Capture::Goal::kProperty:
      page_.items[index].properties[capture.property].value = std::move(text);
      break;
    case Capture::Goal::kSelected:
      page_.selected[index].properties[capture.property].value = std::move(text);
      break;
  }
}

void PageReader::BreakLine(const Context& context) {
  for (Capture& capture : captures_) {
    if (!capture.text.empty() && capture.text.size() < capture.limit_bytes) capture.text += ' ';
  }
  if (context.is_unseen || page_.text.empty() || page_.text.ends_with('\n')) return;
  if (page_.text.ends_with(' ')) page_.text.pop_back();
  page_.text += '\n';
}

void PageReader::TakeText(const Token& token) {
  const Context& context = Current();
  if (!script_type_.empty()) return TakeScript(token.text);
  const bool is_blank = token.text.find_first_not_of(kWhite) == std::string_view::npos;
  if (!is_blank && nesting_.size() == 0) is_in_head_ = false;
  const bool is_title = !captures_.empty() && captures_.back().goal == Capture::Goal::kTitle;
  if (context.is_inert || (context.is_unseen && !is_title)) return;
  const bool is_raw = token.kind == Token::Kind::kRawText;
  const std::string text =
      is_raw ? std::string(token.text) : ReadReferences(token.text, /*is_attribute=*/false);
  for (Capture& capture : captures_) {
    if (is_title && &capture != &captures_.back()) continue;
    const std::size_t room = capture.limit_bytes * 2;  // white space may go yet
    if (capture.text.size() < room) capture.text += text.substr(0, room - capture.text.size());
  }
  if (context.is_unseen || PlaceOf(context) != Place::kMain) return;
  if (page_.text.size() + text.size() > options_.text_bytes) {
    const std::size_t room = options_.text_bytes - std::min(page_.text.size(), options_.text_bytes);
    AppendWords(ToUtf8(text, room), page_.text);
    page_.is_cut = true;
    return;
  }
  AppendWords(text, page_.text);
}

void PageReader::TakeScript(std::string_view text) {
  const std::string type = ToLowerAscii(Trim(script_type_.substr(0, script_type_.find(';'))));
  script_type_.clear();
  const bool is_json_ld = type == "application/ld+json";
  if (!is_json_ld && type != "application/rsl+xml") return;
  scripts_bytes_ += text.size();
  if (scripts_bytes_ > options_.scripts_bytes) {
    page_.is_cut = true;
    return;
  }
  (is_json_ld ? page_.json_ld : page_.rsl).emplace_back(text);
}

}  // namespace assay::markup::internal
