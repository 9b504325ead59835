// SPDX-License-Identifier: Apache-2.0
//
// What the parts of the native module share: tables, questions and errors as Python has them.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/table/count_arrow.h"

namespace assay::python {

namespace nb = nanobind;

[[noreturn]] inline void Raise(const Error& error) { throw nb::value_error(error.what.c_str()); }

template <typename T>
T Taken(Result<T> result) {
  if (!result.ok()) Raise(result.error());
  return std::move(result).value();
}

inline Json Parsed(const std::string& text) { return Taken(ParseJson(text)); }

template <typename T>
T Member(const Json& json, const char* name) {
  try {
    const Json& member = json.at(name);
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      // A cast would make 5 of 5.9, and of 2^32 + 5.
      const bool fits = member.is_number_unsigned() &&
                        member.get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<T>::max()};
      if (!fits) throw nb::value_error(("'" + std::string(name) + "' is no such number").c_str());
    }
    return member.get<T>();
  } catch (const Json::exception&) {
    throw nb::value_error(
        ("'" + std::string(name) + "' is of another type than is expected").c_str());
  }
}

/// The stream in a capsule; the capsule's owner releases it.
ArrowArrayStream& StreamIn(const nb::capsule& capsule);

/// Values and rows of each combination: what a caller has counted already.
using Counts = std::vector<std::tuple<std::vector<std::optional<std::string>>, std::int64_t>>;
/// A table's rows, or its counts.
using Source = std::variant<nb::capsule, Counts>;

std::vector<table::TupleCount> Counted(const Source& source, const table::CountWish& wish);

/// The functions that audit.
void AddAudits(nb::module_& module);

}  // namespace assay::python
