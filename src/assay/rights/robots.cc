// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/robots.h"

#include <algorithm>
#include <map>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/rights/path_pattern.h"
#include "assay/rights/robots_internal.h"
#include "assay/rights/robots_rules_internal.h"

namespace assay::rights {
namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kDelay_s = 86'400;
constexpr std::string_view kSelf = "/robots.txt";
constexpr std::string_view kEverybody = "*";

struct IgnoringCase {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const {
    return std::ranges::lexicographical_compare(a, b, {}, Lower, Lower);
  }
  static char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
};

/// "2", "0.5", "10 s". The unit is seconds whatever it says.
std::optional<milliseconds> ReadDelay(std::string_view value) {
  std::int64_t total_ms = 0;
  std::int64_t unit_ms = 1000;
  bool fraction = false;
  bool digits = false;
  for (const char c : value) {
    if (c == '.' && !fraction) {
      fraction = true;
      continue;
    }
    if (c < '0' || c > '9') break;
    digits = true;
    if (fraction) unit_ms /= 10;
    total_ms = fraction ? total_ms + (c - '0') * unit_ms : total_ms * 10 + (c - '0') * unit_ms;
    total_ms = std::min(total_ms, kDelay_s * 1000);
  }
  if (!digits) return std::nullopt;
  return milliseconds(total_ms);
}

/// What stands under one set of agents, wherever in the file.
struct Group {
  RobotsRules rules;
  std::optional<milliseconds> delay;
  std::vector<RobotsLine> lines;
};

/// Indexes of the groups that name an agent.
struct Agent {
  std::vector<std::uint32_t> for_access;
  std::vector<std::uint32_t> for_signals;
};
using Agents = std::map<std::string, Agent, IgnoringCase>;

std::vector<RobotsLine> OfKind(const std::vector<RobotsLine>& lines, LineKind kind) {
  std::vector<RobotsLine> chosen;
  std::ranges::copy_if(lines, std::back_inserter(chosen),
                       [&](const RobotsLine& line) { return line.kind == kind; });
  return chosen;
}

}  // namespace

struct Robots::State {
  std::string text;
  RobotsFlags flags;
  std::vector<Group> groups;
  Agents agents;
  std::vector<std::string_view> sitemaps;
  std::vector<RobotsLine> global_lines;
  std::size_t rule_count = 0;

  /// The agent of that name, or everybody, or null.
  [[nodiscard]] Agents::const_iterator Find(std::string_view token) const {
    const auto named = agents.find(token);
    return named != agents.end() ? named : agents.find(kEverybody);
  }
  void Read();

 private:
  /// The agents whose lines are being read, and their group once a line needed one.
  struct Heading {
    std::vector<std::string> agents;
    bool closed = false;
    std::optional<std::uint32_t> group;
    std::vector<std::uint32_t> Agent::* index;
    std::map<std::string, std::uint32_t> known;  ///< sets of agents that have a group
  };

  void ReadEntry(const RobotsEntry& entry);
  void ReadAgent(std::string_view value);
  void ReadRule(const RobotsEntry& entry);
  void ReadLine(const RobotsEntry& entry, LineKind kind);
  Group& GroupOf(Heading& heading);
  void KeepDelay();

  Heading access_{{}, false, std::nullopt, &Agent::for_access, {}};
  Heading signals_{{}, false, std::nullopt, &Agent::for_signals, {}};
  std::optional<milliseconds> delay_;
};

/// The group of the heading's agents. Groups of the same agents are one.
Group& Robots::State::GroupOf(Heading& heading) {
  if (heading.group) return groups[*heading.group];
  std::ranges::sort(heading.agents);
  const auto repeated = std::ranges::unique(heading.agents);
  heading.agents.erase(repeated.begin(), repeated.end());
  std::string key;
  for (const std::string& agent : heading.agents) key += agent + ' ';
  const auto [known, is_new] =
      heading.known.try_emplace(std::move(key), static_cast<std::uint32_t>(groups.size()));
  heading.group = known->second;
  if (is_new) {
    groups.emplace_back();
    for (const std::string& agent : heading.agents) {
      (agents[agent].*heading.index).push_back(known->second);
    }
  }
  return groups[*heading.group];
}

/// A Crawl-delay may stand above other agents of its group, so it waits until they are known.
void Robots::State::KeepDelay() {
  if (delay_ && !access_.agents.empty()) {
    Group& group = GroupOf(access_);
    group.delay = std::max(group.delay.value_or(milliseconds(0)), *delay_);
  }
  delay_.reset();
}

