// SPDX-License-Identifier: Apache-2.0
//
// Small requests to a server in the same process, counted by the time that the fetcher's own
// thread works. The server's threads are not in it.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "assay/acquire/fetcher.h"
#include "assay/acquire/test_server_internal.h"
#include "assay/policy/engine.h"

namespace assay::acquire {
namespace {

constexpr int kRequests = 1000;

std::vector<policy::Permit> Permits(const std::string& url) {
  auto engine = std::move(policy::Engine::Make(policy::Pack::Default())).value();
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  std::vector<policy::Permit> permits;
  for (int i = 0; i < kRequests; ++i) {
    auto answer =
        policy::Permit::Ask(engine, {"commercial-training", "EU", "2026-11-22"}, url, {}, now);
    permits.push_back(std::get<policy::Permit>(std::move(answer)));
  }
  return permits;
}

/// A body of so many bytes, over so many connections.
void BM_Fetch(benchmark::State& state) {
  internal::TestServer server(
      internal::Always(internal::Ok(std::string(static_cast<std::size_t>(state.range(0)), 'a'))));
  FetcherOptions options;
  options.user_agent = "AssayBot/1.0 (+https://contact.example/bot)";
  options.addresses = AddressRules::Make({"127.0.0.0/8"}).value();
  options.connections_per_host = static_cast<std::size_t>(state.range(1));
  Fetcher fetcher = std::move(Fetcher::Make(options)).value();
  std::int64_t bytes = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<policy::Permit> permits = Permits(server.Url("/a.jpg"));
    state.ResumeTiming();
    for (policy::Permit& permit : permits)
      fetcher.Start(std::move(permit), {}, nullptr, [&bytes](const Exchange& got) {
        bytes += static_cast<std::int64_t>(got.body.size());
      });
    while (fetcher.in_flight() > 0) ASSAY_CHECK(fetcher.Step(std::chrono::seconds{10}).ok());
  }
  ASSAY_CHECK(bytes == state.iterations() * kRequests * state.range(0));
  state.SetItemsProcessed(state.iterations() * kRequests);
  state.SetBytesProcessed(bytes);
}
BENCHMARK(BM_Fetch)->Args({500, 1})->Args({500, 64})->Args({200'000, 16});

}  // namespace
}  // namespace assay::acquire
