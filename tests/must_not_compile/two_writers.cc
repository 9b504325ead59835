// SPDX-License-Identifier: Apache-2.0
//
// A log has one writer: it is moved, never copied.
// EXPECT: deleted function|no matching function|call to implicitly-deleted
#include "assay/ledger/ledger.h"

#ifdef ALLOWED
assay::ledger::Log Second(assay::ledger::Log first) { return first; }
#else
assay::ledger::Log Second(const assay::ledger::Log& first) { return first; }
#endif
