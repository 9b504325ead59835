// SPDX-License-Identifier: Apache-2.0
//
// Personal data in a picture's embedded metadata: where it was taken, with which device, whose
// that is, and what a thumbnail still shows. It removes nothing and looks at no pixels.
#pragma once

#include <span>
#include <vector>

#include "assay/core/fact.h"

namespace assay::privacy {

/// Always four facts, each kPresent or kAbsent, in this order. Call it only for files whose
/// metadata was read: "absent" says that somebody looked. `value` is null when absent, and
/// evidence names the first field that spoke, with its text.
///
///   privacy.gps        {latitude, longitude} in degrees, WGS 84, six decimals. Both coordinates
///                      must be there and in range; 0, 0 is what devices write without a fix, and
///                      counts as none. Names of places (IPTC city and its kind) are no position.
///   privacy.serial     {fields: [...]} of the camera or lens, sorted; blanks and lone zeros count
///                      as none
///   privacy.owner      {fields: [...]} that name the device's owner. Artist, creator and XPAuthor
///                      are attribution, which licences ask for, and no owner.
///   privacy.thumbnail  {fields: [...]} holding a small copy, which edits may have left as it was
///
/// Shapes:  marks named as exiftool names them: "exif" GPSLatitude in signed degrees, "xmp"
///          exif:GPSLatitude as XMP writes it.
/// Source:  CIPA DC-008 (Exif 2.32); XMP specification part 2, 3.3 (exif, aux), "GPSCoordinate";
///          CIPA DC-010 (exifEX).
std::vector<Fact> FromMarks(std::span<const Mark> marks);

}  // namespace assay::privacy
