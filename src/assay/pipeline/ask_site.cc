// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/ask_site.h"

#include <thread>
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

policy::Time WallTime() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

template <typename Start>
Result<Exchange> Await(acquire::Fetcher& fetcher, Start start) {
  std::optional<Exchange> done;
  start([&done](Exchange exchange) { done = std::move(exchange); });
  while (!done) ASSAY_TRY(fetcher.Step(std::chrono::milliseconds(200)));
  return std::move(*done);
}

/// The last answer to one probe.
Result<acquire::ProbeResult> AskOne(acquire::Fetcher& fetcher, const std::string& origin,
                                    policy::WellKnown file, std::chrono::milliseconds pause) {
  ASSAY_LET(auto permit, policy::PermitProbe::For(origin, file));
  for (bool is_first = true;; std::this_thread::sleep_for(pause)) {
    // Kept to go on from, since the permit itself is used up.
    const policy::PermitProbe spare = permit.Again();
    ASSAY_LET(const Exchange exchange, FetchNow(fetcher, std::move(permit)));
    if (std::exchange(is_first, false) && exchange.is_unanswered) {
      permit = spare.Again();
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
  }
}

Result<SiteSays> Answered(const Exchange& exchange, const WebUrl& url, const acquire::Gate& gate,
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
    if (read.ok())
      page = std::move(read).value();
    else
      says.problem = "the page cannot be read: " + read.error().what;
  }
  const bool is_image = KindOf(exchange, "page") == "picture";
  says.facts = gate.FactsAbout(url, SignsOf(page, exchange, "url:" + url.Text()), is_image);
  return says;
}

}  // namespace

Result<Exchange> FetchNow(acquire::Fetcher& fetcher, policy::PermitProbe permit) {
  return Await(fetcher, [&](auto done) { fetcher.Start(std::move(permit), std::move(done)); });
}

Result<Exchange> FetchNow(acquire::Fetcher& fetcher, policy::Permit permit) {
  const auto read_on = [](const acquire::Head&) { return true; };
  return Await(fetcher,
               [&](auto done) { fetcher.Start(std::move(permit), {}, read_on, std::move(done)); });
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

Status AskOrigin(acquire::Fetcher& fetcher, acquire::Gate& gate, const std::string& origin,
                 std::chrono::milliseconds pause) {
  for (;;) {
    const auto missing = gate.Missing(origin, WallTime());
    if (missing.empty()) return Done{};
    ASSAY_LET(auto result, AskOne(fetcher, origin, missing.front(), pause));
    gate.Take(origin, std::move(result));
    std::this_thread::sleep_for(pause);
  }
}

Result<SiteSays> AskSite(const std::string& url, const Network& network, const Use& use,
                         policy::Engine& engine, const std::filesystem::path& worker) {
  ASSAY_LET(const WebUrl address, WebUrl::Parse(url));
  ASSAY_LET(auto fetcher, MakeFetcher(network));
  acquire::Gate gate(engine, {.use = use, .token = network.token});
  ASSAY_TRY(AskOrigin(fetcher, gate, address.Origin(), network.delay));
  auto answer = gate.Ask(address, WallTime());
  if (auto* refusal = std::get_if<Decision>(&answer)) {
    SiteSays says;
    says.facts = gate.FactsAbout(address, {}, false);
    says.refusal = std::move(*refusal);
    return says;
  }
  ASSAY_LET(const Exchange exchange,
            FetchNow(fetcher, std::get<policy::Permit>(std::move(answer))));
  return Answered(exchange, address, gate, worker);
}

}  // namespace assay::pipeline
