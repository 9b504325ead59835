// SPDX-License-Identifier: Apache-2.0
#include "run_text.h"

#include <fmt/format.h>

#include "assay/pipeline/run_log.h"

namespace assay::cli {
namespace {

/// The use that a run's plan names, with the date that the run has.
Json UseOf(const catalog::Run& run) {
  const auto plan = ParseJson(run.plan);
  Json use = plan.ok() ? plan.value().value("use", Json::object()) : Json::object();
  use["date"] = run.date;
  return use;
}

}  // namespace

std::string StateOf(const pipeline::RunState& state) {
  return state.run.finished_at.empty() ? state.run.phase : "finished";
}

Json TextOrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json Brief(const pipeline::RunState& state) {
  return {{"id", state.run.id},
          {"state", StateOf(state)},
          {"started_at", state.run.started_at},
          {"finished_at", TextOrNull(state.run.finished_at)},
          {"use", UseOf(state.run)},
          {"accounting", pipeline::ToJson(state.count)},
          {"digest", TextOrNull(state.run.tree_root)},
          {"release", state.release}};
}

std::string ReleaseIn(const pipeline::RunState& state) {
  return state.release.is_null() ? "-"
                                 : fmt::format("{} {}", StringOr(state.release, "name"),
                                               StringOr(state.release, "version"));
}

std::string UseIn(const pipeline::RunState& state) {
  const Json use = UseOf(state.run);
  return fmt::format("{} in {} on {}", StringOr(use, "purpose"), StringOr(use, "jurisdiction"),
                     StringOr(use, "date"));
}

std::string CountIn(const pipeline::RunState& state) {
  const catalog::Accounting& count = state.count;
  return fmt::format("{} records: allow {}  deny {}  review {}  dead {}  pending {}", count.seen,
                     count.allow, count.deny, count.review, count.dead, count.pending);
}

}  // namespace assay::cli
