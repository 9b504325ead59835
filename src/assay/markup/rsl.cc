// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/rsl.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

namespace assay::markup {
namespace {

constexpr std::size_t kTokensLimit = 512;  // countries are 249

bool IsRsl(const Element& element) {
  return element.space == "https://rslstandard.org/rsl" ||
         element.space == "http://rslstandard.org/rsl";
}

Error Wrong(const Element& element, const std::string& what) {
  return {ErrorCode::kCorrupt, "RSL, line " + std::to_string(element.line) + ": <" +
                                   ToUtf8(element.name, 64) + "> " + what};
}

std::vector<std::string> Tokens(std::string_view text, bool is_upper) {
  std::vector<std::string> tokens;
  std::string token;
  const auto end = [&] {
    if (!token.empty() && tokens.size() < kTokensLimit) tokens.push_back(token);
    token.clear();
  };
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',') {
      end();
    } else {
      const bool is_lower = c >= 'a' && c <= 'z';
      const bool is_capital = c >= 'A' && c <= 'Z';
      const int shift = is_upper && is_lower ? 'A' - 'a' : !is_upper && is_capital ? 'a' - 'A' : 0;
      token += static_cast<char>(c + shift);
    }
  }
  end();
  return tokens;
}

Result<RslRule> ReadRule(const Element& element) {
  const std::string_view type = element.Attribute("type");
  constexpr std::array<std::string_view, 3> kTypes = {"usage", "user", "geo"};
  if (std::ranges::count(kTypes, type) == 0)
    return Wrong(element, "has no type 'usage', 'user' or 'geo'");
  RslRule rule{std::string(type), Tokens(element.text, /*is_upper=*/type == "geo")};
  if (rule.tokens.empty()) return Wrong(element, "names nothing");
  return rule;
}

class Reader {
 public:
  explicit Reader(const Tree& tree) : tree_(tree) {}

  Result<RslDocument> Read() {
    const Element& root = tree_.elements.front();
    RslDocument document;
    if (IsRsl(root) && root.name == "rsl") {
      ASSAY_LET(document.max_age_days, MaxAge(root));
    }
    for (const Element& element : tree_.elements) {
      if (!IsRsl(element) || element.name != "content") continue;
      ASSAY_LET(RslContent content, ReadContent(element));
      document.contents.push_back(std::move(content));
    }
    const bool is_ours = IsRsl(root) && root.name == "rsl";
    if (document.contents.empty())
      return Wrong(root, is_ours ? "has no <content>" : "is not RSL's");
    return document;
  }

 private:
  static Result<std::int64_t> MaxAge(const Element& root) {
    if (!root.Has("max-age")) return kRslMaxAge_days;
    const std::string_view text = Trim(root.Attribute("max-age"));
    std::int64_t days = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), days);
    const bool is_number = problem == std::errc() && end == text.data() + text.size();
    if (!is_number || days < 0) return Wrong(root, "has a max-age that is no number of days");
    return days;
  }

  Result<RslContent> ReadContent(const Element& element) {
    RslContent content;
    content.url = Trim(element.Attribute("url"));
    content.server = Trim(element.Attribute("server"));
    content.is_encrypted = Trim(element.Attribute("encrypted")) == "true";
    content.last_modified = Trim(element.Attribute("lastmod"));
    content.line = element.line;
    if (content.url.empty()) return Wrong(element, "has no url");
    for (const std::uint32_t index : element.children) {
      const Element& child = tree_.elements[index];
      if (!IsRsl(child)) continue;
      if (child.name == "copyright") content.copyright = Trim(child.text);
      if (child.name == "terms") content.terms = Trim(child.text);
      if (child.name != "license") continue;
      ASSAY_LET(RslLicence licence, ReadLicence(child));
      content.licences.push_back(std::move(licence));
    }
    return content;
  }

  Result<RslLicence> ReadLicence(const Element& element) {
    RslLicence licence;
    for (const std::uint32_t index : element.children) {
      const Element& child = tree_.elements[index];
      if (!IsRsl(child)) continue;
      if (child.name == "permits" || child.name == "prohibits") {
        ASSAY_LET(RslRule rule, ReadRule(child));
        (child.name == "permits" ? licence.permits : licence.prohibits).push_back(std::move(rule));
      } else if (child.name == "payment") {
        licence.payments.push_back(ReadPayment(child, licence));
      } else if (child.name == "legal") {
        licence.legal.push_back({std::string(child.Attribute("type")), Tokens(child.text, false)});
      } else {
        licence.unknown.push_back(child.name);
      }
    }
    return licence;
  }

  RslPayment ReadPayment(const Element& element, RslLicence& licence) {
    RslPayment payment;
    payment.type = ToLowerAscii(Trim(element.Attribute("type")));
    for (const std::uint32_t index : element.children) {
      const Element& child = tree_.elements[index];
      if (!IsRsl(child)) continue;
      const std::string text(Trim(child.text));
      if (child.name == "standard") {
        payment.standard.push_back(text);
      } else if (child.name == "custom") {
        payment.custom.push_back(text);
      } else if (child.name == "amount") {
        payment.amount = text;
        payment.currency = Trim(child.Attribute("currency"));
      } else {
        licence.unknown.push_back("payment/" + child.name);
      }
    }
    return payment;
  }

  const Tree& tree_;
};

}  // namespace

Result<RslDocument> ReadRsl(ByteView bytes) {
  ASSAY_LET(const Tree tree, ReadXml(bytes));
  return Reader(tree).Read();
}

}  // namespace assay::markup
