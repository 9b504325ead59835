// SPDX-License-Identifier: Apache-2.0
//
// The part of a plan that says who asks hosts, and how.
#pragma once

#include "assay/pipeline/network.h"
#include "assay/pipeline/yaml_internal.h"

namespace assay::pipeline::internal {

class NetworkReader : public YamlReader {
 public:
  using YamlReader::YamlReader;

  /// `network: {contact: https://…, delay_ms: 1000, timeout: 30s}`: docs/reference/crawl-plan.md.
  Status ReadNetwork(const YAML::Node& node, Network& network) const;

 private:
  Status ReadNetworkLimits(const YAML::Node& node, Network& network) const;
};

}  // namespace assay::pipeline::internal
