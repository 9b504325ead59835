// SPDX-License-Identifier: Apache-2.0
//
// The quick way through JSON that is as it should be. It explains nothing: what it does not take
// goes to the strict parser, which does, or which takes it after all.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "assay/core/json.h"

namespace assay::internal {

/// What ParseJson gives for the same text, or none. Cost: O(bytes), each looked at twice.
std::optional<Json> ReadPlainJson(std::string_view text, std::size_t depth_limit);

}  // namespace assay::internal
