// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/pipeline/ask_site.h"
#include "assay/pipeline/crawl.h"
#include "assay/pipeline/crawl_internal.h"
#include "assay/pipeline/origin_terms.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/workspace.h"
#include "assay/policy/engine.h"

namespace assay::pipeline::internal {
namespace {

using acquire::Exchange;
using acquire::Instant;
using acquire::WebUrl;
using catalog::UrlRow;
using policy::WellKnown;

/// What a probe comes to that was not put: its host wants to be left alone, or does not let us.
Exchange NotAsked(const std::string& url, const std::string& why) {
  Exchange exchange;
  exchange.url = url;
  exchange.failure = rights::FetchFailure::kConnect;
  exchange.problem = why;
  exchange.started_at = std::chrono::system_clock::now();
  return exchange;
}

}  // namespace

Result<policy::PermitProbe> Crawler::PermitOf(const Question& question) const {
  if (question.file == WellKnown::kLicence) {
    ASSAY_LET(WebUrl place, WebUrl::Parse(question.licence));
    ASSAY_LET(auto permit, gate_.AskLicence(place));
    for (const std::string& url : question.trail) {
      ASSAY_LET(place, WebUrl::Parse(url));
      ASSAY_LET(permit, gate_.AskLicence(place, &permit));
    }
    return permit;
  }
  ASSAY_LET(auto permit, policy::PermitProbe::For(question.origin, question.file));
  for (const std::string& url : question.trail) {
    ASSAY_LET(permit, permit.Follow(url));
  }
  return permit;
}

Status Crawler::StartProbe(const std::string& name, const Question& question) {
  auto permit = PermitOf(question);
  const bool is_refused = !permit.ok() && question.file == WellKnown::kLicence;
  if (!permit.ok() && !is_refused) return Error(permit.error());
  const std::string asked = WebUrl::Parse(question.Place()).value().host;
  if (is_refused || pacer_.IsLeftAlone(asked)) {
    Schedule(name, {});
    const char* why = is_refused ? "licence.refused" : "host.left_alone";
    return EndProbe(name, question, NotAsked(question.Place(), why));
  }
  asking_.insert(question.Name());
  pacer_.Begin(asked, std::chrono::steady_clock::now());
  const auto on_done = [this, name, asked, question](const Exchange& exchange) {
    Released(name, asked, exchange);
    if (broken_.ok()) broken_ = EndProbe(name, question, exchange);
  };
  fetcher_.Start(std::move(permit).value(), on_done);
  return Done{};
}

void Crawler::StartFetch(const std::string& name, UrlRow row, const WebUrl& url,
                         policy::Permit permit) {
  acquire::Validators validators;
  if (auto visit = crawls_.FindVisit(row.url); visit.ok() && visit.value()) {
    validators.etag = visit.value()->etag;
    validators.last_modified = visit.value()->last_modified;
  }
  pacer_.Begin(name, std::chrono::steady_clock::now());
  auto refusal = std::make_shared<std::optional<Decision>>();
  const bool is_picture = row.kind == "picture";
  const auto on_head = [this, url, is_picture, refusal](const acquire::Head& head) {
    *refusal = gate_.Refusal(url, {head.headers, {}, {}, {}}, is_picture);
    return !refusal->has_value();
  };
  fetcher_.Start(std::move(permit), validators, on_head,
                 [this, name, row = std::move(row), refusal](Exchange exchange) {
                   Released(name, name, exchange);
                   if (broken_.ok()) broken_ = EndFetch(row, std::move(exchange), *refusal);
                 });
}

/// `asked` may be asked again, in its time; then `name` has its turn.
void Crawler::Released(const std::string& name, const std::string& asked,
                       const Exchange& exchange) {
  const Instant now = std::chrono::steady_clock::now();
  pacer_.End(asked, now,
             {.status = exchange.head.status,
              .retry_after = acquire::ParseRetryAfter(exchange.head.Header("retry-after"),
                                                      exchange.started_at),
              .took = exchange.took,
              .was_idle = exchange.is_unanswered});
  KeepPatience(asked);
  Schedule(name, pacer_.NextAt(name).value_or(now));
}

}  // namespace assay::pipeline::internal
