// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/html_tokens_internal.h"

#include <algorithm>

#include "assay/core/bytes.h"
#include "assay/markup/html_tags_internal.h"

namespace assay::markup::internal {
namespace {

/// More on one tag are passed over: what is compared with each other stays few.
constexpr std::size_t kAttributesLimit = 100;

constexpr std::string_view kWhite = " \t\n\f\r";

bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsWhite(char c) { return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v'); }
bool EndsName(char c) { return IsWhite(c) || c == '/' || c == '>'; }

/// True where `html` has `mark` at `at` and the name ends after it.
bool HasName(std::string_view html, std::size_t at, std::string_view mark) {
  const std::size_t end = at + mark.size();
  return end < html.size() && EndsName(html[end]) && SameName(html.substr(at, mark.size()), mark);
}

/// Where the end tag of a raw text stands, or the end of the input.
std::size_t RawEnd(std::string_view html, std::size_t at, std::string_view name) {
  for (at = html.find("</", at); at < html.size(); at = html.find("</", at + 2)) {
    if (HasName(html, at + 2, name)) return at;
  }
  return html.size();
}

/// The same for a script, in which "<!--" and a second "<script" hide an end tag.
std::size_t ScriptEnd(std::string_view html, std::size_t at) {
  enum class State { kPlain, kEscaped, kTwice };
  State state = State::kPlain;
  for (at = html.find_first_of("<-", at); at < html.size(); at = html.find_first_of("<-", at + 1)) {
    const bool is_end = html.substr(at, 2) == "</" && HasName(html, at + 2, "script");
    if (is_end && state != State::kTwice) return at;
    if (is_end) {
      state = State::kEscaped;
    } else if (state == State::kPlain && html.substr(at, 4) == "<!--") {
      state = State::kEscaped;
      at += 1;  // its dashes may be those of "-->" too
    } else if (state == State::kEscaped && html[at] == '<' && HasName(html, at + 1, "script")) {
      state = State::kTwice;
    } else if (html.substr(at, 3) == "-->") {
      state = State::kPlain;
    }
  }
  return html.size();
}

}  // namespace

const Attribute* Token::Find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(attributes, [&](const Attribute& a) { return SameName(a.name, name); });
  return found == attributes.end() ? nullptr : &*found;
}

std::string Token::Value(std::string_view name) const {
  const Attribute* found = Find(name);
  if (found == nullptr) return "";
  return std::string(Trim(ReadReferences(found->raw, /*is_attribute=*/true)));
}

void Tokenizer::ReadRaw(std::string_view name, bool is_escapable) {
  raw_name_ = name;
  is_raw_ = true;
  is_escapable_ = is_escapable;
}

bool Tokenizer::Next(Token& token) {
  token.attributes.clear();
  token.is_closed = false;
  if (is_raw_) {
    is_raw_ = false;
    if (TakeRaw(token)) return true;
  }
  while (at_ < html_.size()) {
    if (html_[at_] == '<' && TakeMarkup(token)) return true;
    if (at_ >= html_.size()) break;
    const char next = at_ + 1 < html_.size() ? html_[at_ + 1] : ' ';
    const bool is_markup =
        html_[at_] == '<' && (IsAlpha(next) || next == '/' || next == '!' || next == '?');
    if (is_markup) continue;  // what was passed over ended before it
    const std::size_t end = std::min(html_.find('<', at_ + 1), html_.size());
    token.kind = Token::Kind::kText;
    token.text = html_.substr(at_, end - at_);
    at_ = end;
    return true;
  }
  return false;
}

bool Tokenizer::TakeRaw(Token& token) {
  std::size_t end = html_.size();
  if (SameName(raw_name_, "script")) {
    end = ScriptEnd(html_, at_);
  } else if (!SameName(raw_name_, "plaintext")) {
    end = RawEnd(html_, at_, raw_name_);
  }
  token.kind = is_escapable_ ? Token::Kind::kText : Token::Kind::kRawText;
  token.text = html_.substr(at_, end - at_);
  at_ = end;
  return !token.text.empty();
}

/// At a "<". False when it was no tag: then `at_` stands behind what was passed over, or still here
/// where it is text.
bool Tokenizer::TakeMarkup(Token& token) {
  const char next = at_ + 1 < html_.size() ? html_[at_ + 1] : ' ';
  if (IsAlpha(next)) return TakeTag(token, /*is_end=*/false);
  if (next == '/') {
    const char after = at_ + 2 < html_.size() ? html_[at_ + 2] : ' ';
    if (IsAlpha(after)) return TakeTag(token, /*is_end=*/true);
    SkipTo(">");
  } else if (StartsWith("<!--")) {
    SkipComment();
  } else if (is_foreign_ && StartsWith("<![CDATA[")) {
    return TakeCdata(token);
  } else if (next == '!' || next == '?') {
    SkipTo(">");
  }
  return false;
}

void Tokenizer::SkipTo(std::string_view mark) {
  const std::size_t found = html_.find(mark, at_);
  at_ = found == std::string_view::npos ? html_.size() : found + mark.size();
}

void Tokenizer::SkipComment() {
  at_ += 4;
  if (StartsWith(">") || StartsWith("->")) return SkipTo(">");
  for (at_ = html_.find("--", at_); at_ < html_.size(); at_ = html_.find("--", at_ + 1)) {
    if (StartsWith("-->") || StartsWith("--!>")) return SkipTo(">");
  }
  at_ = html_.size();
}

bool Tokenizer::TakeCdata(Token& token) {
  constexpr std::size_t kOpening_chars = 9;
  at_ += kOpening_chars;
  const std::size_t end = std::min(html_.find("]]>", at_), html_.size());
  token.kind = Token::Kind::kRawText;
  token.text = html_.substr(at_, end - at_);
  at_ = std::min(end + 3, html_.size());
  return !token.text.empty();
}

/// A tag that the input ends in is none.
bool Tokenizer::TakeTag(Token& token, bool is_end) {
  const std::size_t name_at = at_ + (is_end ? 2 : 1);
  const std::size_t name_end = std::min(html_.find_first_of(" \t\n\f\r/>", name_at), html_.size());
  token.kind = is_end ? Token::Kind::kEnd : Token::Kind::kStart;
  token.text = html_.substr(name_at, name_end - name_at);
  at_ = name_end;
  while (at_ < html_.size() && html_[at_] != '>') {
    token.is_closed = html_[at_] == '/';
    if (token.is_closed || IsWhite(html_[at_])) {
      ++at_;
    } else {
      TakeAttribute(token);
    }
  }
  if (at_ >= html_.size()) return false;
  ++at_;
  return true;
}

void Tokenizer::TakeAttribute(Token& token) {
  const std::size_t name_at = at_;
  at_ = std::min(html_.find_first_of(" \t\n\f\r/>=", at_ + 1), html_.size());
  Attribute attribute{html_.substr(name_at, at_ - name_at), {}};
  const std::size_t sign = std::min(html_.find_first_not_of(kWhite, at_), html_.size());
  if (sign < html_.size() && html_[sign] == '=') {
    at_ = std::min(html_.find_first_not_of(kWhite, sign + 1), html_.size());
    const char quote = at_ < html_.size() ? html_[at_] : '>';
    const bool is_quoted = quote == '"' || quote == '\'';
    if (is_quoted) ++at_;
    const std::string_view ends = quote == '"' ? "\"" : quote == '\'' ? "'" : " \t\n\f\r>";
    const std::size_t end = std::min(html_.find_first_of(ends, at_), html_.size());
    attribute.raw = html_.substr(at_, end - at_);
    at_ = is_quoted && end < html_.size() ? end + 1 : end;
  }
  if (token.attributes.size() == kAttributesLimit) return;
  const bool is_first = std::ranges::none_of(
      token.attributes, [&](const Attribute& a) { return SameName(a.name, attribute.name); });
  if (is_first) token.attributes.push_back(attribute);
}

}  // namespace assay::markup::internal
