// SPDX-License-Identifier: Apache-2.0
//
// Many rows of values as one text, for another process: a message for each row costs more than the
// row does.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "assay/core/result.h"

namespace assay::table {

/// A writer ends a block once it has so many bytes.
inline constexpr std::size_t kRowBlock_bytes = 128U << 10U;

/// Appends a row: each value behind its length, as "5:Asian"; "-" for none.
void AppendRow(std::span<const std::optional<std::string>> values, std::string& block);

/// The views live until the visitor returns; an error ends the reading, and is returned.
using ValuesVisitor = std::function<Status(std::span<const std::optional<std::string_view>>)>;

/// Calls `visit` for every row of a block, each of `width` values.
///
/// Errors:  kCorrupt for what AppendRow does not write.
/// Cost:    O(bytes); memory of one row's views.
Status ReadRowBlock(std::string_view block, std::size_t width, const ValuesVisitor& visit);

}  // namespace assay::table
