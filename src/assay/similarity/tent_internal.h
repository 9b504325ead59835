// SPDX-License-Identifier: Apache-2.0
//
// The smoothing and sampling that PDQ does before its transform.
#pragma once

#include <cstddef>
#include <vector>

#include "assay/media/image.h"

namespace assay::similarity::internal {

inline constexpr std::size_t kSamples = 64;

/// Luma (0.299 R + 0.587 G + 0.114 B, 0 to 255) of `image` after two box filters of (side + 127) /
/// 128 pixels along each axis, at 64 x 64 points int((i + 0.5) side / 64); row-major.
///
/// Two boxes make a tent, and both passes and the luma are linear. So only the 64 x 64 tents that
/// are sampled are ever summed: rows first, then columns, luma last.
std::vector<float> TentSamples(const media::ImageView& image);

}  // namespace assay::similarity::internal
