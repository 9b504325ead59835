// SPDX-License-Identifier: Apache-2.0
//
// What happened to a run, for who asks at night: one line of JSON an event, appended to
// <workspace>/runs/<id>/log.jsonl (docs/formats/run-log.md). It is a witness, not a memory: nothing
// of a run depends on it, and one that cannot be written never fails a run.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/catalog/catalog.h"
#include "assay/core/file.h"
#include "assay/core/json.h"

namespace assay::pipeline {

/// What is kDetail is heard by who listens, and not written.
enum class Level : std::uint8_t { kInfo, kWarn, kError, kDetail };

/// One event as it is noted.
struct RunEvent {
  catalog::RunId run;  ///< 0: none has begun
  Level level;
  std::string_view name;
  const Json& fields;
};

/// The log of one run over all attempts of a process.
///
/// Threads: one, but for run().
class RunLog {
 public:
  /// `tell` is given one sentence, once, when the log cannot be written; may be empty.
  explicit RunLog(std::function<void(const std::string&)> tell = {}) : tell_(std::move(tell)) {}

  /// Events go to `folder`/log.jsonl from here on, and `plan` to `folder`/plan.json unless it is
  /// there. A line that a killed process left torn is ended, so that ours begins a line.
  void Open(const std::filesystem::path& folder, catalog::RunId run, std::string_view plan);

  /// Also tells `listener` of each event from here on: in the thread that notes it, before it is
  /// written, and also where it is not. It outlives the last event.
  void Listen(std::function<void(const RunEvent&)> listener) {
    listeners_.push_back(std::move(listener));
  }

  /// Writes one line; nothing before Open. What a full disk refuses is kept, a megabyte of it, and
  /// written with a later event. `fields` is an object of valid UTF-8.
  void Note(Level level, std::string_view event, const Json& fields = Json::object());

  /// The run whose log this is; 0 before Open. Any thread may ask.
  [[nodiscard]] catalog::RunId run() const { return run_; }

 private:
  void Write();
  void Complain(std::string_view what);

  std::function<void(const std::string&)> tell_;
  std::vector<std::function<void(const RunEvent&)>> listeners_;
  std::atomic<catalog::RunId> run_ = 0;
  std::filesystem::path file_;
  Fd log_;
  std::string waiting_;  ///< whole lines, but for the rest of one that is torn
  bool has_told_ = false;
};

/// `count` as log, reports and ledger tell it.
Json ToJson(const catalog::Accounting& count);

}  // namespace assay::pipeline
