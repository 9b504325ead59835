// SPDX-License-Identifier: Apache-2.0
//
// One writer for each format. The shape has been checked; what is left to fail is memory.
#pragma once

#include "assay/codec/encode.h"

namespace assay::codec {

/// Errors of all: kExhausted.
Result<Bytes> WriteJpeg(const media::ImageView& image, const Encoding& encoding);
Result<Bytes> WriteWebp(const media::ImageView& image, const Encoding& encoding);
Result<Bytes> WritePng(const media::ImageView& image);

/// Fixed: better ones cost time and win little.
inline constexpr int kPngLevel = 6;
inline constexpr int kWebpMethod = 4;
inline constexpr int kWebpLosslessEffort = 75;

/// "2.1.5", as the library says.
std::string JpegLibraryVersion();
std::string WebpLibraryVersion();
std::string PngLibraryVersion();

}  // namespace assay::codec
