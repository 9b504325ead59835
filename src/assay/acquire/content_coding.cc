// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/content_coding.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace assay::acquire {
namespace {

constexpr std::size_t kBlock_bytes = 16384;
// zlib's windowBits: the window, plus 16 for a gzip head, or negative for no head at all.
constexpr int kZlib = 15;
constexpr int kGzip = 15 + 16;
constexpr int kRaw = -15;
constexpr std::uint8_t kGzipMagic = 0x1F;

/// Do these two bytes begin zlib's format? Source: RFC 1950, section 2.2.
bool IsZlibHead(std::uint8_t first, std::uint8_t second) {
  constexpr unsigned kMethodMask = 0x0F;
  constexpr unsigned kDeflateMethod = 8;
  constexpr unsigned kCheck = 31;
  return (first & kMethodMask) == kDeflateMethod && (first * 256U + second) % kCheck == 0;
}

}  // namespace

Coding CodingOf(std::span<const rights::HeaderLine> headers) {
  Coding coding = Coding::kNone;
  for (const rights::HeaderLine& line : headers) {
    if (line.name.size() != std::string_view("content-encoding").size() ||
        ToLowerAscii(line.name) != "content-encoding")
      continue;
    std::string_view rest = line.value;
    while (!rest.empty()) {
      const std::size_t comma = rest.find(',');
      const std::string word = ToLowerAscii(Trim(rest.substr(0, comma)));
      rest = comma == std::string_view::npos ? "" : rest.substr(comma + 1);
      if (word.empty() || word == "identity") continue;
      if (coding != Coding::kNone) return Coding::kUnknown;
      const bool is_gzip = word == "gzip" || word == "x-gzip";
      coding = is_gzip ? Coding::kGzip : word == "deflate" ? Coding::kDeflate : Coding::kUnknown;
    }
  }
  return coding;
}

struct ContentDecoder::State {
  DecodeLimits limits;
  Decoding decoding = Decoding::kOpen;
  bool is_gzip = false;
  bool has_format = false;   ///< `stream` has been made
  bool at_boundary = false;  ///< a gzip member has ended, and another may follow
  Bytes start;               ///< of deflate, until it shows which format it is
  std::size_t coded_bytes = 0;
  Bytes content;
  z_stream stream{};  ///< zlib keeps its address: a State is never moved

  State() = default;
  State(State&&) = delete;
  ~State() {
    if (has_format) inflateEnd(&stream);
  }

  void Open(int window_bits) {
    if (inflateInit2(&stream, window_bits) != Z_OK) throw std::bad_alloc();
    has_format = true;
  }

  /// Appends what fits. Capacity is never more than the limit.
  void Append(ByteView decoded) {
    const std::size_t room = limits.bytes - content.size();
    if (decoded.size() > room) decoding = Decoding::kTooLarge;
    decoded = decoded.first(std::min(decoded.size(), room));
    const std::size_t needed = content.size() + decoded.size();
    if (needed > content.capacity())
      content.reserve(std::min(limits.bytes, std::max(needed, 2 * content.capacity())));
    content.insert(content.end(), decoded.begin(), decoded.end());
    if (content.size() > kRatioFrom_bytes && content.size() / limits.ratio > coded_bytes)
      decoding = Decoding::kTooLarge;
  }

  /// One block's worth; false when zlib has to have more input first.
  bool InflateBlock() {
    std::array<std::uint8_t, kBlock_bytes> block;
    stream.next_out = block.data();
    stream.avail_out = static_cast<uInt>(block.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    Append(ByteView(block).first(block.size() - stream.avail_out));
    if (decoding != Decoding::kOpen) return false;
    if (status == Z_STREAM_END) return EndMember();
    if (status == Z_OK || status == Z_BUF_ERROR) return stream.avail_out == 0;
    decoding = Decoding::kDamaged;
    return false;
  }

  /// gzip may go on with a further member; anything else after the end is padding.
  bool EndMember() {
    if (!is_gzip) {
      decoding = Decoding::kEnded;
      return false;
    }
    at_boundary = true;
    return stream.avail_in > 0 && NextMember();
  }

  bool NextMember() {
    at_boundary = false;
    if (*stream.next_in == kGzipMagic && inflateReset(&stream) == Z_OK) return true;
    decoding = Decoding::kEnded;
    return false;
  }

  void Inflate(ByteView coded) {
    // zlib's interface is not const; it does not write.
    stream.next_in = const_cast<Bytef*>(coded.data());  // NOLINT(*-const-cast)
    stream.avail_in = static_cast<uInt>(coded.size());
    if (coded.empty() || (at_boundary && !NextMember())) return;
    while (InflateBlock()) {
    }
  }

  /// Deflate waits for its first two bytes, which tell zlib's format from raw.
  void Add(ByteView coded) {
    coded_bytes += coded.size();
    if (has_format) return Inflate(coded);
    if (is_gzip) {
      Open(kGzip);
      return Inflate(coded);
    }
    start.insert(start.end(), coded.begin(), coded.end());
    if (start.size() < 2) return;
    Open(IsZlibHead(start[0], start[1]) ? kZlib : kRaw);
    Inflate(std::exchange(start, {}));
  }
};

ContentDecoder::ContentDecoder(Coding coding, DecodeLimits limits)
    : state_(std::make_unique<State>()) {
  state_->limits = limits;
  state_->limits.ratio = std::max<std::size_t>(limits.ratio, 1);
  state_->is_gzip = coding == Coding::kGzip;
}
ContentDecoder::ContentDecoder(ContentDecoder&&) noexcept = default;
ContentDecoder& ContentDecoder::operator=(ContentDecoder&&) noexcept = default;
ContentDecoder::~ContentDecoder() = default;

Decoding ContentDecoder::Add(ByteView coded) {
  if (state_->decoding == Decoding::kOpen) state_->Add(coded);
  return state_->decoding;
}

Decoding ContentDecoder::Finish() {
  if (state_->decoding == Decoding::kOpen)
    state_->decoding = state_->at_boundary ? Decoding::kEnded : Decoding::kDamaged;
  return state_->decoding;
}

Bytes ContentDecoder::TakeContent() { return std::move(state_->content); }

bool IsGzip(ByteView bytes) {
  constexpr std::array<std::uint8_t, 3> kHead = {kGzipMagic, 0x8B, 8};
  return bytes.size() >= kHead.size() && std::ranges::equal(bytes.first(kHead.size()), kHead);
}

Result<Bytes> UnpackGzip(ByteView packed, DecodeLimits limits) {
  ContentDecoder decoder(Coding::kGzip, limits);
  decoder.Add(packed);
  switch (decoder.Finish()) {
    case Decoding::kEnded:
      return decoder.TakeContent();
    case Decoding::kTooLarge:
      return Error{ErrorCode::kExhausted, "gzip.large"};
    default:
      return Error{ErrorCode::kCorrupt, "gzip.damaged"};
  }
}

}  // namespace assay::acquire
