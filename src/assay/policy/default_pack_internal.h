// SPDX-License-Identifier: Apache-2.0
//
// The files of policies/default as the build found them. Their text is written by the build alone.
#pragma once

#include <span>
#include <string_view>
#include <utility>

namespace assay::policy::internal {

std::span<const std::pair<std::string_view, std::string_view>> DefaultPackFiles();

}  // namespace assay::policy::internal
