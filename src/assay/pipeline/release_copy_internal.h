// SPDX-License-Identifier: Apache-2.0
//
// The content of a release that is a folder: copies of the files that were judged, named by what
// they hold. A copy of other bytes than those never gets its name.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "assay/pipeline/release_content.h"
#include "assay/release/statement.h"

namespace assay::pipeline::internal {

class FolderCopy final : public ReleaseContent {
 public:
  /// Into `part`, which is there; `packs` are those of the workspace.
  FolderCopy(std::filesystem::path part, std::filesystem::path packs)
      : part_(std::move(part)), packs_(std::move(packs)) {}

  Result<Taken> Add(const catalog::RecordRow& record, const release::ParsedRecord& parsed,
                    release::Sample& sample) override;
  Status Finish(release::Sealer& sealer) override;

 private:
  std::filesystem::path part_;
  std::filesystem::path packs_;
  std::set<Digest> copied_;
  std::set<std::string> folders_;
  std::vector<release::FileEntry> files_;
};

/// "data/06/06d6….jpg": by asset and media type.
std::string ContentPath(const Digest& asset, std::string_view media_type);

}  // namespace assay::pipeline::internal
