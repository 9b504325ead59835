// SPDX-License-Identifier: Apache-2.0
//
// Embedded metadata -> marks. Each reader takes the bytes of its block, wherever they lay, and
// never refuses a picture: what is broken is noted and left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assay/codec/draft_internal.h"

namespace assay::codec {

/// An Exif block: a TIFF stream, with or without "Exif\0\0" before it. Sets draft.orientation.
/// Source: CIPA DC-008 (Exif 2.32).
void AddExif(Draft& draft, ByteView block);

/// IPTC-IIM data sets: marks "2:116" and so on.
/// Source: IPTC-NAA Information Interchange Model 4.2.
void AddIptc(Draft& draft, ByteView iim);

/// Photoshop image resources ("8BIM"): the IPTC block among them.
void AddPhotoshop(Draft& draft, ByteView resources);

/// An XMP packet.
void AddXmp(Draft& draft, std::string_view packet);

/// Content credentials of the whole file; call when a C2PA box was seen.
void AddCredentials(Draft& draft);

/// Registers namespaces with the XMP toolkit.
void WarmUpXmp();

}  // namespace assay::codec
