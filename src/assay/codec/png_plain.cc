// SPDX-License-Identifier: Apache-2.0
#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>
#include <string_view>

#include "assay/codec/png_internal.h"
#include "assay/codec/wire_internal.h"

namespace assay::codec {
namespace {

/// Inflated at once; what is larger goes by rows.
constexpr std::uint64_t kWhole_bytes = std::uint64_t{64} << 20U;

constexpr std::uint32_t kLongestChunk_bytes = 0x7fffffff;

// ---- chunks ----

struct Chunk {
  std::string_view type;
  ByteView body;
};

bool IsName(std::string_view type) {
  return std::ranges::all_of(
      type, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); });
}

/// None: the chunk is not whole, or its sum is wrong.
std::optional<Chunk> ChunkAt(const Wire& file, std::uint64_t at) {
  const std::uint32_t length_bytes = file.U32(at);
  if (length_bytes > kLongestChunk_bytes || !file.Has(at, std::uint64_t{length_bytes} + 12))
    return std::nullopt;
  const ByteView covered = file.Slice(at + 4, std::uint64_t{length_bytes} + 4);
  if (libdeflate_crc32(0, covered.data(), covered.size()) != file.U32(at + 8 + length_bytes))
    return std::nullopt;
  return Chunk{AsText(covered.first(4)), covered.subspan(4)};
}

/// The compressed samples of a file whose other chunks change none, and are as they should be.
class Stream {
 public:
  /// False: not such a file.
  bool Read(ByteView bytes) {
    const Wire file = BigEndian(bytes);
    std::uint64_t at = 8;
    while (const auto chunk = ChunkAt(file, at)) {
      if (chunk->type == "IEND") return chunk->body.empty() && !parts_.empty();
      const bool is_header = at == 8 && chunk->type == "IHDR";
      if (!is_header && !Take(*chunk)) return false;
      at += 12 + chunk->body.size();
    }
    return false;
  }

  ByteView Whole() {
    if (parts_.size() == 1) return parts_[0];
    for (const ByteView part : parts_) joined_.insert(joined_.end(), part.begin(), part.end());
    return joined_;
  }

 private:
  bool Take(const Chunk& chunk) {
    if (chunk.type == "IDAT") {
      parts_.push_back(chunk.body);
      return !has_ended_;
    }
    constexpr std::size_t kMostAncillary_bytes = 8'000'000;  // libpng's own limit
    has_ended_ = !parts_.empty();
    if (chunk.body.size() > kMostAncillary_bytes) return false;
    const bool is_ancillary = (static_cast<unsigned char>(chunk.type[0]) & 0x20U) != 0;
    return is_ancillary && IsName(chunk.type) && chunk.type != "tRNS";
  }

  std::vector<ByteView> parts_;
  Bytes joined_;
  bool has_ended_ = false;
};

// ---- samples ----

struct Free {
  void operator()(libdeflate_decompressor* inflater) const {
    libdeflate_free_decompressor(inflater);
  }
};

/// Whether a reader that keeps no more than the stream asks for would find all that it refers to.
bool HasWindow(ByteView stream, std::size_t size_bytes) {
  constexpr std::size_t kLargest_bytes = 32768;
  return stream.size() > 2 &&
         std::size_t{256} << (stream[0] >> 4U) >= std::min(size_bytes, kLargest_bytes);
}

/// Exactly `size_bytes`, or none.
std::optional<Bytes> InflateAll(ByteView stream, std::size_t size_bytes) {
  if (!HasWindow(stream, size_bytes)) return std::nullopt;
  const std::unique_ptr<libdeflate_decompressor, Free> inflater(libdeflate_alloc_decompressor());
  if (inflater == nullptr) throw std::bad_alloc();
  Bytes bytes(size_bytes);
  std::size_t read_bytes = 0;
  const auto result = libdeflate_zlib_decompress_ex(inflater.get(), stream.data(), stream.size(),
                                                    bytes.data(), size_bytes, &read_bytes, nullptr);
  if (result != LIBDEFLATE_SUCCESS || read_bytes != stream.size()) return std::nullopt;
  return bytes;
}

