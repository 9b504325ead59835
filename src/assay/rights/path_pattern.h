// SPDX-License-Identifier: Apache-2.0
//
// Path patterns of robots.txt and of the protocols that borrow them: `*` is any run, a final `$`
// the end. It knows no groups, no rules and no verdicts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::rights {

/// A path with its query, in the one form that patterns are compared with.
///
/// Normal form: begins with '/', has no fragment; octets that no URI may hold (controls, blanks,
/// all above ASCII) are percent-encoded; hexadecimal digits are upper case; %XX of an unreserved
/// character, and of `*` and `$`, is that character. What is normal already is not copied.
///
/// Cost:    O(bytes).
/// Source:  RFC 9309, section 2.2.2; RFC 3986, sections 2.3 and 6.2.2.
class NormalPath {
 public:
  explicit NormalPath(std::string_view path_and_query);
  NormalPath(const NormalPath&) = delete;  // it may point into the caller's text
  NormalPath& operator=(const NormalPath&) = delete;

  [[nodiscard]] std::string_view text() const { return text_; }
  /// One bit for each octet that occurs, by its last six bits.
  [[nodiscard]] std::uint64_t octets_seen() const { return seen_; }

 private:
  std::string owned_;
  std::string_view text_;
  std::uint64_t seen_ = 0;
};

/// One pattern, ready to be matched.
///
/// Cost:    matching is O(path) for each run of literal octets (glibc memmem): no backtracking.
/// Source:  RFC 9309, sections 2.2.2 and 2.2.3.
class PathPattern {
 public:
  explicit PathPattern(std::string_view text);

  [[nodiscard]] bool Matches(const NormalPath& path) const;

  /// How specific it is: octets of the normal form, wildcards and `$` included.
  [[nodiscard]] std::uint32_t octets() const { return octets_; }
  /// Neither `*` nor a final `$`: it matches what begins with form().
  [[nodiscard]] bool is_plain() const { return !to_end_ && literal_runs_ == 1; }
  /// The normal form; NUL stands for a run of `*`.
  [[nodiscard]] const std::string& form() const { return form_; }
  [[nodiscard]] bool to_end() const { return to_end_; }

 private:
  std::string form_;
  std::uint64_t needs_ = 0;  ///< octets without which it cannot match
  std::uint32_t octets_ = 0;
  std::uint32_t literal_runs_ = 1;
  bool to_end_ = false;
};

}  // namespace assay::rights
