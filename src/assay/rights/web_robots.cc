// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/rights/licence_lists_internal.h"
#include "assay/rights/path_pattern.h"
#include "assay/rights/web_facts_internal.h"

namespace assay::rights {
namespace {

/// A Content-Usage line that covers the path, and how specific its own path is.
struct UsageLine {
  WebSignal signal;
  std::uint32_t octets = 0;
};

class RobotsFacts {
 public:
  RobotsFacts(const Robots& robots, const WebContext& context)
      : robots_(robots),
        context_(context),
        path_(context.path),
        verdict_(robots.Match(context.token, context.path)),
        out_(context.source, context.scope) {}

  std::vector<Fact> Run() {
    if (robots_.flags().html || robots_.flags().binary) AddMalformed();
    AddAccess();
    AddOthers();
    if (verdict_.access != Access::kDeny) AddUsage();
    AddContentSignals();
    AddLicences();
    return out_.Take();
  }

 private:
  void AddMalformed() {
    WebSignal signal;
    signal.protocol = "robots";
    signal.value = robots_.flags().html ? "html" : "binary";
    signal.scope = "origin";
    signal.carrier = "robots:";
    signal.malformed = true;
    AddWebSignal(std::move(signal), out_);
  }

  [[nodiscard]] Json Selector(std::string_view pattern, std::uint32_t line) const {
    Json selector = {{"group", ToUtf8(verdict_.group, kEvidenceRaw_bytes)}, {"line", line}};
    if (!pattern.empty()) selector["pattern"] = ToUtf8(pattern, kEvidenceRaw_bytes);
    return selector;
  }

  void AddAccess() {
    if (verdict_.line == 0) return;
    const bool deny = verdict_.access == Access::kDeny;
    WebSignal signal;
    signal.protocol = "robots";
    signal.value = deny ? "Disallow" : "Allow";
    signal.words = RowWords(SignalTable("robots"), deny ? "disallow" : "allow");
    signal.scope = "path";
    signal.carrier = "robots:" + signal.value;
    signal.raw = verdict_.pattern;
    signal.selector = Selector(verdict_.pattern, verdict_.line);
    AddWebSignal(std::move(signal), out_);
  }

  /// Crawlers of AI companies that may not have the path: no word to us, yet worth knowing.
  void AddOthers() {
    Json agents = Json::array();
    for (const std::string& agent : Strings(SignalTable("robots")["ai_agents"])) {
      if (EqualIgnoringCase(agent, context_.token) || !robots_.Names(agent)) continue;
      if (robots_.Match(agent, context_.path).access == Access::kDeny) agents.push_back(agent);
    }
    if (agents.empty()) return;
    WebSignal signal;
    signal.protocol = "robots";
    signal.value = "Disallow";
    signal.scope = "path";
    signal.carrier = "robots:User-agent";
    signal.more = {{"audience", "other"}, {"agents", std::move(agents)}};
    AddWebSignal(std::move(signal), out_);
  }

  /// A value that begins with '/' names a path first.
  std::optional<UsageLine> ReadUsage(const RobotsLine& line) const {
    std::string_view pattern;
    std::string_view rest = line.value;
    if (rest.starts_with('/')) {
      pattern = rest.substr(0, rest.find_first_of(" \t"));
      rest.remove_prefix(pattern.size());
    }
    UsageLine usage;
    if (!pattern.empty()) {
      const PathPattern parsed(pattern);
      if (!parsed.Matches(path_)) return std::nullopt;
      usage.octets = parsed.octets();
    }
    usage.signal = ReadContentUsage(rest);
    usage.signal.scope = pattern.empty() ? "origin" : "path";
    usage.signal.carrier = "robots:Content-Usage";
    usage.signal.raw = line.value;
    usage.signal.selector = Selector(pattern, line.line);
    return usage;
  }

