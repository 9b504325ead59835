// SPDX-License-Identifier: Apache-2.0
//
// Header lines by name, as HTTP and WARC look them up.
#pragma once

#include <span>
#include <string_view>

#include "assay/rights/web_signals.h"

namespace assay::acquire {

/// First value of `name` in any case; empty when there is none.
std::string_view FindHeader(std::span<const rights::HeaderLine> headers, std::string_view name);

}  // namespace assay::acquire
