// SPDX-License-Identifier: Apache-2.0
//
// robots.txt, parsed once and asked often: may a crawler of this name fetch this path, and which
// line says so? It fetches nothing; which file answers for which address is the caller's to know.
// What a missing or unreachable file means stands in probe.h.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::rights {

/// How much of a file is read. RFC 9309, section 2.5, asks for at least 500 KiB.
inline constexpr std::size_t kRobots_bytes = 1U << 20U;

enum class Access {
  kNone,  ///< no rule speaks of the path
  kAllow,
  kDeny,
};

/// What the rules say of one path, and the line that decided. Views live as long as the Robots.
struct Verdict {
  Access access = Access::kNone;
  std::uint32_t line = 0;    ///< from 1; 0 when no line decided
  std::string_view pattern;  ///< as written
  std::string_view group;    ///< "*" or the token in lower case; empty when no group names us
};

/// What is odd about a file. None of it lifts a denial.
struct RobotsFlags {
  bool cut = false;   ///< longer than kRobots_bytes: the rest, with the line that was cut, is lost
  bool html = false;  ///< a page instead of a robots.txt: no rule is read
  bool binary = false;    ///< NUL bytes or UTF-16
  bool cut_line = false;  ///< a line over 16,663 octets, or with a NUL: it may deny, never allow
  bool typo = false;      ///< "disalow", a missing colon: read as meant
  bool orphans = false;   ///< rules before the first group: ignored
};

enum class LineKind { kContentUsage, kContentSignal, kLicence };

/// A line of a group (or of none) that is not about access.
struct RobotsLine {
  LineKind kind = LineKind::kContentUsage;
  std::uint32_t line = 0;
  std::string_view value;
};

/// One file's rules.
///
/// Groups that name the token (whole, in any case) merge; without one the merged `*` groups hold.
/// The longest matching pattern wins, a tie allows. A user-agent line after a rule begins a group;
/// lines that are not about access end no group for access, but Content-Usage, Content-Signal and
/// License lines speak of those agents only that stand before them.
///
/// Threads: const after Parse; copies share their state.
/// Source:  RFC 9309; leniency towards typos, lengths of lines and BOM as google/robotstxt has it.
class Robots {
 public:
  /// Never fails: what cannot be read gives no rule, and flags say so.
  /// Cost:    O(bytes * log(rules)); bytes after kRobots_bytes are not looked at.
  static Robots Parse(std::string_view bytes);

  /// Cost:    O(log(plain rules) + wildcard rules), no allocation for a path in normal form.
  [[nodiscard]] Verdict Match(std::string_view token, std::string_view path_and_query) const;

  /// The longest Crawl-delay of the token's groups; at most a day.
  /// Source:  no standard: a convention of search engines.
  [[nodiscard]] std::optional<std::chrono::milliseconds> CrawlDelay(std::string_view token) const;

  /// Addresses of Sitemap lines, wherever they stand.
  [[nodiscard]] std::vector<std::string_view> sitemaps() const;

  /// Lines of one kind in the token's groups, in order of the file.
  [[nodiscard]] std::vector<RobotsLine> Lines(std::string_view token, LineKind kind) const;

  /// Lines of one kind before the first group.
  [[nodiscard]] std::vector<RobotsLine> GlobalLines(LineKind kind) const;

  /// Is the token named by a group of its own?
  [[nodiscard]] bool Names(std::string_view token) const;

  /// Allow and Disallow lines that stand in some group.
  [[nodiscard]] std::size_t rule_count() const;

  [[nodiscard]] const RobotsFlags& flags() const;

 private:
  struct State;
  explicit Robots(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

}  // namespace assay::rights
