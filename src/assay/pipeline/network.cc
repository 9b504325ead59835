// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/network.h"

#include <fmt/format.h>

#include <utility>

#include "assay/acquire/fetcher.h"

namespace assay::pipeline {

Result<acquire::Fetcher> MakeFetcher(const Network& network) {
  if (network.contact.empty())
    return Error{ErrorCode::kInvalidArgument,
                 "--contact is missing: an address (https://... or mailto:...) that tells hosts "
                 "who asks"};
  acquire::FetcherOptions options;
  options.user_agent = fmt::format("{}/1.0 (+{})", network.token, network.contact);
  options.limits = network.limits;
  ASSAY_LET(options.addresses, acquire::AddressRules::Make(network.networks));
  options.resolve = network.resolve;
  options.ca_file = network.ca_file;
  return acquire::Fetcher::Make(std::move(options));
}

}  // namespace assay::pipeline
