// SPDX-License-Identifier: Apache-2.0
//
// The step `convert` of a plan's YAML.
#pragma once

#include <vector>

#include "assay/pipeline/converter_plan.h"
#include "assay/pipeline/yaml_internal.h"

namespace assay::pipeline::internal {

/// `convert: {outcomes: [unsupported], media_types: [image/x], command: [program, argument]}`, or
/// a list of those.
Status ReadConverters(const YamlReader& reader, const YAML::Node& node,
                      std::vector<ConverterSpec>& converters);

}  // namespace assay::pipeline::internal
