// SPDX-License-Identifier: Apache-2.0
//
// Who sees how a run goes: a person at a terminal, its log, Prometheus, a collector of traces, a
// webhook. None of them can fail it.
#pragma once

#include <memory>
#include <optional>

#include "assay/core/result.h"
#include "assay/pipeline/alert.h"
#include "assay/pipeline/otlp.h"
#include "assay/pipeline/run_log.h"
#include "assay/pipeline/trace.h"
#include "audit.h"
#include "metrics_file.h"
#include "progress.h"

namespace assay::cli {

/// Who is told over the network; nobody who is not asked for.
struct Correspondents {
  std::optional<pipeline::OtlpOptions> otlp;
  std::optional<pipeline::AlertOptions> alert;
};

/// Errors:  kInvalidArgument for a flag, variable or plan that names no address.
Result<Correspondents> FindCorrespondents(const pipeline::Plan& plan, const AuditJob& job);

class Witnesses {
 public:
  /// `files` are expected; -1: nobody counted.
  Witnesses(ProgressBar::Style style, std::int64_t files, Correspondents told);
  void WriteMetrics(const std::filesystem::path& file, MetricsFile::Subject subject);

  [[nodiscard]] pipeline::RunLog& log() { return log_; }
  void Show(const pipeline::Progress& progress);
  void WaitForDisk(bool is_waiting);

  /// The last word; `result` is none for a run that did not finish. Spans and alerts that are still
  /// on their way get some seconds; what is lost is said on stderr and in the log.
  void Finish(const pipeline::RunResult* result);

 private:
  void FinishTraces(pipeline::OtlpExporter& exporter);
  void FinishAlerts(pipeline::Alerts& alerts);

  std::unique_ptr<ProgressBar> bar_;  ///< until the last word
  pipeline::RunLog log_;
  std::optional<MetricsFile> metrics_;
  std::optional<pipeline::OtlpExporter> exporter_;
  std::optional<pipeline::Trace> trace_;
  std::optional<pipeline::Alerts> alerts_;
  std::string alert_origin_;
};

}  // namespace assay::cli
