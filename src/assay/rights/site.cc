// SPDX-License-Identifier: Apache-2.0
#include "assay/rights/site.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "assay/rights/probe.h"

namespace assay::rights {
namespace {

void Append(std::vector<Fact>& facts, std::vector<Fact> more) {
  std::ranges::move(more, std::back_inserter(facts));
}

/// Does the fact declare a licence document, and say nothing itself?
bool IsDeclaration(const Fact& fact) {
  return fact.name == "rights.signal" && StringOr(fact.value, "protocol") == "rsl" &&
         fact.value.value("asserts", Json::array()).empty();
}

/// The address that a declaration names; empty for what is none, or was cut.
std::string AddressOf(const Fact& declaration) {
  constexpr std::size_t kLongest_bytes = 500;  // of 512 that a value holds
  std::string address = StringOr(declaration.value, "value");
  const bool is_whole = declaration.state == FactState::kPresent;
  return is_whole && address.size() <= kLongest_bytes ? address : "";
}

/// What one document says of the asset, or that it cannot be read.
std::vector<Fact> FromLicence(const LicenceAnswer& licence, WebContext context,
                              std::string_view carrier) {
  std::vector<Fact> facts = {ProbeFact("rsl", licence.target, licence.answer)};
  const bool is_kept = licence.target.starts_with("origin:");
  context.source = is_kept ? licence.target : "url:" + licence.target;
  const bool is_there = OutcomeOf(licence.answer) == ProbeOutcome::kPresent;
  if (is_there) Append(facts, FromRsl(licence.document, context, carrier));
  if (!is_there || !licence.document.is_whole)
    facts.push_back(RslUnlicensed(context, carrier, licence.target));
  return facts;
}

/// A document that was declared and that nobody asked for may hold a refusal.
std::vector<Fact> FromDeclared(const std::vector<Fact>& facts, const SiteAnswers& site,
                               const WebContext& context, const FindLicence& find) {
  std::vector<Fact> more;
  bool is_used = false;
  for (const Fact& fact : facts) {
    if (!IsDeclaration(fact)) continue;
    const std::string address = AddressOf(fact);
    const LicenceAnswer* known = site.licence ? &*site.licence : nullptr;
    is_used = is_used || known != nullptr;
    if (known == nullptr && find && !address.empty()) known = find(address);
    if (known == nullptr)
      more.push_back(NotProbed("rsl", StringOr(fact.value, "value")));
    else
      Append(more, FromLicence(*known, context, fact.evidence.carrier));
  }
  if (site.licence && !is_used) Append(more, FromLicence(*site.licence, context, "rsl:document"));
  return more;
}

}  // namespace

std::vector<Fact> FactsAbout(const SiteAnswers& site, const ResponseSigns& response,
                             WebContext context, const FindLicence& find) {
  std::vector<Fact> facts = response.statements;
  Append(facts, site.probes);
  const auto from = [&](std::string_view name) -> const WebContext& {
    context.source = site.source + std::string(name);
    return context;
  };
  if (site.robots) Append(facts, FromRobots(*site.robots, from("robots.txt")));
  if (site.ai_txt) Append(facts, FromAiTxt(*site.ai_txt, from("ai.txt")));
  Append(facts, FromHeaders(response.headers, from("headers.json")));
  Append(facts, FromMeta(response.metas, from("page.html")));
  TdmCarriers tdm;
  tdm.file = site.tdmrep ? &*site.tdmrep : nullptr;
  tdm.headers = response.headers;
  tdm.metas = response.metas;
  Append(facts, FromTdm(tdm, from("tdmrep.json")));
  const std::vector<Fact> declared = facts;
  for (const LicenceAnswer& licence : response.licences)
    Append(facts, FromLicence(licence, context, "html:script"));
  Append(facts, FromDeclared(declared, site, context, find));
  return facts;
}

std::vector<std::string> DeclaredLicences(const SiteAnswers& site, const ResponseSigns& response,
                                          const WebContext& context) {
  std::vector<Fact> facts = response.statements;
  if (site.robots) Append(facts, FromRobots(*site.robots, context));
  Append(facts, FromHeaders(response.headers, context));
  std::vector<std::string> addresses;
  for (const Fact& fact : facts) {
    std::string address = IsDeclaration(fact) ? AddressOf(fact) : "";
    if (!address.empty() && std::ranges::count(addresses, address) == 0)
      addresses.push_back(std::move(address));
  }
  return addresses;
}

}  // namespace assay::rights
