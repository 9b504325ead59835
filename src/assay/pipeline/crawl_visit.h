// SPDX-License-Identifier: Apache-2.0
//
// What came of one address, as its row tells it: from an exchange, and what a worker read in it,
// to a state, facts, a decision and further addresses. It fetches nothing and writes nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::acquire {
struct Exchange;
struct WarcPlace;
struct WebUrl;
class Gate;
}  // namespace assay::acquire
namespace assay::catalog {
enum class UrlState;
}  // namespace assay::catalog
namespace assay::policy {
class Engine;
}  // namespace assay::policy
namespace assay::rights {
struct ResponseSigns;
}  // namespace assay::rights

namespace assay::pipeline {

/// An address that a response names.
struct FoundUrl {
  std::string url;
  std::string_view kind;  ///< "page", "picture", "sitemap"
};

/// What kind of content a response says it is: "page", "picture", "sitemap", what is an
/// archive's as it was asked for, or empty.
std::string_view KindOf(const acquire::Exchange& exchange, std::string_view asked);

/// Is it what a browser shows as a page, by its Content-Type?
bool IsPage(const acquire::Exchange& exchange);

/// What came along with a response. `page` is a worker's answer to channel::Op::kPage, or empty.
rights::ResponseSigns SignsOf(const Json& page, const acquire::Exchange& exchange,
                              const std::string& source);

/// Where a redirect leads, or empty.
std::string_view RedirectOf(const acquire::Exchange& exchange);

/// That place as an address of its own.
/// Errors:  as WebUrl::Resolve; kDenied for one that leads from https to http.
Result<acquire::WebUrl> RedirectTarget(const acquire::Exchange& exchange);

/// False for a content coding that nobody asked for.
bool IsReadable(const acquire::Exchange& exchange);

/// State of an address whose exchange has ended; `is_same` when the payload is the one that we
/// have. A 304 for what we do not have is a failure.
catalog::UrlState StateOf(const acquire::Exchange& exchange, bool is_same);

/// The header lines of a response, as a VisitRow keeps them.
std::string HeadersText(const acquire::Exchange& exchange);

/// Whether equal payloads were also transferred as equal bytes, so that a record may leave them
/// out: neither of both was packed. `headers` are those of the earlier response. Errors:  kCorrupt
/// for `headers` that HeadersText did not write.
Result<bool> IsSameTransfer(const std::string& headers, const acquire::Exchange& exchange);

/// Makes a 304 whole again: `payload` and the headers that were kept with it, where the 304 does
/// not bring newer ones.
/// Errors:  kCorrupt for `headers` that HeadersText did not write.
/// Source:  RFC 9111, sections 3.2 and 4.3.4.
Status Recall(const std::string& headers, std::string_view payload, acquire::Exchange& exchange);

/// {"status", "at", "asset", "media_type", "bytes", "took_ms", "address", "protocol", "warc",
/// "problem", "cut"}: what every visit tells. What is not known is left out.
Json DescribeVisit(const acquire::Exchange& exchange, const std::string& asset,
                   const acquire::WarcPlace& place);

/// Facts of a page and the decision about it, put into `visit` as "facts", "verdict", "reasons",
/// "title", "lang" and "text". `page` is a worker's answer to channel::Op::kPage.
void AddPage(const Json& page, const acquire::WebUrl& url, const acquire::Exchange& exchange,
             const acquire::Gate& gate, policy::Engine& engine, Json& visit);

/// Facts of a picture, for the audit that will look at its bytes.
void AddPictureFacts(const acquire::WebUrl& url, const acquire::Exchange& exchange,
                     const acquire::Gate& gate, Json& visit);

/// Links and pictures of a page, but for links that ask not to be followed; entries of a sitemap.
std::vector<FoundUrl> LinksOf(const Json& answer, std::string_view kind);

/// "nofollow" or "none" of a robots header or meta tag that speaks to us, by the facts of a visit.
bool ForbidsToFollow(const Json& visit);

/// RFC 3339 UTC with milliseconds: the WARC-Date of the exchange's records.
std::string DateOf(const acquire::Exchange& exchange);

}  // namespace assay::pipeline