void Robots::State::ReadAgent(std::string_view value) {
  if (access_.closed) KeepDelay();
  const std::string agent = ToLowerAscii(AgentToken(value));
  for (Heading* heading : {&access_, &signals_}) {
    if (heading->closed) {
      heading->agents.clear();
      heading->group.reset();
      heading->closed = false;
    }
    heading->agents.push_back(agent);
  }
  if (!agent.empty()) agents.try_emplace(agent);
}

void Robots::State::ReadRule(const RobotsEntry& entry) {
  if (access_.agents.empty()) {
    flags.orphans = true;
    return;
  }
  access_.closed = true;
  signals_.closed = true;
  const bool allow = entry.key == RobotsKey::kAllow;
  Group& group = GroupOf(access_);
  if (allow && entry.cut) return;
  ++rule_count;
  group.rules.Add({PathPattern(entry.value), entry.value, entry.line, allow});
}

void Robots::State::ReadLine(const RobotsEntry& entry, LineKind kind) {
  const RobotsLine line{kind, entry.line, entry.value};
  if (signals_.agents.empty()) return global_lines.push_back(line);
  GroupOf(signals_).lines.push_back(line);
  signals_.closed = true;
}

void Robots::State::ReadEntry(const RobotsEntry& entry) {
  switch (entry.key) {
    case RobotsKey::kUserAgent:
      return ReadAgent(entry.value);
    case RobotsKey::kAllow:
    case RobotsKey::kDisallow:
      return ReadRule(entry);
    case RobotsKey::kSitemap:
      return sitemaps.push_back(entry.value);
    case RobotsKey::kCrawlDelay:
      if (const auto delay = ReadDelay(entry.value)) delay_ = std::max(delay, delay_);
      return;
    case RobotsKey::kContentUsage:
      return ReadLine(entry, LineKind::kContentUsage);
    case RobotsKey::kContentSignal:
      return ReadLine(entry, LineKind::kContentSignal);
    case RobotsKey::kLicence:
      return ReadLine(entry, LineKind::kLicence);
    case RobotsKey::kUnknown:
      return;
  }
}

void Robots::State::Read() {
  RobotsLines lines(text, flags);
  for (RobotsEntry entry; lines.Next(entry);) ReadEntry(entry);
  KeepDelay();
  agents.erase("");
  for (Group& group : groups) group.rules.Finish();
}

Robots Robots::Parse(std::string_view bytes) {
  auto state = std::make_shared<State>();
  state->text = RobotsText(bytes, state->flags);
  state->Read();
  return Robots(std::move(state));
}

Verdict Robots::Match(std::string_view token, std::string_view path_and_query) const {
  const auto agent = state_->Find(token);
  Verdict verdict;
  if (agent != state_->agents.end()) verdict.group = agent->first;
  const NormalPath path(path_and_query);
  if (path.text() == kSelf) {
    verdict.access = Access::kAllow;
    verdict.pattern = kSelf;
    return verdict;
  }
  if (agent == state_->agents.end()) return verdict;
  const RobotsRule* best = nullptr;
  for (const std::uint32_t group : agent->second.for_access) {
    best = state_->groups[group].rules.Best(path, best);
  }
  if (best == nullptr) return verdict;
  verdict.access = best->allow ? Access::kAllow : Access::kDeny;
  verdict.line = best->line;
  verdict.pattern = best->raw;
  return verdict;
}

std::optional<milliseconds> Robots::CrawlDelay(std::string_view token) const {
  std::optional<milliseconds> longest;
  const auto agent = state_->Find(token);
  if (agent == state_->agents.end()) return longest;
  for (const std::uint32_t group : agent->second.for_access) {
    longest = std::max(longest, state_->groups[group].delay);
  }
  return longest;
}

std::vector<RobotsLine> Robots::Lines(std::string_view token, LineKind kind) const {
  std::vector<RobotsLine> lines;
  const auto agent = state_->Find(token);
  if (agent == state_->agents.end()) return lines;
  for (const std::uint32_t group : agent->second.for_signals) {
    const auto chosen = OfKind(state_->groups[group].lines, kind);
    lines.insert(lines.end(), chosen.begin(), chosen.end());
  }
  std::ranges::sort(lines, {}, &RobotsLine::line);
  return lines;
}

std::vector<RobotsLine> Robots::GlobalLines(LineKind kind) const {
  return OfKind(state_->global_lines, kind);
}

std::vector<std::string_view> Robots::sitemaps() const { return state_->sitemaps; }

bool Robots::Names(std::string_view token) const { return state_->agents.contains(token); }

std::size_t Robots::rule_count() const { return state_->rule_count; }

const RobotsFlags& Robots::flags() const { return state_->flags; }

}  // namespace assay::rights
