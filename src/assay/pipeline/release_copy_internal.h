// SPDX-License-Identifier: Apache-2.0
//
// The content of a release that is a folder: copies of the files that were judged, named by what
// they hold. A copy of other bytes than those never gets its name.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>

#include "assay/catalog/catalog.h"
#include "assay/core/result.h"
#include "assay/release/seal.h"

namespace assay::pipeline::internal {

class FolderCopy {
 public:
  /// Into `part`, which is there; `packs` are those of the workspace.
  FolderCopy(std::filesystem::path part, std::filesystem::path packs)
      : part_(std::move(part)), packs_(std::move(packs)) {}

  /// Copies the file of `record` and tells `sealer` of it, unless an equal one is there. None when
  /// the file is gone or holds other bytes than were judged.
  /// Errors:  kCorrupt for a record without an asset; as SystemError for what keeps it from
  /// copying.
  Result<std::optional<release::Place>> Add(const catalog::RecordRow& record,
                                            release::Sealer& sealer);

 private:
  std::filesystem::path part_;
  std::filesystem::path packs_;
  std::set<Digest> copied_;
  std::set<std::string> folders_;
};

/// "data/06/06d6….jpg": by asset and media type.
std::string ContentPath(const Digest& asset, std::string_view media_type);

}  // namespace assay::pipeline::internal
