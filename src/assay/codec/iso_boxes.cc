// SPDX-License-Identifier: Apache-2.0
#include "assay/codec/iso_boxes_internal.h"

#include <algorithm>

namespace assay::codec {

std::optional<Box> Boxes::Next() {
  if (!wire_.Has(at_, 8)) return std::nullopt;
  std::uint64_t size_bytes = wire_.U32(at_);
  std::uint64_t head_bytes = 8;
  if (size_bytes == 1) {
    size_bytes = wire_.U64(at_ + 8);
    head_bytes = 16;
  } else if (size_bytes == 0) {  // to the end
    size_bytes = wire_.size() - at_;
  }
  if (size_bytes < head_bytes) return std::nullopt;
  Box box{AsText(wire_.Slice(at_ + 4, 4)), wire_.Slice(at_ + head_bytes, size_bytes - head_bytes),
          wire_.Has(at_, size_bytes)};
  at_ += std::min(size_bytes, wire_.size() - at_);
  return box;
}

ByteView FindBox(ByteView bytes, std::string_view type) {
  Boxes boxes(bytes);
  while (const auto box = boxes.Next()) {
    if (box->type == type) return box->body;
  }
  return {};
}

}  // namespace assay::codec