  /// The longest path wins and lines of equally long ones combine. A line that cannot be read
  /// takes the grants from those that are no longer than it.
  void AddUsage() {
    std::vector<UsageLine> lines;
    std::optional<std::uint32_t> longest;
    std::optional<std::uint32_t> broken;
    for (const RobotsLine& line : robots_.Lines(context_.token, LineKind::kContentUsage)) {
      auto usage = ReadUsage(line);
      if (!usage) continue;
      auto& most = usage->signal.malformed ? broken : longest;
      most = std::max(most.value_or(0), usage->octets);
      lines.push_back(std::move(*usage));
    }
    for (UsageLine& line : lines) {
      const bool holds = line.signal.malformed || line.octets == longest;
      if (!holds) continue;
      if (broken && *broken >= line.octets) line.signal.words.DropGrants();
      AddWebSignal(std::move(line.signal), out_);
    }
  }

  void AddContentSignals() {
    for (const RobotsLine& line : robots_.Lines(context_.token, LineKind::kContentSignal)) {
      WebSignal signal = ReadContentSignal(line.value);
      signal.scope = "origin";
      signal.carrier = "robots:Content-Signal";
      signal.raw = line.value;
      signal.selector = Selector("", line.line);
      AddWebSignal(std::move(signal), out_);
    }
  }

  void AddLicences() {
    auto lines = robots_.Lines(context_.token, LineKind::kLicence);
    const bool global = lines.empty();
    if (global) lines = robots_.GlobalLines(LineKind::kLicence);
    for (const RobotsLine& line : lines) {
      const std::string lower = ToLowerAscii(line.value.substr(0, 8));
      WebSignal signal;
      signal.protocol = "rsl";
      signal.value = line.value;
      signal.scope = "origin";
      signal.carrier = "robots:License";
      signal.raw = line.value;
      signal.malformed = !lower.starts_with("https://") && !lower.starts_with("http://");
      if (!global) signal.selector = Selector("", line.line);
      AddWebSignal(std::move(signal), out_);
    }
  }

  const Robots& robots_;
  const WebContext& context_;
  NormalPath path_;
  Verdict verdict_;
  Statements out_;
};

/// Does the text hold any rule? Formats of the same name hold none.
bool HasRules(const Robots& robots) { return robots.rule_count() > 0 && !robots.flags().html; }

}  // namespace

std::vector<Fact> FromRobots(const Robots& robots, const WebContext& context) {
  return RobotsFacts(robots, context).Run();
}

namespace {

/// ai.txt names kinds of media by their endings: who disallows *.jpg means pictures. So a picture
/// that no rule names is under the rule for another picture's ending. Stricter than the grammar.
Verdict MatchAiTxt(const Robots& robots, const WebContext& context) {
  constexpr std::array<std::string_view, 10> kPictures = {".jpg", ".jpeg", ".png", ".gif", ".webp",
                                                          ".tif", ".tiff", ".bmp", ".svg", ".heic"};
  const Verdict own = robots.Match(context.token, context.path);
  if (own.line != 0 || !context.is_image) return own;
  for (const std::string_view ending : kPictures) {
    const Verdict kind = robots.Match(context.token, "/any-picture" + std::string(ending));
    const bool by_ending = kind.pattern.starts_with("*.") || kind.pattern.starts_with("/*.");
    if (kind.access == Access::kDeny && by_ending) return kind;
  }
  return own;
}

}  // namespace

std::vector<Fact> FromAiTxt(std::string_view text, const WebContext& context) {
  Statements out(context.source, context.scope);
  const Robots robots = Robots::Parse(text);
  const Verdict verdict = MatchAiTxt(robots, context);
  WebSignal signal;
  signal.protocol = "ai_txt";
  signal.scope = "path";
  if (!HasRules(robots)) {
    signal.carrier = "ai.txt:";
    signal.raw = text.substr(0, kEvidenceRaw_bytes);
    signal.scope = "origin";
    signal.malformed = true;
    AddWebSignal(std::move(signal), out);
  } else if (verdict.line != 0) {
    const bool deny = verdict.access == Access::kDeny;
    signal.value = deny ? "Disallow" : "Allow";
    signal.words = RowWords(SignalTable("ai_txt"), deny ? "disallow" : "allow");
    signal.carrier = "ai.txt:" + signal.value;
    signal.raw = verdict.pattern;
    signal.selector = {{"group", ToUtf8(verdict.group, kEvidenceRaw_bytes)},
                       {"pattern", ToUtf8(verdict.pattern, kEvidenceRaw_bytes)},
                       {"line", verdict.line}};
    AddWebSignal(std::move(signal), out);
  }
  return out.Take();
}

}  // namespace assay::rights
