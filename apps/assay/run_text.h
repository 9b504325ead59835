// SPDX-License-Identifier: Apache-2.0
//
// How `runs` and `status` tell of a run.
#pragma once

#include <string>

#include "assay/core/json.h"
#include "assay/pipeline/run_history.h"

namespace assay::cli {

/// "finished", or the phase that the catalog has.
std::string StateOf(const pipeline::RunState& state);

/// Null for an empty text.
Json TextOrNull(const std::string& text);

/// What every document about a run holds.
Json Brief(const pipeline::RunState& state);

/// "photos 1.2.0", or "-".
std::string ReleaseIn(const pipeline::RunState& state);

/// "commercial-training in EU on 2026-01-15".
std::string UseIn(const pipeline::RunState& state);

/// "28 records: allow 13  deny 4 …".
std::string CountIn(const pipeline::RunState& state);

}  // namespace assay::cli
