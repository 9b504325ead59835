// SPDX-License-Identifier: Apache-2.0
#include "witnesses.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "assay/pipeline/plan.h"
#include "command.h"
#include "stop.h"

namespace assay::cli {
namespace {

std::int64_t NowInNanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Result<Correspondents> FindCorrespondents(const pipeline::Plan& plan, const AuditJob& job) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing of ours sets a variable
  const auto get = [](const char* name) -> const char* { return std::getenv(name); };
  const std::string version = StringOr(Versions(), "assay");
  Correspondents found;
  ASSAY_LET(found.otlp, pipeline::FindOtlp(job.otlp, version, get));
  ASSAY_LET(found.alert, pipeline::FindAlert(job.alert, plan.alert, get));
  if (found.alert) found.alert->program = fmt::format("assay {}", version);
  return found;
}

Witnesses::Witnesses(ProgressBar::Style style, std::int64_t files, Correspondents told)
    : bar_(std::make_unique<ProgressBar>(style, files)),
      log_([](const std::string& what) { fmt::print(stderr, "assay: {}\n", what); }) {
  if (told.otlp) {
    exporter_.emplace(std::move(*told.otlp));
    trace_.emplace([this](const Json& span) { exporter_->Add(span); }, NowInNanoseconds);
    log_.Listen([this](const pipeline::RunEvent& event) { trace_->Take(event); });
  }
  if (told.alert) {
    alert_origin_ = told.alert->origin;
    alerts_.emplace(std::move(*told.alert), &StopRequested());
    log_.Listen([this](const pipeline::RunEvent& event) { alerts_->Take(event); });
  }
}

void Witnesses::WriteMetrics(const std::filesystem::path& file, MetricsFile::Subject subject) {
  metrics_.emplace(file, std::move(subject), log_);
  log_.Listen([this](const pipeline::RunEvent& event) { metrics_->Take(event); });
}

void Witnesses::Show(const pipeline::Progress& progress) {
  bar_->Show(progress);
  if (metrics_) metrics_->Show(progress);
}

void Witnesses::WaitForDisk(bool is_waiting) {
  if (metrics_) metrics_->WaitForDisk(is_waiting);
}

void Witnesses::Finish(const pipeline::RunResult* result) {
  if (metrics_) metrics_->Finish(result);
  bar_.reset();
  if (exporter_) FinishTraces(*exporter_);
  if (alerts_) FinishAlerts(*alerts_);
}

void Witnesses::FinishTraces(pipeline::OtlpExporter& exporter) {
  const auto delivery = exporter.Finish();
  if (delivery.dropped == 0) return;
  log_.Note(pipeline::Level::kWarn, "trace.dropped",
            {{"spans", delivery.dropped}, {"sent", delivery.sent}, {"why", delivery.problem}});
  fmt::print(stderr, "assay: {} of {} trace spans did not reach {}: {}\n", delivery.dropped,
             delivery.dropped + delivery.sent, exporter.origin(), delivery.problem);
}

void Witnesses::FinishAlerts(pipeline::Alerts& alerts) {
  for (const pipeline::Alerts::Delivery& delivery : alerts.Finish()) {
    Json fields = {{"alert", delivery.event}, {"tries", delivery.tries}};
    if (delivery.delivered) {
      log_.Note(pipeline::Level::kInfo, "alert.sent", fields);
      continue;
    }
    fields["why"] = delivery.problem;
    log_.Note(pipeline::Level::kWarn, "alert.failed", fields);
    fmt::print(stderr, "assay: the alert {} did not reach {}: {}\n", delivery.event, alert_origin_,
               delivery.problem);
  }
}

}  // namespace assay::cli
