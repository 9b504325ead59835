// SPDX-License-Identifier: Apache-2.0
//
// One media file -> what a worker says about it. Decodes once and hands the same pixels to every
// inspector. It decides nothing, and knows nothing of slots, sockets or sandboxes.
#pragma once

#include <optional>
#include <string>

#include "assay/codec/picture.h"
#include "assay/core/bytes.h"
#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::worker {

/// A decided picture that waits for a transform of the same bytes, without its marks.
struct Kept {
  std::string name;  ///< of the bytes, as the parent calls them
  codec::Limits limits;
  std::optional<media::Size> scaled_from;  ///< upright; none: its format has no scales
  codec::Picture picture;
};

/// What goes back to the parent: JSON text, and bytes that are no JSON.
struct Reply {
  std::string json;
  Bytes blob;
  bool is_refusal = false;                  ///< `json` says why nothing was done; there is no blob
  std::optional<Kept> kept = std::nullopt;  ///< stays in the worker until its next request
};

/// The Inspection of a media file.
///
/// Shapes:  `arguments` as channel::Op::kInspect says; the blob is a JPEG when "thumbnail_px" asks
///          for one and the file is decided. Where "keep_as" names the bytes, a decided picture is
///          kept under that name, unless no step asked for it: then it may be rough.
/// Errors:  kInvalidArgument for arguments that nobody defined. Broken files are outcomes; a file
///          that memory does not suffice for is a bomb with the code "limit.memory", one whose
///          facts are too many to pass on a bomb with "limit.facts".
Result<Reply> Inspect(ByteView bytes, const Json& arguments);

/// Facts of an XMP sidecar: {"facts": [...]}, their source as the arguments say.
/// Errors:  kInvalidArgument as above; kExhausted when memory does not suffice. A text that is no
///          XMP is a malformed fact "rights.sidecar".
Result<Reply> ReadSidecar(ByteView bytes, const Json& arguments);

/// Names the pixels of a picture, whatever its format: {"pixels": "sha256:..."}.
///
/// Shapes:  SHA-256 over width and height (4 bytes each, big-endian) and the rows as RGB8, upright,
///          in sRGB; where any pixel is transparent, the alpha samples follow.
/// Errors:  kUnsupported with its outcome when the file is not decided; else as ReadSidecar.
Result<Reply> HashPixels(ByteView bytes, const Json& arguments);

}  // namespace assay::worker
