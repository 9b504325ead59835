// SPDX-License-Identifier: Apache-2.0
//
// From the colours that a profile describes to sRGB. It does not look for profiles, and it does
// not decide what to do without one.
#pragma once

#include "assay/core/bytes.h"
#include "assay/core/result.h"
#include "assay/media/image.h"

namespace assay::media {

/// True when `icc` is a matrix profile that is sRGB to within one 8-bit level: converting would
/// only add noise. Cheaper than a conversion by far, and it never looks at the profile's name.
bool IsSrgb(ByteView icc);

/// The picture in sRGB, same shape; alpha is copied.
///
/// Shapes:  1 channel needs a grey profile (and stays grey), 3 and 4 channels an RGB one.
/// Errors:  kCorrupt for a profile that is broken, of another colour space, or no description of
///          a device (links, named colours).
/// Cost:    O(pixels), no thread, no file.
/// Exact:   fixed-point tables at equal lcms2 versions.
/// Source:  ICC.1:2022; relative colorimetric intent with black point compensation (ISO 18619).
Result<Image> ToSrgb(const ImageView& image, ByteView icc);

/// True when CmykToRgb would use `icc`, and not its fixed formula.
bool IsCmykProfile(ByteView icc);

/// RGB8 in sRGB of CMYK samples, where 0 is no ink (files of Adobe's kind store the inverse).
/// Without a usable profile every ink is a perfect filter, 255(1-C)(1-K): approximate, and said so
/// by IsCmykProfile.
///
/// Shapes:  `cmyk` has 4 channels; aborts otherwise.
/// Cost:    O(pixels), no thread, no file.
/// Exact:   as ToSrgb; integers without a profile.
Image CmykToRgb(const ImageView& cmyk, ByteView icc_or_empty);

}  // namespace assay::media
