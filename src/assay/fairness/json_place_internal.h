// SPDX-License-Identifier: Apache-2.0
//
// What people write down for a gate or a record, read with the place of what is wrong.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::fairness::internal {

using Names = std::vector<std::string_view>;

/// A value of the document, and where it stands.
struct Place {
  const Json& json;
  std::string path;

  [[nodiscard]] Error Wrong(std::string_view what) const;
  [[nodiscard]] bool Has(std::string_view key) const { return json.contains(key); }
  [[nodiscard]] Place At(std::string_view key) const;
  [[nodiscard]] Place At(std::size_t index) const;
};

/// Errors:  kInvalidArgument for no map, and for another key, with the nearest.
Status OnlyKeys(const Place& place, const Names& known);

/// A word; numbers and true or false as they are written.
Result<std::string> Text(const Place& place);

/// One text, or a list of them.
Result<std::vector<std::string>> Texts(const Place& place);

}  // namespace assay::fairness::internal
