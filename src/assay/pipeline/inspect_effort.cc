// SPDX-License-Identifier: Apache-2.0
//
// Where a visit spends its time: reading, waiting for the worker, and trying again.
#include <chrono>
#include <thread>
#include <utility>

#include "assay/core/hash.h"
#include "assay/pipeline/inspect.h"
#include "assay/pipeline/locator.h"

namespace assay::pipeline {
namespace {

using Clock = std::chrono::steady_clock;

VisitStep StepOf(channel::Op op) {
  return op == channel::Op::kTransform ? VisitStep::kTransform : VisitStep::kInspect;
}

/// A refusal is an answer too.
bool DiedOf(const channel::Answer& answer) {
  using channel::Ending;
  return answer.ending != Ending::kAnswered && answer.ending != Ending::kRefused;
}

/// Unless a limit of ours has ended it: that says what it says.
bool MayBeAnothersFault(const channel::Answer& answer) {
  using channel::Ending;
  return DiedOf(answer) && answer.ending != Ending::kCpuLimit && answer.ending != Ending::kDeadline;
}

/// How often something that may mend itself is tried.
constexpr std::int64_t kTries = 4;

/// So many in a row did not mend: a place that is gone is not waited for a million times.
constexpr int kPatience = 8;

bool MayMend(const Error& error, std::int64_t tries) {
  return error.code == ErrorCode::kUnavailable && tries < kTries;
}

/// Each is four times the one before: two seconds in all.
void Pause(std::int64_t tries) {
  std::this_thread::sleep_for(std::chrono::milliseconds(100) * (1 << (2 * (tries - 1))));
}

}  // namespace

Inspected Inspector::Inspect(const Item& item) {
  effort_ = {};
  const auto since = Clock::now();
  Inspected result = Visit(item);
  effort_.wall = Clock::now() - since;
  result.effort = std::exchange(effort_, {});
  return result;
}

/// Copies the bytes into the worker's slot and hashes them there.
Result<Inspector::Loaded> Inspector::Load(const Location& location) {
  const auto since = Clock::now();
  ASSAY_LET(LocatedBytes bytes, LocatedBytes::Open(location));
  ASSAY_LET(const std::span<std::uint8_t> slot, Slot(static_cast<std::size_t>(bytes.bytes())));
  Loaded loaded;
  ASSAY_LET(loaded.bytes, bytes.Read(slot.first(static_cast<std::size_t>(bytes.bytes()))));
  loaded.view = slot.first(loaded.bytes);
  loaded.digest = Sha256(loaded.view);
  effort_.Spend(VisitStep::kRead, Clock::now() - since, {});
  return loaded;
}

Result<Inspector::Loaded> Inspector::LoadPatiently(const Location& location) {
  for (tries_ = 1;; ++tries_) {
    auto loaded = Load(location);
    if (loaded.ok() || !MayMend(loaded.error(), tries_)) {
      const bool is_unmended = !loaded.ok() && loaded.error().code == ErrorCode::kUnavailable;
      unmended_ = is_unmended ? unmended_ + 1 : 0;
      return loaded;
    }
    if (unmended_ >= kPatience) return loaded;
    Pause(tries_);
  }
}

Result<channel::Answer> Inspector::AskOnce(channel::Op op, std::size_t bytes,
                                           const Json& arguments) {
  const auto since = Clock::now();
  ASSAY_LET(channel::Answer answer, worker_.Run(op, bytes, arguments));
  effort_.Spend(StepOf(op), Clock::now() - since, answer.cpu);
  if (DiedOf(answer)) effort_.lost.push_back({StepOf(op), answer.ending});
  return answer;
}

/// Asks twice when the worker dies of it: a crash may be another's fault (the kernel out of
/// memory, a signal from outside). What kills two workers is poison. The slot outlives them.
Result<channel::Answer> Inspector::Ask(channel::Op op, std::size_t bytes, const Json& arguments) {
  int deaths = 0;
  for (tries_ = 1;; ++tries_) {
    auto answer = AskOnce(op, bytes, arguments);
    const bool is_unstarted = !answer.ok() && MayMend(answer.error(), tries_);
    const bool may_be_anothers = answer.ok() && MayBeAnothersFault(answer.value()) && ++deaths < 2;
    if (!is_unstarted && !may_be_anothers) return answer;
    if (may_be_anothers) effort_.lost.back().is_retried = true;
    if (is_unstarted) Pause(tries_);
  }
}

}  // namespace assay::pipeline
