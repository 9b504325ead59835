// SPDX-License-Identifier: Apache-2.0
//
// Colour to grey. It does not undo the sRGB tone curve: greys are as the eye reads the samples.
#pragma once

#include "assay/media/image.h"

namespace assay::media {

/// One channel of luma. Grey pictures are copied; alpha is not looked at.
///
/// Units:   (19595 R + 38470 G + 7471 B + 32768) >> 16, in 0 to 255; greys stay what they are.
/// Cost:    O(pixels).
/// Exact:   integers, the same on every machine.
/// Source:  ITU-R BT.601-7, 2.5.1: 0.299 R + 0.587 G + 0.114 B, in 16-bit fractions.
Image Gray(const ImageView& image);

}  // namespace assay::media
