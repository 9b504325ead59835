// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/crawl_visit.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "assay/acquire/content_coding.h"
#include "assay/acquire/fetcher.h"
#include "assay/acquire/gate.h"
#include "assay/acquire/warc.h"
#include "assay/catalog/crawl.h"
#include "assay/core/bytes.h"
#include "assay/pipeline/licence_document.h"
#include "assay/pipeline/terms_history.h"
#include "assay/policy/engine.h"
#include "assay/policy/situation.h"
#include "assay/rights/rights.h"
#include "assay/rights/web_page.h"

namespace assay::pipeline {
namespace {

constexpr int kOk = 200;
constexpr int kFirstRedirect = 300;
constexpr int kFirstError = 400;
constexpr int kNotModified = 304;
constexpr std::size_t kHeader_bytes = 64U << 10U;

/// Of a Content-Type, without its parameters.
std::string MediaType(const acquire::Exchange& exchange) {
  const std::string_view value = exchange.head.Header("content-type");
  std::string_view type = value.substr(0, value.find(';'));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  return ToLowerAscii(ToPrintable(type));
}

/// Undoes HeadersText.
Result<std::vector<rights::HeaderLine>> HeadersOf(const std::string& text) {
  ASSAY_LET(const Json lines, ParseJson(text));
  std::vector<rights::HeaderLine> headers;
  for (const Json& line : lines) {
    if (!line.is_array() || line.size() != 2 || !line[0].is_string() || !line[1].is_string())
      return Error{ErrorCode::kCorrupt, "kept headers that are none"};
    headers.push_back({line[0].get<std::string>(), line[1].get<std::string>()});
  }
  return headers;
}

Fact OriginFact(const acquire::WebUrl& url) {
  return {"origin.url",
          FactState::kPresent,
          {{"url", url.Text()}, {"host", url.host}},
          {"rights", "1", "crawl:url", "origin:" + url.Origin() + "/", ToUtf8(url.Text(), 2048)}};
}

Json FactsJson(const std::vector<Fact>& facts) {
  Json list = Json::array();
  for (const Fact& fact : facts) list.push_back(ToJson(fact));
  return list;
}

/// A list that `object` names, without a copy of it.
const Json& ListIn(const Json& object, const char* name) {
  static const Json kNone = Json::array();
  const auto found = object.find(name);
  return found != object.end() && found->is_array() ? *found : kNone;
}

}  // namespace

rights::ResponseSigns SignsOf(const Json& page, const acquire::Exchange& exchange,
                              const std::string& source) {
  rights::ResponseSigns signs;
  signs.headers = exchange.head.headers;
  for (const Json& meta : ListIn(page, "meta"))
    signs.metas.push_back({StringOr(meta, "name"), StringOr(meta, "content")});
  std::vector<rights::PageStatement> statements;
  for (const Json& one : ListIn(page, "statements"))
    statements.push_back({StringOr(one, "kind"), StringOr(one, "value"), StringOr(one, "scope"),
                          StringOr(one, "carrier")});
  signs.statements = rights::FromPage(statements, source);
  signs.licences = LicencesIn(page, exchange.url);
  return signs;
}

std::string DateOf(const acquire::Exchange& exchange) {
  const auto at = std::chrono::floor<std::chrono::milliseconds>(exchange.started_at);
  const auto whole = std::chrono::floor<std::chrono::seconds>(at);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(whole)),
                     (at - whole).count());
}

std::string_view KindOf(const acquire::Exchange& exchange, std::string_view asked) {
  if (asked == "sitemap" || IsOfArchive(asked)) return asked;
  if (IsPage(exchange)) return "page";
  // What a page or a list calls a picture is looked at, however its host labels it.
  return asked == "picture" || MediaType(exchange).starts_with("image/") ? "picture" : "";
}

bool IsPage(const acquire::Exchange& exchange) {
  const std::string type = MediaType(exchange);
  return type == "text/html" || type == "application/xhtml+xml";
}

std::string_view RedirectOf(const acquire::Exchange& exchange) {
  const int status = exchange.head.status;
  const bool redirects =
      status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  return redirects ? exchange.head.Header("location") : std::string_view();
}

Result<acquire::WebUrl> RedirectTarget(const acquire::Exchange& exchange) {
  ASSAY_LET(const acquire::WebUrl from, acquire::WebUrl::Parse(exchange.url));
  ASSAY_LET(acquire::WebUrl target, from.Resolve(RedirectOf(exchange)));
  if (from.scheme == "https" && target.scheme == "http")
    return Error{ErrorCode::kDenied, "a redirect from https to http is not followed"};
  return target;
}

bool IsReadable(const acquire::Exchange& exchange) {
  return acquire::CodingOf(exchange.head.headers) != acquire::Coding::kUnknown;
}

catalog::UrlState StateOf(const acquire::Exchange& exchange, bool is_same) {
  using catalog::UrlState;
  const int status = exchange.head.status;
  if (exchange.cut == acquire::Cut::kRefused) return UrlState::kRefused;
  if (status == kNotModified) return is_same ? UrlState::kUnchanged : UrlState::kFailed;
  if (status == 401 || status == 402 || status == 403 || status == 407 || status == 451)
    return UrlState::kRefused;
  if (!RedirectOf(exchange).empty()) return UrlState::kRedirected;
  const bool is_whole =
      exchange.failure == rights::FetchFailure::kNone && exchange.cut == acquire::Cut::kNone;
  if (!is_whole || !IsReadable(exchange) || status < kOk || status >= kFirstRedirect)
    return UrlState::kFailed;
  return is_same ? UrlState::kUnchanged : UrlState::kFetched;
}

