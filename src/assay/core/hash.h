// SPDX-License-Identifier: Apache-2.0
//
// SHA-256, and the hash tree of RFC 6962 over it: the one definition used by assets, the ledger
// and the tree over a set of records. No other hash names anything in Assay.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/result.h"

namespace assay {

/// 32 bytes; ordered bytewise.
struct Digest {
  std::array<std::uint8_t, 32> bytes{};

  auto operator<=>(const Digest&) const = default;
  [[nodiscard]] std::string Hex() const { return ToHex(bytes); }
};

/// Errors:  kInvalidArgument unless `hex` is 64 hexadecimal digits.
Result<Digest> ParseDigest(std::string_view hex);

/// The first 64 bits: they sort as the digests do.
std::uint64_t FirstWord(const Digest& digest);

/// Source:  FIPS 180-4.
Digest Sha256(ByteView bytes);
Digest Sha256(std::string_view text);

/// SHA-256 of bytes that arrive in pieces. `Finish` may be called once.
class Sha256Stream {
 public:
  Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;
  ~Sha256Stream();
  void Add(ByteView bytes);
  [[nodiscard]] Digest Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256(00 || entry). Source: RFC 6962, section 2.1.
Digest LeafHash(ByteView entry);

/// SHA-256(01 || left || right). Source: RFC 6962, section 2.1.
Digest NodeHash(const Digest& left, const Digest& right);

/// Root of the tree over leaf hashes in the given order; SHA-256("") for none.
///
/// Cost:    O(n) hashes, O(log n) memory beside the input.
/// Source:  RFC 6962, section 2.1.
Digest TreeRoot(std::span<const Digest> leaf_hashes);

/// The same for leaves that come one by one. Cost: O(log n) memory.
class TreeHasher {
 public:
  void Add(const Digest& leaf_hash);
  [[nodiscard]] Digest Root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> perfect_;  ///< roots of perfect trees, largest first: a bit of size_ each
};

/// Hashes from the sibling of leaf `index` up to the child of the root.
///
/// Errors:  kInvalidArgument when `index` is not below the number of leaves.
/// Source:  RFC 6962, section 2.1.1.
Result<std::vector<Digest>> InclusionPath(std::span<const Digest> leaf_hashes, std::uint64_t index);

/// Root that `leaf_hash` at `index` of `size` leaves implies along `path`.
///
/// Errors:  kCorrupt when the path has the wrong length for that index and size.
/// Source:  RFC 9162, section 2.1.3.2.
Result<Digest> RootFromInclusion(const Digest& leaf_hash, std::uint64_t index, std::uint64_t size,
                                 std::span<const Digest> path);

}  // namespace assay
