// SPDX-License-Identifier: Apache-2.0
//
// What looking at records took: time, CPU of workers, workers that died of them. For who watches a
// run; nothing of it reaches an output.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "assay/channel/worker.h"
#include "assay/core/json.h"

namespace assay::pipeline {

/// What a visit of a record consists of.
enum class VisitStep : std::uint8_t { kRead, kInspect, kTransform };
inline constexpr std::array<std::string_view, 3> kVisitSteps = {"read", "inspect", "transform"};

struct StepTime {
  std::int64_t times = 0;
  std::chrono::nanoseconds wall{0};
  std::chrono::nanoseconds cpu{0};  ///< of the worker
};

/// A worker that died of a record.
struct LostWorker {
  VisitStep step = VisitStep::kInspect;
  channel::Ending ending = channel::Ending::kCrashed;
  bool is_retried = false;  ///< another one was asked the same
};

/// Of one record.
struct Effort {
  std::chrono::nanoseconds wall{0};
  std::array<StepTime, kVisitSteps.size()> steps;
  std::vector<LostWorker> lost;

  void Spend(VisitStep step, std::chrono::nanoseconds wall_time, std::chrono::nanoseconds cpu);
};

/// Of the records of a chunk, as the event "chunk.committed" tells it (run_events_internal.h).
class ChunkEffort {
 public:
  /// `asset` is empty for what could not be read.
  void Add(const Effort& effort, std::string_view asset);
  [[nodiscard]] Json ToJson() const;

 private:
  static constexpr std::size_t kNamed = 64;  // lost workers that are told of one by one

  Effort sum_;
  std::chrono::nanoseconds longest_{0};
  std::array<std::int64_t, 9> endings_{};  ///< by channel::Ending
  std::int64_t retries_ = 0;
  Json lost_ = Json::array();
};

}  // namespace assay::pipeline
