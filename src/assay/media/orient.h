// SPDX-License-Identifier: Apache-2.0
//
// Turns a stored picture the way its metadata says it should be seen. Reads no metadata itself.
#pragma once

#include "assay/media/image.h"

namespace assay::media {

/// The picture as it should be seen, for the orientation that its file states.
///
/// Shapes:  1 as is, 2 mirrored left-right, 3 turned by 180 degrees, 4 mirrored top-bottom,
///          5 transposed, 6 turned by 90 degrees clockwise, 7 transposed over the other diagonal,
///          8 turned by 270 degrees clockwise; 5 to 8 swap the sides. Any other number counts as 1.
///          An empty image stays empty.
/// Cost:    O(samples); 2 to 4 in place, 5 to 8 with a second buffer of the same size.
/// Source:  CIPA DC-008 (Exif 2.32), tag 0x0112.
Image Oriented(Image image, int exif_orientation);

}  // namespace assay::media
