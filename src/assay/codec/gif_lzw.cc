// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "assay/codec/gif_internal.h"

namespace assay::codec {
namespace {

constexpr std::uint32_t kCodes = 4096;
constexpr std::uint32_t kNoCode = kCodes;

/// Data bytes that a sloppy encoder may leave behind the last pixel.
constexpr std::uint64_t kSlop_bytes = 8;

/// Codes of growing width out of length-prefixed sub-blocks.
class Codes {
 public:
  Codes(const Wire& file, std::uint64_t at) : file_(file), at_(at) {}

  /// kNoCode at the end of the data.
  std::uint32_t Next(std::uint32_t width) {
    while (bit_count_ < width) {
      if (!Fill()) return kNoCode;
    }
    const std::uint32_t code = bits_ & ((1U << width) - 1);
    bits_ >>= width;
    bit_count_ -= width;
    return code;
  }

  [[nodiscard]] bool file_ended() const { return file_ended_; }

  /// Data bytes that were not asked for, up to the terminator.
  std::uint64_t Leftover() {
    std::uint64_t count = 0;
    bit_count_ = 0;
    while (Fill()) {
      ++count;
      bit_count_ = 0;
      count += block_;
      at_ += block_;
      block_ = 0;
    }
    return count;
  }

 private:
  bool Fill() {
    if (block_ == 0) {
      if (finished_) return false;
      file_ended_ = !file_.Has(at_, 1);
      block_ = file_.U8(at_++);
      finished_ = block_ == 0;
      if (finished_) return false;
    }
    if (!file_.Has(at_, 1)) {
      file_ended_ = true;
      return false;
    }
    bits_ |= std::uint32_t{file_.U8(at_++)} << bit_count_;
    bit_count_ += 8;
    --block_;
    return true;
  }

  const Wire& file_;
  std::uint64_t at_;
  std::uint32_t block_ = 0;
  std::uint32_t bits_ = 0;
  std::uint32_t bit_count_ = 0;
  bool finished_ = false;
  bool file_ended_ = false;
};

/// The dictionary: every string is an earlier one and one more index.
class Strings {
 public:
  explicit Strings(std::uint32_t min_width) : clear_(1U << min_width), min_width_(min_width) {
    for (std::uint32_t i = 0; i < clear_; ++i) suffix_[i] = static_cast<std::uint8_t>(i);
    Reset();
  }

  void Reset() {
    next_ = clear_ + 2;
    width_ = min_width_ + 1;
    previous_ = kNoCode;
  }

  /// The indices of `code`, last first, in `stack`; empty for a code that cannot stand here.
  std::span<const std::uint8_t> Take(std::uint32_t code) {
    const bool repeat = code == next_ && previous_ != kNoCode;
    if (code >= next_ && !repeat) return {};
    std::size_t depth = repeat ? 1 : 0;
    std::uint32_t at = repeat ? previous_ : code;
    // A prefix is always an earlier code, so the walk ends after at most kCodes steps.
    for (; at >= clear_ + 2; at = prefix_[at]) stack_[depth++] = suffix_[at];
    stack_[depth++] = suffix_[at];
    const std::uint8_t first = suffix_[at];
    if (repeat) stack_[0] = first;
    if (previous_ != kNoCode && next_ < kCodes) Add(first);
    previous_ = code;
    return {stack_.data(), depth};
  }

  [[nodiscard]] std::uint32_t width() const { return width_; }
  [[nodiscard]] std::uint32_t clear() const { return clear_; }
  [[nodiscard]] std::uint32_t end() const { return clear_ + 1; }

 private:
  void Add(std::uint8_t first) {
    prefix_[next_] = static_cast<std::uint16_t>(previous_);
    suffix_[next_] = first;
    ++next_;
    if (next_ == (1U << width_) && width_ < 12) ++width_;
  }

  std::array<std::uint16_t, kCodes> prefix_{};
  std::array<std::uint8_t, kCodes> suffix_{};
  std::array<std::uint8_t, kCodes + 1> stack_{};
  std::uint32_t clear_;
  std::uint32_t min_width_;
  std::uint32_t next_ = 0;
  std::uint32_t width_ = 0;
  std::uint32_t previous_ = kNoCode;
};

LzwEnd Finish(Codes& codes, const Strings& strings) {
  const bool end_seen = codes.Next(strings.width()) == strings.end();
  const std::uint64_t leftover = codes.Leftover();
  if (codes.file_ended()) return LzwEnd::kFileEnded;
  return !end_seen && leftover > kSlop_bytes ? LzwEnd::kLeftover : LzwEnd::kDone;
}

}  // namespace

LzwEnd ReadLzw(const Wire& file, std::uint64_t data_at, std::span<std::uint8_t> indices) {
  const std::uint32_t min_width = file.U8(data_at);
  if (!file.Has(data_at, 1)) return LzwEnd::kFileEnded;
  if (min_width < 1 || min_width > 8) return LzwEnd::kBadCode;
  Codes codes(file, data_at + 1);
  Strings strings(min_width);
  std::size_t done = 0;
  while (done < indices.size()) {
    const std::uint32_t code = codes.Next(strings.width());
    if (code == kNoCode) return codes.file_ended() ? LzwEnd::kFileEnded : LzwEnd::kStarved;
    if (code == strings.end()) return LzwEnd::kStarved;
    if (code == strings.clear()) {
      strings.Reset();
      continue;
    }
    const auto string = strings.Take(code);
    if (string.empty()) return LzwEnd::kBadCode;
    for (std::size_t i = string.size(); i > 0 && done < indices.size(); --i)
      indices[done++] = string[i - 1];
  }
  return Finish(codes, strings);
}

}  // namespace assay::codec
