// SPDX-License-Identifier: Apache-2.0
//
// Samples that arrive in any order and leave sorted by key. Memory holds their keys only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/core/result.h"
#include "assay/core/scratch.h"

namespace assay::release {

class Spool {
 public:
  /// In `folder`, on whose disk the texts will lie until the spool dies.
  /// Errors:  as SystemError.
  static Result<Spool> Make(const std::filesystem::path& folder);

  /// Errors:  as SystemError: kExhausted when the disk is full.
  Status Add(std::string_view key, std::string_view text);

  /// Every text once, by bytewise order of the keys. May be called again.
  /// Errors:  kCorrupt for a key that came twice; as SystemError; what `visit` returned.
  Status ForEach(
      const std::function<Status(const std::string& key, const std::string& text)>& visit);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string key;
    std::uint64_t at = 0;
    std::uint64_t bytes = 0;
  };
  explicit Spool(Scratch texts) : texts_(std::move(texts)) {}

  Scratch texts_;
  std::vector<Entry> entries_;
};

}  // namespace assay::release
