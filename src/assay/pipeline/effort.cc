// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/effort.h"

#include <algorithm>

namespace assay::pipeline {
namespace {

double Seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace

void Effort::Spend(VisitStep step, std::chrono::nanoseconds wall_time,
                   std::chrono::nanoseconds cpu) {
  StepTime& time = steps.at(static_cast<std::size_t>(step));
  ++time.times;
  time.wall += wall_time;
  time.cpu += cpu;
}

void ChunkEffort::Add(const Effort& effort, std::string_view asset) {
  sum_.wall += effort.wall;
  longest_ = std::max(longest_, effort.wall);
  for (std::size_t i = 0; i < kVisitSteps.size(); ++i) {
    sum_.steps.at(i).times += effort.steps.at(i).times;
    sum_.steps.at(i).wall += effort.steps.at(i).wall;
    sum_.steps.at(i).cpu += effort.steps.at(i).cpu;
  }
  for (const LostWorker& lost : effort.lost) {
    ++endings_.at(static_cast<std::size_t>(lost.ending));
    retries_ += lost.is_retried ? 1 : 0;
    if (lost_.size() == kNamed) continue;
    lost_.push_back({{"asset", asset},
                     {"step", kVisitSteps.at(static_cast<std::size_t>(lost.step))},
                     {"cause", channel::Name(lost.ending)},
                     {"retried", lost.is_retried}});
  }
}

Json ChunkEffort::ToJson() const {
  Json steps = Json::object();
  Json killed = Json::object();
  for (std::size_t i = 0; i < kVisitSteps.size(); ++i) {
    const StepTime& time = sum_.steps.at(i);
    if (time.times == 0) continue;
    steps[std::string(kVisitSteps.at(i))] = {
        {"times", time.times}, {"seconds", Seconds(time.wall)}, {"cpu_s", Seconds(time.cpu)}};
  }
  for (std::size_t i = 0; i < endings_.size(); ++i) {
    const auto name = std::string(channel::Name(static_cast<channel::Ending>(i)));
    if (endings_.at(i) > 0) killed[name] = endings_.at(i);
  }
  return {{"visit_seconds", Seconds(sum_.wall)},
          {"visit_longest_s", Seconds(longest_)},
          {"steps", std::move(steps)},
          {"killed", std::move(killed)},
          {"retries", retries_},
          {"lost", lost_}};
}

}  // namespace assay::pipeline
