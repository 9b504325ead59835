// SPDX-License-Identifier: Apache-2.0
//
// Files that the build compiled in (cmake/AssayEmbed.cmake).
#pragma once

#include <string_view>

namespace assay::embedded {

std::string_view GovernanceLists();  ///< policies/data/governance.json

}  // namespace assay::embedded
