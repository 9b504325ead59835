// SPDX-License-Identifier: Apache-2.0
//
// How much of one exchange is taken, and for how long it is waited.
#pragma once

#include <chrono>
#include <cstddef>

namespace assay::acquire {

struct FetchLimits {
  std::size_t head_bytes = 256U << 10U;
  std::size_t body_bytes = 64U << 20U;     ///< as transferred
  std::size_t decoded_bytes = 64U << 20U;  ///< after Content-Encoding
  std::size_t decoded_ratio = 1000;        ///< decoded to transferred, above 1 MiB
  std::chrono::milliseconds connect{10'000};
  std::chrono::milliseconds total{120'000};
  std::chrono::seconds stall{20};  ///< fewer than `stall_bytes_per_s` on average for so long
  std::size_t stall_bytes_per_s = 100;
};

}  // namespace assay::acquire
