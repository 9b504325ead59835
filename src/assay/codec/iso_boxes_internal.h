// SPDX-License-Identifier: Apache-2.0
//
// Boxes of ISO base media files (HEIF, AVIF) and of JPEG XL's container: where they lie. It gives
// no meaning to their contents.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "assay/codec/wire_internal.h"

namespace assay::codec {

struct Box {
  std::string_view type;  ///< four characters
  ByteView body;          ///< cut short when the bytes end before the box does
  bool whole = false;
};

/// Walks the boxes that lie side by side in `bytes`.
/// Source: ISO/IEC 14496-12, 4.2.
class Boxes {
 public:
  explicit Boxes(ByteView bytes) : wire_(BigEndian(bytes)) {}

  /// None at the end, and for lengths that no box can have.
  std::optional<Box> Next();

  /// Bytes from where the walk stopped.
  [[nodiscard]] std::uint64_t left_bytes() const { return wire_.size() - at_; }

 private:
  Wire wire_;
  std::uint64_t at_ = 0;
};

/// First box of that type; empty when there is none.
ByteView FindBox(ByteView bytes, std::string_view type);

}  // namespace assay::codec
