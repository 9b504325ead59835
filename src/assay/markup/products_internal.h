// SPDX-License-Identifier: Apache-2.0
//
// Products of one carrier, before those of several become one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assay/markup/products.h"

namespace assay::markup::internal {

/// The products among `items`, which are all of one carrier. `base` is what addresses are seen
/// from.
Products ProductsOf(const std::vector<Item>& items, std::string_view base, ProductCarrier carrier);

/// The product that OpenGraph's tags describe: none, or one.
std::vector<Product> OpenGraphProduct(const std::vector<Meta>& metas, std::string_view base);

/// The digits of a GTIN among blanks and hyphens, or nothing.
std::string GtinOf(std::string_view text);

Availability AvailabilityOf(std::string_view text);
std::string ConditionOf(std::string_view text);

}  // namespace assay::markup::internal
