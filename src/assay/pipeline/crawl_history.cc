// SPDX-License-Identifier: Apache-2.0
//
// The archive's part of a crawl: its addresses stand in the queue like all others, so it is asked
// as any host is, and what it tells survives a kill.
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/pipeline/crawl.h"
#include "assay/pipeline/crawl_internal.h"
#include "assay/pipeline/crawl_visit.h"
#include "assay/pipeline/origin_terms.h"
#include "assay/pipeline/terms_history.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline::internal {
namespace {

using acquire::WebUrl;
using catalog::UrlRow;
using catalog::UrlState;

std::string OriginOf(const std::string& url) {
  const auto parsed = WebUrl::Parse(url);
  return parsed.ok() ? parsed.value().Origin() : "";
}

/// Why an address of an archive gave nothing, in words.
std::string ProblemOf(const UrlRow& row, const Json& visit) {
  if (const std::string problem = StringOr(visit, "problem"); !problem.empty()) return problem;
  const Json reasons = visit.value("decision", Json::object()).value("reasons", Json::array());
  if (!reasons.empty()) return "refused: " + StringOr(reasons.front(), "code");
  if (visit.contains("status")) return "status " + visit.at("status").dump();
  return std::string(Name(row.state));
}

}  // namespace

/// Asks for the history of an origin's terms, unless it was told for that day already.
Status Crawler::BeginHistory(const catalog::OriginRow& terms) {
  if (plan_.history.archive.empty() || terms.terms_url.empty()) return Done{};
  ASSAY_LET(auto* known, FindHistory(terms.origin));
  if (known != nullptr && known->Row().terms_url == terms.terms_url) {
    if (known->IsOutdated(terms)) return ConcludeHistory(terms.origin);
    if (known->IsAskedBy(crawl_.id) || known->Row().state == "told") return Done{};
  }
  const TermsHistory history =
      TermsHistory::Begin(terms, plan_.history.archive, HistoryDay(), crawl_.id);
  return PutHistory(history, {history.First()}, terms.terms_url);
}

std::string Crawler::HistoryDay() const {
  return plan_.history.at.empty() ? crawl_.date : plan_.history.at;
}

/// Of this archive and day; null where there is none.
Result<TermsHistory*> Crawler::FindHistory(const std::string& origin) {
  const auto known = histories_.find(origin);
  if (known != histories_.end()) return known->second.get();
  ASSAY_LET(const auto rows, crawls_.Histories(origin));
  for (const catalog::HistoryRow& row : rows) {
    if (row.archive != plan_.history.archive || row.at != HistoryDay()) continue;
    ASSAY_LET(TermsHistory history, TermsHistory::From(row));
    histories_[origin] = std::make_shared<TermsHistory>(std::move(history));
    return histories_[origin].get();
  }
  return static_cast<TermsHistory*>(nullptr);
}

/// `via` is the address of the terms, whose origin tells whose history it is.
Status Crawler::PutHistory(const TermsHistory& history,
                           const std::vector<HistoryQuestion>& questions, const std::string& via) {
  const catalog::HistoryRow row = history.Row();
  histories_[row.origin] = std::make_shared<TermsHistory>(history);
  batch_.histories.push_back(row);
  for (const HistoryQuestion& question : questions) {
    ASSAY_LET(const WebUrl url, WebUrl::Parse(question.url));
    UrlRow next;
    next.url = url.Text();
    next.host = url.host;
    next.kind = question.kind;
    next.via = via;
    batch_.found.push_back(std::move(next));
  }
  return row.state == "asked" ? ConcludeHistory(row.origin) : Status(Done{});
}

Status Crawler::ConcludeHistory(const std::string& origin) {
  TermsHistory& history = *histories_.at(origin);
  if (!history.IsComplete()) return Done{};
  ASSAY_LET(const auto terms, TermsOf(origin));
  history.Conclude(terms);
  catalog::HistoryRow row = history.Row();
  const Json payload = {{"origin", origin},
                        {"archive", row.archive},
                        {"at", row.at},
                        {"terms_url", row.terms_url},
                        {"answer", Sha256(row.answer).Hex()}};
  ASSAY_LET(row.leaf,
            workspace_.AddLeaf("terms.history", {{"crawl", crawl_.id}}, payload, batch_.outbox));
  batch_.histories.push_back(std::move(row));
  return SetTerms(terms);
}

/// Also terms that this chunk has read, which the catalog does not know yet.
Result<catalog::OriginRow> Crawler::TermsOf(const std::string& origin) const {
  for (auto row = batch_.origins.rbegin(); row != batch_.origins.rend(); ++row)
    if (row->origin == origin) return *row;
  ASSAY_LET(const auto row, crawls_.FindOrigin(origin));
  return row.value_or(catalog::OriginRow{.origin = origin});
}

/// The list that a CDX or TimeMap address gave. What cannot be read is a problem of the visit.
Status Crawler::TakeHistoryList(const UrlRow& row, std::string_view payload, Json& visit) {
  ASSAY_LET(auto* history, FindHistory(OriginOf(row.via)));
  if (history == nullptr) return Done{};
  const auto captures =
      row.kind == "cdx" ? acquire::ParseCdx(payload) : acquire::ParseTimeMap(payload);
  if (!captures.ok()) {
    visit["problem"] = ToUtf8(captures.error().what, 300);
    return Done{};
  }
  TermsHistory next = *history;
  const auto questions = next.TakeList(row.kind, captures.value());
  return PutHistory(next, questions, row.via);
}

/// `page` is a worker's answer, or empty for what is no page.
Status Crawler::TakeCapture(const UrlRow& row, const std::string& asset, const Json& page) {
  ASSAY_LET(auto* history, FindHistory(OriginOf(row.via)));
  if (history == nullptr) return Done{};
  const std::string text = StringOr(page, "text");
  const std::string lang = StringOr(page, "lang");
  CaptureContent content{asset, !page.empty(), "", text, lang};
  if (content.is_page) {
    ASSAY_LET(const Digest kept, workspace_.Keep(text));
    content.text_digest = kept.Hex();
  }
  TermsHistory next = *history;
  next.TakeCapture(row.url, content);
  return PutHistory(next, {}, row.via);
}

/// An archive may point on within itself only.
Status Crawler::FollowArchive(const UrlRow& row, const WebUrl& target, Json& visit) {
  if (target.Origin() != OriginOf(row.url) || row.hops >= plan_.redirects) {
    visit["problem"] = row.hops >= plan_.redirects ? "redirects.many" : "redirect.elsewhere";
    return Done{};
  }
  UrlRow next;
  next.url = target.Text();
  next.host = target.host;
  next.kind = row.kind;
  next.hops = row.hops + 1;
  next.via = row.via;
  batch_.found.push_back(std::move(next));
  ASSAY_LET(auto* history, FindHistory(OriginOf(row.via)));
  if (history == nullptr) return Done{};
  TermsHistory moved = *history;
  moved.Moved(row.url, target.Text());
  return PutHistory(moved, {}, row.via);
}

/// An address of an archive has ended, in whatever way.
Status Crawler::EndArchive(const UrlRow& row, const Json& visit) {
  const bool came = row.state == UrlState::kFetched || row.state == UrlState::kUnchanged ||
                    row.state == UrlState::kRedirected;
  if (came && !visit.contains("problem")) return Done{};
  ASSAY_LET(auto* history, FindHistory(OriginOf(row.via)));
  if (history == nullptr) return Done{};
  TermsHistory next = *history;
  const auto questions = next.Fail(row.kind, row.url, ProblemOf(row, visit));
  return PutHistory(next, questions, row.via);
}

}  // namespace assay::pipeline::internal
