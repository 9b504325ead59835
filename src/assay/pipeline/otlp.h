// SPDX-License-Identifier: Apache-2.0
//
// Brings spans to a collector of OpenTelemetry: OTLP over HTTP in JSON. It never holds a run up:
// what cannot be sent in time is dropped and counted.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"

namespace assay::acquire {
struct PostAnswer;
}  // namespace assay::acquire

namespace assay::pipeline {

struct OtlpOptions {
  std::string url;                            ///< ".../v1/traces"
  std::string origin;                         ///< the part of it that may be told
  std::vector<std::string> headers;           ///< may hold secrets
  std::string ca_file;                        ///< empty: the system's authorities
  Json resource = Json::array();              ///< attributes (trace.h)
  std::string version;                        ///< of the program
  std::size_t queue_spans = 2'048;            ///< and at most 8 MiB of them
  std::size_t batch_spans = 256;              ///< in one request
  std::chrono::milliseconds period{5'000};    ///< between requests that are not full
  std::chrono::milliseconds timeout{10'000};  ///< of a request
  std::chrono::milliseconds pause{1'000};     ///< before the first retry; then twice as long
  std::chrono::milliseconds last{5'000};      ///< for what is left when the run has ended
};

/// What `endpoint` (a flag; empty: none) and OpenTelemetry's variables ask for; none when nobody
/// asks. A variable is looked up by `get`, which gives null for one that is not set:
/// OTEL_EXPORTER_OTLP_ENDPOINT and _TRACES_ENDPOINT, _HEADERS and _TRACES_HEADERS, _CERTIFICATE,
/// OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_SDK_DISABLED (not over the flag).
///
/// Errors:  kInvalidArgument, naming the flag or variable and no value of it.
/// Source:  OpenTelemetry 1.x, "Environment Variable Specification" and "OTLP Exporter".
Result<std::optional<OtlpOptions>> FindOtlp(const std::string& endpoint, std::string_view version,
                                            const std::function<const char*(const char*)>& get);

/// Threads: any may add.
class OtlpExporter {
 public:
  struct Delivery {
    std::int64_t sent = 0;
    std::int64_t dropped = 0;
    std::string problem;  ///< of the last request that failed; names no address
  };

  explicit OtlpExporter(OtlpOptions options);
  OtlpExporter(const OtlpExporter&) = delete;
  OtlpExporter& operator=(const OtlpExporter&) = delete;
  ~OtlpExporter() { Finish(); }

  [[nodiscard]] const std::string& origin() const { return options_.origin; }

  /// Cost:    writes `span` as text; never waits for the collector.
  void Add(const Json& span);

  /// Sends what is left, for at most `last` and a second. Later spans are not taken.
  Delivery Finish();

 private:
  using Clock = std::chrono::steady_clock;

  void Serve();
  std::vector<std::string> Next();
  void Deliver(const std::vector<std::string>& spans);
  bool Rest(std::chrono::milliseconds pause);
  void Count(std::int64_t sent, std::int64_t dropped, std::string problem);
  [[nodiscard]] std::chrono::milliseconds Left();
  [[nodiscard]] std::string BodyOf(const std::vector<std::string>& spans) const;

  OtlpOptions options_;
  std::mutex mutex_;  ///< over all below but the thread
  std::condition_variable wakes_;
  std::deque<std::string> queue_;
  std::size_t queue_bytes_ = 0;
  Delivery delivery_;
  std::optional<Clock::time_point> ends_at_;  ///< from Finish on
  bool is_over_ = false;                      ///< the thread has nothing left to do
  std::atomic<bool> gives_up_ = false;
  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace assay::pipeline
