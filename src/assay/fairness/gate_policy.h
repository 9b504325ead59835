// SPDX-License-Identifier: Apache-2.0
//
// What a gate holds a model to, written before the data are read: the family of questions, limits,
// waivers. It reads no file; docs/reference/fairness-gate.md describes it for its writers.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/fairness/confusion.h"
#include "assay/fairness/group.h"

namespace assay::fairness {

/// Attributes that are looked at together: one, or several of an intersection.
using By = std::vector<std::string>;

/// "2026-12-31": a day of the calendar, so that texts sort as days do.
std::optional<std::chrono::sys_days> DayOf(std::string_view text);
inline bool IsDay(std::string_view text) { return DayOf(text).has_value(); }

/// "sex", "sex*race"
std::string Joined(const By& by);

struct Gate {
  std::string id;
  Metric metric = Metric::kSelectionRate;
  std::vector<By> by;
  std::optional<double> max_difference;  ///< one of these two is there
  std::optional<double> min_ratio;
  std::string basis;  ///< what the limit rests on, in its owner's words: none of them is the law
};

struct Waiver {
  std::string gate;
  std::vector<std::pair<std::string, std::string>> group;  ///< attribute, value; of its By in order
  std::string owner;
  std::string reason;
  std::string expires;  ///< the last day on which it holds
};

enum class OnInsufficient {
  kWarn,     ///< passes, and says so
  kFail,     ///< fails
  kCollect,  ///< as kWarn, and says how many rows are wanted of whom
};
std::string_view Name(OnInsufficient choice);  // "warn", "fail", "collect"

struct GatePolicy {
  ModelColumns columns;  ///< its attributes are all that some family or gate names
  std::optional<std::string> positive;
  std::vector<std::pair<std::string, std::string>> references;  ///< attribute, value
  std::vector<std::pair<Metric, By>> family;                    ///< declared and asked by no gate
  double alpha = 0.05;
  std::int64_t min_rows = 30;
  std::vector<Gate> gates;
  std::optional<double> max_worsening;  ///< against the last release
  std::vector<Waiver> waivers;
  OnInsufficient on_insufficient = OnInsufficient::kWarn;
};

/// Whether each attribute has a reference: then every other group is compared with that one.
bool HasReference(const GatePolicy& policy, const By& by);

/// Reads {"fairness": {"model": ..., "gates": [...], ...}}.
///
/// Errors:  kInvalidArgument with the path of what is wrong ("fairness.gates[1].metric"): unknown
///          keys and metrics, a gate without an id or with one of another, not exactly one limit,
///          limits out of range, a gate that its declared family does not hold, a waiver without
///          gate, group, owner, reason or day, or of the group that others are compared with.
Result<GatePolicy> ReadGatePolicy(const Json& policy);

}  // namespace assay::fairness
