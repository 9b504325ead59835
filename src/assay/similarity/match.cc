// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "assay/similarity/clusters.h"
#include "assay/similarity/match_internal.h"

namespace assay::similarity {
namespace {

constexpr int kMostDistance = 31;
constexpr int kMostQualityIgnored = 49;
constexpr int kMostLowDistance = 14;
constexpr double kLeastCorrelation = 0.9;
constexpr double kLeastDeviation = 1.5;
constexpr std::size_t kSide = 16;

using Luma = std::array<double, kSide * kSide>;
using Bytes256 = std::array<std::uint8_t, kSide * kSide>;

/// The luma of a picture turned by EXIF orientation `o`.
Luma Turned(const Bytes256& luma, int o) {
  const bool from_right = o == 2 || o == 3 || o == 7 || o == 8;
  const bool from_bottom = o == 3 || o == 4 || o == 6 || o == 7;
  Luma turned{};
  for (std::size_t y = 0; y < kSide; ++y)
    for (std::size_t x = 0; x < kSide; ++x) {
      const std::size_t column = o >= 5 ? y : x;
      const std::size_t row = o >= 5 ? x : y;
      turned[y * kSide + x] = luma[(from_bottom ? kSide - 1 - row : row) * kSide +
                                   (from_right ? kSide - 1 - column : column)];
    }
  return turned;
}

/// The central `share` of a picture, enlarged to the full 16 x 16; between samples bilinear.
Luma Cut(const Luma& luma, double share) {
  std::array<std::size_t, kSide> left{};
  std::array<double, kSide> fraction{};
  for (std::size_t i = 0; i < kSide; ++i) {
    const double at = (static_cast<double>(i) - 7.5) * share + 7.5;
    left.at(i) = static_cast<std::size_t>(at);  // at lies in [0, 15), truncation is floor
    fraction.at(i) = at - static_cast<double>(left.at(i));
  }
  Luma cut{};
  for (std::size_t y = 0; y < kSide; ++y)
    for (std::size_t x = 0; x < kSide; ++x) {
      const double* corner = luma.data() + left[y] * kSide + left[x];
      const double above = corner[0] + (corner[1] - corner[0]) * fraction[x];
      const double below = corner[kSide] + (corner[kSide + 1] - corner[kSide]) * fraction[x];
      cut[y * kSide + x] = above + (below - above) * fraction[y];
    }
  return cut;
}

double Correlation(const Luma& a, const Luma& b) {
  double sum_a = 0;
  double sum_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum_a += a[i];
    sum_b += b[i];
  }
  const auto n = static_cast<double>(a.size());
  double ab = 0;
  double aa = 0;
  double bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double da = a[i] - sum_a / n;
    const double db = b[i] - sum_b / n;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  const double least = n * kLeastDeviation * kLeastDeviation;
  return aa < least || bb < least ? 0.0 : ab / std::sqrt(aa * bb);
}

/// Whether the lumas show the same, with the rim of at most one of them cut.
bool LumasAgree(const Luma& a, const Luma& b) {
  const double whole = Correlation(a, b);
  if (whole >= kLeastCorrelation) return true;
  if (whole < 0.5) return false;  // no cut of 10 % brings back more
  return std::ranges::any_of(std::array{0.975, 0.95, 0.925, 0.9}, [&](double share) {
    return Correlation(Cut(a, share), b) >= kLeastCorrelation ||
           Correlation(a, Cut(b, share)) >= kLeastCorrelation;
  });
}

}  // namespace

namespace internal {

std::uint64_t LowFrequencies(const Hash256& hash) {
  // Row i of the 16 x 16 bits is the i-th 16-bit piece; the low half of the first eight is wanted.
  std::uint64_t low = 0;
  for (unsigned row = 0; row < 8; ++row) {
    const std::uint64_t piece = hash.words.at(row / 4) >> (row % 4 * 16);
    low |= (piece & 0xffU) << (row * 8);
  }
  return low;
}

}  // namespace internal

std::optional<Match> FindMatch(const Pdq& first, const Pdq& second) {
  Match best{257, 1};
  int lowest = 65;
  int lowest_orientation = 1;
  const std::uint64_t low = internal::LowFrequencies(second.hash());
  for (int o = 1; o <= 8; ++o) {
    const Hash256& turned = first.dihedral.at(static_cast<std::size_t>(o - 1));
    const int distance = Distance(turned, second.hash());
    if (distance < best.distance) best = {distance, o};
    const int low_distance = std::popcount(internal::LowFrequencies(turned) ^ low);
    if (low_distance < lowest) {
      lowest = low_distance;
      lowest_orientation = o;
    }
  }
  const bool telling = std::min(first.quality, second.quality) > kMostQualityIgnored;
  if (telling && best.distance <= kMostDistance) return best;
  if (lowest > kMostLowDistance) return std::nullopt;
  if (!LumasAgree(Turned(first.luma, lowest_orientation), Turned(second.luma, 1)))
    return std::nullopt;
  const auto turned = static_cast<std::size_t>(lowest_orientation - 1);
  return Match{Distance(first.dihedral.at(turned), second.hash()), lowest_orientation};
}

}  // namespace assay::similarity
