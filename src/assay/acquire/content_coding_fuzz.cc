// SPDX-License-Identifier: Apache-2.0
//
// The first byte chooses the coding and the size of the pieces; the rest is the body. Properties:
// nothing is kept beyond the limit, and how the bytes were divided changes nothing.
#include <cstddef>
#include <cstdint>

#include "assay/acquire/content_coding.h"

namespace {

using assay::ByteView;
using assay::acquire::Coding;
using assay::acquire::Decoding;

constexpr std::size_t kLimit_bytes = 4U << 20U;

struct Decoded {
  Decoding decoding = Decoding::kOpen;
  assay::Bytes content;

  bool operator==(const Decoded&) const = default;
};

Decoded Decode(Coding coding, ByteView body, std::size_t piece_bytes) {
  // Without a ratio: how many coded bytes have come depends on the pieces.
  assay::acquire::ContentDecoder decoder(coding, {.bytes = kLimit_bytes, .ratio = kLimit_bytes});
  while (!body.empty()) {
    const std::size_t count = body.size() < piece_bytes ? body.size() : piece_bytes;
    decoder.Add(body.first(count));
    body = body.subspan(count);
  }
  const Decoding decoding = decoder.Finish();
  return {decoding, decoder.TakeContent()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Coding coding = (data[0] & 1U) == 0 ? Coding::kGzip : Coding::kDeflate;
  const ByteView body(data + 1, size - 1);
  const Decoded whole = Decode(coding, body, size);
  ASSAY_CHECK(whole.decoding != Decoding::kOpen);
  ASSAY_CHECK(whole.content.size() <= kLimit_bytes);
  ASSAY_CHECK(Decode(coding, body, (data[0] >> 1U) + 1U) == whole);
  return 0;
}
