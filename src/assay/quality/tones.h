// SPDX-License-Identifier: Apache-2.0
//
// What the histogram of a picture says: exposure, information, contrast, colour.
#pragma once

#include "assay/media/image.h"

namespace assay::quality {

struct Tones {
  double dark = 0;           ///< 99th percentile of brightness, 0 to 1: small is dark
  double light = 0;          ///< 1 - 5th percentile of brightness: small is overexposed
  double entropy_bits = 0;   ///< of the colour channels' joined histogram, at most 9.6
  double clipped_black = 0;  ///< share of pixels whose luma is 0
  double clipped_white = 0;  ///< share of pixels whose luma is 255
  double contrast = 0;       ///< standard deviation of luma / 255, at most 0.5
  double colourfulness = 0;  ///< about 0 (grey) to over 100 (extremely colourful)
  bool grayscale = false;    ///< one channel, or channels that never differ by over 3 levels
};

/// Statistics of a regular grid of pixels: every n-th of every n-th row, with the least n that
/// leaves at most 256 a side. Alpha is not looked at.
///
/// Cost:    O(grid).
/// Exact:   integer sums and histograms; brightness is binned to 1/8064. Then one sqrt or log2.
/// Source:  dark, light: cleanvision 0.3.7, brightness sqrt(.241 R^2 + .691 G^2 + .068 B^2) / 255
///          with numpy's linear percentiles; entropy: Shannon 1948, as Pillow's Image.entropy;
///          contrast: RMS contrast, Peli, JOSA A 7, 1990; colourfulness: Hasler and Suesstrunk,
///          "Measuring colourfulness in natural images", SPIE 5007, 2003; luma: BT.601.
Tones MeasureTones(const media::ImageView& image);

}  // namespace assay::quality
