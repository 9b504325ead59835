// SPDX-License-Identifier: Apache-2.0
#include "assay/policy/permit.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>

#include "assay/core/bytes.h"
#include "assay/policy/engine.h"
#include "assay/policy/situation.h"

namespace assay::policy {
namespace {

// Source: RFC 9309, section 2.3.1.2, asks for at least five.
constexpr int kHops = 5;

// In the order of WellKnown.
constexpr std::array<std::string_view, 5> kPaths = {"/robots.txt", "/.well-known/tdmrep.json",
                                                    "/ai.txt", "/llms.txt", ""};

/// What follows "http://" or "https://" in any case; none for another scheme.
std::optional<std::string_view> AfterScheme(std::string_view url) {
  const std::size_t mark = url.find("://");
  if (mark == std::string_view::npos) return std::nullopt;
  const std::string scheme = ToLowerAscii(url.substr(0, mark));
  if (scheme != "http" && scheme != "https") return std::nullopt;
  return url.substr(mark + 3);
}

bool IsHost(std::string_view host) {
  const bool is_ipv6 = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
  const std::string_view letters =
      is_ipv6 ? "0123456789abcdef:." : "abcdefghijklmnopqrstuvwxyz0123456789.-_";
  if (is_ipv6) host = host.substr(1, host.size() - 2);
  return !host.empty() && host.front() != '.' &&
         host.find_first_not_of(letters) == std::string_view::npos;
}

bool IsPort(std::string_view text) {
  constexpr int kMost = 65535;
  int port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  return problem == std::errc() && end == text.data() + text.size() && port > 0 && port <= kMost;
}

/// "shop.example", "shop.example:8443", "[2001:db8::1]:80", all in lower case.
bool IsAuthority(std::string_view text) {
  const std::size_t colon = text.find(':', text.starts_with('[') ? text.find(']') : 0);
  if (!IsHost(text.substr(0, colon))) return false;
  return colon == std::string_view::npos || IsPort(text.substr(colon + 1));
}

bool IsHttpAddress(std::string_view url) {
  const auto rest = AfterScheme(url);
  if (!rest) return false;
  const auto is_visible = [](char c) { return c > ' ' && c < '\x7f'; };
  return std::ranges::all_of(url, is_visible) &&
         IsAuthority(ToLowerAscii(rest->substr(0, rest->find_first_of("/?#"))));
}

bool IsKeptOut(const Fact& fact) {
  const Json& value = fact.value;
  if (fact.name == "origin.contract") return StringOr(value, "state") == "blocked";
  if (fact.name != "rights.signal" || StringOr(value, "protocol") != "robots") return false;
  const Json asserts = value.value("asserts", Json::array());
  return std::ranges::any_of(asserts, [](const Json& one) {
    return StringOr(one, "use") == "acquire" && StringOr(one, "value") != "allow";
  });
}

/// No purpose is asked for here: who states terms wants them read, where reading them is allowed.
Status MayReadLicence(const std::string& url, std::span<const Fact> facts) {
  if (!IsHttpAddress(url))
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("'{}' is no http address", ToPrintable(url))};
  const bool has_answered = std::ranges::any_of(facts, [](const Fact& fact) {
    return fact.name == "rights.probe" && StringOr(fact.value, "protocol") == "robots" &&
           (fact.state == FactState::kPresent || fact.state == FactState::kAbsent);
  });
  if (!has_answered) return Error{ErrorCode::kDenied, "its host's robots.txt gave no answer"};
  if (std::ranges::any_of(facts, IsKeptOut))
    return Error{ErrorCode::kDenied, "its host does not let us fetch it"};
  return Done{};
}

/// The policy has a say of its own; this one means that it had none.
bool IsNoAnswer(const Decision& decision) {
  return std::ranges::any_of(decision.reasons,
                             [](const Reason& reason) { return reason.code == "policy.error"; });
}

}  // namespace

std::variant<Permit, Decision> Permit::Ask(Engine& engine, const Use& use, std::string url,
                                           std::span<const Fact> facts, Time now) {
  Decision decision = engine.Decide(DescribeForDecision(use, Outcome::kOk, facts));
  if (decision.verdict == Verdict::kDeny || IsNoAnswer(decision)) return decision;
  return Permit(std::move(url), std::move(decision), now + kPermit);
}

std::string_view PathOf(WellKnown file) { return kPaths[static_cast<std::size_t>(file)]; }

Result<PermitProbe> PermitProbe::For(std::string_view origin, WellKnown file) {
  const auto authority = AfterScheme(origin);
  if (!authority || origin != ToLowerAscii(origin) || !IsAuthority(*authority) ||
      file == WellKnown::kLicence)
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("'{}' is no origin such as https://shop.example", ToPrintable(origin))};
  return PermitProbe(fmt::format("{}{}", origin, PathOf(file)), file, 0);
}

Result<PermitProbe> PermitProbe::ForLicence(std::string url, std::span<const Fact> facts) {
  ASSAY_TRY(MayReadLicence(url, facts));
  return PermitProbe(std::move(url), WellKnown::kLicence, 0);
}

Result<PermitProbe> PermitProbe::Follow(std::string url, std::span<const Fact> facts) const {
  if (hops_ == kHops)
    return Error{ErrorCode::kExhausted, fmt::format("{} redirects and no answer", kHops)};
  if (!IsHttpAddress(url))
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("'{}' is no http address", ToPrintable(url))};
  if (file_ == WellKnown::kLicence) ASSAY_TRY(MayReadLicence(url, facts));
  return PermitProbe(std::move(url), file_, hops_ + 1);
}

}  // namespace assay::policy
