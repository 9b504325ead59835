// SPDX-License-Identifier: Apache-2.0
//
// Takes away what a workspace holds and nothing names: objects, the pictures of recipes that no
// data set asks for any more, and what killed processes left. Evidence never goes: no record, fact,
// decision, situation, ledger entry, answer of a host or WARC file, and no object that one of them
// names. docs/guide/keep-a-workspace.md says it to users.
#pragma once

#include <cstdint>
#include <string>

#include "assay/core/result.h"

namespace assay::pipeline {

class Workspace;

struct GarbageOptions {
  std::string versions;  ///< of the program, as Environment has it: part of every recipe
  bool removes = true;   ///< false: it counts the same and changes nothing
};

/// What went, or would go.
struct Garbage {
  std::int64_t pictures = 0;  ///< rows of derivations
  std::uint64_t objects = 0;  ///< second copies among them
  std::uint64_t bytes = 0;    ///< of the objects
  std::uint64_t objects_left = 0;
  std::uint64_t packs_removed = 0;
  std::uint64_t packs_rewritten = 0;
  std::uint64_t files = 0;  ///< temporary
  std::uint64_t file_bytes = 0;
};

/// An object stays while its digest stands in a row of the catalog or in the ledger's files. The
/// picture that was made of an asset stays while a build may use it: the newest finished run into
/// its folder, or an unfinished one after that, has a plan with its recipe, of a converter or not,
/// and a record with its asset. Nothing outside the workspace goes. Can be killed at any moment:
/// nothing that stays is lost, and the next call ends it.
///
/// Errors:  kCorrupt when a record or a derivation names an object that is not there or a stored
///          plan cannot be read, and nothing went; when an object that is to move has lost its
///          digest, and its pack stays: what nothing names may have gone before; kExhausted when
///          there is no room for the copy of one pack; as SystemError.
/// Cost:    two passes over the catalog, one over the ledger, and the packs of which something
///          goes; memory: at most 100 bytes an object, as much a derived picture, 72 a
///          record that lies in a pack, and what Packs::Sweep takes.
Result<Garbage> CollectGarbage(Workspace& workspace, const GarbageOptions& options);

}  // namespace assay::pipeline
