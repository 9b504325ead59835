// SPDX-License-Identifier: Apache-2.0
//
// Text as a row of folded words, and phrases found in it. One pass, no backtracking: the cost is
// linear in the text. It knows nothing of licences.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace assay::rights {

/// A run of letters, a number with its dots ("3.0"), the sign ©, or one ideograph, kana, hangul or
/// Thai character.
struct Word {
  std::uint32_t id = 0;  ///< of its folded form in a Vocabulary; 0 when no phrase has it
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool number = false;
  bool upper = false;  ///< begins with an upper-case letter, or has no case
  bool all_upper = false;
  bool joined = false;  ///< nothing but '-', '_' or '/' stands before it
  bool breaks = false;  ///< a sentence ended before it
};

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

/// The folded words that phrases are made of.
///
/// Folding: lower case; Latin letters lose their marks; full-width forms become ASCII; Greek loses
/// its accents. So "DROITS RÉSERVÉS", "droits reserves" and "Droits réservés" are equal.
class Vocabulary {
 public:
  /// Adds the words of `phrase` and gives their ids.
  std::vector<std::uint32_t> Learn(std::string_view phrase);

  /// Words of `text`. Spans in `skip` (sorted, as offsets) become one word of id 0 each.
  [[nodiscard]] std::vector<Word> Read(
      std::string_view text,
      std::span<const std::pair<std::uint32_t, std::uint32_t>> skip = {}) const;

 private:
  std::unordered_map<std::string, std::uint32_t, StringHash, std::equal_to<>> ids_;
};

/// A set of phrases, each with a meaning; finds the longest one at a place.
class Phrases {
 public:
  struct Match {
    std::uint32_t meaning = 0;
    std::uint32_t words = 0;  ///< 0: nothing found
  };

  /// A phrase added twice keeps its first meaning.
  void Add(const std::vector<std::uint32_t>& phrase, std::uint32_t meaning);
  [[nodiscard]] Match At(std::span<const Word> words, std::size_t at) const;

 private:
  static constexpr std::uint32_t kNone = ~0U;
  std::uint32_t NewNode();

  std::vector<std::uint32_t> first_;  ///< word -> node, 0 where no phrase begins with it
  std::unordered_map<std::uint64_t, std::uint32_t> edges_;  ///< (node, word) -> node
  std::vector<std::uint32_t> meanings_ = {kNone};
};

}  // namespace assay::rights
