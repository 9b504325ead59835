// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <functional>

#include "assay/rights/words_internal.h"

namespace assay::rights {
namespace {

/// U+00C0..U+017F without marks and in lower case; 1 is a sign, not a letter.
constexpr std::array<std::string_view, 0xC0> kLatin = {
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",   // C0
    "d", "n", "o",  "o",  "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "ss",  // D0
    "a", "a", "a",  "a",  "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",   // E0
    "d", "n", "o",  "o",  "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "y",   // F0
    "a", "a", "a",  "a",  "a", "a", "c",  "c", "c", "c", "c", "c", "c", "c", "d",  "d",   // 100
    "d", "d", "e",  "e",  "e", "e", "e",  "e", "e", "e", "e", "e", "g", "g", "g",  "g",   // 110
    "g", "g", "g",  "g",  "h", "h", "h",  "h", "i", "i", "i", "i", "i", "i", "i",  "i",   // 120
    "i", "i", "ij", "ij", "j", "j", "k",  "k", "k", "l", "l", "l", "l", "l", "l",  "l",   // 130
    "l", "l", "l",  "n",  "n", "n", "n",  "n", "n", "n", "n", "n", "o", "o", "o",  "o",   // 140
    "o", "o", "oe", "oe", "r", "r", "r",  "r", "r", "r", "s", "s", "s", "s", "s",  "s",   // 150
    "s", "s", "t",  "t",  "t", "t", "t",  "t", "u", "u", "u", "u", "u", "u", "u",  "u",   // 160
    "u", "u", "u",  "u",  "w", "w", "y",  "y", "y", "z", "z", "z", "z", "z", "z",  "s"};  // 170

enum class Kind { kSpace, kStop, kJoin, kLetter, kDigit, kAlone, kMark };

struct Rune {
  std::uint32_t code = 0;
  std::uint32_t bytes = 1;
};

/// Next code point; a byte that is no UTF-8 reads as U+FFFD.
Rune Decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[at + i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::uint32_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return {0xFFFD, 1};
  std::uint32_t code = lead & (0xFFU >> (length + 1));
  for (std::uint32_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {0xFFFD, 1};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  return {code, length};
}

bool StandsAlone(std::uint32_t code) {
  return (code >= 0x3040 && code <= 0x30FF && code != 0x30FB) ||
         (code >= 0x3400 && code <= 0x9FFF) || (code >= 0xAC00 && code <= 0xD7A3) ||
         (code >= 0x0E00 && code <= 0x0E7F) || code == 0xA9;
}

/// Full-width ASCII (U+FF01..U+FF5E) as ASCII.
std::uint32_t Narrow(std::uint32_t code) {
  return code >= 0xFF01 && code <= 0xFF5E ? code - 0xFEE0 : code;
}

Kind KindOfAscii(std::uint32_t code) {
  const auto c = static_cast<char>(code);
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return Kind::kLetter;
  if (c >= '0' && c <= '9') return Kind::kDigit;
  if (c == '.' || c == '!' || c == '?' || c == ';') return Kind::kStop;
  if (c == '-' || c == '_' || c == '/') return Kind::kJoin;
  return Kind::kSpace;
}

Kind KindOf(std::uint32_t code) {
  if (code < 0x80) return KindOfAscii(code);
  if (StandsAlone(code)) return Kind::kAlone;
  if (code >= 0x300 && code <= 0x36F) return Kind::kMark;
  if (code == 0x3002) return Kind::kStop;
  if (code >= 0x2010 && code <= 0x2014) return Kind::kJoin;
  const bool sign = code < 0xC0 || code == 0xD7 || code == 0xF7 ||
                    (code >= 0x2000 && code <= 0x2BFF) || (code >= 0x2E00 && code <= 0x303F) ||
                    code == 0x30FB || code >= 0xFE00;
  return sign ? Kind::kSpace : Kind::kLetter;
}

void AppendUtf8(std::uint32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | (code >> 6U));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0U | (code >> 12U));
    out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | (code >> 18U));
    out += static_cast<char>(0x80U | ((code >> 12U) & 0x3FU));
    out += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  }
}

