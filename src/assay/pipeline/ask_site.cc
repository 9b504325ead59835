// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/ask_site.h"

#include <optional>
#include <utility>

#include "assay/acquire/fetcher.h"
#include "assay/acquire/gate.h"
#include "assay/acquire/warc.h"
#include "assay/catalog/crawl.h"
#include "assay/core/bytes.h"
#include "assay/pipeline/crawl_visit.h"
#include "assay/pipeline/inspect.h"
#include "assay/policy/engine.h"

namespace assay::pipeline {
namespace {

using acquire::Exchange;
using acquire::WebUrl;

template <typename Start>
Result<Exchange> Await(const Asker& asker, Start start) {
  std::optional<Exchange> done;
  start([&done](Exchange exchange) { done = std::move(exchange); });
  while (!done) {
    // Asked first: what a stop has left under way would answer into a call that is over.
    const bool is_stopped = asker.stop != nullptr && *asker.stop;
    if (is_stopped) return Error{ErrorCode::kCancelled, "stopped"};
    ASSAY_TRY(asker.fetcher.Step(std::chrono::milliseconds(200)));
  }
  return std::move(*done);
}

/// One request, waited for.
Result<Exchange> FetchNow(const Asker& asker, policy::PermitProbe permit) {
  return Await(asker, [&](auto done) { asker.fetcher.Start(std::move(permit), std::move(done)); });
}

Result<Exchange> FetchNow(const Asker& asker, policy::Permit permit) {
  const auto read_on = [](const acquire::Head&) { return true; };
  return Await(asker, [&](auto done) {
    asker.fetcher.Start(std::move(permit), {}, read_on, std::move(done));
  });
}

/// `use` of the gate, while no other thread has it.
template <typename Use>
auto With(const Asker& asker, Use use) {
  const std::scoped_lock lock(asker.shared.mutex);
  return use(asker.shared.gate);
}

std::string HostOf(const std::string& url) { return WebUrl::Parse(url).value().host; }

std::vector<policy::WellKnown> MissingOf(const Asker& asker, const std::string& origin) {
  return With(asker, [&](acquire::Gate& gate) { return gate.Missing(origin, WallTime()); });
}

/// The last answer to one probe. The first request is made in the caller's turn.
Result<acquire::ProbeResult> AskOne(const Asker& asker, const std::string& origin,
                                    policy::WellKnown file, std::optional<HostTurns::Turn>& turn) {
  ASSAY_LET(auto permit, policy::PermitProbe::For(origin, file));
  for (bool is_first = true;;) {
    // Kept to go on from, since the permit itself is used up.
    const policy::PermitProbe spare = permit.Again();
    ASSAY_LET(const Exchange exchange, FetchNow(asker, std::move(permit)));
    turn.reset();
    if (std::exchange(is_first, false) && exchange.is_unanswered) {
      permit = spare.Again();
      turn.emplace(asker.shared.turns, HostOf(origin));
      continue;
    }
    acquire::ProbeResult result = ProbeResultOf(file, exchange);
    const std::string_view location = RedirectOf(exchange);
    if (location.empty()) return result;
    const auto target = RedirectTarget(exchange);
    auto next = target.ok() ? spare.Follow(target.value().Text())
                            : Result<policy::PermitProbe>(target.error());
    if (!next.ok()) {
      result.answer.failure = rights::FetchFailure::kRedirects;
      return result;
    }
    permit = std::move(next).value();
    turn.emplace(asker.shared.turns, target.value().host);
  }
}

/// Puts the first question that is missing, unless another thread has put it meanwhile.
Status AskFirst(const Asker& asker, const std::string& origin, policy::WellKnown file) {
  std::optional<HostTurns::Turn> turn(std::in_place, asker.shared.turns, HostOf(origin));
  const auto missing = MissingOf(asker, origin);
  if (missing.empty() || missing.front() != file) return Done{};
  ASSAY_LET(auto result, AskOne(asker, origin, file, turn));
  With(asker, [&](acquire::Gate& gate) { gate.Take(origin, std::move(result)); });
  return Done{};
}

/// robots.txt alone, of where a licence document lies.
Status AskRobots(const Asker& asker, const std::string& origin) {
  const auto missing = MissingOf(asker, origin);
  if (missing.empty() || missing.front() != policy::WellKnown::kRobots) return Done{};
  return AskFirst(asker, origin, policy::WellKnown::kRobots);
}

/// Where a redirect of a licence document leads; a failure where it leads nowhere.
Result<WebUrl> NextPlace(const Exchange& exchange) {
  if (RedirectOf(exchange).empty()) return Error{ErrorCode::kNotFound, "no redirect"};
  return RedirectTarget(exchange);
}

acquire::ProbeResult Refused() {
  acquire::ProbeResult refused;
  refused.file = policy::WellKnown::kLicence;
  refused.answer.failure = rights::FetchFailure::kConnect;
  refused.at = WallTime();
  return refused;
}

/// The last answer to the question for one licence document; none when another thread has it
/// already. Each host on the way is asked itself.
Result<std::optional<acquire::ProbeResult>> AskLicence(const Asker& asker,
                                                       const std::string& address) {
  ASSAY_LET(WebUrl place, WebUrl::Parse(address));
  std::optional<policy::PermitProbe> before;
  for (;;) {
    ASSAY_TRY(AskRobots(asker, place.Origin()));
    std::optional<HostTurns::Turn> turn(std::in_place, asker.shared.turns, place.host);
    const auto is_known = [&](acquire::Gate& gate) {
      return gate.KnowsLicence(address, WallTime());
    };
    if (With(asker, is_known)) return std::optional<acquire::ProbeResult>();
    auto permit = With(asker, [&](acquire::Gate& gate) {
      return gate.AskLicence(place, before ? &*before : nullptr);
    });
    if (!permit.ok()) return std::optional(Refused());
    before = permit.value().Again();
    ASSAY_LET(const Exchange exchange, FetchNow(asker, std::move(permit).value()));
    acquire::ProbeResult result = ProbeResultOf(policy::WellKnown::kLicence, exchange);
    auto next = NextPlace(exchange);
    if (!next.ok()) {
      if (!RedirectOf(exchange).empty()) result.answer.failure = rights::FetchFailure::kRedirects;
      return std::optional(std::move(result));
    }
    place = std::move(next).value();
  }
}

Result<SiteSays> Answered(const Exchange& exchange, const WebUrl& url, const Asker& asker,
                          const std::filesystem::path& worker) {
  SiteSays says;
  says.status = exchange.head.status;
  says.problem = exchange.problem;
  Json page = Json::object();
  if (KindOf(exchange, "page") == "page" && exchange.head.status / 100 == 2) {
    InspectOptions options;
    options.worker.program = worker;
    Inspector inspector(options);
    auto read = inspector.Read(channel::Op::kPage, exchange.payload(), {{"url", url.Text()}});
    if (read.ok()) {
      page = std::move(read).value();
      ReadScripts(inspector, page);
    } else {
      says.problem = "the page cannot be read: " + read.error().what;
    }
  }
  const bool is_image = KindOf(exchange, "page") == "picture";
  const rights::ResponseSigns signs = SignsOf(page, exchange, "url:" + url.Text());
  ASSAY_TRY(AskLicences(asker, url, signs));
  says.facts = asker.shared.gate.FactsAbout(url, signs, is_image);
  return says;
}

}  // namespace

policy::Time WallTime() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

acquire::ProbeResult ProbeResultOf(policy::WellKnown file, const Exchange& exchange) {
  acquire::ProbeResult result;
  result.file = file;
  result.answer.failure = exchange.failure;
  // Who answers in a coding that nobody asked for has said something that we cannot read.
  if (exchange.head.status / 100 == 2 && !IsReadable(exchange))
    result.answer.failure = rights::FetchFailure::kCutBody;
  if (exchange.cut == acquire::Cut::kTime) result.answer.failure = rights::FetchFailure::kTimeout;
  result.answer.status = exchange.head.status;
  result.answer.retry_after = !exchange.head.Header("retry-after").empty();
  result.at = WallTime();
  result.body = std::string(AsText(exchange.payload()));
  return result;
}

Status AskOrigin(const Asker& asker, const std::string& origin) {
  for (auto missing = MissingOf(asker, origin); !missing.empty();
       missing = MissingOf(asker, origin))
    ASSAY_TRY(AskFirst(asker, origin, missing.front()));
  ASSAY_LET(const WebUrl root, WebUrl::Parse(origin));
  return AskLicences(asker, root, {});
}

Status AskLicences(const Asker& asker, const WebUrl& url, const rights::ResponseSigns& response) {
  const auto missing = With(
      asker, [&](acquire::Gate& gate) { return gate.MissingLicences(url, response, WallTime()); });
  for (const std::string& address : missing) {
    ASSAY_LET(const auto result, AskLicence(asker, address));
    if (!result) continue;
    auto licence = asker.licences.Read(address, *result);
    With(asker,
         [&](acquire::Gate& gate) { gate.TakeLicence(address, std::move(licence), result->at); });
  }
  return Done{};
}

Result<SiteSays> AskSite(const std::string& url, const Network& network, const Use& use,
                         policy::Engine& engine, const std::filesystem::path& worker) {
  ASSAY_LET(const WebUrl address, WebUrl::Parse(url));
  ASSAY_LET(auto fetcher, MakeFetcher(network));
  acquire::Gate gate(engine, {.use = use, .token = network.token});
  LicenceReader licences(worker);
  SharedGate shared{gate, {}, HostTurns(network.delay)};
  const Asker asker{fetcher, shared, licences};
  ASSAY_TRY(AskOrigin(asker, address.Origin()));
  auto answer = gate.Ask(address, WallTime());
  if (auto* refusal = std::get_if<Decision>(&answer)) {
    SiteSays says;
    says.facts = gate.FactsAbout(address, {}, false);
    says.refusal = std::move(*refusal);
    return says;
  }
  std::optional<HostTurns::Turn> turn(std::in_place, shared.turns, address.host);
  ASSAY_LET(const Exchange exchange, FetchNow(asker, std::get<policy::Permit>(std::move(answer))));
  turn.reset();
  return Answered(exchange, address, asker, worker);
}

}  // namespace assay::pipeline
