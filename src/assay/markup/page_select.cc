// SPDX-License-Identifier: Apache-2.0
//
// Selectors are matched as elements open. Each step of a selector is a bit: an element has it where
// it matches the step, and the elements around it match those before.
#include <algorithm>
#include <cstdint>
#include <utility>

#include "assay/markup/page_reader_internal.h"

namespace assay::markup::internal {
namespace {

/// White space separates classes, and they have case.
bool HasClass(std::string_view classes, std::string_view wanted) {
  constexpr std::string_view kWhite = " \t\n\f\r";
  while (!classes.empty()) {
    const std::size_t end = std::min(classes.find_first_of(kWhite), classes.size());
    if (classes.substr(0, end) == wanted) return true;
    classes.remove_prefix(std::min(end + 1, classes.size()));
  }
  return false;
}

/// One element as selectors see it.
struct Subject {
  const Token& token;
  std::string id;
  std::string classes;

  [[nodiscard]] bool Passes(const SelectorTest& test) const {
    switch (test.kind) {
      case SelectorTest::Kind::kId:
        return id == test.name;
      case SelectorTest::Kind::kClass:
        return HasClass(classes, test.name);
      case SelectorTest::Kind::kAttribute:
        return token.Has(test.name) && (!test.has_value || token.Value(test.name) == test.value);
    }
    return false;
  }

  [[nodiscard]] bool Matches(const SelectorStep& step) const {
    return (step.tag.empty() || SameName(token.text, step.tag)) &&
           std::ranges::all_of(step.tests, [&](const SelectorTest& test) { return Passes(test); });
  }
};

}  // namespace

std::uint64_t PageReader::Steps(const Token& token, const Context& around) const {
  const std::vector<SelectorStep>& steps = options_.products.steps;
  if (steps.empty()) return 0;
  const Subject subject{token, Value(token, "id"), Value(token, "class")};
  std::uint64_t own = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::uint64_t needed =
        steps[i].before < 0 ? 0 : 1ULL << static_cast<unsigned>(steps[i].before);
    const std::uint64_t had = steps[i].is_child ? around.steps : around.steps_around;
    if ((had & needed) == needed && subject.Matches(steps[i])) own |= 1ULL << i;
  }
  return own;
}

void PageReader::CollectSelected(const Token& token, Context& context) {
  const ProductSelectors& selectors = options_.products;
  if (selectors.steps.empty()) return;
  context.steps = Steps(token, context);
  context.steps_around |= context.steps;
  if (!selectors.has_item && page_.selected.empty()) context.selected = AddSelected(context);
  if (!selectors.has_item) context.selected = 0;
  for (std::size_t i = 0; i < selectors.steps.size(); ++i) {
    const SelectorStep& step = selectors.steps[i];
    const bool is_found = ((context.steps >> i) & 1U) != 0 && step.field >= 0;
    const bool is_item = is_found && selectors.fields[static_cast<std::size_t>(step.field)].empty();
    if (is_item) context.selected = AddSelected(context);
    if (is_item) break;
  }
  for (std::size_t i = 0; i < selectors.steps.size(); ++i) {
    if (((context.steps >> i) & 1U) != 0 && selectors.steps[i].field >= 0)
      TakeField(token, selectors.steps[i], context);
  }
}

int PageReader::AddSelected(const Context& context) {
  if (page_.selected.size() == options_.items) {
    page_.is_cut = true;
    return -1;
  }
  Item item;
  item.types = {"Product"};
  item.place = PlaceOf(context);
  page_.selected.push_back(std::move(item));
  return static_cast<int>(page_.selected.size()) - 1;
}

/// The first element that a field's selector finds in an item gives its value.
void PageReader::TakeField(const Token& token, const SelectorStep& step, const Context& context) {
  const std::string& name = options_.products.fields[static_cast<std::size_t>(step.field)];
  if (name.empty() || context.selected < 0) return;
  std::vector<Property>& properties =
      page_.selected[static_cast<std::size_t>(context.selected)].properties;
  if (std::ranges::count(properties, name, &Property::name) > 0) return;
  const bool is_attribute = !step.attribute.empty() && token.Has(step.attribute);
  const bool has_text = step.attribute.empty() && !TagOf(token.text).Has(kVoid);
  if (!is_attribute && !has_text) return;
  Property property;
  property.name = name;
  property.is_machine = is_attribute;
  if (is_attribute) property.value = Value(token, step.attribute);
  if (!is_attribute)
    Wait(Capture::Goal::kSelected, context.selected, properties.size(), options_.value_bytes);
  properties.push_back(std::move(property));
}

}  // namespace assay::markup::internal
