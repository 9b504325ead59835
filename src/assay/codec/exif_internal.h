// SPDX-License-Identifier: Apache-2.0
//
// The parts of Exif that more than one reader needs.
#pragma once

#include "assay/codec/draft_internal.h"
#include "assay/codec/ifd_internal.h"

namespace assay::codec {

/// Marks of a TIFF file's first page: Exif fields, and the XMP, IPTC and Photoshop blocks that TIFF
/// keeps in fields of its own. The pages after it are no thumbnails.
void AddTiffFields(Draft& draft, const TiffStart& tiff);

/// Serial numbers and owners that makers keep in their own notes, under the names "SerialNumber",
/// "InternalSerialNumber" and "OwnerName". Nothing for notes of unknown form.
/// Source: the makers publish none; forms as described by ExifTool's tag name documentation.
void AddMakerNote(Draft& draft, const Wire& stream, const Field& note);

}  // namespace assay::codec
