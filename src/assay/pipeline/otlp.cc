// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/otlp.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "assay/acquire/post.h"

namespace assay::pipeline {
namespace {

constexpr std::size_t kQueue_bytes = 8U << 20U;
constexpr int kTries = 5;
constexpr std::chrono::milliseconds kLongestPause{30'000};

/// Source: OTLP 1.x, "OTLP/HTTP Response", "Retryable Response Codes".
bool MayRetry(const acquire::PostAnswer& answer) {
  return answer.status == 0 || answer.status == 429 || answer.status == 502 ||
         answer.status == 503 || answer.status == 504;
}

/// Spans that the collector has taken in but not kept: ExportTracePartialSuccess.
std::int64_t Rejected(const std::string& body) {
  const auto json = ParseJson(body);
  if (!json.ok() || !json.value().is_object()) return 0;
  const auto partial = json.value().find("partialSuccess");
  if (partial == json.value().end() || !partial->is_object()) return 0;
  const auto rejected = partial->find("rejectedSpans");
  if (rejected == partial->end()) return 0;
  if (rejected->is_number_integer()) return rejected->get<std::int64_t>();
  const std::string text = rejected->is_string() ? rejected->get<std::string>() : "";
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || number > 1'000'000) return 0;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

OtlpExporter::OtlpExporter(OtlpOptions options)
    : options_(std::move(options)), thread_([this] { Serve(); }) {}

void OtlpExporter::Add(const Json& span) {
  std::string text = Canonical(span);
  const std::scoped_lock lock(mutex_);
  if (ends_at_ || queue_.size() >= options_.queue_spans ||
      queue_bytes_ + text.size() > kQueue_bytes) {
    ++delivery_.dropped;
    if (delivery_.problem.empty()) delivery_.problem = "the queue is full";
    return;
  }
  queue_bytes_ += text.size();
  queue_.push_back(std::move(text));
  if (queue_.size() >= options_.batch_spans) wakes_.notify_all();
}

OtlpExporter::Delivery OtlpExporter::Finish() {
  std::unique_lock lock(mutex_);
  if (!ends_at_) ends_at_ = Clock::now() + options_.last;
  wakes_.notify_all();
  wakes_.wait_until(lock, *ends_at_, [this] { return is_over_; });
  gives_up_ = true;
  lock.unlock();
  if (thread_.joinable()) thread_.join();
  return delivery_;
}

void OtlpExporter::Serve() {
  for (;;) {
    const std::vector<std::string> spans = Next();
    if (spans.empty()) break;
    Deliver(spans);
  }
  const std::scoped_lock lock(mutex_);
  is_over_ = true;
  wakes_.notify_all();
}

/// Waits until there is enough for a request; nothing when the run has ended and all is done.
std::vector<std::string> OtlpExporter::Next() {
  std::unique_lock lock(mutex_);
  const auto is_due = [this] { return ends_at_ || queue_.size() >= options_.batch_spans; };
  do {
    wakes_.wait_for(lock, options_.period, is_due);
  } while (queue_.empty() && !ends_at_);
  const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), options_.batch_spans));
  std::vector<std::string> spans(std::make_move_iterator(queue_.begin()),
                                 std::make_move_iterator(queue_.begin() + count));
  queue_.erase(queue_.begin(), queue_.begin() + count);
  for (const std::string& span : spans) queue_bytes_ -= span.size();
  return spans;
}

std::string OtlpExporter::BodyOf(const std::vector<std::string>& spans) const {
  return fmt::format(
      R"({{"resourceSpans":[{{"resource":{{"attributes":{}}},"scopeSpans":[{{"scope":{},"spans":[{}]}}]}}]}})",
      Canonical(options_.resource), Canonical({{"name", "assay"}, {"version", options_.version}}),
      fmt::join(spans, ","));
}

/// The time that a request may take now; none when all time is over.
std::chrono::milliseconds OtlpExporter::Left() {
  const std::scoped_lock lock(mutex_);
  if (!ends_at_) return options_.timeout;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*ends_at_ - Clock::now());
  return std::clamp(left, std::chrono::milliseconds(0), options_.timeout);
}

void OtlpExporter::Deliver(const std::vector<std::string>& spans) {
  const auto count = static_cast<std::int64_t>(spans.size());
  acquire::PostRequest request{options_.url, BodyOf(spans), options_.headers, options_.ca_file, {}};
  std::chrono::milliseconds pause = options_.pause;
  std::string problem = "the run has ended";
  for (int tries = 0; tries < kTries; ++tries) {
    request.timeout = Left();
    if (request.timeout.count() == 0) break;
    const acquire::PostAnswer answer = acquire::Post(request, &gives_up_);
    if (answer.taken()) {
      const std::int64_t rejected = std::clamp<std::int64_t>(Rejected(answer.body), 0, count);
      return Count(count - rejected, rejected, rejected > 0 ? "the collector rejects spans" : "");
    }
    problem = answer.ToText();
    if (!MayRetry(answer)) break;
    if (!Rest(answer.retry_after ? *answer.retry_after : pause)) break;
    pause = std::min(pause * 2, kLongestPause);
  }
  Count(0, count, problem);
}

void OtlpExporter::Count(std::int64_t sent, std::int64_t dropped, std::string problem) {
  const std::scoped_lock lock(mutex_);
  delivery_.sent += sent;
  delivery_.dropped += dropped;
  if (!problem.empty()) delivery_.problem = std::move(problem);
}

/// False when the end of the run does not leave the time to.
bool OtlpExporter::Rest(std::chrono::milliseconds pause) {
  std::unique_lock lock(mutex_);
  const auto until = Clock::now() + pause;
  const auto is_too_late = [&] { return ends_at_ && until >= *ends_at_; };
  wakes_.wait_until(lock, until, is_too_late);
  return !is_too_late();
}

}  // namespace assay::pipeline
