// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>

#include "assay/codec/inflate_internal.h"

namespace assay::codec {
namespace {

struct End {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

}  // namespace

Inflated Inflate(ByteView stream, std::uint64_t limit_bytes) {
  Inflated result;
  z_stream state{};
  if (inflateInit(&state) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, End> end(&state);
  // zlib's interface is not const; it does not write.
  state.next_in =
      const_cast<Bytef*>(stream.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  state.avail_in = static_cast<uInt>(std::min<std::size_t>(stream.size(), UINT32_MAX));
  std::array<std::uint8_t, 16384> block;
  int status = Z_OK;
  while (status == Z_OK) {
    state.next_out = block.data();
    state.avail_out = static_cast<uInt>(block.size());
    status = inflate(&state, Z_NO_FLUSH);
    const std::size_t count = block.size() - state.avail_out;
    if (result.bytes.size() + count > limit_bytes) {
      result.too_large = true;
      return result;
    }
    result.bytes.insert(result.bytes.end(), block.begin(),
                        block.begin() + static_cast<std::ptrdiff_t>(count));
  }
  result.complete = status == Z_STREAM_END;
  return result;
}

}  // namespace assay::codec
