// SPDX-License-Identifier: Apache-2.0
//
// What a plan makes of the pictures that it allows: how each is transformed, which of them are
// taken, how they are split, and the files that they end in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::pipeline {

/// One part of a data set. Shares are relative to each other.
struct SplitShare {
  std::string name;  ///< as release::PictureSample has it
  std::int64_t share = 0;
};

/// What a sample keeps the proportions of.
enum class Strata : std::uint8_t { kNone, kLabel, kSplit };

/// Which of the allowed pictures are taken. The choice follows from keys and the plan's seed.
struct SampleSpec {
  std::int64_t per_million = 1'000'000;  ///< exact where there are strata, else nearly
  std::int64_t per_label = 0;            ///< at most, 0: all
  std::int64_t count = 0;                ///< exactly so many in place of a share; 0: a share
  Strata by = Strata::kNone;

  [[nodiscard]] bool is_exact() const { return count > 0 || by != Strata::kNone; }
};

enum class SinkKind : std::uint8_t { kWebDataset, kParquet, kFolder };

struct SinkSpec {
  SinkKind kind = SinkKind::kWebDataset;
  std::filesystem::path folder;  ///< becomes a release
  std::int64_t shard_bytes = 256LL << 20;
  std::string name;     ///< of the release; empty: of the folder
  std::string version;  ///< empty: the next one
};

struct BuildSpec {
  Json wish;  ///< what channel::Op::kTransform is asked for
  std::vector<SplitShare> splits;
  SampleSpec sample;
  SinkSpec sink;
};

/// Canonical members for a plan's Identity, and back. Errors: kCorrupt.
Json ToJson(const BuildSpec& build);
Result<BuildSpec> BuildFromJson(const Json& json);

/// How the release of a sink is called.
std::string ReleaseNameOf(const SinkSpec& sink);

/// The name of a kind as plans write it: "webdataset", "parquet", "folder".
std::string_view Name(SinkKind kind);

/// What equal derivations share: SHA-256 over the wish and `versions`, of the program that fulfils
/// it, hex.
std::string RecipeOf(const BuildSpec& build, std::string_view versions);

}  // namespace assay::pipeline
