// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/spdx_expression.h"

#include <string>

#include "assay/core/bytes.h"
#include "assay/rights/licence_lists_internal.h"

namespace assay::rights {
namespace {

constexpr int kIds = 32;
constexpr int kDepth = 8;
constexpr std::size_t kLimit_bytes = 1024;

bool IsIdByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == ':';
}

/// Recursive descent: or-expression of and-expressions of units; `out_` is the normal form.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Licence> Parse() {
    Next();
    const auto all = Or(0);
    if (!all || !token_.empty()) return std::nullopt;
    if (ids_ == 1 && only_) return only_;
    return Licence{ToLowerAscii(*all), *all, "expression", "", "", {}};
  }

 private:
  void Next() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    const std::size_t begin = at_;
    while (at_ < text_.size() && IsIdByte(text_[at_])) ++at_;
    if (at_ == begin && at_ < text_.size()) ++at_;
    token_ = text_.substr(begin, at_ - begin);
    lower_ = ToLowerAscii(token_);
  }

  std::optional<std::string> Or(int depth) { return Chain(depth, "or", " OR "); }
  std::optional<std::string> And(int depth) { return Chain(depth, "and", " AND "); }

  std::optional<std::string> Chain(int depth, std::string_view word, std::string_view joint) {
    auto left = word == "or" ? And(depth) : Unit(depth);
    while (left && lower_ == word) {
      Next();
      const auto right = word == "or" ? And(depth) : Unit(depth);
      if (!right) return std::nullopt;
      *left += std::string(joint) + *right;
    }
    return left;
  }

  std::optional<std::string> Unit(int depth) {
    if (token_ != "(") return Id();
    if (depth == kDepth) return std::nullopt;
    Next();
    const auto inner = Or(depth + 1);
    if (!inner || token_ != ")") return std::nullopt;
    Next();
    const bool compound = inner->find(' ') != std::string::npos;
    return compound ? "(" + *inner + ")" : *inner;
  }

  std::optional<std::string> Id() {
    const auto licence = SpdxLicence(token_);
    if (!licence || ++ids_ > kIds) return std::nullopt;
    only_ = licence;
    std::string id = licence->spdx;
    Next();
    if (token_ == "+") {
      id += "+";
      only_.reset();
      Next();
    }
    if (lower_ == "with") {
      Next();
      const auto exception = Exception();
      if (!exception) return std::nullopt;
      id += " WITH " + *exception;
      only_.reset();
      Next();
    }
    return id;
  }

  [[nodiscard]] std::optional<std::string> Exception() const {
    for (const std::string& known : Strings(BuiltInLists().licences["spdx"]["exceptions"])) {
      if (ToLowerAscii(known) == lower_) return known;
    }
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view token_;
  std::string lower_;
  std::optional<Licence> only_;
  int ids_ = 0;
};

}  // namespace

std::optional<Licence> SpdxExpression(std::string_view text) {
  text = Trim(text);
  if (text.empty() || text.size() > kLimit_bytes) return std::nullopt;
  return Parser(text).Parse();
}

}  // namespace assay::rights
