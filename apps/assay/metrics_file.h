// SPDX-License-Identifier: Apache-2.0
//
// How a run is, for a machine that watches: a file in Prometheus' text format, for the textfile
// collector of node_exporter. Written whole and renamed, so that a reader never sees half of it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/pipeline/run_log.h"

namespace assay::pipeline {
struct Progress;
struct RunResult;
}  // namespace assay::pipeline

namespace assay::cli {

/// Source: https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4.
class MetricsFile {
 public:
  /// What is watched.
  struct Subject {
    std::filesystem::path workspace;
    std::vector<std::pair<std::string, std::filesystem::path>> places;  ///< name, folder on disk
    std::string version;
  };

  /// Writes `file` now, every few seconds, and when it is told the end. One that cannot be written
  /// is told once on stderr and fails nothing. `log` must outlive it.
  MetricsFile(std::filesystem::path file, Subject subject, const pipeline::RunLog& log);
  MetricsFile(const MetricsFile&) = delete;
  MetricsFile& operator=(const MetricsFile&) = delete;
  ~MetricsFile();

  void Show(const pipeline::Progress& progress);
  void Take(const pipeline::RunEvent& event);
  void WaitForDisk(bool is_waiting);
  /// The last word; `result` is none for a run that did not finish.
  void Finish(const pipeline::RunResult* result);

 private:
  using Clock = std::chrono::steady_clock;
  struct Phase {
    double seconds = 0;  ///< but for the one that is going
    std::int64_t records = 0;
    std::int64_t bytes = 0;
  };

  void Serve(const std::stop_token& stop);
  void Write();
  [[nodiscard]] std::string Text();
  void AddRun(class Exposition& text);
  void AddCatalog(class Exposition& text, catalog::RunId run) const;
  void AddPlaces(class Exposition& text) const;

  std::filesystem::path file_;
  Subject subject_;
  const pipeline::RunLog& log_;
  std::mutex mutex_;  ///< over all below
  std::condition_variable_any wakes_;
  std::map<std::string, Phase, std::less<>> phases_;
  std::string phase_;
  Clock::time_point phase_start_;
  std::int64_t progress_at_s_ = 0;
  bool is_waiting_ = false;
  bool is_going_ = true;
  bool has_succeeded_ = false;
  bool has_told_ = false;
  std::int64_t unmet_ = 0;
  std::int64_t waiting_ = 0;
  std::int64_t retries_ = 0;
  std::map<std::string, std::int64_t> killed_;  ///< workers, by how they ended
  std::uint64_t released_records_ = 0;
  std::uint64_t released_bytes_ = 0;
  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace assay::cli
