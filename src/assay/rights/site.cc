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

/// A licence document that was declared and not read may hold a refusal: nobody asked for it.
std::vector<Fact> UnreadLicences(const std::vector<Fact>& facts) {
  std::vector<Fact> unread;
  for (const Fact& fact : facts) {
    const bool is_rsl = fact.name == "rights.signal" && StringOr(fact.value, "protocol") == "rsl";
    if (is_rsl && fact.value.value("asserts", Json::array()).empty())
      unread.push_back(NotProbed("rsl", StringOr(fact.value, "value")));
  }
  return unread;
}

}  // namespace

std::vector<Fact> FactsAbout(const SiteAnswers& site, const ResponseSigns& response,
                             WebContext context) {
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
  Append(facts, UnreadLicences(facts));
  return facts;
}

}  // namespace assay::rights
