// SPDX-License-Identifier: Apache-2.0
//
// SHA256SUMS: the content files of a release as sha256sum(1) of GNU coreutils writes them, so that
// `sha256sum -c SHA256SUMS` checks them without us.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assay/core/hash.h"
#include "assay/core/result.h"

namespace assay::release {

struct Sum {
  std::string path;  ///< IsPath
  Digest sha256;
};

/// 64 hexadecimal digits, two blanks, the path, a line feed.
std::string LineOf(const Sum& sum);

/// Errors:  kCorrupt with the line for anything that LineOf would not write, and for paths that are
///          not strictly ascending.
Result<std::vector<Sum>> ParseSums(std::string_view text);

}  // namespace assay::release
