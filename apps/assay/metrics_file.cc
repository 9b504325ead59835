// SPDX-License-Identifier: Apache-2.0
#include "metrics_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "assay/core/file.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/workspace.h"

namespace assay::cli {

namespace fs = std::filesystem;

/// Families in the text format; label values are ours and need no escape.
class Exposition {
 public:
  void Family(std::string_view name, std::string_view type, std::string_view help) {
    text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  }
  template <typename Number>
  void Sample(std::string_view name, std::string_view labels, Number value) {
    const bool has_labels = !labels.empty();
    text_ += fmt::format("{}{}{}{} {}\n", name, has_labels ? "{" : "", labels,
                         has_labels ? "}" : "", value);
  }
  template <typename Number>
  void Gauge(std::string_view name, std::string_view help, Number value) {
    Family(name, "gauge", help);
    Sample(name, "", value);
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

namespace {

constexpr std::chrono::seconds kPause{5};

std::int64_t NowInSeconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

MetricsFile::MetricsFile(fs::path file, Subject subject, const pipeline::RunLog& log)
    : file_(std::move(file)),
      subject_(std::move(subject)),
      log_(log),
      phase_start_(Clock::now()),
      progress_at_s_(NowInSeconds()),
      thread_([this](const std::stop_token& stop) { Serve(stop); }) {}

MetricsFile::~MetricsFile() { thread_.request_stop(); }

void MetricsFile::Show(const pipeline::Progress& progress) {
  const std::scoped_lock lock(mutex_);
  if (progress.phase != phase_) {
    const std::chrono::duration<double> time = Clock::now() - phase_start_;
    if (!phase_.empty()) phases_[phase_].seconds += time.count();
    phase_ = progress.phase;
    phase_start_ = Clock::now();
  }
  Phase& phase = phases_[phase_];
  phase.records = progress.done;
  phase.bytes = progress.bytes;
  waiting_ = progress.waiting;
  progress_at_s_ = NowInSeconds();
}

void MetricsFile::Take(const pipeline::RunEvent& event) {
  const auto effort = event.fields.find("effort");
  if (event.name != "chunk.committed" || effort == event.fields.end()) return;
  const std::scoped_lock lock(mutex_);
  retries_ += effort->at("retries").get<std::int64_t>();
  for (const auto& [cause, count] : effort->at("killed").items())
    killed_[cause] += count.get<std::int64_t>();
}

void MetricsFile::WaitForDisk(bool is_waiting) {
  const std::scoped_lock lock(mutex_);
  is_waiting_ = is_waiting;
  wakes_.notify_all();
}

void MetricsFile::Finish(const pipeline::RunResult* result) {
  thread_.request_stop();
  thread_.join();
  const std::scoped_lock lock(mutex_);
  const std::chrono::duration<double> time = Clock::now() - phase_start_;
  if (!phase_.empty()) phases_[phase_].seconds += time.count();
  phase_.clear();
  is_going_ = false;
  is_waiting_ = false;
  if (result != nullptr) {
    unmet_ = static_cast<std::int64_t>(result->unmet.size());
    has_succeeded_ = unmet_ == 0;
  }
  if (result != nullptr && result->release) {
    released_records_ = result->release->statement.count;
    released_bytes_ = result->release->statement.content_bytes;
  }
  Write();
}

void MetricsFile::Serve(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    Write();
    const bool was_waiting = is_waiting_;
    wakes_.wait_for(lock, stop, kPause, [&] { return is_waiting_ != was_waiting; });
  }
}

/// Requires the mutex.
void MetricsFile::Write() {
  const Status written = WriteFileDurably(file_, Text());
  if (!written.ok() && !has_told_)
    fmt::print(stderr, "assay: the metrics cannot be written: {}\n", written.error().what);
  has_told_ = has_told_ || !written.ok();
}

std::string MetricsFile::Text() {
  Exposition text;
  text.Family("assay_build_info", "gauge", "The program; always 1.");
  text.Sample("assay_build_info", fmt::format(R"(version="{}")", subject_.version), 1);
  AddRun(text);
  if (const catalog::RunId run = log_.run(); run > 0) AddCatalog(text, run);
  AddPlaces(text);
  return text.text();
}

void MetricsFile::AddRun(Exposition& text) {
  text.Gauge("assay_run_going", "1 while the process runs the plan.", is_going_ ? 1 : 0);
  text.Gauge("assay_run_succeeded", "1 when the run has finished as its plan expects.",
             has_succeeded_ ? 1 : 0);
  text.Gauge("assay_run_progress_timestamp_seconds", "When the run last told progress.",
             progress_at_s_);
  text.Gauge("assay_disk_waiting", "1 while a full disk is waited for.", is_waiting_ ? 1 : 0);
  text.Gauge("assay_expectations_unmet", "What the plan expects and does not hold.", unmet_);
  text.Family("assay_step_seconds", "summary", "Time in each phase, and its records.");
  for (const auto& [name, phase] : phases_) {
    const std::chrono::duration<double> going =
        name == phase_ ? Clock::now() - phase_start_ : Clock::duration(0);
    const std::string labels = fmt::format(R"(step="{}")", name);
    text.Sample("assay_step_seconds_sum", labels, phase.seconds + going.count());
    text.Sample("assay_step_seconds_count", labels, phase.records);
  }
  text.Gauge("assay_queue_items", "Records read ahead, with a worker or before one.", waiting_);
  text.Family("assay_retries_total", "counter", "Records that a second worker was asked about.");
  text.Sample("assay_retries_total", R"(class="poison")", retries_);
  text.Family("assay_children_killed_total", "counter", "Workers that a record has ended, by how.");
  for (const auto& [cause, count] : killed_)
    text.Sample("assay_children_killed_total", fmt::format(R"(cause="{}")", cause), count);
  const auto inspect = phases_.find("inspect");
  text.Family("assay_bytes_total", "counter", "Bytes read from sources, and of the release.");
  text.Sample("assay_bytes_total", R"(stage="inspect",dir="in")",
              inspect == phases_.end() ? 0 : inspect->second.bytes);
  text.Sample("assay_bytes_total", R"(stage="build",dir="out")", released_bytes_);
}

/// Counts of the whole run, whatever part of it this process does.
void MetricsFile::AddCatalog(Exposition& text, catalog::RunId run) const {
  const auto catalog = catalog::Catalog::Open(pipeline::Layout{subject_.workspace}.catalog(),
                                              catalog::Check::kSchema);
  if (!catalog.ok()) return;
  const auto counted = catalog.value().Count(run);
  const auto leaves = catalog.value().NextLeaf();
  if (!counted.ok() || !leaves.ok()) return;
  const catalog::Accounting& count = counted.value();
  text.Gauge("assay_run_id", "The run's number in its workspace.", run);
  text.Family("assay_assets_total", "counter", "Records of the run that have left a stage.");
  text.Sample("assay_assets_total", R"(stage="inspect",state="ok")", count.seen - count.dead);
  text.Sample("assay_assets_total", R"(stage="inspect",state="dead")", count.dead);
  text.Sample("assay_assets_total", R"(stage="build",state="released")", released_records_);
  text.Family("assay_policy_decisions_total", "counter", "Records of the run by verdict.");
  text.Sample("assay_policy_decisions_total", R"(verdict="allow")", count.allow);
  text.Sample("assay_policy_decisions_total", R"(verdict="deny")", count.deny);
  text.Sample("assay_policy_decisions_total", R"(verdict="review")", count.review);
  text.Gauge("assay_assets_pending", "Records of the run without a verdict.", count.pending);
  text.Gauge("assay_dead_letters", "Records of the run that could not be processed.", count.dead);
  if (const auto oldest = catalog.value().OldestDead(run); oldest.ok() && oldest.value() > 0)
    text.Gauge("assay_dead_letter_oldest_seconds", "Since the run's oldest dead letter.",
               std::max<std::int64_t>(0, NowInSeconds() - oldest.value()));
  text.Gauge("assay_ledger_size", "Entries of the workspace's ledger.", leaves.value());
}

void MetricsFile::AddPlaces(Exposition& text) const {
  text.Family("assay_disk_free_bytes", "gauge", "What is free where the run writes.");
  for (const auto& [name, place] : subject_.places) {
    std::error_code unknown;
    const fs::space_info space = fs::space(place, unknown);
    if (!unknown)
      text.Sample("assay_disk_free_bytes", fmt::format(R"(place="{}")", name), space.available);
  }
}

}  // namespace assay::cli
