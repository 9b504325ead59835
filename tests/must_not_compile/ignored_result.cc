// SPDX-License-Identifier: Apache-2.0
//
// A failed operation that nobody looked at does not build.
// EXPECT: ignoring return(ed)? value.*nodiscard
#include "assay/core/result.h"

assay::Status Flush();

void Close() {
#ifdef ALLOWED
  if (!Flush().ok()) return;
#else
  Flush();
#endif
}
