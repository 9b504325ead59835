// SPDX-License-Identifier: Apache-2.0
//
// The pack that a decision was made with cannot be edited after its digest was taken.
// EXPECT: passing .const.*discards qualifiers|assignment of read-only|no matching function
#include "assay/policy/engine.h"

void Tamper(const assay::policy::Pack& pack) {
#ifdef ALLOWED
  static_cast<void>(pack.files().size());
#else
  pack.files().clear();
#endif
}
