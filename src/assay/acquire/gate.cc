// SPDX-License-Identifier: Apache-2.0
#include "assay/acquire/gate.h"

#include <algorithm>
#include <array>
#include <utility>

#include "assay/rights/rights.h"

namespace assay::acquire {
namespace {

using policy::WellKnown;

constexpr std::array<WellKnown, 3> kProbes = {WellKnown::kRobots, WellKnown::kTdmrep,
                                              WellKnown::kAiTxt};

// A site that declares more than this wants to be asked, and not to be understood.
constexpr std::size_t kOfRobots = 8;
constexpr std::size_t kOfResponses = 16;

/// A page in place of a robots.txt has no rules, which RFC 9309 takes for none; what is binary may
/// hold rules that we cannot read.
bool IsReadable(const rights::Robots& robots) { return !robots.flags().binary; }

}  // namespace

std::string_view ProtocolOf(WellKnown file) {
  constexpr std::array<std::string_view, 5> kNames = {"robots", "tdmrep", "ai.txt", "llms.txt",
                                                      "rsl"};
  return kNames.at(static_cast<std::size_t>(file));
}

std::vector<WellKnown> Gate::Missing(const std::string& origin, policy::Time now) const {
  const auto found = origins_.find(origin);
  std::vector<WellKnown> missing;
  for (const WellKnown file : kProbes) {
    const bool known = found != origins_.end() && found->second.asked.contains(file) &&
                       now < found->second.asked.at(file) + options_.believed;
    if (!known) missing.push_back(file);
    if (file != WellKnown::kRobots) continue;
    if (!known || !found->second.answered) break;
  }
  return missing;
}

void Gate::Take(const std::string& origin, ProbeResult result) {
  Origin& entry = origins_[origin];
  entry.answers.source = "origin:" + origin + "/";
  entry.asked[result.file] = result.at;
  const std::string target = origin + std::string(policy::PathOf(result.file));
  const bool is_there = rights::OutcomeOf(result.answer) == rights::ProbeOutcome::kPresent;
  if (result.file == WellKnown::kRobots) {
    entry.answers.robots.reset();
    if (is_there) entry.answers.robots = rights::Robots::Parse(result.body);
    if (is_there && !IsReadable(*entry.answers.robots)) result.answer.well_formed = false;
    const rights::RobotsAccess access = rights::ByRfc9309(rights::OutcomeOf(result.answer));
    entry.answered = access != rights::RobotsAccess::kDenyAll;
  }
  auto text = is_there ? std::optional(std::move(result.body)) : std::nullopt;
  if (result.file == WellKnown::kTdmrep) entry.answers.tdmrep = std::move(text);
  if (result.file == WellKnown::kAiTxt) entry.answers.ai_txt = std::move(text);
  entry.probes[result.file] = rights::ProbeFact(ProtocolOf(result.file), target, result.answer);
  entry.answers.probes.clear();
  for (const auto& [file, probe] : entry.probes) entry.answers.probes.push_back(probe);
}

void Gate::SetTerms(const std::string& origin, std::vector<Fact> facts) {
  origins_[origin].terms = std::move(facts);
}

const Gate::Origin& Gate::Known(const std::string& origin) const {
  const auto found = origins_.find(origin);
  ASSAY_CHECK(found != origins_.end());
  return found->second;
}

rights::WebContext Gate::ContextOf(const WebUrl& url, bool is_image) const {
  rights::WebContext context;
  context.token = options_.token;
  context.host = url.host + ":" + url.port;
  context.path = url.target;
  context.date = options_.use.date;
  context.is_image = is_image;
  context.scope = is_image ? "asset" : "page";
  return context;
}

std::vector<std::string> Gate::MissingLicences(const WebUrl& url,
                                               const rights::ResponseSigns& response,
                                               policy::Time now) {
  const auto found = origins_.find(url.Origin());
  ASSAY_CHECK(found != origins_.end());
  const rights::WebContext context = ContextOf(url, false);
  const auto of_robots = rights::DeclaredLicences(found->second.answers, {}, context);
  const auto of_response = rights::DeclaredLicences({}, response, context);
  std::vector<std::string> missing;
  const auto add = [&](const std::string& declared, bool is_robots) {
    const auto address = url.Resolve(declared);
    if (!address.ok() || KnowsLicence(address.value().Text(), now)) return;
    std::set<std::string>& named = found->second.named;
    const bool has_room = is_robots || named.size() < kOfResponses;
    if (!has_room && !named.contains(address.value().Text())) return;
    if (!is_robots) named.insert(address.value().Text());
    missing.push_back(address.value().Text());
  };
  for (std::size_t i = 0; i < std::min(of_robots.size(), kOfRobots); ++i) add(of_robots[i], true);
  for (const std::string& declared : of_response) add(declared, false);
  return missing;
}

bool Gate::KnowsLicence(const std::string& address, policy::Time now) const {
  const auto found = licences_.find(address);
  return found != licences_.end() && now < found->second.at + options_.believed;
}

void Gate::TakeLicence(const std::string& address, rights::LicenceAnswer answer, policy::Time at) {
  licences_[address] = {std::move(answer), at};
}

Result<policy::PermitProbe> Gate::AskLicence(const WebUrl& url,
                                             const policy::PermitProbe* from) const {
  const std::vector<Fact> facts = FactsAbout(url, {}, false);
  if (from != nullptr) return from->Follow(url.Text(), facts);
  return policy::PermitProbe::ForLicence(url.Text(), facts);
}

std::vector<Fact> Gate::FactsAbout(const WebUrl& url, const rights::ResponseSigns& response,
                                   bool is_image) const {
  const Origin& known = Known(url.Origin());
  const auto find = [this, &url](std::string_view declared) -> const rights::LicenceAnswer* {
    const auto address = url.Resolve(declared);
    const auto found = address.ok() ? licences_.find(address.value().Text()) : licences_.end();
    return found == licences_.end() ? nullptr : &found->second.answer;
  };
  std::vector<Fact> facts =
      rights::FactsAbout(known.answers, response, ContextOf(url, is_image), find);
  facts.insert(facts.end(), known.terms.begin(), known.terms.end());
  return facts;
}

std::variant<policy::Permit, Decision> Gate::Ask(const WebUrl& url, policy::Time now,
                                                 bool is_image) {
  std::vector<Fact> facts = FactsAbout(url, {}, is_image);
  rights::Conclude(facts);
  return policy::Permit::Ask(engine_, options_.use, url.Text(), facts, now);
}

std::optional<Decision> Gate::Refusal(const WebUrl& url, const rights::ResponseSigns& response,
                                      bool is_image) {
  // Asked as for a permit: what forbids the next request forbids to read on in this one.
  std::vector<Fact> facts = FactsAbout(url, response, is_image);
  rights::Conclude(facts);
  auto answer = policy::Permit::Ask(engine_, options_.use, url.Text(), facts, policy::Time{});
  if (auto* refusal = std::get_if<Decision>(&answer)) return std::move(*refusal);
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> Gate::CrawlDelay(const std::string& origin) const {
  const auto found = origins_.find(origin);
  if (found == origins_.end() || !found->second.answers.robots) return std::nullopt;
  return found->second.answers.robots->CrawlDelay(options_.token);
}

std::vector<std::string> Gate::Sitemaps(const std::string& origin) const {
  const Origin& known = Known(origin);
  if (!known.answers.robots) return {};
  const auto sitemaps = known.answers.robots->sitemaps();
  return {sitemaps.begin(), sitemaps.end()};
}

}  // namespace assay::acquire
