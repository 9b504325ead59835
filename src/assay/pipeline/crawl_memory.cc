// SPDX-License-Identifier: Apache-2.0
//
// Manners that outlive a process: until when a host wants to be left, and which addresses have
// refused themselves. Kept in the catalog, with what it rests on.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/pipeline/crawl.h"
#include "assay/pipeline/crawl_internal.h"
#include "assay/pipeline/crawl_visit.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline::internal {
namespace {

using acquire::Instant;
using std::chrono::milliseconds;
using std::chrono::system_clock;

/// A wish is kept for so long at most (house value): who says "in ten years" may have erred.
constexpr std::chrono::hours kLongestMemory{30 * 24};

std::string TextOf(system_clock::time_point at) {
  const auto whole = std::chrono::ceil<std::chrono::seconds>(at);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", fmt::gmtime(system_clock::to_time_t(whole)));
}

/// Of RFC 3339 UTC, as we write it; a fraction of a second is left out.
std::optional<system_clock::time_point> TimeIn(const std::string& text) {
  std::tm parts{};
  if (strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts) == nullptr) return std::nullopt;
  return system_clock::from_time_t(timegm(&parts));
}

}  // namespace

/// What the host has asked for in an earlier process.
Status Crawler::LoadHost(const std::string& host) {
  if (!patient_.insert(host).second) return Done{};
  ASSAY_LET(const auto row, crawls_.FindHost(host));
  if (!row) return Done{};
  const auto until = TimeIn(row->until);
  if (!until)
    return Error{ErrorCode::kCorrupt, "a host is left until no time: " + ToPrintable(host)};
  impatient_.insert(host);
  const Instant now = std::chrono::steady_clock::now();
  const auto left = std::min<system_clock::duration>(*until - system_clock::now(), kLongestMemory);
  pacer_.Restore(
      host,
      {now + std::chrono::duration_cast<Instant::duration>(left), milliseconds(row->back_off_ms),
       static_cast<int>(row->failures), row->why == "retry_after"},
      now);
  return Done{};
}

/// What a host says, or says no longer, is kept with the next chunk; what it says in words at once.
void Crawler::KeepPatience(const std::string& host) {
  const auto patience = pacer_.PatienceOf(host);
  catalog::HostRow row;
  row.host = host;
  if (patience) {
    const auto left = std::min<Instant::duration>(
        patience->until - std::chrono::steady_clock::now(), kLongestMemory);
    row.until =
        TextOf(system_clock::now() + std::chrono::duration_cast<system_clock::duration>(left));
    row.back_off_ms = patience->back_off.count();
    row.failures = patience->failures;
    row.why = patience->in_words ? "retry_after" : "failures";
    impatient_.insert(host);
  } else if (impatient_.erase(host) == 0) {
    return;
  }
  batch_.hosts.push_back(std::move(row));
  if (patience && (patience->in_words || pacer_.IsLeftAlone(host))) chunk_began_ = {};
}

Json Crawler::WhyAlone(const std::string& host) const {
  Json visit = {{"problem", "host.left_alone"}};
  const auto patience = pacer_.PatienceOf(host);
  if (!patience) return visit;
  const auto left = patience->until - std::chrono::steady_clock::now();
  visit["until"] =
      TextOf(system_clock::now() + std::chrono::duration_cast<system_clock::duration>(left));
  visit["why"] = patience->in_words ? "retry_after" : "failures";
  return visit;
}

/// Its leaf is put in when it is known.
void Crawler::KeepRefusal(const catalog::UrlRow& row, const acquire::Exchange& exchange,
                          const Json& visit) {
  batch_.refusals.push_back({row.url, DateOf(exchange), HeadersText(exchange), Canonical(visit)});
}

/// The visit of an address whose head refused within the time for which hosts are believed, and
/// refuses by the rules of today: it is not asked again. None when it may be.
Result<std::optional<Json>> Crawler::RefusedBefore(const catalog::UrlRow& row,
                                                   const acquire::WebUrl& url) {
  ASSAY_LET(const auto known, crawls_.FindRefusal(row.url));
  const auto at = known ? TimeIn(known->at) : std::nullopt;
  if (!at || system_clock::now() - *at >= gate_.options().believed) return std::optional<Json>();
  acquire::Exchange first;
  ASSAY_TRY(Recall(known->headers, "", first));
  const auto refusal = gate_.Refusal(url, {first.head.headers, {}, {}, {}}, row.kind == "picture");
  if (!refusal) return std::optional<Json>();
  ASSAY_LET(const Json visit, ParseJson(known->visit));
  return std::optional<Json>({{"at", Now()},
                              {"decision", ToJson(*refusal)},
                              {"remembered",
                               {{"at", known->at},
                                {"leaf", known->leaf},
                                {"warc", visit.value("warc", Json::object())}}}});
}

/// Whether a request that met a closed connection is put once more, in its time.
bool Crawler::MayAskAgain(const acquire::Exchange& exchange) {
  return exchange.is_unanswered && again_.insert(exchange.url).second;
}

}  // namespace assay::pipeline::internal
