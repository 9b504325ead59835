// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/json_ld_internal.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

#include "assay/core/json.h"
#include "assay/markup/vocabulary_internal.h"

namespace assay::markup::internal {
namespace {

constexpr std::size_t kProperties = 64;
constexpr std::size_t kShopProperties = 512;  // one product may have many offers
constexpr std::size_t kValue_bytes = 8'192;
constexpr std::size_t kWrappings = 4;

/// Pages of XHTML wrap scripts.
std::string_view Unwrapped(std::string_view text) {
  constexpr std::array<std::string_view, 5> kBefore = {"<!--", "//<![CDATA[", "<![CDATA[",
                                                       "/*<![CDATA[*/", "// <![CDATA["};
  constexpr std::array<std::string_view, 5> kAfter = {"-->", "//]]>", "]]>", "/*]]>*/", "// ]]>"};
  text = Trim(text);
  for (std::size_t round = 0; round < kWrappings; ++round) {
    for (const std::string_view mark : kBefore) {
      if (text.starts_with(mark)) text = Trim(text.substr(mark.size()));
    }
    for (const std::string_view mark : kAfter) {
      if (text.ends_with(mark)) text = Trim(text.substr(0, text.size() - mark.size()));
    }
  }
  return text;
}

/// Digits without an exponent; empty for what no price can be.
std::string NumberText(const Json& number) {
  constexpr double kHuge = 1e15;
  if (!number.is_number_float()) return number.dump();
  const double value = number.get<double>();
  if (std::abs(value) >= kHuge) return "";
  std::array<char, 512> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  return {digits.data(), end.ptr};
}

class Reader {
 public:
  Reader(JsonLdView view, std::size_t limit, std::vector<Item>& items)
      : view_(view), limit_(limit), items_(items) {}

  /// Items in `value` and below. Depth is bounded by ParseJson's limit.
  void Read(const Json& value, int parent) {
    if (value.is_array()) {
      for (const Json& one : value) Read(one, parent);
    } else if (value.is_object()) {
      ReadObject(value, parent);
    }
  }

  [[nodiscard]] bool is_cut() const { return is_cut_; }

 private:
  int ReadObject(const Json& object, int parent) {
    if (items_.size() >= limit_) {
      is_cut_ = true;
      return -1;
    }
    const auto index = items_.size();
    Item item;
    item.syntax = Syntax::kJsonLd;
    item.types = Types(object);
    item.has_id = object.contains("@id");
    item.id = StringOr(object, "@id");
    item.parent = parent;
    items_.push_back(std::move(item));
    const int self = static_cast<int>(index);
    for (const auto& [name, value] : object.items()) {
      if (name == "@graph" || name == "@reverse") {
        // A graph is no part of the object that holds it.
        Read(value, parent);
      } else if (!Keeps(name)) {
        if (!name.starts_with('@')) Read(value, self);
      } else {
        ReadProperty(name, value, index, 0);
      }
    }
    return self;
  }

  void ReadProperty(const std::string& name, const Json& value, std::size_t index, int depth) {
    constexpr int kDepth = 4;
    if (value.is_array() && depth < kDepth) {
      for (const Json& one : value) ReadProperty(name, one, index, depth + 1);
      return;
    }
    if (items_[index].properties.size() >= (IsShop() ? kShopProperties : kProperties)) {
      is_cut_ = true;
      return;
    }
    Property property;
    property.name = name;
    const bool is_wrapped = value.is_object() && value.contains("@value");
    const Json& plain = is_wrapped ? value["@value"] : value;
    if (plain.is_string()) {
      property.value = ToUtf8(Trim(plain.get<std::string>()), kValue_bytes);
    } else if (plain.is_number() && IsShop()) {
      property.value = NumberText(plain);
      property.is_machine = true;
    } else if (value.is_object() && !is_wrapped) {
      property.item = ReadObject(value, static_cast<int>(index));
    }
    if (property.item < 0 && property.value.empty()) return;
    items_[index].properties.push_back(std::move(property));
  }

  [[nodiscard]] bool IsShop() const { return view_ == JsonLdView::kShop; }
  [[nodiscard]] bool Keeps(std::string_view name) const {
    return IsShop() ? ShopWordOf(name) != ShopWord::kNone : WordOf(name) != Word::kNone;
  }

  static std::vector<std::string> Types(const Json& object) {
    std::vector<std::string> types;
    const auto found = object.find("@type");
    if (found == object.end()) return types;
    if (found->is_string()) types.push_back(found->get<std::string>());
    if (!found->is_array()) return types;
    for (const Json& one : *found) {
      if (one.is_string() && types.size() < kProperties) types.push_back(one.get<std::string>());
    }
    return types;
  }

  JsonLdView view_;
  std::size_t limit_;
  std::vector<Item>& items_;
  bool is_cut_ = false;
};

}  // namespace

Status AppendJsonLd(std::string_view script, JsonLdView view, std::size_t limit,
                    std::vector<Item>& items) {
  ASSAY_LET(const Json document, ParseJson(Unwrapped(script)));
  Reader reader(view, limit, items);
  reader.Read(document, -1);
  if (reader.is_cut()) return Error{ErrorCode::kExhausted, "more items than are read"};
  return Done{};
}

}  // namespace assay::markup::internal
