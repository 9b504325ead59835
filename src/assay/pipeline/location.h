// SPDX-License-Identifier: Apache-2.0
//
// Where the bytes of a record lie. How they are read, and how that is written down: locator.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "assay/core/bytes.h"

namespace assay::pipeline {

struct Part {
  std::uint64_t offset_bytes = 0;
  std::uint64_t bytes = 0;

  bool operator==(const Part&) const = default;
};

/// Where the bytes of a record lie.
struct Location {
  std::filesystem::path file{};
  std::optional<Part> part{};  ///< of `file`; none: all of it
  /// The bytes themselves, where no file has them until the next commit.
  std::shared_ptr<const Bytes> memory{};
};

}  // namespace assay::pipeline
