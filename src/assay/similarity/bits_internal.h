// SPDX-License-Identifier: Apache-2.0
//
// Counting bits on any x86-64: std::popcount is a library call where the instruction is not
// assumed.
#pragma once

#include <cstdint>

namespace assay::similarity::internal {

/// Source:  Warren, "Hacker's Delight", 2nd edition, section 5-1.
inline int CountBits(std::uint64_t bits) {
  bits -= bits >> 1U & 0x5555555555555555U;
  bits = (bits & 0x3333333333333333U) + (bits >> 2U & 0x3333333333333333U);
  bits = (bits + (bits >> 4U)) & 0x0f0f0f0f0f0f0f0fU;
  return static_cast<int>(bits * 0x0101010101010101U >> 56U);
}

}  // namespace assay::similarity::internal
