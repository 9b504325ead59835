// SPDX-License-Identifier: Apache-2.0
//
// Numbers of an audit as JSON; what has no value is null.
#pragma once

#include <cmath>
#include <optional>
#include <string>

#include "assay/core/json.h"
#include "assay/fairness/proportion.h"

namespace assay::fairness {

/// Null also for what JSON has no number for.
inline Json OrNull(std::optional<double> number) {
  return number && std::isfinite(*number) ? Json(*number) : Json();
}

/// Members `prefix`low and `prefix`high.
inline void PutInterval(const std::string& prefix, const std::optional<Interval>& interval,
                        Json& json) {
  json[prefix + "low"] = interval ? Json(interval->low) : Json();
  json[prefix + "high"] = interval ? Json(interval->high) : Json();
}

}  // namespace assay::fairness
