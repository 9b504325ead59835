// SPDX-License-Identifier: Apache-2.0
//
// Hands a document to an address that the operator has named: a collector of traces, a webhook.
// It takes nothing from the web and therefore needs no permit; what it is given is judged by
// nobody else, so no address of a record may come here.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"

namespace assay::acquire {

struct PostRequest {
  std::string url;
  std::string body;                  ///< JSON
  std::vector<std::string> headers;  ///< "Name: value", beside Content-Type
  std::string ca_file;               ///< PEM of the authorities to trust; empty: the system's
  std::chrono::milliseconds timeout{10'000};  ///< of all of it
};

/// What became of it. Never an error: whoever tells others how a run goes goes on without them.
struct PostAnswer {
  int status = 0;    ///< 0: no answer
  std::string body;  ///< its first 64 KiB
  std::optional<std::chrono::seconds> retry_after;
  std::string problem;  ///< why there was no answer; names no address

  [[nodiscard]] bool taken() const { return status >= 200 && status < 300; }
  /// "status 500", or the problem.
  [[nodiscard]] std::string ToText() const;
};

/// Sends `request` once. Follows no redirect; TLS is verified. HTTPS_PROXY and NO_PROXY of the
/// environment hold, as for curl.
///
/// Cost:    blocks until the answer is there, for at most `timeout`; ends within a second of
///          `give_up` being set, which may be null.
/// Threads: any number.
PostAnswer Post(const PostRequest& request, const std::atomic<bool>* give_up);

/// Can `url` be posted to? Then the part of it that may be told: "https://collector.example:4318".
/// The rest may be a secret, as in webhooks of chat services.
///
/// Errors:  kInvalidArgument for what is no http or https address without a user; the text does not
///          repeat it.
Result<std::string> TellableAddress(std::string_view url);

/// A "Name: value" that stays on its line. Errors: kInvalidArgument, without the value.
Status CheckHeader(std::string_view line);

}  // namespace assay::acquire