std::string HeadersText(const acquire::Exchange& exchange) {
  Json lines = Json::array();
  for (const rights::HeaderLine& line : exchange.head.headers)
    lines.push_back({ToUtf8(line.name, kHeader_bytes), ToUtf8(line.value, kHeader_bytes)});
  return Canonical(lines);
}

Result<bool> IsSameTransfer(const std::string& headers, const acquire::Exchange& exchange) {
  ASSAY_LET(const auto kept, HeadersOf(headers));
  return acquire::CodingOf(kept) == acquire::Coding::kNone &&
         acquire::CodingOf(exchange.head.headers) == acquire::Coding::kNone;
}

Status Recall(const std::string& headers, std::string_view payload, acquire::Exchange& exchange) {
  ASSAY_LET(auto kept, HeadersOf(headers));
  std::erase_if(kept, [&exchange](const rights::HeaderLine& line) {
    return !exchange.head.Header(line.name).empty();
  });
  std::ranges::move(kept, std::back_inserter(exchange.head.headers));
  exchange.content.assign(payload.begin(), payload.end());
  exchange.is_encoded = true;
  return Done{};
}

Json DescribeVisit(const acquire::Exchange& exchange, const std::string& asset,
                   const acquire::WarcPlace& place) {
  Json visit = {
      {"at", DateOf(exchange)},
      {"took_ms", exchange.took.count()},
      {"warc", {{"file", place.file}, {"offset", place.offset}, {"record", place.record}}}};
  const auto put = [&visit](const char* name, const std::string& text) {
    if (!text.empty()) visit[name] = ToPrintable(text);
  };
  if (exchange.head.status != 0) {
    visit["status"] = exchange.head.status;
    visit["bytes"] = exchange.body.size();
  }
  put("media_type", MediaType(exchange));
  put("address", exchange.address);
  put("protocol", exchange.protocol);
  put("problem", exchange.problem);
  put("cut", std::string(acquire::Name(exchange.cut)));
  if (exchange.head.status >= kFirstRedirect && exchange.head.status < kFirstError)
    put("location", std::string(exchange.head.Header("location")));
  if (!asset.empty()) visit["asset"] = asset;
  return visit;
}

void AddPage(const Json& page, const acquire::WebUrl& url, const acquire::Exchange& exchange,
             const acquire::Gate& gate, policy::Engine& engine, Json& visit) {
  const rights::ResponseSigns signs = SignsOf(page, exchange, "url:" + url.Text());
  std::vector<Fact> facts = gate.FactsAbout(url, signs, false);
  facts.push_back(OriginFact(url));
  rights::Conclude(facts);
  const Decision decision =
      engine.Decide(policy::DescribeForDecision(gate.options().use, Outcome::kOk, facts));
  visit["facts"] = FactsJson(facts);
  visit["verdict"] = Name(decision.verdict);
  visit["decision"] = ToJson(decision);
  for (const char* name : {"title", "lang", "text", "products"})
    if (page.contains(name)) visit[name] = page.at(name);
}

void AddPictureFacts(const acquire::WebUrl& url, const acquire::Exchange& exchange,
                     const acquire::Gate& gate, Json& visit) {
  rights::ResponseSigns signs;
  signs.headers = exchange.head.headers;
  std::vector<Fact> facts = gate.FactsAbout(url, signs, true);
  facts.push_back(OriginFact(url));
  visit["facts"] = FactsJson(facts);
}

bool ForbidsToFollow(const Json& visit) {
  return std::ranges::any_of(ListIn(visit, "facts"), [](const Json& fact) {
    const Json value = fact.value("value", Json::object());
    if (!value.is_object() || StringOr(value, "protocol") != "robots_tag") return false;
    // Directives are in lower case, one comma and blank between two of them.
    const std::string said = ", " + StringOr(value, "value") + ",";
    return said.find(", nofollow,") != std::string::npos ||
           said.find(", none,") != std::string::npos;
  });
}

std::vector<FoundUrl> LinksOf(const Json& answer, std::string_view kind) {
  std::vector<FoundUrl> found;
  if (kind == "sitemap") {
    const bool is_index = answer.value("is_index", false);
    for (const Json& entry : ListIn(answer, "entries")) {
      found.push_back({StringOr(entry, "address"), is_index ? "sitemap" : "page"});
      for (const Json& picture : ListIn(entry, "pictures"))
        if (picture.is_string()) found.push_back({picture.get<std::string>(), "picture"});
    }
    return found;
  }
  for (const Json& link : ListIn(answer, "links")) {
    const std::string tag = StringOr(link, "tag");
    const std::string url = StringOr(link, "url");
    if (url.empty()) continue;
    if (tag == "img" || tag == "source") found.push_back({url, "picture"});
    const bool leads_on = tag == "a" || tag == "area";
    if (leads_on && !link.value("nofollow", false)) found.push_back({url, "page"});
  }
  return found;
}

}  // namespace assay::pipeline
