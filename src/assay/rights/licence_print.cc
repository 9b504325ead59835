// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/licence_print.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_set>

#include "assay/core/json.h"
#include "assay/rights/embedded_internal.h"

namespace assay::rights {
namespace {

constexpr std::size_t kLimit_bytes = 1U << 20U;
constexpr std::uint64_t kOffsetBasis = 0xCBF29CE484222325ULL;  // of FNV-1a
constexpr std::size_t kRun_words = 4;
constexpr std::size_t kMatches = 8;  // texts of one file; more are a catalogue
constexpr double kContained = 0.80;  // share of a licence's runs that must stand in the file
constexpr double kRelated = 0.75;    // texts that explain as much of a file are told apart by Dice

struct Print {
  std::string spdx;
  std::uint32_t limit = 0;  ///< hashes kept are below it
  std::vector<std::uint32_t> hashes;
};

using HashSet = std::unordered_set<std::uint32_t>;

std::vector<Print> ReadPrints() {
  const auto parsed = ParseJson(embedded::LicencePrints());
  ASSAY_CHECK(parsed.ok());
  std::vector<Print> prints;
  for (const Json& item : parsed.value().at("licence_texts").at("prints")) {
    Print print{StringOr(item, "spdx"), item.at("limit").get<std::uint32_t>(), {}};
    const auto& hex = item.at("hashes").get_ref<const std::string&>();
    for (std::size_t at = 0; at + 8 <= hex.size(); at += 8) {
      std::uint32_t hash = 0;
      std::from_chars(hex.data() + at, hex.data() + at + 8, hash, 16);
      print.hashes.push_back(hash);
    }
    prints.push_back(std::move(print));
  }
  return prints;
}

const std::vector<Print>& Prints() {
  static const std::vector<Print> prints = ReadPrints();
  return prints;
}

std::uint64_t Mix(std::uint64_t hash, unsigned char byte) {
  return (hash ^ byte) * 0x100000001B3ULL;  // FNV-1a
}

/// Hashes of single words, in order.
std::vector<std::uint64_t> WordHashes(std::string_view text) {
  std::vector<std::uint64_t> words;
  std::uint64_t hash = kOffsetBasis;
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if ((lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9')) {
      hash = Mix(hash, static_cast<unsigned char>(lower));
    } else if (hash != kOffsetBasis) {
      words.push_back(hash);
      hash = kOffsetBasis;
    }
  }
  if (hash != kOffsetBasis) words.push_back(hash);
  return words;
}

/// Hash of the four words that begin at `at`, as one more text of their 32 bytes.
std::uint32_t RunHash(std::span<const std::uint64_t> words) {
  std::uint64_t hash = kOffsetBasis;
  for (const std::uint64_t word : words) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
      hash = Mix(hash, static_cast<unsigned char>(word >> shift));
    }
  }
  return static_cast<std::uint32_t>(hash >> 32U);
}

HashSet Runs(std::string_view text) {
  const std::vector<std::uint64_t> words = WordHashes(text);
  HashSet runs;
  for (std::size_t at = 0; at + kRun_words <= words.size(); ++at) {
    runs.insert(RunHash(std::span(words).subspan(at, kRun_words)));
  }
  return runs;
}

struct Score {
  const Print* print = nullptr;
  double contained = 0;    ///< share of the licence that stands in the file
  double resemblance = 0;  ///< Dice coefficient of both, at the licence's sampling
  double runs = 0;         ///< estimate of how many runs of the file are the licence's
};

Score ScoreOf(const Print& print, const HashSet& runs) {
  std::size_t shared = 0;
  for (const std::uint32_t hash : print.hashes) shared += runs.contains(hash) ? 1U : 0U;
  const auto sampled = static_cast<double>(
      std::ranges::count_if(runs, [&](std::uint32_t hash) { return hash < print.limit; }));
  const auto size = static_cast<double>(print.hashes.size());
  const auto both = static_cast<double>(shared);
  return {&print, both / size, 2 * both / (size + sampled),
          both * 4294967296.0 / static_cast<double>(print.limit)};
}

/// The best licence of what is left: the one that explains most of the file, or, among those that
/// explain nearly as much, the one that resembles it most.
Score Best(const HashSet& runs) {
  std::vector<Score> scores;
  for (const Print& print : Prints()) {
    const Score score = ScoreOf(print, runs);
    if (score.contained >= kContained) scores.push_back(score);
  }
  if (scores.empty()) return {};
  const double most = std::ranges::max(scores, {}, &Score::runs).runs;
  std::erase_if(scores, [&](const Score& score) { return score.runs < most * kRelated; });
  return std::ranges::max(
      scores, {}, [](const Score& score) { return std::pair{score.resemblance, score.contained}; });
}

}  // namespace

std::vector<PrintMatch> MatchLicenceTexts(std::string_view text) {
  std::vector<PrintMatch> matches;
  HashSet runs = Runs(text.substr(0, kLimit_bytes));
  for (Score best = Best(runs); best.print != nullptr; best = Best(runs)) {
    matches.push_back({best.print->spdx, static_cast<int>(best.contained * 100)});
    if (matches.size() == kMatches) break;
    for (const std::uint32_t hash : best.print->hashes) runs.erase(hash);
  }
  return matches;
}

}  // namespace assay::rights
