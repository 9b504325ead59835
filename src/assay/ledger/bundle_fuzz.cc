// SPDX-License-Identifier: Apache-2.0
//
// A bundle of entries or payloads that is accepted has one spelling, and a leaf's parts lie in it.
// The first byte is the width that the file name would give.
#include <cstddef>
#include <cstdint>
#include <string>

#include "assay/core/bytes.h"
#include "assay/ledger/bundle_internal.h"
#include "assay/ledger/leaf_internal.h"

namespace assay::ledger {
namespace {

void CheckLeaf(std::string_view entry) {
  const auto leaf = ParseLeaf(entry);
  if (!leaf.ok()) return;
  const LeafView& view = leaf.value();
  ASSAY_CHECK(std::string(R"({"commit":")") + view.commit.Hex() + R"(","meta":)" +
                  std::string(view.meta) + R"(,"time":")" + std::string(view.time) +
                  R"(","type":")" + std::string(view.type) + R"(","v":1})" ==
              entry);
  (void)TombstoneTarget(view, 1000).ok();
}

void CheckEntries(std::string_view bundle, std::uint64_t width) {
  const auto entries = ParseEntries(bundle, width);
  if (!entries.ok()) return;
  std::string again;
  for (const std::string_view entry : entries.value()) {
    AppendEntry(again, entry);
    CheckLeaf(entry);
  }
  ASSAY_CHECK(again == bundle);
}

void CheckPayloads(std::string_view bundle, std::uint64_t width) {
  const auto payloads = ParsePayloads(bundle, width);
  if (!payloads.ok()) return;
  std::string again;
  for (const StoredPayload& stored : payloads.value()) {
    if (stored.erased) {
      AppendErased(again);
    } else {
      AppendPayload(again, stored.salt, stored.payload);
    }
  }
  ASSAY_CHECK(again == bundle);
}

}  // namespace
}  // namespace assay::ledger

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::uint64_t width = std::uint64_t{data[0]} + 1;
  const std::string_view bundle = assay::AsText({data + 1, size - 1});
  assay::ledger::CheckEntries(bundle, width);
  assay::ledger::CheckPayloads(bundle, width);
  assay::ledger::CheckLeaf(bundle);
  return 0;
}
