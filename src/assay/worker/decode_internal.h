// SPDX-License-Identifier: Apache-2.0
//
// One decode for whoever wants the picture: what memory does not suffice for is an outcome too.
#pragma once

#include "assay/codec/picture.h"
#include "assay/core/result.h"

namespace assay::worker::internal {

/// As codec::ReadPicture. A picture that memory did not suffice for is a bomb with "limit.memory".
codec::Picture Decode(ByteView bytes, const codec::Options& options);

Error BadArgument(std::string_view name);

}  // namespace assay::worker::internal
