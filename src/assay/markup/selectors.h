// SPDX-License-Identifier: Apache-2.0
//
// Where a shop without any markup for programs shows its goods: a small part of CSS selectors,
// which a plan gives. It matches nothing: the reader of pages does, as elements open.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/core/result.h"

namespace assay::markup {

struct SelectorTest {
  enum class Kind { kId, kClass, kAttribute };
  Kind kind = Kind::kId;
  std::string name;
  std::string value;       ///< of an attribute
  bool has_value = false;  ///< else any value will do
};

/// One compound, such as "li.tea[data-id]", and how it follows the one before it.
struct SelectorStep {
  std::string tag;  ///< empty for any
  std::vector<SelectorTest> tests;
  int before = -1;        ///< the step that an element around has to match
  bool is_child = false;  ///< and that is the element right around
  int field = -1;         ///< of a last step: index of the field it finds
  std::string attribute;  ///< of a last step: where the value stands; empty: in the text
};

struct ProductSelectors {
  std::vector<std::string> fields;  ///< schema.org's names; "" is the element around one product
  std::vector<SelectorStep> steps;
  bool has_item = false;  ///< else the page shows one product
};

/// Reads selectors by field: "item" (the element around one product), "name", "price", "currency",
/// "sku", "gtin", "mpn", "brand", "url", "image", "availability", "condition".
///
/// Shapes:  tag, "*", "#id", ".class", "[attr]", "[attr=value]" with or without quotes; a blank
///          for any depth and ">" for a child; commas between alternatives. "@attr" at the end of
///          an alternative takes that attribute's value, not the text: ".price@data-amount". Of
///          "url" and "image" it is href and src where nothing else is said. Elements that HTML
///          only implies are not there: no "tbody" that is not written.
/// Errors:  kInvalidArgument for anything else, unknown fields, and over 64 compounds in all.
/// Source:  Selectors Level 4, sections 3 to 6 and 14 to 15, the part named here.
Result<ProductSelectors> ParseProductSelectors(
    const std::vector<std::pair<std::string, std::string>>& selectors);

}  // namespace assay::markup
