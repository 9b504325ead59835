// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <utility>

#include "assay/acquire/request_internal.h"

namespace assay::acquire::internal {

const std::string& Request::url() const {
  return std::visit([](const auto& leave) -> const std::string& { return leave.url(); }, permit);
}

bool Request::IsPermitted() const {
  const auto* leave = std::get_if<policy::Permit>(&permit);
  return leave == nullptr ||
         leave->Holds(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

Exchange Refused(const Request& request, std::string problem) {
  Exchange exchange;
  exchange.url = request.url();
  exchange.failure = rights::FetchFailure::kConnect;
  exchange.problem = std::move(problem);
  exchange.started_at = std::chrono::system_clock::now();
  return exchange;
}

}  // namespace assay::acquire::internal
