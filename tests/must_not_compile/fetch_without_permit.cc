// SPDX-License-Identifier: Apache-2.0
//
// What has not been permitted is not fetched: an address is no permit.
// EXPECT: no matching (member )?function
#include "assay/acquire/fetcher.h"

void Fetch(assay::acquire::Fetcher& fetcher, assay::policy::Permit permit) {
#ifdef ALLOWED
  fetcher.Start(std::move(permit), {}, nullptr, nullptr);
#else
  fetcher.Start(permit.url(), {}, nullptr, nullptr);
#endif
}
