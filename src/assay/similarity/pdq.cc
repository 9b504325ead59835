// SPDX-License-Identifier: Apache-2.0
#include "assay/similarity/pdq.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/similarity/bits_internal.h"
#include "assay/similarity/tent_internal.h"

namespace assay::similarity {
namespace {

using internal::kSamples;
constexpr std::size_t kFrequencies = 16;
constexpr int kSmallestSide_px = 5;

/// Frequencies 1 to 16 down (i) and across (j); row-major.
using Coefficients = std::array<float, kFrequencies * kFrequencies>;

/// basis[i][j] = sqrt(2/64) cos(pi/128 (i+1) (2j+1)). As a float, the last bit in which libraries'
/// cosines differ is gone.
using Basis = std::array<std::array<float, kSamples>, kFrequencies>;
Basis MakeBasis() {
  Basis basis;
  for (std::size_t i = 0; i < kFrequencies; ++i)
    for (std::size_t j = 0; j < kSamples; ++j) {
      // The cosine has a period of 256 in this product: reduced exactly, before it is rounded.
      const auto turns = static_cast<double>((i + 1) * (2 * j + 1) % 256);
      basis.at(i).at(j) = static_cast<float>(std::sqrt(2.0 / kSamples) *
                                             std::cos(std::numbers::pi / 128.0 * turns));
    }
  return basis;
}

Coefficients Dct(std::span<const float> samples) {
  static const Basis kBasis = MakeBasis();
  std::array<float, kFrequencies * kSamples> down{};
  for (std::size_t i = 0; i < kFrequencies; ++i)
    for (std::size_t y = 0; y < kSamples; ++y)
      for (std::size_t x = 0; x < kSamples; ++x)
        down[i * kSamples + x] += kBasis[i][y] * samples[y * kSamples + x];
  Coefficients coefficients{};
  for (std::size_t i = 0; i < kFrequencies; ++i)
    for (std::size_t j = 0; j < kFrequencies; ++j)
      for (std::size_t x = 0; x < kSamples; ++x)
        coefficients[i * kFrequencies + j] += down[i * kSamples + x] * kBasis[j][x];
  return coefficients;
}

Hash256 AboveMedian(const Coefficients& coefficients) {
  Coefficients sorted = coefficients;
  const auto middle = sorted.begin() + (sorted.size() - 1) / 2;  // the lower of the two
  std::ranges::nth_element(sorted, middle);
  Hash256 hash;
  for (std::size_t k = 0; k < coefficients.size(); ++k)
    if (coefficients[k] > *middle) hash.words[k / 64] |= std::uint64_t{1} << (k % 64);
  return hash;
}

/// Coefficients of the picture turned by EXIF orientation `o`. Mirroring an axis negates its odd
/// frequencies (index 0, 2, ...); 5 to 8 swap the axes first.
Coefficients Turned(const Coefficients& own, int o) {
  const bool swaps = o >= 5;
  const bool mirrors_x = o == 2 || o == 3 || o == 6 || o == 7;
  const bool mirrors_y = o == 3 || o == 4 || o == 7 || o == 8;
  Coefficients turned{};
  for (std::size_t i = 0; i < kFrequencies; ++i)
    for (std::size_t j = 0; j < kFrequencies; ++j) {
      const float value = swaps ? own[j * kFrequencies + i] : own[i * kFrequencies + j];
      const bool negative = (mirrors_x && j % 2 == 0) != (mirrors_y && i % 2 == 0);
      turned[i * kFrequencies + j] = negative ? -value : value;
    }
  return turned;
}

/// Sum of whole percents by which neighbours differ, over 90.
int Quality(std::span<const float> samples) {
  const auto percent = [](float u, float v) {
    return std::abs(static_cast<int>((u - v) * 100.0F / 255.0F));
  };
  int sum = 0;
  for (std::size_t y = 0; y < kSamples; ++y)
    for (std::size_t x = 0; x < kSamples; ++x) {
      const std::size_t at = y * kSamples + x;
      if (y + 1 < kSamples) sum += percent(samples[at], samples[at + kSamples]);
      if (x + 1 < kSamples) sum += percent(samples[at], samples[at + 1]);
    }
  return std::min(100, sum / 90);
}

std::array<std::uint8_t, 256> SmallLuma(std::span<const float> samples) {
  std::array<float, 256> sums{};
  for (std::size_t y = 0; y < kSamples; ++y)
    for (std::size_t x = 0; x < kSamples; ++x)
      sums[y / 4 * 16 + x / 4] += samples[y * kSamples + x];
  std::array<std::uint8_t, 256> luma{};
  for (std::size_t i = 0; i < sums.size(); ++i)
    luma[i] = static_cast<std::uint8_t>(std::min(255.0F, sums[i] / 16.0F + 0.5F));
  return luma;
}

}  // namespace

std::string Hash256::Hex() const {
  std::string hex;
  for (auto word = words.rbegin(); word != words.rend(); ++word)
    for (int shift = 60; shift >= 0; shift -= 4) hex += "0123456789abcdef"[*word >> shift & 15U];
  return hex;
}

Result<Hash256> ParseHash256(std::string_view hex) {
  Hash256 hash;
  bool good = hex.size() == 64;
  for (std::size_t i = 0; good && i < 4; ++i) {
    const std::string_view digits = hex.substr(16 * (3 - i), 16);
    const auto parsed = std::from_chars(digits.data(), digits.data() + 16, hash.words.at(i), 16);
    good = parsed.ec == std::errc() && parsed.ptr == digits.data() + 16;
  }
  if (!good) return Error{ErrorCode::kInvalidArgument, "a PDQ hash has 64 hexadecimal digits"};
  return hash;
}

int Distance(const Hash256& a, const Hash256& b) {
  int bits = 0;
  for (std::size_t i = 0; i < a.words.size(); ++i)
    bits += internal::CountBits(a.words[i] ^ b.words[i]);
  return bits;
}

Result<Pdq> PdqHash(const media::ImageView& image) {
  if (image.width_px() < 1) return Error{ErrorCode::kInvalidArgument, "no picture to hash"};
  Pdq pdq;
  if (image.width_px() < kSmallestSide_px || image.height_px() < kSmallestSide_px) return pdq;
  const std::vector<float> samples = internal::TentSamples(image);
  pdq.quality = Quality(samples);
  pdq.luma = SmallLuma(samples);
  const Coefficients coefficients = Dct(samples);
  for (int o = 1; o <= 8; ++o)
    pdq.dihedral.at(static_cast<std::size_t>(o - 1)) = AboveMedian(Turned(coefficients, o));
  return pdq;
}

Fact ToFact(const Pdq& pdq) {
  Json dihedral = Json::array();
  for (const Hash256& hash : pdq.dihedral) dihedral.push_back(hash.Hex());
  Fact fact;
  fact.name = "similarity.pdq";
  fact.value = {{"hash", pdq.hash().Hex()},
                {"quality", pdq.quality},
                {"dihedral", std::move(dihedral)},
                {"luma", ToBase64(pdq.luma)}};
  fact.evidence = {"similarity", "1", "pixels", "asset", ""};
  return fact;
}

Result<Pdq> FromFact(const Fact& fact) {
  const Error corrupt{ErrorCode::kCorrupt, "not a similarity.pdq fact"};
  const Json& value = fact.value;
  if (fact.name != "similarity.pdq" || fact.state != FactState::kPresent || !value.is_object() ||
      !value.contains("quality") || !value["quality"].is_number_integer() ||
      !value.contains("dihedral") || !value["dihedral"].is_array() || value["dihedral"].size() != 8)
    return corrupt;
  Pdq pdq;
  const auto quality = value["quality"].get<std::int64_t>();
  if (quality < 0 || quality > 100) return corrupt;
  pdq.quality = static_cast<int>(quality);
  for (std::size_t i = 0; i < pdq.dihedral.size(); ++i) {
    const Json& hex = value["dihedral"][i];
    if (!hex.is_string()) return corrupt;
    const auto hash = ParseHash256(hex.get_ref<const std::string&>());
    if (!hash.ok()) return corrupt;
    pdq.dihedral.at(i) = hash.value();
  }
  const auto luma = FromBase64(StringOr(value, "luma"));
  if (!luma.ok() || luma.value().size() != pdq.luma.size()) return corrupt;
  std::ranges::copy(luma.value(), pdq.luma.begin());
  if (StringOr(value, "hash") != pdq.hash().Hex()) return corrupt;
  return pdq;
}

}  // namespace assay::similarity