std::uint32_t FoldGreek(std::uint32_t code) {
  switch (code) {
    case 0x386:
    case 0x3AC:
      return 0x3B1;
    case 0x388:
    case 0x3AD:
      return 0x3B5;
    case 0x389:
    case 0x3AE:
      return 0x3B7;
    case 0x38A:
    case 0x3AF:
    case 0x3CA:
    case 0x390:
      return 0x3B9;
    case 0x38C:
    case 0x3CC:
      return 0x3BF;
    case 0x38E:
    case 0x3CD:
    case 0x3CB:
    case 0x3B0:
      return 0x3C5;
    case 0x38F:
    case 0x3CE:
      return 0x3C9;
    case 0x3C2:
      return 0x3C3;
    default:
      return code >= 0x391 && code <= 0x3A9 ? code + 32 : code;
  }
}

void Fold(std::uint32_t code, std::string& out) {
  if (code >= 0xC0 && code < 0x180) {
    out += kLatin[code - 0xC0];
  } else if (code >= 'A' && code <= 'Z') {
    out += static_cast<char>(code + 32);
  } else if (code >= 0x218 && code <= 0x21B) {
    out += code < 0x21A ? 's' : 't';
  } else if (code >= 0x370 && code < 0x400) {
    AppendUtf8(FoldGreek(code), out);
  } else if (code >= 0x400 && code < 0x460) {
    const std::uint32_t lower = code < 0x410 ? code + 80 : code < 0x430 ? code + 32 : code;
    AppendUtf8(lower == 0x451 ? 0x435 : lower, out);
  } else if (code >= 0x1E00 && code < 0x1F00) {
    AppendUtf8(code | 1U, out);
  } else {
    AppendUtf8(code, out);
  }
}

bool IsUpper(std::uint32_t code) {
  if (code >= 'A' && code <= 'Z') return true;
  if (code < 0x80) return false;
  if (code < 0xE0) return true;
  if (code < 0x180) return code >= 0x100 && code % 2 == 0;
  if (code >= 0x391 && code < 0x3AA) return true;
  return (code >= 0x400 && code < 0x430) || code >= 0x590;  // scripts without case count as upper
}

/// Cuts text into words. `emit(word, folded)` is called for each.
template <typename Emit>
class Cutter {
 public:
  Cutter(std::string_view text, Emit emit) : text_(text), emit_(std::move(emit)) {}

  void Run(std::span<const std::pair<std::uint32_t, std::uint32_t>> skip) {
    std::size_t next_skip = 0;
    for (std::size_t at = 0; at < text_.size();) {
      if (next_skip < skip.size() && at >= skip[next_skip].first) {
        Flush();
        at = std::max<std::size_t>(at, skip[next_skip++].second);
        folded_.clear();
        emit_(Word{.begin = static_cast<std::uint32_t>(at),
                   .end = static_cast<std::uint32_t>(at),
                   .breaks = breaks_},
              folded_);
        joined_ = breaks_ = false;
        continue;
      }
      at += Step(at);
    }
    Flush();
  }

 private:
  std::size_t Step(std::size_t at) {
    if (const std::size_t sign = CopyrightSign(at); sign > 0) {
      Flush();
      EmitAlone(0xA9, at, sign);
      return sign;
    }
    const Rune rune = Decode(text_, at);
    const std::uint32_t code = Narrow(rune.code);
    const Kind kind = KindOf(code);
    switch (kind) {
      case Kind::kLetter:
      case Kind::kDigit:
        Extend(kind, code, at, rune.bytes);
        break;
      case Kind::kAlone:
        Flush();
        EmitAlone(code, at, rune.bytes);
        break;
      case Kind::kMark:
        break;
      case Kind::kStop:
        Stop(at, rune.bytes);
        break;
      case Kind::kJoin:
        Flush();
        break;
      case Kind::kSpace:
        Flush();
        joined_ = false;
        break;
    }
    return rune.bytes;
  }

  /// Bytes of "(c)" or "&copy;" at `at`, or 0.
  [[nodiscard]] std::size_t CopyrightSign(std::size_t at) const {
    const std::string_view rest = text_.substr(at);
    const bool behind_word =
        at > 0 && KindOfAscii(static_cast<unsigned char>(text_[at - 1])) != Kind::kSpace;
    if (behind_word) return 0;  // "501(c)3"
    if (rest[0] == '(' && rest.size() > 2 && (rest[1] == 'c' || rest[1] == 'C') && rest[2] == ')') {
      return 3;
    }
    return rest[0] == '&' && rest.starts_with("&copy;") ? 6 : 0;
  }

