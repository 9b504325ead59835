// SPDX-License-Identifier: Apache-2.0
//
// Tables that give an enumerator its one written name, and a reader for JSON objects with a closed
// set of members.
#pragma once

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::internal {

template <typename Enum, std::size_t N>
Result<Enum> ParseName(const std::array<std::string_view, N>& names, std::string_view name,
                       std::string_view what) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names.at(i) == name) return static_cast<Enum>(i);
  }
  return Error{ErrorCode::kInvalidArgument, fmt::format("'{}' is no {}", name, what)};
}

/// kCorrupt unless `json` is an object with exactly these members.
inline Status RequireMembers(const Json& json, std::initializer_list<std::string_view> names,
                             std::string_view what) {
  if (!json.is_object())
    return Error{ErrorCode::kCorrupt, fmt::format("a {} that is no object", what)};
  for (const std::string_view name : names) {
    if (!json.contains(name))
      return Error{ErrorCode::kCorrupt, fmt::format("a {} without '{}'", what, name)};
  }
  if (json.size() != names.size())
    return Error{ErrorCode::kCorrupt, fmt::format("a {} with an unknown member", what)};
  return Done{};
}

/// kCorrupt unless the member is a string.
inline Result<std::string> StringMember(const Json& json, std::string_view name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string())
    return Error{ErrorCode::kCorrupt, fmt::format("'{}' must be a string", name)};
  return found->get<std::string>();
}

/// kCorrupt unless the member is an integer from 0 to 2^53.
inline Result<std::int64_t> CountMember(const Json& json, std::string_view name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_number_integer() || found->get<std::int64_t>() < 0 ||
      found->get<std::int64_t>() > (std::int64_t{1} << 53))
    return Error{ErrorCode::kCorrupt, fmt::format("'{}' must be a count", name)};
  return found->get<std::int64_t>();
}

}  // namespace assay::internal
