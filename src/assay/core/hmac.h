// SPDX-License-Identifier: Apache-2.0
//
// A code that only who knows the key can make: signs what goes to a webhook.
#pragma once

#include <string_view>

#include "assay/core/hash.h"

namespace assay {

/// Source:  RFC 2104, with SHA-256.
Digest HmacSha256(std::string_view key, std::string_view text);

}  // namespace assay