  /// A dot inside a number belongs to it; before white space or the end a stop ends a sentence.
  void Stop(std::size_t at, std::size_t bytes) {
    const std::size_t next = at + bytes;
    const bool more = next < text_.size();
    const bool digit_next = more && KindOf(Decode(text_, next).code) == Kind::kDigit;
    if (in_word_ && word_.number && digit_next && text_[at] == '.') {
      folded_ += '.';
      return;
    }
    Flush();
    joined_ = false;
    if (!more || KindOf(Decode(text_, next).code) == Kind::kSpace || text_[at] == ';') {
      breaks_ = true;
    }
  }

  void Extend(Kind kind, std::uint32_t code, std::size_t at, std::size_t bytes) {
    const bool number = kind == Kind::kDigit;
    if (in_word_ && word_.number != number) {
      Flush();
      joined_ = true;
    }
    if (!in_word_) {
      in_word_ = true;
      word_ = Word{.begin = static_cast<std::uint32_t>(at),
                   .number = number,
                   .upper = IsUpper(code),
                   .all_upper = true,
                   .joined = joined_,
                   .breaks = breaks_};
      folded_.clear();
    }
    word_.all_upper = word_.all_upper && IsUpper(code);
    word_.end = static_cast<std::uint32_t>(at + bytes);
    if (folded_.size() < kWord_bytes) Fold(code, folded_);
  }

  void EmitAlone(std::uint32_t code, std::size_t at, std::size_t bytes) {
    in_word_ = true;
    word_ = Word{.begin = static_cast<std::uint32_t>(at),
                 .upper = true,
                 .joined = joined_,
                 .breaks = breaks_};
    word_.end = static_cast<std::uint32_t>(at + bytes);
    folded_.clear();
    AppendUtf8(code, folded_);
    Flush();
  }

  void Flush() {
    if (!in_word_) return;
    in_word_ = false;
    emit_(word_, folded_);
    joined_ = true;
    breaks_ = false;
  }

  static constexpr std::size_t kWord_bytes = 64;  ///< longer words are in no phrase
  std::string_view text_;
  Emit emit_;
  Word word_;
  std::string folded_;
  bool in_word_ = false;
  bool joined_ = false;
  bool breaks_ = false;
};

}  // namespace

std::vector<std::uint32_t> Vocabulary::Learn(std::string_view phrase) {
  std::vector<std::uint32_t> ids;
  Cutter cutter(phrase, [&](const Word&, const std::string& folded) {
    ids.push_back(
        ids_.try_emplace(folded, static_cast<std::uint32_t>(ids_.size()) + 1).first->second);
  });
  cutter.Run({});
  return ids;
}

std::vector<Word> Vocabulary::Read(
    std::string_view text, std::span<const std::pair<std::uint32_t, std::uint32_t>> skip) const {
  std::vector<Word> words;
  words.reserve(text.size() / 6 + 1);
  Cutter cutter(text, [&](Word word, const std::string& folded) {
    const auto found = ids_.find(folded);
    word.id = found == ids_.end() ? 0 : found->second;
    words.push_back(word);
  });
  cutter.Run(skip);
  return words;
}

void Phrases::Add(const std::vector<std::uint32_t>& phrase, std::uint32_t meaning) {
  if (phrase.empty()) return;
  if (phrase[0] >= first_.size()) first_.resize(phrase[0] + 1, 0);
  if (first_[phrase[0]] == 0) first_[phrase[0]] = NewNode();
  std::uint32_t node = first_[phrase[0]];
  for (const std::uint32_t word : std::span(phrase).subspan(1)) {
    const auto [place, added] = edges_.try_emplace((std::uint64_t{node} << 32U) | word, 0);
    if (added) place->second = NewNode();
    node = place->second;
  }
  if (meanings_[node] == kNone) meanings_[node] = meaning;
}

std::uint32_t Phrases::NewNode() {
  meanings_.push_back(kNone);
  return static_cast<std::uint32_t>(meanings_.size() - 1);
}

Phrases::Match Phrases::At(std::span<const Word> words, std::size_t at) const {
  Match best;
  std::uint32_t node = words[at].id < first_.size() ? first_[words[at].id] : 0;
  for (std::size_t next = at + 1; node != 0; ++next) {
    if (meanings_[node] != kNone) {
      best = {meanings_[node], static_cast<std::uint32_t>(next - at)};
    }
    if (next == words.size() || words[next].id == 0 || words[next].breaks) break;
    const auto edge = edges_.find((std::uint64_t{node} << 32U) | words[next].id);
    node = edge == edges_.end() ? 0 : edge->second;
  }
  return best;
}

}  // namespace assay::rights
