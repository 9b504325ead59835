// SPDX-License-Identifier: Apache-2.0
//
// Table mode for samples: where the pictures of an archive lie, or the pictures of a table.
#pragma once

#include <string_view>

#include "assay/core/result.h"
#include "assay/worker/row_speaker_internal.h"

namespace assay::worker::internal {

/// The archive on channel::kTableFd. Errors: kUnavailable when it cannot be read.
Status SayArchive(Speaker& speaker, RowSpeaker& rows);

/// The Parquet table on channel::kTableFd. Errors: as table::ReadPictures.
Status SayPictures(std::string_view column, Speaker& speaker, RowSpeaker& rows);

}  // namespace assay::worker::internal
