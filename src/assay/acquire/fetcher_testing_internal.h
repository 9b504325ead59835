// SPDX-License-Identifier: Apache-2.0
//
// For tests of the fetcher: requests to a server of the test's own. It asserts only that libcurl
// works.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include "assay/acquire/fetcher.h"
#include "assay/acquire/test_server_internal.h"
#include "assay/policy/engine.h"

namespace assay::acquire::internal {

inline constexpr const char* kAgent = "AssayBot/1.0 (+https://contact.example/bot)";

inline policy::Time Now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

inline policy::Permit PermitFor(std::string url, policy::Time now = Now()) {
  static policy::Engine engine = std::move(policy::Engine::Make(policy::Pack::Default())).value();
  auto answer = policy::Permit::Ask(engine, {"commercial-training", "EU", "2026-11-22"},
                                    std::move(url), {}, now);
  return std::get<policy::Permit>(std::move(answer));
}

/// Options under which the test server may be asked.
inline FetcherOptions Local() {
  FetcherOptions options;
  options.user_agent = kAgent;
  options.addresses = AddressRules::Make({"127.0.0.0/8"}).value();
  return options;
}

inline Fetcher FetcherWith(FetcherOptions options) {
  return std::move(Fetcher::Make(std::move(options))).value();
}

inline void Finish(Fetcher& fetcher) {
  while (fetcher.in_flight() > 0) ASSERT_TRUE(fetcher.Step(std::chrono::seconds{10}).ok());
}

inline Exchange Fetch(FetcherOptions options, const std::string& url, Validators validators = {},
                      Fetcher::OnHead on_head = nullptr) {
  Fetcher fetcher = FetcherWith(std::move(options));
  Exchange got;
  fetcher.Start(PermitFor(url), std::move(validators), std::move(on_head),
                [&got](Exchange exchange) { got = std::move(exchange); });
  Finish(fetcher);
  return got;
}

inline std::string Text(const Bytes& bytes) { return std::string(AsText(bytes)); }

/// Sends `bytes` after the first request and closes, or waits until the other side does.
enum class Then { kClose, kWait };
inline TestServer::Script Once(std::string bytes, Then then = Then::kClose) {
  return [bytes = std::move(bytes), then](Peer& peer) {
    peer.ReadHead();
    peer.Write(bytes);
    if (then == Then::kWait) peer.WaitForClose();
  };
}

}  // namespace assay::acquire::internal
