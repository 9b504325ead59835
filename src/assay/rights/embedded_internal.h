// SPDX-License-Identifier: Apache-2.0
//
// Files that the build compiled in (cmake/AssayEmbed.cmake).
#pragma once

#include <string_view>

namespace assay::embedded {

std::string_view LicenceLists();   ///< policies/default/licences.json
std::string_view LicencePrints();  ///< policies/data/licence_texts.json
std::string_view TermsWords();     ///< policies/data/terms.json

}  // namespace assay::embedded
