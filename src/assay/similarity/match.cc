// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "assay/similarity/bits_internal.h"
#include "assay/similarity/clusters.h"
#include "assay/similarity/match_internal.h"

namespace assay::similarity {
namespace {

constexpr int kMostQualityIgnored = 49;

/// Where PDQ is in doubt: the larger the distance, the more alike the lumas have to be. Many
/// pictures nearly are their own mirror image, so turned ones have to be more alike.
struct Limits {
  int near_distance;
  int far_distance;
  double near_correlation;
  double far_correlation;
};
constexpr Limits kUpright{60, 92, 0.90, 0.98};
constexpr Limits kTurned{60, 76, 0.95, 0.98};
const Limits& LimitsOf(int orientation) { return orientation == 1 ? kUpright : kTurned; }
constexpr double kLeastDeviation = 1.5;
constexpr std::size_t kSide = 16;

using Luma = std::array<double, kSide * kSide>;
using internal::Bytes256;

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

/// Whether the lumas correlate by `least`, with the rim of at most one of them cut.
bool Agree(const Luma& a, const Luma& b, double least) {
  const double whole = Correlation(a, b);
  if (whole >= least) return true;
  if (whole < 0.75) return false;  // no cut of 10 % brings back more
  return std::ranges::any_of(std::array{0.975, 0.95, 0.925, 0.9}, [&](double share) {
    return Correlation(Cut(a, share), b) >= least || Correlation(a, Cut(b, share)) >= least;
  });
}

}  // namespace

namespace internal {

Likeness CompareHashes(const Pdq& first, const Hash256& second, int second_quality) {
  if (std::min(first.quality, second_quality) > kMostQualityIgnored) {
    const Match best = NearestTurn(first, second);
    if (best.distance <= kCloseDistance) return {best, /*is_sure=*/true};
  }
  int lowest = 65;
  int lowest_orientation = 1;
  const std::uint64_t low = LowFrequencies(second);
  for (int o = 1; o <= 8; ++o) {
    const Hash256& turned = first.dihedral.at(static_cast<std::size_t>(o - 1));
    const int distance = CountBits(LowFrequencies(turned) ^ low);
    if (distance < lowest) {
      lowest = distance;
      lowest_orientation = o;
    }
  }
  if (lowest > kMostLowDistance) return {};
  const Hash256& turned = first.dihedral.at(static_cast<std::size_t>(lowest_orientation - 1));
  const Match doubtful{Distance(turned, second), lowest_orientation};
  if (doubtful.distance > LimitsOf(lowest_orientation).far_distance) return {};
  return {doubtful, /*is_sure=*/false};
}

bool LumasAgree(const Pdq& first, const Bytes256& second, const Match& doubtful) {
  const Limits& limits = LimitsOf(doubtful.orientation);
  const bool near = doubtful.distance <= limits.near_distance;
  return Agree(Turned(first.luma, doubtful.orientation), Turned(second, /*o=*/1),
               near ? limits.near_correlation : limits.far_correlation);
}

}  // namespace internal

Match NearestTurn(const Pdq& first, const Hash256& second) {
  Match best{257, 1};
  for (int o = 1; o <= 8; ++o) {
    const int distance = Distance(first.dihedral.at(static_cast<std::size_t>(o - 1)), second);
    if (distance < best.distance) best = {distance, o};
  }
  return best;
}

std::optional<Match> FindMatch(const Pdq& first, const Pdq& second) {
  const auto likeness = internal::CompareHashes(first, second.hash(), second.quality);
  if (!likeness.match || likeness.is_sure) return likeness.match;
  const bool agree = internal::LumasAgree(first, second.luma, *likeness.match);
  return agree ? likeness.match : std::nullopt;
}

}  // namespace assay::similarity
