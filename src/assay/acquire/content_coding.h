// SPDX-License-Identifier: Apache-2.0
//
// Content-Encoding, undone while the bytes arrive. Only what a request of ours asks for, and what
// servers send unasked all the same; a chain of codings is not one of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "assay/core/bytes.h"
#include "assay/core/result.h"
#include "assay/rights/web_signals.h"

namespace assay::acquire {

enum class Coding : std::uint8_t { kNone, kGzip, kDeflate, kUnknown };

/// What the Content-Encoding lines of a head come to.
/// Source:  RFC 9110, section 8.4.1.
Coding CodingOf(std::span<const rights::HeaderLine> headers);

struct DecodeLimits {
  std::size_t bytes = 64U << 20U;
  std::size_t ratio = 1000;  ///< decoded to coded, looked at above kRatioFrom_bytes
};
inline constexpr std::size_t kRatioFrom_bytes = 1U << 20U;

enum class Decoding : std::uint8_t {
  kOpen,      ///< more may come
  kEnded,     ///< whole; what follows it is ignored
  kDamaged,   ///< not of the coding, or short of its end
  kTooLarge,  ///< a limit was met: `content` has what stood before it
};

/// Cost:    holds the limit's bytes at most, however much the coded bytes would become.
class ContentDecoder {
 public:
  /// `coding` is kGzip or kDeflate: zlib's format, or raw as some servers send it.
  ContentDecoder(Coding coding, DecodeLimits limits);
  ContentDecoder(ContentDecoder&&) noexcept;
  ContentDecoder& operator=(ContentDecoder&&) noexcept;
  ~ContentDecoder();

  /// The next coded bytes, under 4 GiB. Those after the end, the damage or the limit change
  /// nothing.
  Decoding Add(ByteView coded);

  /// There are no more: kOpen is over.
  Decoding Finish();

  [[nodiscard]] Bytes TakeContent();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Whether `bytes` begin as a gzip member does. Source: RFC 1952, section 2.3.1.
bool IsGzip(ByteView bytes);

/// A gzip file that came as it is, without a Content-Encoding: "sitemap.xml.gz".
/// Errors:  kCorrupt when it is damaged or short of its end; kExhausted over `limits`.
/// Cost:    as ContentDecoder.
Result<Bytes> UnpackGzip(ByteView packed, DecodeLimits limits);

}  // namespace assay::acquire
