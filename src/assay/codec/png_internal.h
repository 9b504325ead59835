// SPDX-License-Identifier: Apache-2.0
//
// The chunks of a PNG: shape, metadata and intactness; and the pixels of the usual kind.
#pragma once

#include <optional>

#include "assay/codec/draft_internal.h"

namespace assay::codec {

/// Reads IHDR, holds it against the limits, then walks to IEND. False: refused.
/// Source: PNG specification, third edition, sections 5 and 11.
bool ReadPngChunks(Draft& draft);

/// The pixels of what most files are: intact, 8-bit grey, RGB or RGBA, not interlaced, of at most
/// 64 MiB. None for any other, which is libpng's to read, or to say what is wrong with. Both give
/// the same samples; but a Deflate stream that names codes which nothing may use (RFC 1951,
/// sections 3.2.5 to 3.2.7) is read here, where its sums agree, and refused by libpng.
///
/// Cost:    two thirds of libpng's, as Debian builds it (78 files of the corpus); the samples twice
///          in memory.
std::optional<media::Image> ReadPlainPng(const Draft& draft);

/// Any PNG, by libpng.
void ReadPngByRows(Draft& draft);

}  // namespace assay::codec
