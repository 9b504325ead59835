// SPDX-License-Identifier: Apache-2.0
//
// Who asks hosts, how fast, and which networks may be asked.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "assay/acquire/fetch_limits.h"
#include "assay/core/result.h"

namespace assay::acquire {
class Fetcher;
}  // namespace assay::acquire

namespace assay::pipeline {

/// Who asks, and how.
struct Network {
  std::string token = "AssayBot";
  std::string contact;  ///< an address where we can be reached: sent with every request
  acquire::FetchLimits limits;
  std::vector<std::string> networks;  ///< allowed although they are not public, as CIDR
  std::vector<std::string> resolve;   ///< "host:port:address"
  std::string ca_file;
  std::chrono::milliseconds delay{1'000};  ///< between two requests to a host
};

/// Errors:  kInvalidArgument for what no fetcher takes; kUnavailable when TLS is missing.
Result<acquire::Fetcher> MakeFetcher(const Network& network);

}  // namespace assay::pipeline
