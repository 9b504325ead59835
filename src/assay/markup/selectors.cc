// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/selectors.h"

#include <algorithm>
#include <array>

#include "assay/core/bytes.h"

namespace assay::markup {
namespace {

constexpr std::size_t kSteps = 64;  // a bit each, where they are matched
constexpr std::size_t kTests = 16;  // of one step

struct Field {
  std::string_view name;
  std::string_view property;
  std::string_view attribute;  ///< where the value stands if nothing is said
};
constexpr std::array kFields = {
    Field{"item", "", ""},
    Field{"name", "name", ""},
    Field{"price", "price", ""},
    Field{"currency", "priceCurrency", ""},
    Field{"sku", "sku", ""},
    Field{"gtin", "gtin", ""},
    Field{"mpn", "mpn", ""},
    Field{"brand", "brand", ""},
    Field{"url", "url", "href"},
    Field{"image", "image", "src"},
    Field{"availability", "availability", ""},
    Field{"condition", "itemCondition", ""},
};

bool IsNameByte(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  const bool is_beyond_ascii = static_cast<unsigned char>(c) >= 0x80;
  return is_letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || is_beyond_ascii;
}

class Parser {
 public:
  Parser(std::string_view text, const Field& field, ProductSelectors& out)
      : whole_(text), rest_(Trim(text)), field_(field), out_(out) {}

  Status Run() {
    do {
      ASSAY_TRY(TakeAlternative());
    } while (TakeSign(','));
    return rest_.empty() ? Status(Done{}) : Odd();
  }

 private:
  [[nodiscard]] Error Odd() const {
    return Error{ErrorCode::kInvalidArgument, "the selector '" + ToPrintable(whole_) +
                                                  "' is not understood at '" + ToPrintable(rest_) +
                                                  "'"};
  }

  bool TakeBlanks() {
    const std::size_t before = rest_.size();
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n"), rest_.size()));
    return rest_.size() < before;
  }

  bool TakeSign(char sign) {
    TakeBlanks();
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(1);
    TakeBlanks();
    return true;
  }

  std::string TakeName() {
    const auto* const end = std::ranges::find_if_not(rest_, IsNameByte);
    std::string name(rest_.begin(), end);
    rest_.remove_prefix(name.size());
    return name;
  }

  Status TakeAlternative() {
    int before = -1;
    bool is_child = false;
    while (true) {
      SelectorStep step;
      ASSAY_TRY(TakeCompound(step));
      step.before = before;
      step.is_child = is_child;
      if (out_.steps.size() == kSteps)
        return Error{ErrorCode::kInvalidArgument, "there are too many selectors"};
      before = static_cast<int>(out_.steps.size());
      out_.steps.push_back(std::move(step));
      const bool is_apart = TakeBlanks();
      is_child = TakeSign('>');
      if (rest_.empty() || rest_[0] == ',' || rest_[0] == '@') break;
      if (!is_apart && !is_child) return Odd();
    }
    return is_child ? Status(Odd()) : TakeTarget();
  }

  /// What the last step finds, and where its value stands.
  Status TakeTarget() {
    SelectorStep& last = out_.steps.back();
    last.field = static_cast<int>(out_.fields.size()) - 1;
    last.attribute = field_.attribute;
    if (!TakeSign('@')) return Done{};
    last.attribute = ToLowerAscii(TakeName());
    return last.attribute.empty() || field_.property.empty() ? Status(Odd()) : Done{};
  }

  Status TakeCompound(SelectorStep& step) {
    const bool is_any = rest_.starts_with('*');
    if (is_any) rest_.remove_prefix(1);
    if (!is_any) step.tag = TakeName();
    while (!rest_.empty() && std::string_view("#.[").find(rest_[0]) != std::string_view::npos) {
      SelectorTest test;
      ASSAY_TRY(TakeTest(test));
      step.tests.push_back(std::move(test));
      if (step.tests.size() > kTests) return Odd();
    }
    const bool is_empty = !is_any && step.tag.empty() && step.tests.empty();
    return is_empty ? Status(Odd()) : Done{};
  }

  Status TakeTest(SelectorTest& test) {
    const char sign = rest_[0];
    rest_.remove_prefix(1);
    if (sign == '[') return TakeAttribute(test);
    test.kind = sign == '#' ? SelectorTest::Kind::kId : SelectorTest::Kind::kClass;
    test.name = TakeName();
    return test.name.empty() ? Status(Odd()) : Done{};
  }

  Status TakeAttribute(SelectorTest& test) {
    test.kind = SelectorTest::Kind::kAttribute;
    TakeBlanks();
    test.name = ToLowerAscii(TakeName());
    test.has_value = TakeSign('=');
    if (test.has_value) ASSAY_TRY(TakeValue(test.value));
    return test.name.empty() || !TakeSignBefore(']') ? Status(Odd()) : Done{};
  }

  /// As TakeSign, but a blank behind it means something.
  bool TakeSignBefore(char sign) {
    TakeBlanks();
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  Status TakeValue(std::string& value) {
    const char quote = rest_.empty() ? '\0' : rest_[0];
    if (quote != '"' && quote != '\'') {
      value = TakeName();
      return value.empty() ? Status(Odd()) : Done{};
    }
    const std::size_t end = rest_.find(quote, 1);
    if (end == std::string_view::npos) return Odd();
    value = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    return Done{};
  }

  std::string_view whole_;
  std::string_view rest_;
  const Field& field_;
  ProductSelectors& out_;
};

}  // namespace

Result<ProductSelectors> ParseProductSelectors(
    const std::vector<std::pair<std::string, std::string>>& selectors) {
  ProductSelectors out;
  for (const auto& [name, text] : selectors) {
    const auto* const field = std::ranges::find(kFields, std::string_view(name), &Field::name);
    if (field == kFields.end())
      return Error{ErrorCode::kInvalidArgument,
                   "products have no '" + ToPrintable(name) + "' to select"};
    out.fields.emplace_back(field->property);
    out.has_item = out.has_item || field->property.empty();
    ASSAY_TRY(Parser(text, *field, out).Run());
  }
  return out;
}

}  // namespace assay::markup
