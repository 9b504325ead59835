// SPDX-License-Identifier: Apache-2.0
//
// Who asks hosts, how fast, and which networks may be asked.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "assay/acquire/fetch_limits.h"
#include "assay/core/result.h"

namespace assay::acquire {
class Fetcher;
}  // namespace assay::acquire

namespace assay::pipeline {

/// Bounds of what may be set. Source of the least body: RFC 9309, section 2.5, wants 500 KiB of a
/// robots.txt read.
inline constexpr std::int64_t kLeastBody_bytes = 512LL << 10;
inline constexpr std::int64_t kMostBody_bytes = 1LL << 30;
inline constexpr std::int64_t kLongestWait_s = 86'400;

/// Who asks, and how.
struct Network {
  std::string token = "AssayBot";
  std::string contact;  ///< an address where we can be reached: sent with every request
  acquire::FetchLimits limits;
  std::vector<std::string> networks;  ///< allowed although they are not public, as CIDR
  std::vector<std::string> resolve;   ///< "host:port:address"
  std::string ca_file;
  std::chrono::milliseconds delay{1'000};  ///< between two requests to a host

  /// Of an answer, as transferred and as unpacked.
  void SetBody(std::int64_t bytes);
};

/// Errors:  kInvalidArgument for what no fetcher takes; kUnavailable when TLS is missing.
Result<acquire::Fetcher> MakeFetcher(const Network& network);

}  // namespace assay::pipeline
