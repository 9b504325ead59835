// SPDX-License-Identifier: Apache-2.0
//
// A YAML text as a JSON value, for those who read no YAML themselves. It gives no key a meaning.
#pragma once

#include <string_view>

#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::pipeline {

/// Plain words that are numbers, true, false or null are these; what is quoted is text.
///
/// Errors:  kInvalidArgument with `name`, line and column: broken YAML, a key that is no word or
///          stands twice, text that is not UTF-8; kExhausted over 1 MiB.
/// Cost:    O(bytes); nesting and aliases are bounded.
/// Source:  YAML 1.2.2, section 10.3.2 (the core schema).
Result<Json> ParseYaml(std::string_view yaml, std::string_view name);

}  // namespace assay::pipeline
