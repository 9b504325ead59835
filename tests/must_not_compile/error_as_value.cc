// SPDX-License-Identifier: Apache-2.0
//
// An Error is the absence of a value, never the value.
// EXPECT: an Error is not a value
#include "assay/core/result.h"

#ifdef ALLOWED
assay::Result<int> answer = 1;
#else
assay::Result<assay::Error> answer = assay::Error{assay::ErrorCode::kCorrupt, "?"};
#endif
