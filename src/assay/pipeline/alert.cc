// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/alert.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "assay/acquire/post.h"
#include "assay/core/hmac.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline {
namespace {

using Clock = std::chrono::steady_clock;

bool MayRetry(const acquire::PostAnswer& answer) {
  return answer.status == 0 || answer.status == 408 || answer.status == 429 || answer.status >= 500;
}

/// False when somebody has us give up meanwhile.
bool Rest(std::chrono::milliseconds pause, const std::atomic<bool>* give_up) {
  constexpr std::chrono::milliseconds kLook{100};
  const auto until = Clock::now() + pause;
  while (Clock::now() < until && (give_up == nullptr || !*give_up))
    std::this_thread::sleep_for(std::min<Clock::duration>(kLook, until - Clock::now()));
  return give_up == nullptr || !*give_up;
}

acquire::PostRequest RequestOf(const AlertOptions& options, const std::string& body) {
  acquire::PostRequest request{options.spec.url, body, {}, {}, {}};
  if (!options.secret.empty())
    request.headers.push_back(
        fmt::format("Assay-Signature: sha256={}", HmacSha256(options.secret, body).Hex()));
  return request;
}

Alerts::Delivery Deliver(const AlertOptions& options, const std::string& event,
                         const std::string& body, const std::atomic<bool>* give_up) {
  acquire::PostRequest request = RequestOf(options, body);
  const auto end = Clock::now() + options.bound;
  std::chrono::milliseconds pause = options.pause;
  Alerts::Delivery delivery{event};
  while (delivery.tries < options.tries) {
    const auto left = std::chrono::floor<std::chrono::milliseconds>(end - Clock::now());
    request.timeout = std::min(options.timeout, left);
    if (request.timeout.count() <= 0) break;
    ++delivery.tries;
    const acquire::PostAnswer answer = acquire::Post(request, give_up);
    delivery.delivered = answer.taken();
    delivery.problem = answer.taken() ? "" : answer.ToText();
    if (answer.taken() || !MayRetry(answer)) break;
    const std::chrono::milliseconds rest = answer.retry_after ? *answer.retry_after : pause;
    if (Clock::now() + rest >= end || !Rest(rest, give_up)) break;
    pause *= 2;
  }
  return delivery;
}

}  // namespace

Result<std::optional<AlertOptions>> FindAlert(const AlertSpec& flag, const AlertSpec& plan,
                                              const std::function<const char*(const char*)>& get) {
  using Found = std::optional<AlertOptions>;
  const auto value = [&get](const char* name) {
    const char* text = get(name);
    return std::string(text == nullptr ? "" : text);
  };
  AlertOptions options;
  options.spec.success = flag.success || plan.success;
  std::string_view said_by = "--alert";
  options.spec.url = flag.url;
  if (options.spec.url.empty()) {
    said_by = "ASSAY_ALERT_URL";
    options.spec.url = value("ASSAY_ALERT_URL");
  }
  if (options.spec.url.empty()) {
    said_by = "the plan's alert";
    options.spec.url = plan.url;
  }
  if (options.spec.url.empty() && !options.spec.success) return Found();
  if (options.spec.url.empty())
    return Error{ErrorCode::kInvalidArgument,
                 "an alert of success has no address: give --alert, ASSAY_ALERT_URL or the plan's "
                 "alert: {url: …}"};
  auto origin = acquire::TellableAddress(options.spec.url);
  if (!origin.ok())
    return Error{ErrorCode::kInvalidArgument, fmt::format("{}: {}", said_by, origin.error().what)};
  options.origin = std::move(origin).value();
  options.secret = value("ASSAY_ALERT_SECRET");
  return Found(std::move(options));
}

void Alerts::Take(const RunEvent& event) {
  const Json& fields = event.fields;
  if (fields.contains("accounting")) accounting_ = fields.at("accounting");
  if (fields.contains("trace")) trace_ = fields.at("trace");
  if (event.name == "expect.unmet") {
    unmet_.push_back({{"count", fields.at("count")},
                      {"expected", fields.at("expected")},
                      {"found", fields.at("found")},
                      {"seen", fields.at("seen")}});
    unmet_texts_.push_back(StringOr(fields, "message"));
  } else if (event.name == "run.finished" && !unmet_.empty()) {
    Send(event, "expect.unmet",
         fmt::format("is not as its plan expects: {}", fmt::join(unmet_texts_, "; ")));
  } else if (event.name == "run.finished" && options_.spec.success) {
    Send(event, event.name, "has finished");
  } else if (event.name == "run.failed" ||
             (event.name == "disk.full" && !fields.value("waits", false))) {
    Send(event, "run.failed",
         fmt::format("has failed: {} {}", StringOr(fields, "code"), StringOr(fields, "title")));
  } else if (event.name == "disk.waiting" && !std::exchange(has_waited_, true)) {
    Send(event, event.name, "waits: the disk is full");
  }
}

void Alerts::Send(const RunEvent& event, std::string_view name, std::string text) {
  const Json& fields = event.fields;
  Json document = {{"schema", "assay.alert/1"},
                   {"time", Now()},
                   {"event", name},
                   {"run", event.run > 0 ? Json(event.run) : Json()},
                   {"trace", trace_},
                   {"program", options_.program},
                   {"code", fields.value("code", Json())},
                   {"accounting", accounting_},
                   {"unmet", unmet_},
                   {"release", fields.value("release", Json())}};
  document["text"] = event.run > 0 ? fmt::format("assay: run {} {}", event.run, text)
                                   : fmt::format("assay: a run {}", text);
  document["id"] = Sha256(Canonical(document)).Hex().substr(0, 32);  // the same in every try
  going_.push_back(std::async(
      std::launch::async, [options = options_, name = std::string(name), body = Canonical(document),
                           stop = give_up_] { return Deliver(options, name, body, stop); }));
}

std::vector<Alerts::Delivery> Alerts::Finish() {
  std::vector<Delivery> deliveries;
  for (std::future<Delivery>& one : std::exchange(going_, {})) deliveries.push_back(one.get());
  return deliveries;
}

}  // namespace assay::pipeline
