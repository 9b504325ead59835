// SPDX-License-Identifier: Apache-2.0
//
// Property: whatever the text, a plan or one error that names the file; a plan that is accepted
// has an identity that leads back to the same identity.
#include <cstddef>
#include <cstdint>
#include <span>

#include "assay/core/bytes.h"
#include "assay/pipeline/plan.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  const auto plan = pipeline::ParsePlan(AsText({data, size}), "plan", "/f");
  if (!plan.ok()) {
    ASSAY_CHECK(IsUtf8(plan.error().what));
    return 0;
  }
  if (!pipeline::Validate(plan.value()).ok()) return 0;
  const std::string identity = pipeline::Identity(plan.value(), "pack");
  ASSAY_CHECK(pipeline::FromIdentity(identity).ok());
  return 0;
}
