// SPDX-License-Identifier: Apache-2.0
//
// What is believed of a worker's word on a transform.
#pragma once

#include "assay/channel/worker.h"
#include "assay/pipeline/inspect.h"

namespace assay::pipeline {

/// The picture that `answer` holds, or the refusal: of the worker, or ours when it fell or lied.
/// Errors:  kInvalidArgument when the worker did not understand what it was asked.
Result<Transformed> TransformedFrom(channel::Answer answer);

}  // namespace assay::pipeline
