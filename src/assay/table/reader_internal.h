// SPDX-License-Identifier: Apache-2.0
//
// How a foreign table is opened, by a name or as a descriptor that is open already.
#pragma once

#include <filesystem>

#include "assay/core/file.h"
#include "assay/core/result.h"

namespace assay::table::internal {

/// A descriptor of our own, also of "/dev/fd/N" and "/proc/self/fd/N".
/// Errors:  kInvalidArgument for what is no regular file; as SystemError.
Result<Fd> OpenForReading(const std::filesystem::path& file);

}  // namespace assay::table::internal
