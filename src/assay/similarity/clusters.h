// SPDX-License-Identifier: Apache-2.0
//
// Which records of a set are copies of which: the same bytes, the same pixels, nearly the same
// picture. It reports; whether copies are removed, and where splits run, is decided elsewhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "assay/core/hash.h"
#include "assay/core/result.h"
#include "assay/similarity/pdq.h"

namespace assay::similarity {

namespace internal {
struct Rows;
}

/// How one picture shows another.
struct Match {
  int distance = 0;     ///< of the PDQ hashes in this orientation, 0 to 256
  int orientation = 1;  ///< EXIF: the second is the first turned by it; 1 is upright, 2 mirrored

  bool operator==(const Match&) const = default;
};

/// PDQ's own limit: pairs up to it are close.
inline constexpr int kCloseDistance = 31;

/// The turn in which the hashes differ least, whether or not the pictures match.
Match NearestTurn(const Pdq& first, const Hash256& second);

/// Whether `second` is nearly the picture `first`, maybe mirrored, turned or with its rim cut.
///
/// Either PDQ says so by its own rule: distance <= 31, both qualities > 49. Or the 64 lowest
/// frequencies differ in at most 16 bits and the 16 x 16 lumas correlate, when at most one of them
/// is cut to its central 90 to 100 %: upright pictures by 0.90 up to distance 60 and by 0.98 up to
/// 92, turned ones by 0.95 up to 60 and by 0.98 up to 76. The second rule finds crops, and pictures
/// with little detail, whose hashes alone tell nothing. Pictures without contrast (luma deviation
/// < 1.5) match nothing by it.
///
/// Cost:    0.1 us for most pairs, 5 us for those that reach the lumas.
/// Exact:   integers and unfused doubles. Not quite symmetric at the limits: FindClusters asks
///          both ways.
/// Source:  31 and 49: ThreatExchange, pdq/README.md, "Matching"; the second rule is ours, set on
///          pairs of known copies and strangers (docs/decisions/0004).
std::optional<Match> FindMatch(const Pdq& first, const Pdq& second);

struct Item {
  Digest asset;              ///< of its bytes; all zero while unread: such an item is alone
  const Pdq* pdq = nullptr;  ///< none when it was not decoded
  bool ok = false;           ///< Outcome::kOk
  std::int64_t width_px = 0;
  std::int64_t height_px = 0;
};

/// Numbers of items; an item alone names itself in all three.
struct Place {
  std::uint32_t exact = 0;      ///< first of those with the same bytes or pixels
  std::uint32_t star = 0;       ///< representative of its star: what is kept when copies go
  std::uint32_t component = 0;  ///< first of its connected component: what must stay in one split
  Match match{};                ///< how `star` is shown here; distance 0, upright for itself
  bool same_bytes = true;       ///< as `exact`; else only the pixels are equal

  bool operator==(const Place&) const = default;
};

/// A set whose items are added one by one, then compared. Items are numbered as they come; who adds
/// them in the order of their keys gets the same places whatever order he has met them in. Where
/// "first" is said above: outcome ok, then most pixels, highest PDQ quality, lowest asset (by its
/// first 64 bits), lowest number.
///
/// Memory:  56 bytes an item while it compares, 20 MB for the index of 65 535 pictures at a time,
///          and in each thread 12 bytes a match of 32 pictures: 25 MB at the worst. The rest lies
///          in files without a name: 850 bytes an item, 12 a match that is not of the closest.
/// Threads: one uses it.
class Comparison {
 public:
  /// Its files lie on the disk of `folder`. Errors: as Scratch::Make.
  static Result<Comparison> Make(const std::filesystem::path& folder);
  Comparison(Comparison&&) noexcept;
  Comparison& operator=(Comparison&&) noexcept;
  ~Comparison();

  /// Errors:  as Scratch::Append. Requires fewer than 2^32 items.
  Status Add(const Item& item);

  /// Groups of items whose pixels may be identical although their bytes are not: ask for their
  /// pixel hashes, call SetPixels, and only then FindClusters.
  ///
  /// Shapes:  each group has at least two members, one for each asset, ascending. Equal size, and
  ///          lumas that differ by at most 4 levels anywhere.
  /// Errors:  as Scratch.
  [[nodiscard]] Result<std::vector<std::vector<std::uint32_t>>> PixelCandidates() const;

  /// `pixels`: digest of the decoded samples.
  void SetPixels(std::uint32_t item, const Digest& pixels);

  /// The place of each item in the set.
  ///
  /// Stars first gather what is close to their representative (distance <= 31), then
  /// representatives gather others up to 60, then up to 92: three links at most, so that chains of
  /// small changes never join strangers. Each picture joins its nearest representative. A component
  /// follows all chains. Items with the same bytes or pixels share star and component.
  ///
  /// Errors:  as Scratch.
  /// Cost:    in `threads` threads. An index over pieces of the hashes: 25 us an item and thread at
  ///          10 000 items, growing with their number.
  /// Exact:   the same for any number of threads.
  /// Source:  index: Norouzi, Punjani and Fleet, "Fast search in Hamming space with multi-index
  ///          hashing", CVPR 2012; stars: Aslam, Pelekhov and Rus, "The star clustering algorithm",
  ///          2004, greedy by rank.
  [[nodiscard]] Result<std::vector<Place>> FindClusters(std::size_t threads) const;

 private:
  explicit Comparison(std::unique_ptr<internal::Rows> rows);
  std::unique_ptr<internal::Rows> rows_;
};

}  // namespace assay::similarity