using Row = std::span<const std::uint8_t>;
using MutableRow = std::span<std::uint8_t>;

/// Of left, above and above left that which is nearest to left + above - above left; ties in this
/// order. Written so that no branch depends on the picture.
/// Source: PNG specification, third edition, section 9.4.
int Paeth(int left, int above, int corner) {
  const int by_left = std::abs(above - corner);
  const int by_above = std::abs(left - corner);
  const int by_corner = std::abs(above + left - 2 * corner);
  const int other = by_above <= by_corner ? above : corner;
  return by_left <= std::min(by_above, by_corner) ? left : other;
}

/// Calls `predict(left, above, corner)` for each sample; the channels of a pixel do not wait for
/// each other.
template <std::size_t kChannels, typename Predict>
void Unfilter(Row coded, Row above, MutableRow out, Predict predict) {
  std::array<int, kChannels> left{};
  std::array<int, kChannels> corner{};
  for (std::size_t x = 0; x < coded.size(); x += kChannels) {
    for (std::size_t c = 0; c < kChannels; ++c) {
      const int up = above[x + c];
      left[c] = (coded[x + c] + predict(left[c], up, corner[c])) & 0xff;
      corner[c] = up;
      out[x + c] = static_cast<std::uint8_t>(left[c]);
    }
  }
}

/// False: no such filter.
template <std::size_t kChannels>
bool UnfilterRow(int filter, Row coded, Row above, MutableRow out) {
  switch (filter) {
    case 0:
      std::ranges::copy(coded, out.begin());
      return true;
    case 1:
      Unfilter<kChannels>(coded, above, out, [](int left, int, int) { return left; });
      return true;
    case 2:
      Unfilter<kChannels>(coded, above, out, [](int, int up, int) { return up; });
      return true;
    case 3:
      Unfilter<kChannels>(coded, above, out, [](int left, int up, int) { return (left + up) / 2; });
      return true;
    case 4:
      Unfilter<kChannels>(coded, above, out, Paeth);
      return true;
    default:
      return false;
  }
}

template <std::size_t kChannels>
std::optional<media::Image> Unfiltered(Row coded, std::int32_t width_px, std::int32_t height_px) {
  media::Image image(width_px, height_px, static_cast<std::int32_t>(kChannels));
  const std::size_t row_bytes = static_cast<std::size_t>(width_px) * kChannels;
  const Bytes zeros(row_bytes);
  Row above = zeros;
  MutableRow left = image.samples();
  for (std::int32_t y = 0; y < height_px; ++y) {
    const MutableRow out = left.first(row_bytes);
    if (!UnfilterRow<kChannels>(coded[0], coded.subspan(1, row_bytes), above, out))
      return std::nullopt;
    above = out;
    left = left.subspan(row_bytes);
    coded = coded.subspan(row_bytes + 1);
  }
  return image;
}

int ChannelsOf(std::string_view mode) {
  if (mode == "grey") return 1;
  if (mode == "rgb") return 3;
  return mode == "rgb_alpha" ? 4 : 0;
}

}  // namespace

std::optional<media::Image> ReadPlainPng(const Draft& draft) {
  const int channels = ChannelsOf(draft.mode);
  if (channels == 0 || draft.bits != 8 || draft.progressive) return std::nullopt;
  const auto width_px = static_cast<std::uint64_t>(draft.picture.width_px);
  const auto height_px = static_cast<std::uint64_t>(draft.picture.height_px);
  const std::uint64_t row_bytes = width_px * static_cast<std::uint64_t>(channels) + 1;
  if (row_bytes > kWhole_bytes / height_px) return std::nullopt;
  Stream stream;
  if (!stream.Read(draft.file)) return std::nullopt;
  const auto coded = InflateAll(stream.Whole(), row_bytes * height_px);
  if (!coded) return std::nullopt;
  const auto width = static_cast<std::int32_t>(width_px);
  const auto height = static_cast<std::int32_t>(height_px);
  if (channels == 1) return Unfiltered<1>(*coded, width, height);
  return channels == 3 ? Unfiltered<3>(*coded, width, height)
                       : Unfiltered<4>(*coded, width, height);
}

}  // namespace assay::codec
