// SPDX-License-Identifier: Apache-2.0
//
// What each value of each protocol says of which use: the built-in tables, or those that a policy
// pack brings. A new draft of a protocol is new data; its grammar alone is code.
#pragma once

#include <string_view>

#include "assay/core/result.h"

namespace assay::rights {

/// From here on, signals are read by member "signals" of this text, which is written as
/// policies/default/licences.json is; a text without it changes nothing. Tables of a protocol, and
/// their members, that it lacks are the built-in ones. What workers read in files is read by the
/// built-in tables.
///
/// Errors:  kInvalidArgument with the place: a member of another type, or a row that names an
///          unknown use; as ParseJson. Nothing changes then.
/// Threads: before anything is read.
Status UseSignalTables(std::string_view licences_json);

}  // namespace assay::rights
