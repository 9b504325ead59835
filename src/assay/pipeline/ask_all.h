// SPDX-License-Identifier: Apache-2.0
//
// Asks many origins at the same time: what each says of itself, and the licence documents that
// their robots.txt declare. It keeps nothing.
#pragma once

#include <string>
#include <vector>

#include "assay/core/result.h"

namespace assay::acquire {
class Gate;
}  // namespace assay::acquire

namespace assay::pipeline {

struct Environment;
struct Network;

/// Sixteen questions at most are under way, and one to each host, with `network.delay` in between.
///
/// Errors:  as MakeFetcher; kCancelled after `environment.stop`: of some origins the gate then
///          misses an answer.
Status AskAll(const std::vector<std::string>& origins, acquire::Gate& gate, const Network& network,
              const Environment& environment);

}  // namespace assay::pipeline
