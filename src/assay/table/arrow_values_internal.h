// SPDX-License-Identifier: Apache-2.0
//
// Values of one Arrow column as small numbers: equal values, equal numbers.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "assay/core/result.h"
#include "assay/table/arrow.h"

namespace assay::table::internal {

/// Numbers from 1 for keys, in order of appearance. A key that came a short while ago is found
/// without a search.
class KeyIds {
 public:
  std::uint32_t Of(std::uint64_t key);
  [[nodiscard]] std::size_t size() const { return ids_.size(); }

 private:
  struct Recent {
    std::uint64_t key = 0;
    std::uint32_t id = 0;  ///< 0: nothing yet
  };
  std::array<Recent, 1024> recent_{};
  std::unordered_map<std::uint64_t, std::uint32_t> ids_;
};

/// The same for texts, which it keeps.
class TextIds {
 public:
  std::uint32_t Of(std::string_view text);
  [[nodiscard]] const std::string& Text(std::uint32_t id) const { return texts_.at(id - 1); }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }
  [[nodiscard]] bool is_utf8() const { return is_utf8_; }  ///< all of them

 private:
  bool is_utf8_ = true;
  std::array<std::uint32_t, 256> recent_{};
  std::deque<std::string> texts_;  ///< views into it stay valid
  std::unordered_map<std::string_view, std::uint32_t> ids_;
};

/// Rows of an array of this schema, from its row `first`; the array's own offset is added.
struct Slice {
  const ArrowSchema& schema;
  const ArrowArray& array;
  std::int64_t first = 0;
};

/// Gives each value its number; 0 is no value.
class ValueIds {
 public:
  /// With a threshold: "1" for a number that reaches it, else "0".
  explicit ValueIds(std::optional<double> threshold) : threshold_(threshold) {}

  /// Another array may lie where the last one lay: call before each.
  void Forget() { dictionary_ = nullptr; }

  /// Errors:  kUnsupported for a type that is not read; kInvalidArgument for text where a threshold
  ///          needs numbers, text that is not UTF-8, and an index that a dictionary lacks.
  Status Read(const Slice& slice, std::span<std::uint32_t> ids);

  [[nodiscard]] std::optional<std::string> Text(std::uint32_t id) const;
  [[nodiscard]] std::size_t size() const { return texts_.size(); }  ///< texts that it keeps

 private:
  Status ReadPlain(const Slice& slice, std::span<std::uint32_t> ids);
  template <typename Number>
  std::uint32_t OfNumber(Number number);

  std::optional<double> threshold_;
  TextIds texts_;
  KeyIds bits_;                         ///< of numbers: a column has one type
  std::vector<std::uint32_t> bit_ids_;  ///< of each, that of its text
  const ArrowArray* dictionary_ = nullptr;
  std::vector<std::uint32_t> dictionary_ids_;
};

/// The numbers of a column; NaN where it has none. Errors: as ValueIds::Read; dictionaries are not
/// read.
Status ReadNumbers(const Slice& slice, std::span<double> numbers);

}  // namespace assay::table::internal
