// SPDX-License-Identifier: Apache-2.0
//
// What was started and is not done: the leave to ask, and whom to tell. It has sent nothing yet.
#pragma once

#include <string>
#include <variant>

#include "assay/acquire/fetcher.h"

namespace assay::acquire::internal {

struct Request {
  std::variant<policy::Permit, policy::PermitProbe> permit;
  Validators validators;
  Fetcher::OnHead on_head;
  Fetcher::OnDone on_done;

  [[nodiscard]] const std::string& url() const;
  [[nodiscard]] bool IsPermitted() const;  ///< at this moment
};

/// Ends a request that was never made.
Exchange Refused(const Request& request, std::string problem);

}  // namespace assay::acquire::internal
