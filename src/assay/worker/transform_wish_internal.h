// SPDX-License-Identifier: Apache-2.0
//
// What a transform is asked for, checked: everything else may rely on it. No picture is needed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "assay/codec/encode.h"
#include "assay/codec/picture.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/media/compose.h"
#include "assay/media/layout.h"

namespace assay::worker::internal {

struct TransformWish {
  std::optional<media::Crop> crop;
  std::optional<media::ResizeWish> resize;
  media::Rgb background = {0, 0, 0};
  std::optional<media::Rgb> flatten;
  bool wants_colours = false;  ///< grey becomes RGB
  codec::Encoding encoding;
  bool are_stored = false;  ///< boxes and points mean the picture before its orientation
  std::vector<media::Box> boxes;
  std::vector<media::Point> points;
  codec::Limits limits;
  std::string kept_as;  ///< name of the bytes; empty: whatever is kept is of others
};

/// Errors:  kInvalidArgument for a member that nobody defined, or a value out of its range.
Result<TransformWish> ReadTransformWish(const Json& arguments);

}  // namespace assay::worker::internal
