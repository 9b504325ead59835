// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "assay/acquire/fetcher.h"

namespace assay::pipeline {

void Network::SetBody(std::int64_t bytes) {
  limits.body_bytes = static_cast<std::size_t>(bytes);
  limits.decoded_bytes = limits.body_bytes;
}

Result<acquire::Fetcher> MakeFetcher(const Network& network) {
  if (network.contact.empty())
    return Error{ErrorCode::kInvalidArgument,
                 "--contact is missing: an address (https://... or mailto:...) that tells hosts "
                 "who asks"};
  acquire::FetcherOptions options;
  options.user_agent = fmt::format("{}/1.0 (+{})", network.token, network.contact);
  options.limits = network.limits;
  // What is only a part of an exchange is bounded by no more than the whole.
  acquire::FetchLimits& limits = options.limits;
  limits.connect = std::min(limits.connect, limits.total);
  limits.stall = std::min(limits.stall, std::chrono::ceil<std::chrono::seconds>(limits.total));
  ASSAY_LET(options.addresses, acquire::AddressRules::Make(network.networks));
  options.resolve = network.resolve;
  options.ca_file = network.ca_file;
  return acquire::Fetcher::Make(std::move(options));
}

}  // namespace assay::pipeline
