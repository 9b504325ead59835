// SPDX-License-Identifier: Apache-2.0
//
// One media file -> another picture made of it, for training: cropped, resized, flattened, encoded.
// It decodes once, at the smallest size that serves it and inspectors, and decides nothing: what
// comes of a file is the file's outcome, as Inspect has it.
#pragma once

#include <optional>

#include "assay/core/bytes.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/worker/inspect.h"

namespace assay::worker {

/// Makes the picture that `arguments` ask for, as channel::Op::kTransform says.
///
/// Shapes:  the answer is {"outcome", "codes", "media_type", "width_px", "height_px", "channels",
///          "affine", "boxes", "points", "sums", "encoder", "source"}; the blob is the file. Boxes
///          and points of which nothing is left are null. A JPEG of a picture with alpha lies over
///          white unless another colour is asked for; "flatten" in the answer says which. "sums"
///          are of the samples that were encoded, before a lossy format changed them.
/// Errors:  kInvalidArgument for arguments that nobody defined; kExhausted when memory does not
///          suffice. A refusal, with "code", "outcome" and "codes", is the answer to a file that is
///          not decided ("undecided"), a crop that leaves the picture ("crop.outside") and a side
///          that the format cannot hold ("encode.side").
/// Cost:    no decode when `kept` is of these bytes ("kept_as") and just what it would be; else
///          `kept` is dropped first.
/// Exact:   equal bytes, arguments and library versions give equal answers and equal blobs,
///          whatever is kept.
Result<Reply> Transform(ByteView bytes, const Json& arguments,
                        std::optional<Kept> kept = std::nullopt);

}  // namespace assay::worker
