// SPDX-License-Identifier: Apache-2.0
//
// Leave to fetch is given by the policy alone: nobody writes a permit.
// EXPECT: is private within this context|calling a private constructor
#include "assay/policy/permit.h"

using assay::policy::Permit;

#ifdef ALLOWED
Permit Given(Permit permit) { return permit; }
#else
Permit Given(assay::Decision decision, assay::policy::Time until) {
  return Permit("https://shop.example/a.jpg", std::move(decision), until);
}
#endif
