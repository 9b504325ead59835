// SPDX-License-Identifier: Apache-2.0
//
// What a file is, by its first bytes; never by a name.
#pragma once

#include <string_view>

#include "assay/codec/draft_internal.h"

namespace assay::codec {

struct Format {
  std::string_view name;        ///< "jpeg"
  std::string_view media_type;  ///< "image/jpeg"
  void (*read)(Draft&);         ///< null: known, not decoded here
};

/// Null when the bytes are of no known media format.
const Format* Sniff(ByteView file);

}  // namespace assay::codec
