// SPDX-License-Identifier: Apache-2.0
#include "assay/markup/html_nesting_internal.h"

#include <algorithm>

namespace assay::markup::internal {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

bool IsForeignRoot(const TagInfo& tag) { return tag.name == "svg" || tag.name == "math"; }

/// Elements of SVG and MathML in which HTML stands again.
bool IsWayBack(std::string_view name) {
  return SameName(name, "foreignObject") || SameName(name, "desc") || SameName(name, "title") ||
         SameName(name, "annotation-xml") || SameName(name, "mtext");
}

}  // namespace

void Nesting::Push(std::string_view name, const TagInfo& tag) {
  foreign_roots_ += IsForeignRoot(tag) ? 1U : 0U;
  open_.push_back({name, &tag});
}

void Nesting::Remove(std::size_t index) {
  foreign_roots_ -= IsForeignRoot(*open_[index].tag) ? 1U : 0U;
  open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(index));
}

void Nesting::Shrink(std::size_t size) {
  while (open_.size() > size) Remove(open_.size() - 1);
}

bool Nesting::IsForeign() const {
  if (foreign_roots_ == 0) return false;
  for (std::size_t i = open_.size(); i-- > 0;) {
    if (IsForeignRoot(*open_[i].tag)) return true;
    if (IsWayBack(open_[i].name) || open_[i].tag->Has(kSpecial)) return false;
  }
  return false;
}

bool Nesting::IsIn(std::size_t index, std::initializer_list<std::string_view> names) const {
  return std::ranges::count(names, open_[index].tag->name) > 0;
}

std::size_t Nesting::InScope(std::string_view name, bool is_button_scope) const {
  for (std::size_t i = open_.size(); i-- > 0;) {
    const TagInfo& tag = *open_[i].tag;
    if (tag.name == name) return i;
    const bool is_wall =
        tag.Has(kScope) || IsForeignRoot(tag) || (is_button_scope && tag.name == "button");
    if (is_wall) return kNone;
  }
  return kNone;
}

// Source: WHATWG HTML, 13.2.6.5: tags that end foreign content.
Closing Nesting::BeforeForeign(const TagInfo& tag) const {
  if (!tag.Has(kBreakout)) return Nothing();
  std::size_t from = open_.size();
  while (from > 0 && !IsForeignRoot(*open_[from - 1].tag)) --from;
  return {from == 0 ? 0 : from - 1, false, false};
}

/// For "li" and for "dd", "dt": their like closes, through anything that is not special.
Closing Nesting::BeforeItem(std::initializer_list<std::string_view> names) const {
  for (std::size_t i = open_.size(); i-- > 0;) {
    if (IsIn(i, names)) return {i, false, false};
    if (open_[i].tag->Has(kSpecial) && !IsIn(i, {"address", "div", "p"})) break;
  }
  return Nothing();
}

Closing Nesting::BeforeTablePart(std::string_view name) const {
  const bool is_cell = name == "td" || name == "th";
  const bool is_row = name == "tr";
  for (std::size_t i = open_.size(); i-- > 0;) {
    if (IsIn(i, {"table", "template"})) return {i + 1, false, false};
    if (is_cell && IsIn(i, {"tr"})) return {i + 1, false, false};
    if ((is_cell || is_row) && IsIn(i, {"tbody", "thead", "tfoot"})) return {i + 1, false, false};
  }
  return Ignored();
}

Closing Nesting::BeforeStart(std::string_view name, const TagInfo& tag) const {
  if (IsForeign()) return BeforeForeign(tag);
  name = tag.name;
  if (name == "html" || name == "body" || name == "head" || name == "frameset") return Ignored();
  if (tag.Has(kTable)) return BeforeTablePart(name);
  Closing closing = Nothing();
  if (name == "li") closing = BeforeItem({"li"});
  if (name == "dd" || name == "dt") closing = BeforeItem({"dd", "dt"});
  if (name == "a") {
    const std::size_t found = InScope("a", /*is_button_scope=*/false);
    if (found != kNone) closing = AtFormattingEnd("a");
  }
  if (name == "button") closing.from = std::min(closing.from, InScope("button", false));
  if (tag.Has(kClosesP)) closing.from = std::min(closing.from, InScope("p", true));
  if (open_.empty() || closing.from < open_.size()) return closing;
  const TagInfo& top = *open_.back().tag;
  const bool is_option = name == "option" || name == "optgroup";
  const bool closes_top =
      (tag.Has(kHeading) && top.Has(kHeading)) || (is_option && top.name == "option");
  if (closes_top) closing.from = open_.size() - 1;
  return closing;
}

/// The element closes with all in it; where something special stands in it, it alone.
Closing Nesting::AtFormattingEnd(std::string_view name) const {
  bool is_crossed = false;
  for (std::size_t i = open_.size(); i-- > 0;) {
    const TagInfo& tag = *open_[i].tag;
    if (tag.name == name) return {i, is_crossed, false};
    if (tag.Has(kScope)) break;
    is_crossed = is_crossed || tag.Has(kSpecial);
  }
  return Ignored();
}

Closing Nesting::AtOtherEnd(std::string_view name) const {
  for (std::size_t i = open_.size(); i-- > 0;) {
    if (SameName(open_[i].name, name)) return {i, false, false};
    if (open_[i].tag->Has(kSpecial)) break;
  }
  return Ignored();
}

Closing Nesting::AtTableEnd(std::string_view name) const {
  for (std::size_t i = open_.size(); i-- > 0;) {
    if (open_[i].tag->name == name) return {i, false, false};
    if (IsIn(i, {"table", "template"})) break;
  }
  return Ignored();
}

Closing Nesting::AtEnd(std::string_view name, const TagInfo& tag) const {
  if (tag.name.empty() || IsForeign()) return AtOtherEnd(name);
  if (tag.name == "html" || tag.name == "body" || tag.name == "head") return Ignored();
  if (tag.Has(kTable) || tag.name == "table" || tag.name == "template") return AtTableEnd(tag.name);
  if (tag.Has(kFormatting)) return AtFormattingEnd(tag.name);
  if (!tag.Has(kSpecial)) return AtOtherEnd(name);
  for (std::size_t i = open_.size(); i-- > 0;) {
    const TagInfo& open = *open_[i].tag;
    const bool is_it = open.name == tag.name || (tag.Has(kHeading) && open.Has(kHeading));
    if (is_it) return {i, false, false};
    const bool is_wall = open.Has(kScope) || (tag.name == "p" && open.name == "button");
    if (is_wall) break;
  }
  return Ignored();
}

}  // namespace assay::markup::internal
