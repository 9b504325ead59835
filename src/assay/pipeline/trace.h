// SPDX-License-Identifier: Apache-2.0
//
// A run as a trace of OpenTelemetry: spans of run, phases, chunks and steps, made of the events
// that the run notes anyway (run_log.h). It sends nothing (otlp.h does), and leaves out what could
// name a person: keys, paths, addresses, messages.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "assay/core/json.h"
#include "assay/pipeline/run_log.h"

namespace assay::pipeline {

/// An attribute as OTLP's JSON has it: integers as text, all with their type's name.
/// Requires a bool, an integer, a finite number or UTF-8. Source: OTLP 1.x, common/v1/common.proto.
Json OtlpAttribute(std::string_view name, const Json& value);

/// Spans of one process. All starts of a run share one trace, whose id the run's first event has;
/// each start is a root span of its own. docs/reference/telemetry.md lists what they hold.
///
/// Threads: one. Memory: the events of one chunk, at most 128.
/// Source:  OTLP 1.x, trace/v1/trace.proto, in its JSON form.
class Trace {
 public:
  /// `emit` is given each span when it ends; `now_ns` is the time since 1970.
  Trace(std::function<void(const Json& span)> emit, std::function<std::int64_t()> now_ns)
      : emit_(std::move(emit)), now_ns_(std::move(now_ns)) {}

  void Take(const RunEvent& event);

 private:
  struct Open {
    std::string id;  ///< empty: not open
    std::int64_t start_ns = 0;
    Json attributes = Json::array();
  };
  void BeginRun(const RunEvent& event);
  void EndRun(std::string_view problem);
  void EndPhase(const Json& fields);
  void EndChunk(const Json& fields);
  void AddSteps(const Json& steps, const Open& chunk, std::int64_t end_ns);
  void AddEvent(std::string_view name, Json attributes);
  [[nodiscard]] std::string NewId();
  [[nodiscard]] Json Span(std::string_view name, const Open& span, std::string_view parent,
                          std::int64_t end_ns) const;

  std::function<void(const Json&)> emit_;
  std::function<std::int64_t()> now_ns_;
  std::string trace_;
  std::int64_t ids_ = 0;
  Open run_;
  Open phase_;
  std::string phase_name_;
  Json events_ = Json::array();  ///< of the open chunk
  std::int64_t left_out_ = 0;    ///< events beyond the limit
  Json run_events_ = Json::array();
};

}  // namespace assay::pipeline
