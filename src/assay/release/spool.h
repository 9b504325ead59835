// SPDX-License-Identifier: Apache-2.0
//
// Samples that arrive in any order and leave sorted by key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "assay/core/result.h"
#include "assay/core/scratch.h"

namespace assay::release {

/// Memory:  none for those that arrive sorted; else 64 bytes and the key of each while ForEach
/// runs.
class Spool {
 public:
  using Visitor = std::function<Status(const std::string& key, const std::string& text)>;

  /// In `folder`, on whose disk keys and texts will lie until the spool dies.
  /// Errors:  as SystemError.
  static Result<Spool> Make(const std::filesystem::path& folder);

  /// Errors:  as SystemError: kExhausted when the disk is full. Requires less than 4 GiB.
  Status Add(std::string_view key, std::string_view text);

  /// Every text once, by bytewise order of the keys. May be called again.
  /// Errors:  kCorrupt for a key that came twice; as SystemError; what `visit` returned.
  Status ForEach(const Visitor& visit) const;

  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Sample {
    std::string key;
    std::string text;
    std::uint64_t end = 0;  ///< where the next one begins
  };
  explicit Spool(Scratch file) : file_(std::move(file)) {}
  [[nodiscard]] Result<Sample> At(std::uint64_t at) const;
  [[nodiscard]] Status ForEachSorted(const Visitor& visit) const;

  Scratch file_;
  std::size_t size_ = 0;
  bool is_sorted_ = true;  ///< and no key came twice
  std::string last_key_;
};

}  // namespace assay::release
