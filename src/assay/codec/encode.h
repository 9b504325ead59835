// SPDX-License-Identifier: Apache-2.0
//
// Samples -> the bytes of a file. One thread and fixed settings: equal samples and versions give
// equal bytes. Writes no metadata but PNG's word that the samples are sRGB.
#pragma once

#include <string_view>

#include "assay/core/bytes.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/media/image.h"

namespace assay::codec {

enum class Container { kJpeg, kWebp, kPng };

struct Encoding {
  Container container = Container::kJpeg;
  int quality = 95;           ///< 1 to 100; JPEG and lossy WebP
  bool is_subsampled = true;  ///< JPEG: 4:2:0, else 4:4:4
  bool is_lossless = false;   ///< WebP
};

/// Longest side in pixels that the format can hold. Source: libjpeg's JPEG_MAX_DIMENSION; WebP
/// container specification, 14 bits; of PNG the limit of what is read.
int LongestSide(Container container);

std::string_view MediaType(Container container);

/// What made the bytes: {"name": library, "version": of it, "settings": {...}}.
Json Describe(const Encoding& encoding);

/// Shapes:  JPEG takes 1 or 3 channels, WebP and PNG also 4; WebP stores grey as RGB, and PNG keeps
///          the channels.
/// Errors:  kInvalidArgument for a side over LongestSide, or a JPEG with alpha; kExhausted when
///          memory does not suffice.
Result<Bytes> Encode(const media::ImageView& image, const Encoding& encoding);

}  // namespace assay::codec
