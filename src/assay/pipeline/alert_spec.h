// SPDX-License-Identifier: Apache-2.0
//
// What a plan says of alerts. It sends nothing (alert.h does).
#pragma once

#include <string>

namespace assay::pipeline {

/// What a plan says of it: `alert: {url: https://…, success: true}`. Not part of its identity.
struct AlertSpec {
  std::string url;       ///< may hold a secret
  bool success = false;  ///< also when all is well
};

}  // namespace assay::pipeline
