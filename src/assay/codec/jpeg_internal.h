// SPDX-License-Identifier: Apache-2.0
//
// The segments of a JPEG before its first scan: metadata, without decoding anything.
#pragma once

#include "assay/codec/draft_internal.h"

namespace assay::codec {

/// Exif, XMP (also extended), IPTC, comments, the colour profile, and whether content credentials
/// are there. Junk between segments is skipped, as decoders do.
/// Source: ITU-T T.81 B.1; ICC.1:2022 B.4; XMP part 3, 1.1.3; C2PA 2.1, A.3.
void ReadJpegSegments(Draft& draft);

}  // namespace assay::codec
