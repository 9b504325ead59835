// SPDX-License-Identifier: Apache-2.0
//
// zlib streams of metadata, inflated no further than a limit.
#pragma once

#include <cstdint>

#include "assay/core/bytes.h"

namespace assay::codec {

struct Inflated {
  Bytes bytes;            ///< what came out before the end, the damage or the limit
  bool complete = false;  ///< the stream ended well
  bool too_large = false;
};

Inflated Inflate(ByteView stream, std::uint64_t limit_bytes);

}  // namespace assay::codec
