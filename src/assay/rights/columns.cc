// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "assay/core/bytes.h"
#include "assay/rights/named_values_internal.h"
#include "assay/rights/rights.h"

namespace assay::rights {

std::vector<Fact> FromColumns(const std::map<std::string, std::string>& columns,
                              std::string_view source) {
  Statements out(source, "asset");
  NamedValues values(out);
  for (const auto& [name, value] : columns) values.Read(name, value, "manifest:" + name);
  values.Finish();
  return out.Take();
}

}  // namespace assay::rights
