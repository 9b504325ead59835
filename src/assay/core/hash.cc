// SPDX-License-Identifier: Apache-2.0
#include "assay/core/hash.h"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>

namespace assay {
namespace {

/// One fetched algorithm for the process: looking it up costs more than hashing a tree node.
const EVP_MD* Algorithm() {
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  ASSAY_CHECK(kSha256 != nullptr);
  return kSha256;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

Digest Hash(std::initializer_list<ByteView> parts) {
  thread_local const Context kContext(EVP_MD_CTX_new());
  Digest digest;
  ASSAY_CHECK(EVP_DigestInit_ex2(kContext.get(), Algorithm(), nullptr) == 1);
  for (const ByteView part : parts) {
    ASSAY_CHECK(EVP_DigestUpdate(kContext.get(), part.data(), part.size()) == 1);
  }
  ASSAY_CHECK(EVP_DigestFinal_ex(kContext.get(), digest.bytes.data(), nullptr) == 1);
  return digest;
}

constexpr std::array<std::uint8_t, 1> kLeafPrefix = {0};
constexpr std::array<std::uint8_t, 1> kNodePrefix = {1};

/// Largest power of two strictly below `size`, which is at least 2.
std::size_t SplitPoint(std::size_t size) { return std::bit_floor(size - 1); }

}  // namespace

Result<Digest> ParseDigest(std::string_view hex) {
  ASSAY_LET(const Bytes bytes, FromHex(hex));
  Digest digest;
  if (bytes.size() != digest.bytes.size())
    return Error{ErrorCode::kInvalidArgument, "a digest has 64 hexadecimal digits"};
  std::ranges::copy(bytes, digest.bytes.begin());
  return digest;
}

Digest Sha256(ByteView bytes) { return Hash({bytes}); }
Digest Sha256(std::string_view text) { return Hash({AsBytes(text)}); }

struct Sha256Stream::State {
  Context context{EVP_MD_CTX_new()};
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {
  ASSAY_CHECK(EVP_DigestInit_ex2(state_->context.get(), Algorithm(), nullptr) == 1);
}
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;
Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::Add(ByteView bytes) {
  ASSAY_CHECK(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

Digest Sha256Stream::Finish() {
  Digest digest;
  ASSAY_CHECK(EVP_DigestFinal_ex(state_->context.get(), digest.bytes.data(), nullptr) == 1);
  return digest;
}

std::uint64_t FirstWord(const Digest& digest) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < sizeof word; ++i) word = word << 8U | digest.bytes.at(i);
  return word;
}

Digest LeafHash(ByteView entry) { return Hash({kLeafPrefix, entry}); }

Digest NodeHash(const Digest& left, const Digest& right) {
  return Hash({kNodePrefix, left.bytes, right.bytes});
}

Digest TreeRoot(std::span<const Digest> leaf_hashes) {
  if (leaf_hashes.empty()) return Sha256(ByteView{});
  if (leaf_hashes.size() == 1) return leaf_hashes.front();
  const std::size_t split = SplitPoint(leaf_hashes.size());
  return NodeHash(TreeRoot(leaf_hashes.first(split)), TreeRoot(leaf_hashes.subspan(split)));
}

void TreeHasher::Add(const Digest& leaf_hash) {
  perfect_.push_back(leaf_hash);
  for (std::uint64_t rest = size_++; (rest & 1U) != 0; rest >>= 1U) {
    const Digest right = perfect_.back();
    perfect_.pop_back();
    perfect_.back() = NodeHash(perfect_.back(), right);
  }
}

Digest TreeHasher::Root() const {
  if (perfect_.empty()) return TreeRoot({});
  Digest root = perfect_.back();
  for (std::size_t i = perfect_.size() - 1; i-- > 0;) root = NodeHash(perfect_[i], root);
  return root;
}

Result<std::vector<Digest>> InclusionPath(std::span<const Digest> leaf_hashes,
                                          std::uint64_t index) {
  if (index >= leaf_hashes.size())
    return Error{ErrorCode::kInvalidArgument, "no leaf with that index"};
  std::vector<Digest> path;
  while (leaf_hashes.size() > 1) {
    const std::size_t split = SplitPoint(leaf_hashes.size());
    const bool right = index >= split;
    path.push_back(TreeRoot(right ? leaf_hashes.first(split) : leaf_hashes.subspan(split)));
    leaf_hashes = right ? leaf_hashes.subspan(split) : leaf_hashes.first(split);
    index -= right ? split : 0;
  }
  std::ranges::reverse(path);
  return path;
}

Result<Digest> RootFromInclusion(const Digest& leaf_hash, std::uint64_t index, std::uint64_t size,
                                 std::span<const Digest> path) {
  const Error wrong{ErrorCode::kCorrupt, "an inclusion path of the wrong length"};
  if (index >= size) return wrong;
  std::uint64_t last = size - 1;
  Digest root = leaf_hash;
  for (const Digest& sibling : path) {
    if (last == 0) return wrong;
    if ((index & 1U) != 0 || index == last) {
      root = NodeHash(sibling, root);
      const int alone = index == 0 ? 0 : std::countr_zero(index);  // levels without a sibling
      index >>= alone;
      last >>= alone;
    } else {
      root = NodeHash(root, sibling);
    }
    index >>= 1U;
    last >>= 1U;
  }
  if (last != 0) return wrong;
  return root;
}

}  // namespace assay
