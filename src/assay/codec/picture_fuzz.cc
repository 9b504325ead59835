// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "assay/codec/picture.h"
#include "assay/codec/png_internal.h"

namespace {

/// Of what is read without libpng, libpng gives the same samples, unless its stream is refused.
void ComparePng(assay::ByteView bytes, const assay::codec::Options& options) {
  using namespace assay;
  codec::Draft draft(bytes, options);
  if (!AsText(bytes).starts_with("\x89PNG\r\n\x1a\n") || !ReadPngChunks(draft)) return;
  const Outcome outcome = draft.picture.outcome;
  const auto image = ReadPlainPng(draft);
  if (!image) return;
  ReadPngByRows(draft);
  const bool refused = draft.picture.outcome == Outcome::kCorrupt;
  ASSAY_CHECK(refused || (draft.picture.outcome == outcome && draft.picture.image == *image));
}

}  // namespace

/// libheif 1.15 forgets the 52 bytes of a colour description whose numbers it does not know. What
/// it forgets in a worker goes with the worker.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(*-reserved-identifier): LSan's name
extern "C" const char* __lsan_default_suppressions() {  // NOLINT(*-reserved-identifier)
  return "leak:libheif.so\n";
}

/// Any bytes give an answer that holds together, and the same answer twice.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay;
  codec::Options options;
  options.limits.pixels = 1'000'000;
  options.limits.decoded_bytes = 16 << 20;
  const codec::Picture picture = codec::ReadPicture({data, size}, options);
  ASSAY_CHECK(picture.image.empty() == !IsDecided(picture.outcome));
  ASSAY_CHECK(picture.outcome == Outcome::kOk || !picture.codes.empty());
  ASSAY_CHECK((picture.outcome == Outcome::kEmpty) == (size == 0));
  ASSAY_CHECK(!IsDecided(picture.outcome) || picture.frames >= 1);
  for (const Mark& mark : picture.marks) ASSAY_CHECK(IsUtf8(mark.value) && IsUtf8(mark.name));
  const codec::Picture again = codec::ReadPicture({data, size}, options);
  ASSAY_CHECK(again.outcome == picture.outcome && again.codes == picture.codes);
  ASSAY_CHECK(again.marks == picture.marks && again.image == picture.image);
  ComparePng({data, size}, options);
  return 0;
}
