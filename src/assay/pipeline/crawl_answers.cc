// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/pipeline/ask_site.h"
#include "assay/pipeline/crawl.h"
#include "assay/pipeline/crawl_internal.h"
#include "assay/pipeline/licence_document.h"
#include "assay/pipeline/origin_terms.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/terms_history.h"
#include "assay/pipeline/workspace.h"
#include "assay/policy/engine.h"

namespace assay::pipeline::internal {
namespace {

using acquire::Exchange;
using acquire::WebUrl;
using catalog::UrlRow;
using catalog::UrlState;
using policy::WellKnown;

constexpr std::size_t kPerCommit = 128;

}  // namespace

Status Crawler::EndProbe(const std::string& name, Question question, const Exchange& exchange) {
  const std::string& origin = question.origin;
  const WellKnown file = question.file;
  ASSAY_LET(const acquire::WarcPlace place, warc_.Add(exchange, std::nullopt));
  if (MayAskAgain(exchange)) {
    asking_.erase(question.Name());
    hosts_[name].questions.push_back(std::move(question));
    return Done{};
  }
  acquire::ProbeResult result = ProbeResultOf(file, exchange);
  if (const std::string_view location = RedirectOf(exchange); !location.empty()) {
    // The same question is put where the answer points: five times at most.
    const auto target = RedirectTarget(exchange);
    Question next = question;
    if (target.ok()) next.trail.push_back(target.value().Text());
    // Whether a licence document may be asked for there is known when that host was asked.
    const bool is_licence = file == WellKnown::kLicence;
    if (target.ok() && (is_licence || PermitOf(next).ok())) {
      hosts_[name].questions.push_back(std::move(next));
      return Done{};
    }
    result.answer.failure = rights::FetchFailure::kRedirects;
  }
  Json answer = {{"file", static_cast<int>(file)},
                 {"failure", static_cast<int>(result.answer.failure)},
                 {"status", result.answer.status},
                 {"retry_after", result.answer.retry_after},
                 {"at", result.at.time_since_epoch().count()},
                 {"warc", {{"file", place.file}, {"offset", place.offset}}}};
  catalog::ProbeRow row;
  row.origin = origin;
  row.file = acquire::ProtocolOf(file);
  if (file == WellKnown::kLicence) row.file += ":" + WebUrl::Parse(question.licence).value().target;
  row.at = DateOf(exchange);
  if (result.answer.status / 100 == 2) {
    const Digest body = Sha256(result.body);
    ASSAY_TRY(workspace_.KeepSoon(AsBytes(result.body), body));
    row.body = body.Hex();
  }
  row.answer = Canonical(answer);
  const Json meta = {{"crawl", crawl_.id}, {"status", result.answer.status}};
  Json payload = {{"origin", origin}, {"file", row.file}, {"answer", answer}, {"body", row.body}};
  if (!question.trail.empty()) payload["trail"] = question.trail;
  ASSAY_LET(const std::int64_t leaf, workspace_.AddLeaf("probe", meta, payload, batch_.outbox));
  (void)leaf;
  batch_.probes.push_back(std::move(row));
  asking_.erase(question.Name());
  ASSAY_TRY(TakeAnswer(question, std::move(result)));
  return file == WellKnown::kLicence ? Release() : Status(Done{});
}

Status Crawler::TakeAnswer(const Question& question, acquire::ProbeResult result) {
  if (question.file == WellKnown::kLicence)
    gate_.TakeLicence(question.licence, licences_->Read(question.licence, result), result.at);
  else
    gate_.Take(question.origin, std::move(result));
  return Done{};
}

Status Crawler::EndFetch(UrlRow row, Exchange exchange, const std::optional<Decision>& refusal) {
  if (MayAskAgain(exchange)) {
    ASSAY_TRY(warc_.Add(exchange, std::nullopt));
    --asked_of_[row.host];
    --asked_;
    hosts_[row.host].waiting.push_front(std::move(row));
    return Done{};
  }
  const bool is_whole =
      exchange.cut == acquire::Cut::kNone && exchange.failure == rights::FetchFailure::kNone;
  const bool has_payload = is_whole && exchange.head.status / 100 == 2 && IsReadable(exchange);
  const bool is_unmodified = is_whole && exchange.head.status == 304;
  const Digest digest = has_payload ? Sha256(exchange.payload()) : Digest{};
  std::string asset = has_payload ? AssetName(digest) : "";
  ASSAY_LET(const auto visited, crawls_.FindVisit(row.url));
  const bool is_same = visited && (is_unmodified || (has_payload && visited->asset == asset));
  std::optional<acquire::Earlier> earlier;
  if (is_same) {
    ASSAY_LET(const bool has_bytes, IsSameTransfer(visited->headers, exchange));
    if (is_unmodified || has_bytes) earlier = acquire::Earlier{row.url, visited->at};
  }
  ASSAY_LET(const acquire::WarcPlace place, warc_.Add(exchange, earlier));
  if (is_same && is_unmodified) {
    asset = visited->asset;
    ASSAY_TRY(RecallVisit(*visited, exchange));
  }
  const UrlState state = StateOf(exchange, is_same);
  Json visit = DescribeVisit(exchange, asset, place);
  if (refusal) visit["decision"] = ToJson(*refusal);
  if (refusal) KeepRefusal(row, exchange, visit);
  if (is_whole && !IsReadable(exchange)) visit["problem"] = "coding.unknown";
  if (has_payload)
    batch_.visits.push_back({row.url, earlier ? earlier->date : DateOf(exchange), asset,
                             ToPrintable(exchange.head.Header("etag")),
                             ToPrintable(exchange.head.Header("last-modified")),
                             HeadersText(exchange)});
  if (state == UrlState::kRedirected) {
    ASSAY_TRY(FollowRedirect(row, exchange, visit));
  }
  std::string kind(has_payload || (is_same && exchange.is_encoded) ? KindOf(exchange, row.kind)
                                                                   : "");
  // Pictures of a list are many: they share packs, as pages do.
  if (has_payload && kind == "picture" && plan_.list.empty()) {
    ASSAY_TRY(workspace_.KeepFileSoon(AsText(exchange.payload()), digest));
  } else if (has_payload && !kind.empty()) {
    ASSAY_TRY(workspace_.KeepSoon(exchange.payload(), digest));
  }
  if (kind == "cdx" || kind == "timemap")
    ASSAY_TRY(TakeHistoryList(row, AsText(exchange.payload()), visit));
  if (kind == "capture" && !IsPage(exchange)) {
    ASSAY_TRY(TakeCapture(row, asset, Json::object()));
    kind.clear();
  }
  if (kind == "page" || kind == "sitemap" || kind == "capture") {
    if (readings_.full()) ASSAY_TRY(TakeRead(readings_.Pop()));
    readings_.Push({std::move(row), std::move(exchange), std::move(kind), asset, state, place});
    return Done{};
  }
  if (kind == "picture") {
    Reading seen{std::move(row), std::move(exchange), kind, asset, state, place};
    return TakeRead({std::move(seen), Json::object()});
  }
  return Finish(std::move(row), state, visit, "fetch");
}

Status Crawler::FollowRedirect(const UrlRow& row, const Exchange& exchange, Json& visit) {
  const auto target = RedirectTarget(exchange);
  if (!target.ok())
    visit["problem"] =
        target.error().code == ErrorCode::kDenied ? "redirect.insecure" : "redirect.wrong";
  else if (IsOfArchive(row.kind))
    return FollowArchive(row, target.value(), visit);
  else if (row.hops < plan_.redirects)
    Find(target.value().Text(), row.kind, row, row.depth, row.hops + 1);
  else
    visit["problem"] = "redirects.many";
  return Done{};
}

/// What was not modified says and leads where it did.
Status Crawler::RecallVisit(const catalog::VisitRow& visited, Exchange& exchange) {
  ASSAY_LET(const Digest digest, ParseDigest(visited.asset.substr(visited.asset.find(':') + 1)));
  const auto payload = workspace_.Kept(digest);
  if (!payload.ok() && payload.error().code == ErrorCode::kNotFound) return Done{};
  ASSAY_TRY(payload);
  return Recall(visited.headers, payload.value(), exchange);
}

/// A page or sitemap that a worker has read, or a picture, of which only the head is.
Status Crawler::TakeRead(Read read) { return Hold(read) ? Status(Done{}) : Judge(std::move(read)); }

Status Crawler::Judge(Read read) {
  auto& [row, exchange, kind, asset, state, place] = read.reading;
  Json visit = DescribeVisit(exchange, asset, place);
  const WebUrl url = WebUrl::Parse(row.url).value();
  if (!read.answer.ok()) {
    visit["problem"] = read.answer.error().what;
    return Finish(std::move(row), UrlState::kFailed, visit, "fetch");
  }
  const Json& answer = read.answer.value();
  if (kind == "picture") AddPictureFacts(url, exchange, gate_, visit);
  if (kind == "capture") {
    ASSAY_TRY(TakeCapture(row, asset, answer));
    return Finish(std::move(row), state, visit, "fetch");
  }
  if (kind == "page") {
    AddPage(answer, url, exchange, gate_, engine_, visit);
    if (row.kind == "terms") ASSAY_TRY(TakeTerms(url, answer));
    if (!read.terms.empty() && termed_.insert(url.Origin()).second)
      Find(read.terms, "terms", row, 0, 0);
  }
  const bool may_follow = kind != "picture" && !ForbidsToFollow(visit);
  for (const FoundUrl& found : read.found) {
    if (found.kind == "page" && !may_follow) continue;
    const bool is_deeper = found.kind == "page" && kind == "page";
    Find(found.url, found.kind, row, row.depth + (is_deeper ? 1 : 0), 0);
  }
  return Finish(std::move(row), state, visit, "fetch");
}

/// What the terms say is known from here on; whether it binds, a person concludes.
Status Crawler::TakeTerms(const WebUrl& url, const Json& page) {
  ASSAY_LET(catalog::OriginRow row, ReadTerms(workspace_, url.Origin(), url.Text(),
                                              StringOr(page, "text"), StringOr(page, "lang")));
  const Json payload = {{"origin", row.origin}, {"url", row.terms_url}, {"terms", row.terms}};
  ASSAY_LET(const std::int64_t leaf,
            workspace_.AddLeaf("terms", {{"crawl", crawl_.id}}, payload, batch_.outbox));
  (void)leaf;
  ASSAY_TRY(SetTerms(row));
  batch_.origins.push_back(row);
  return BeginHistory(row);
}

Status Crawler::Refuse(UrlRow row, const Decision& decision) {
  const Json visit = {{"at", Now()}, {"decision", ToJson(decision)}};
  return Finish(std::move(row), UrlState::kRefused, visit, "refusal");
}

/// The row leaves the queue, and its entry goes to the ledger, in one transaction.
Status Crawler::Finish(UrlRow row, UrlState state, const Json& visit, std::string_view leaf) {
  row.state = state;
  row.visit = Canonical(visit);
  if (IsOfArchive(row.kind)) ASSAY_TRY(EndArchive(row, visit));
  Json meta = {{"crawl", crawl_.id}, {"state", Name(state)}};
  if (visit.contains("status")) meta["status"] = visit.at("status");
  const Json payload = {{"url", row.url}, {"visit", Sha256(row.visit).Hex()}};
  ASSAY_LET(row.leaf, workspace_.AddLeaf(leaf, meta, payload, batch_.outbox));
  if (!batch_.refusals.empty() && batch_.refusals.back().url == row.url)
    batch_.refusals.back().leaf = row.leaf;
  batch_.done.push_back(std::move(row));
  return batch_.done.size() < kPerCommit ? Status(Done{}) : Flush();
}

}  // namespace assay::pipeline::internal
