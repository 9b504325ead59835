// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/origin_terms.h"

#include <utility>

#include "assay/core/bytes.h"
#include "assay/pipeline/plan.h"
#include "assay/rights/terms.h"

namespace assay::pipeline {
namespace {

Result<Json> ContractOf(const catalog::OriginRow& row) {
  if (row.contract.empty()) return Json();
  return ParseJson(row.contract);
}

}  // namespace

std::string TermsLinkOf(const Json& page) {
  std::vector<rights::TermsLink> links;
  const auto list = page.find("links");
  if (list == page.end()) return "";
  for (const Json& link : *list) {
    const std::string tag = StringOr(link, "tag");
    if (tag != "a" && tag != "area" && tag != "link") continue;
    rights::TermsLink candidate{StringOr(link, "url"), StringOr(link, "text"), {}};
    for (const Json& rel : link.value("rel", Json::array()))
      if (rel.is_string()) candidate.rel.push_back(rel.get<std::string>());
    if (!candidate.url.empty()) links.push_back(std::move(candidate));
  }
  const auto candidates = rights::FindTermsLinks(links);
  return candidates.empty() ? "" : links[candidates.front().link].url;
}

Result<catalog::OriginRow> ReadTerms(Workspace& workspace, const std::string& origin,
                                     const std::string& url, std::string_view text,
                                     std::string_view lang) {
  ASSAY_LET(const auto known, catalog::Crawls(workspace.catalog()).FindOrigin(origin));
  catalog::OriginRow row = known.value_or(catalog::OriginRow{});
  ASSAY_LET(const Digest kept, workspace.Keep(text));
  row.origin = origin;
  row.terms_url = url;
  row.terms = kept.Hex();
  row.terms_at = Now();
  row.clauses = FactsBlob(rights::FromClauses(rights::DetectClauses(text, lang), "url:" + url));
  return row;
}

bool IsReopened(const catalog::OriginRow& row) {
  const auto contract = ContractOf(row);
  return contract.ok() && StringOr(contract.value(), "state") == "cleared" &&
         StringOr(contract.value(), "terms") != row.terms;
}

Result<std::vector<Fact>> TermsFacts(const catalog::OriginRow& row) {
  std::vector<Fact> facts;
  if (!row.clauses.empty()) {
    ASSAY_LET(facts, FactsFromBlob(row.clauses));
  }
  ASSAY_LET(Json contract, ContractOf(row));
  if (!contract.is_object()) return facts;
  if (IsReopened(row)) contract["state"] = "reopened";
  facts.push_back({"origin.contract",
                   FactState::kPresent,
                   std::move(contract),
                   {"rights", "1", "contract", "origin:" + row.origin + "/", ""}});
  return facts;
}

Result<catalog::OriginRow> Conclude(Workspace& workspace, const std::string& origin,
                                    const Conclusion& conclusion) {
  if (conclusion.by.empty())
    return Error{ErrorCode::kInvalidArgument, "--by is missing: who concludes"};
  if (conclusion.state == "cleared" && !IsDate(conclusion.until))
    return Error{ErrorCode::kInvalidArgument,
                 "--until is missing: the day until which this holds, such as 2027-11-22"};
  ASSAY_LET(const auto known, catalog::Crawls(workspace.catalog()).FindOrigin(origin));
  catalog::OriginRow row = known.value_or(catalog::OriginRow{});
  row.origin = origin;
  Json contract = {{"state", conclusion.state},
                   {"by", ToPrintable(conclusion.by)},
                   {"at", Now()},
                   {"terms", row.terms}};
  if (!conclusion.until.empty()) contract["until"] = conclusion.until;
  if (!conclusion.reason.empty()) contract["reason"] = ToPrintable(conclusion.reason);
  if (!conclusion.document.empty()) {
    ASSAY_LET(const Digest document, workspace.Keep(conclusion.document));
    contract["document"] = document.Hex();
  }
  row.contract = Canonical(contract);
  catalog::CrawlBatch batch;
  const Json meta = {{"state", conclusion.state}};
  const Json payload = {{"origin", origin}, {"contract", contract}};
  ASSAY_LET(const std::int64_t leaf,
            workspace.AddLeaf("origin.contract", meta, payload, batch.outbox));
  (void)leaf;
  batch.origins.push_back(row);
  ASSAY_TRY(workspace.Commit(batch));
  return row;
}

}  // namespace assay::pipeline
