// SPDX-License-Identifier: Apache-2.0
//
// Tells a webhook when a run ends badly or waits for space: one small document, signed where there
// is a secret (docs/reference/telemetry.md). It fails no run. Nothing in it names a person: no key,
// path, address or message of an error.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/run_log.h"

namespace assay::pipeline {

struct AlertOptions {
  AlertSpec spec;
  std::string origin;   ///< the part of the address that may be told
  std::string secret;   ///< of the signature; empty: none
  std::string program;  ///< "assay 1.2.3"
  int tries = 4;
  std::chrono::milliseconds pause{500};      ///< before the second try; then twice as long
  std::chrono::milliseconds timeout{5'000};  ///< of a try
  std::chrono::milliseconds bound{20'000};   ///< of all tries
};

/// Where to: `flag`, else ASSAY_ALERT_URL, else the plan. The secret is ASSAY_ALERT_SECRET. A
/// variable is looked up by `get`, which gives null for one that is not set. None when nobody asks.
///
/// Errors:  kInvalidArgument for what is no http or https address, which is not repeated, and for a
///          wish without an address.
Result<std::optional<AlertOptions>> FindAlert(const AlertSpec& flag, const AlertSpec& plan,
                                              const std::function<const char*(const char*)>& get);

/// Threads: one; what it starts to send goes on by itself.
class Alerts {
 public:
  struct Delivery {
    std::string event;
    int tries = 0;
    bool delivered = false;
    std::string problem{};  ///< of the last try; names no address
  };

  /// `give_up` ends what is being sent; it may be null, and outlives this.
  Alerts(AlertOptions options, const std::atomic<bool>* give_up)
      : options_(std::move(options)), give_up_(give_up) {}

  /// Sends what is worth it. Of several waits for space only the first is.
  void Take(const RunEvent& event);

  /// What became of each. Cost: waits for at most `bound` and a second.
  std::vector<Delivery> Finish();

 private:
  void Send(const RunEvent& event, std::string_view name, std::string text);

  AlertOptions options_;
  const std::atomic<bool>* give_up_;
  Json accounting_;  ///< the last that was told
  Json trace_;
  Json unmet_ = Json::array();
  std::vector<std::string> unmet_texts_;
  bool has_waited_ = false;
  std::vector<std::future<Delivery>> going_;
};

}  // namespace assay::pipeline
