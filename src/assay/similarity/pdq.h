// SPDX-License-Identifier: Apache-2.0
//
// PDQ: 256 bits that stay nearly the same when a picture is recompressed, resized or touched up.
// It says how alike pictures look, never that they are the same; what counts as a copy is decided
// in clusters.h.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "assay/core/fact.h"
#include "assay/core/result.h"
#include "assay/media/image.h"

namespace assay::similarity {

/// Bit k of the hash is bit k % 64 of word k / 64.
struct Hash256 {
  std::array<std::uint64_t, 4> words{};

  auto operator<=>(const Hash256&) const = default;
  /// 64 digits, highest bit first.
  [[nodiscard]] std::string Hex() const;
};

/// Errors:  kInvalidArgument unless `hex` is 64 hexadecimal digits.
Result<Hash256> ParseHash256(std::string_view hex);

/// Number of bits that differ, 0 to 256.
int Distance(const Hash256& a, const Hash256& b);

struct Pdq {
  /// dihedral[o - 1] is the hash of the picture turned by EXIF orientation o: the first is the
  /// picture's own, the others find mirrored and rotated copies.
  std::array<Hash256, 8> dihedral{};
  /// 16 x 16 means of luma, rows first: what is left to look at when hashes are in doubt.
  std::array<std::uint8_t, 256> luma{};
  int quality = 0;  ///< 0 to 100: how much there is to tell pictures apart by

  [[nodiscard]] const Hash256& hash() const { return dihedral[0]; }
  bool operator==(const Pdq&) const = default;
};

/// Hash, its seven turned forms, the small luma and the quality of a picture.
///
/// Shapes:  1, 3 or 4 channels (alpha is not looked at); with a side under 5, all is zero. The
///          aspect is ignored. Any size: unlike the reference's command-line tool, large pictures
///          are not first reduced by nearest neighbour, whose noise would enter the hash.
/// Errors:  kInvalidArgument for an empty image.
/// Cost:    O(samples); one row of sums is allocated.
/// Exact:   single floats in a fixed order, never fused: the same bits on every machine.
/// Source:  Facebook, "The TMK+PDQF video-hashing algorithm and the PDQ image-hashing algorithm",
///          2019: luma, two box filters an axis (Jarosz), 64 x 64 samples, 16 x 16 of a DCT, bits
///          above the lower median.
Result<Pdq> PdqHash(const media::ImageView& image);

/// The fact "similarity.pdq": {hash, quality, dihedral: 8 hashes, the picture's own first; luma in
/// base64}.
Fact ToFact(const Pdq& pdq);

/// Errors:  kCorrupt when `fact` is no "similarity.pdq" that ToFact could have made.
Result<Pdq> FromFact(const Fact& fact);

}  // namespace assay::similarity
