// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/structured_field.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace assay::rights {
namespace {

constexpr std::size_t kField_bytes = 64U << 10U;
constexpr std::size_t kMembers = 1024;

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsAlpha(char c) { return IsLower(c) || (c >= 'A' && c <= 'Z'); }
constexpr bool IsPrintable(char c) { return c >= 0x20 && c < 0x7F; }
constexpr bool IsKeyCharacter(char c) {
  return IsLower(c) || IsDigit(c) || c == '_' || c == '-' || c == '.' || c == '*';
}
constexpr bool IsTokenCharacter(char c) {
  return IsAlpha(c) || IsDigit(c) ||
         std::string_view("!#$%&'*+-.^_`|~:/").find(c) != std::string_view::npos;
}
constexpr bool IsBase64(char c) {
  return IsAlpha(c) || IsDigit(c) || c == '+' || c == '/' || c == '=';
}
constexpr bool IsLowerHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); }

/// Reads from the front of a text. Every Read gives false, or nothing, at a breach of the grammar.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::optional<Dictionary> ReadDictionary() {
    Dictionary dictionary;
    Skip(" ");
    while (!rest_.empty()) {
      DictionaryMember member;
      if (!ReadMember(member) || dictionary.members.size() == kMembers) return std::nullopt;
      Keep(std::move(member), dictionary);
      Skip(" \t");
      if (rest_.empty()) break;
      if (!Take(',')) return std::nullopt;
      Skip(" \t");
      if (rest_.empty()) return std::nullopt;  // a comma that nothing follows
    }
    return dictionary;
  }

 private:
  static void Keep(DictionaryMember member, Dictionary& dictionary) {
    const auto same = std::ranges::find(dictionary.members, member.key, &DictionaryMember::key);
    if (same == dictionary.members.end()) return dictionary.members.push_back(std::move(member));
    dictionary.repeated = true;
    *same = std::move(member);
  }

  [[nodiscard]] char Front() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool Take(char c) {
    if (Front() != c || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void Skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
  }
  template <typename Is>
  std::string_view TakeWhile(Is is) {
    const auto end = std::ranges::find_if_not(rest_, is);
    const auto taken = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  bool ReadMember(DictionaryMember& member) {
    if (!ReadKey(member.key)) return false;
    if (!Take('=')) return ReadParameters();  // true, and no token
    if (Front() == '(') return ReadInnerList();
    return ReadBareItem(member.token) && ReadParameters();
  }

  bool ReadKey(std::string& key) {
    if (!IsLower(Front()) && Front() != '*') return false;
    key = TakeWhile(IsKeyCharacter);
    return true;
  }

  bool ReadParameters() {
    while (Take(';')) {
      Skip(" ");
      std::string ignored;
      if (!ReadKey(ignored)) return false;
      if (Take('=') && !ReadBareItem(ignored)) return false;
    }
    return true;
  }

  bool ReadInnerList() {
    Take('(');
    std::string ignored;
    while (true) {
      Skip(" ");
      if (Take(')')) return ReadParameters();
      if (!ReadBareItem(ignored) || !ReadParameters()) return false;
      if (Front() != ' ' && Front() != ')') return false;
    }
  }

  bool ReadBareItem(std::string& token) {
    token.clear();
    const char front = Front();
    if (IsAlpha(front) || front == '*') {
      token = TakeWhile(IsTokenCharacter);
      return true;
    }
    if (IsDigit(front) || front == '-') return ReadNumber(/*whole=*/false);
    if (Take('@')) return ReadNumber(/*whole=*/true);
    if (Take('?')) return Take('0') || Take('1');
    if (Take('"')) return ReadString();
    if (Take(':')) return TakeWhile(IsBase64), Take(':');
    if (Take('%')) return Take('"') && ReadDisplayString();
    return false;
  }

  bool ReadNumber(bool whole) {
    Take('-');
    const std::size_t digits = TakeWhile(IsDigit).size();
    if (digits == 0 || digits > 15) return false;
    if (whole || !Take('.')) return true;
    const std::size_t fraction = TakeWhile(IsDigit).size();
    return digits <= 12 && fraction >= 1 && fraction <= 3;
  }

  bool ReadString() {
    while (!rest_.empty()) {
      if (Take('"')) return true;
      if (Take('\\') && Front() != '"' && Front() != '\\') return false;
      if (!IsPrintable(Front())) return false;
      rest_.remove_prefix(1);
    }
    return false;
  }

  bool ReadDisplayString() {
    while (!rest_.empty()) {
      if (Take('"')) return true;
      if (Take('%')) {
        if (rest_.size() < 2 || !IsLowerHex(rest_[0]) || !IsLowerHex(rest_[1])) return false;
        rest_.remove_prefix(1);
      }
      if (!IsPrintable(Front())) return false;
      rest_.remove_prefix(1);
    }
    return false;
  }

  std::string_view rest_;
};

}  // namespace

std::optional<Dictionary> ParseDictionary(std::string_view text) {
  if (text.size() > kField_bytes) return std::nullopt;
  const std::size_t last = text.find_last_not_of(' ');
  return Reader(text.substr(0, last == std::string_view::npos ? 0 : last + 1)).ReadDictionary();
}

}  // namespace assay::rights
