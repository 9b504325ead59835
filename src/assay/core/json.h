// SPDX-License-Identifier: Apache-2.0
//
// JSON values, strict parsing of foreign JSON, and the one canonical form whose bytes are hashed.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "assay/core/result.h"

namespace assay {

using Json = nlohmann::json;

struct JsonLimits {
  std::size_t bytes = 4U << 20U;
  std::size_t depth = 64;
};

/// Parses one JSON document.
///
/// Errors:  kExhausted over a limit; kCorrupt for a syntax error, invalid UTF-8, a duplicate name,
///          or a number that a double cannot hold; `what` gives the byte offset.
/// Cost:    O(bytes); stack bounded by `limits.depth`.
Result<Json> ParseJson(std::string_view text, const JsonLimits& limits = {});

/// The canonical text of `value`: equal values give equal bytes.
///
/// Shapes:  members sorted by UTF-16 code units; integers as digits, other numbers in ECMAScript
///          form; no white space.
/// Errors:  aborts on strings that are not UTF-8 and on non-finite numbers: bring in foreign text
///          through ParseJson or ToUtf8.
/// Source:  RFC 8785.
std::string Canonical(const Json& value);

/// Appends the canonical JSON string that says `text`. Requires UTF-8; aborts otherwise.
void AppendCanonical(std::string_view text, std::string& out);

/// Member `name` when `object` is an object that has it as a string; else `otherwise`.
std::string StringOr(const Json& object, std::string_view name, std::string_view otherwise = "");

}  // namespace assay
