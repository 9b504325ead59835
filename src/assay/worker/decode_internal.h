// SPDX-License-Identifier: Apache-2.0
//
// One decode for whoever wants the picture: what memory does not suffice for is an outcome too.
// What inspectors see depends on the file alone, so their scale is the one that others follow.
#pragma once

#include <cstdint>
#include <string_view>

#include "assay/codec/picture.h"
#include "assay/core/result.h"

namespace assay::worker::internal {

/// Long side that inspectors measure at: sharpness is defined here, PDQ drifts little.
inline constexpr std::int32_t kInspected_px = 512;

/// As codec::ReadPicture. A picture that memory did not suffice for is a bomb with "limit.memory".
codec::Picture Decode(ByteView bytes, const codec::Options& options);

Error BadArgument(std::string_view name);

}  // namespace assay::worker::internal
