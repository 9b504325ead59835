// SPDX-License-Identifier: Apache-2.0
//
// The chunks of a PNG: shape, metadata and intactness, without decoding pixels.
#pragma once

#include "assay/codec/draft_internal.h"

namespace assay::codec {

/// Reads IHDR, holds it against the limits, then walks to IEND. False: refused.
/// Source: PNG specification, third edition, sections 5 and 11.
bool ReadPngChunks(Draft& draft);

}  // namespace assay::codec
