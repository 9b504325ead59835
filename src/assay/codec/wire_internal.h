// SPDX-License-Identifier: Apache-2.0
//
// Numbers out of foreign bytes, in either byte order. Nothing here can read past the end: what is
// not there reads as zero, so that a caller checks once, with Has, where it matters.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "assay/core/bytes.h"

namespace assay::codec {

enum class Order { kLittleEndian, kBigEndian };

/// A view with a byte order. Copies are cheap.
class Wire {
 public:
  Wire(ByteView bytes, Order order) : bytes_(bytes), order_(order) {}

  [[nodiscard]] std::uint64_t size() const { return bytes_.size(); }
  [[nodiscard]] ByteView bytes() const { return bytes_; }
  [[nodiscard]] Order order() const { return order_; }

  [[nodiscard]] bool Has(std::uint64_t at, std::uint64_t count) const {
    return at <= bytes_.size() && count <= bytes_.size() - at;
  }
  [[nodiscard]] std::uint8_t U8(std::uint64_t at) const {
    return static_cast<std::uint8_t>(Number(at, 1));
  }
  [[nodiscard]] std::uint16_t U16(std::uint64_t at) const {
    return static_cast<std::uint16_t>(Number(at, 2));
  }
  [[nodiscard]] std::uint32_t U32(std::uint64_t at) const {
    return static_cast<std::uint32_t>(Number(at, 4));
  }
  [[nodiscard]] std::uint64_t U64(std::uint64_t at) const { return Number(at, 8); }

  /// What there is of [at, at + count): shorter, maybe empty, when the bytes end before.
  [[nodiscard]] ByteView Slice(std::uint64_t at, std::uint64_t count) const {
    if (at >= bytes_.size()) return {};
    return bytes_.subspan(at, std::min<std::uint64_t>(count, bytes_.size() - at));
  }
  [[nodiscard]] ByteView From(std::uint64_t at) const { return Slice(at, bytes_.size()); }

  [[nodiscard]] bool StartsWith(std::uint64_t at, std::string_view text) const {
    return AsText(Slice(at, text.size())) == text;
  }

 private:
  [[nodiscard]] std::uint64_t Number(std::uint64_t at, std::uint64_t count) const {
    if (!Has(at, count)) return 0;
    std::uint64_t value = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::uint64_t from = order_ == Order::kBigEndian ? i : count - 1 - i;
      value = value << 8U | bytes_[at + from];
    }
    return value;
  }

  ByteView bytes_;
  Order order_;
};

inline Wire BigEndian(ByteView bytes) { return {bytes, Order::kBigEndian}; }
inline Wire LittleEndian(ByteView bytes) { return {bytes, Order::kLittleEndian}; }

}  // namespace assay::codec
