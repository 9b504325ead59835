// SPDX-License-Identifier: Apache-2.0
//
// The parts of a plan's YAML that a build adds.
#pragma once

#include <optional>

#include "assay/pipeline/build_plan.h"
#include "assay/pipeline/network_plan_internal.h"

namespace assay::pipeline::internal {

class BuildReader : public NetworkReader {
 public:
  using NetworkReader::NetworkReader;

  /// `transform: {crop: …, resize: {fit: 256}, encode: jpeg, quality: 95}`.
  Status ReadTransform(const YAML::Node& node, BuildSpec& build) const;
  /// `split: {train: 80, val: 10, test: 10}`.
  Status ReadSplit(const YAML::Node& node, BuildSpec& build) const;
  /// `sample: {share: 10%, per_label: 1000}`, `sample: {count: 5000, by: label}`.
  Status ReadSample(const YAML::Node& node, BuildSpec& build) const;
  /// `sink: {webdataset: out, shard_mb: 256, name: pictures, version: 1.0.0}`.
  Status ReadSink(const YAML::Node& node, BuildSpec& build) const;

 private:
  Status ReadResize(const YAML::Node& node, Json& wish) const;
  Status ReadEncoding(const YAML::Node& node, Json& wish) const;
  Status ReadColour(const YAML::Node& map, const char* key, Json& into) const;
  [[nodiscard]] Result<std::vector<std::int64_t>> Numbers(const YAML::Node& node, const char* key,
                                                          std::size_t count,
                                                          std::int64_t most) const;
};

}  // namespace assay::pipeline::internal
