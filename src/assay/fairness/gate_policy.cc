// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/gate_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"
#include "assay/fairness/json_place_internal.h"
#include "assay/fairness/model_audit.h"

namespace assay::fairness {
namespace {

using internal::Names;
using internal::OnlyKeys;
using internal::Place;
using internal::Text;
using internal::Texts;

Result<double> Within(const Place& place, double least, double most) {
  const bool fits = place.json.is_number() && place.json.get<double>() >= least &&
                    place.json.get<double>() <= most;
  if (!fits)
    return place.Wrong(fmt::format("a number from {} to {} is expected here", least, most));
  return place.json.get<double>();
}

Result<std::int64_t> WholeWithin(const Place& place, std::int64_t least, std::int64_t most) {
  const bool fits = place.json.is_number_integer() && place.json.get<std::int64_t>() >= least &&
                    place.json.get<std::int64_t>() <= most;
  if (!fits)
    return place.Wrong(fmt::format("a whole number from {} to {} is expected here", least, most));
  return place.json.get<std::int64_t>();
}

By Split(std::string_view text, char mark) {
  By parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(mark, at), text.size());
    parts.emplace_back(Trim(text.substr(at, end - at)));
    at = end + 1;
  }
  return parts;
}

/// "sex*race" in the order in which attributes are declared, so that one intersection is one By.
Result<By> ReadBy(const Place& place, std::string_view text,
                  const std::vector<std::string>& known) {
  By by = Split(text, '*');
  const Names names(known.begin(), known.end());
  for (const std::string& attribute : by)
    if (std::ranges::find(known, attribute) == known.end())
      return place.Wrong(NoSuch("attribute", attribute, names));
  std::ranges::sort(by, {}, [&](const auto& name) { return std::ranges::find(known, name); });
  if (std::ranges::adjacent_find(by) != by.end()) return place.Wrong("names an attribute twice");
  if (by.size() > kMaxDepth)
    return place.Wrong(fmt::format("at most {} attributes intersect", kMaxDepth));
  return by;
}

Result<Metric> ReadMetric(const Place& place) {
  ASSAY_LET(const std::string text, Text(place));
  if (const auto metric = MetricNamed(text)) return *metric;
  Names names;
  for (const Metric metric : kMetrics) names.push_back(Name(metric));
  return place.Wrong(NoSuch("metric", text, names));
}

Status ReadModel(const Place& place, GatePolicy& policy) {
  ASSAY_TRY(OnlyKeys(place, {"label", "prediction", "score", "threshold", "positive"}));
  ASSAY_LET(policy.columns.label, Text(place.At("label")));
  if (place.Has("score") == place.Has("prediction"))
    return place.Wrong("either 'prediction' or 'score' with 'threshold' is expected here");
  ASSAY_LET(policy.columns.prediction, Text(place.At(place.Has("score") ? "score" : "prediction")));
  if (place.Has("score")) {
    ASSAY_LET(policy.columns.threshold, Within(place.At("threshold"), -1e300, 1e300));
  } else if (place.Has("threshold")) {
    return place.At("threshold").Wrong("belongs to a score");
  }
  if (place.Has("positive")) {
    ASSAY_LET(policy.positive, Text(place.At("positive")));
  }
  return Done{};
}

/// All combinations of at most `depth` attributes.
std::vector<By> Intersections(const std::vector<std::string>& attributes, std::size_t depth) {
  std::vector<By> all;
  std::vector<By> longest = {{}};
  for (std::size_t size = 1; size <= depth; ++size) {
    std::vector<By> longer;
    for (const By& by : longest) {
      const auto after =
          by.empty() ? attributes.begin() : std::next(std::ranges::find(attributes, by.back()));
      for (auto next = after; next != attributes.end(); ++next) {
        longer.push_back(by);
        longer.back().push_back(*next);
      }
    }
    all.insert(all.end(), longer.begin(), longer.end());
    longest = std::move(longer);
  }
  return all;
}

Status ReadFamily(const Place& place, GatePolicy& policy) {
  ASSAY_TRY(OnlyKeys(
      place, {"attributes", "intersections", "metrics", "references", "alpha", "min_rows"}));
  ASSAY_LET(policy.columns.attributes, Texts(place.At("attributes")));
  const auto& attributes = policy.columns.attributes;
  if (attributes.size() > kMaxAttributes)
    return place.At("attributes").Wrong(fmt::format("at most {} attributes", kMaxAttributes));
  for (const std::string& name : attributes)
    if (std::ranges::count(attributes, name) > 1 || name.find('*') != std::string::npos)
      return place.At("attributes")
          .Wrong(fmt::format("'{}' stands here twice, or holds a '*'", ToPrintable(name)));
  std::int64_t depth = 1;
  if (place.Has("intersections")) {
    ASSAY_LET(depth, WholeWithin(place.At("intersections"), 1, kMaxDepth));
  }
  if (place.Has("alpha")) {
    ASSAY_LET(policy.alpha, Within(place.At("alpha"), 1e-6, 0.5));
  }
  if (place.Has("min_rows")) {
    ASSAY_LET(policy.min_rows, WholeWithin(place.At("min_rows"), 1, 1'000'000'000));
  }
  if (place.Has("references")) {
    const Place references = place.At("references");
    ASSAY_TRY(OnlyKeys(references, Names(attributes.begin(), attributes.end())));
    for (const auto& [attribute, value] : references.json.items()) {
      ASSAY_LET(std::string text, Text({value, fmt::format("{}.{}", references.path, attribute)}));
      policy.references.emplace_back(attribute, std::move(text));
    }
  }
  const Place metrics = place.At("metrics");
  const bool is_list = metrics.json.is_array();
  for (std::size_t i = 0; i < (is_list ? metrics.json.size() : 1); ++i) {
    ASSAY_LET(const Metric metric, ReadMetric(is_list ? metrics.At(i) : metrics));
    for (By& by : Intersections(attributes, static_cast<std::size_t>(depth)))
      policy.family.emplace_back(metric, std::move(by));
  }
  return Done{};
}

Result<Gate> ReadGate(const Place& place, const GatePolicy& policy) {
  ASSAY_TRY(OnlyKeys(place, {"id", "metric", "by", "max_difference", "min_ratio", "basis"}));
  Gate gate;
  ASSAY_LET(gate.id, Text(place.At("id")));
  ASSAY_LET(gate.metric, ReadMetric(place.At("metric")));
  ASSAY_LET(const auto texts, Texts(place.At("by")));
  for (const std::string& text : texts) {
    ASSAY_LET(By by, ReadBy(place.At("by"), text, policy.columns.attributes));
    if (std::ranges::find(gate.by, by) != gate.by.end())
      return place.At("by").Wrong(fmt::format("{} stands here twice", ToPrintable(Joined(by))));
    if (std::ranges::find(policy.family, std::pair(gate.metric, by)) == policy.family.end())
      return place.Wrong(fmt::format("{} by {} is not in the declared family", Name(gate.metric),
                                     ToPrintable(Joined(by))));
    gate.by.push_back(std::move(by));
  }
  if (place.Has("max_difference") == place.Has("min_ratio"))
    return place.Wrong("exactly one of 'max_difference' and 'min_ratio' is expected here");
  if (place.Has("max_difference")) {
    ASSAY_LET(gate.max_difference, Within(place.At("max_difference"), 0, 1));
  } else {
    ASSAY_LET(gate.min_ratio, Within(place.At("min_ratio"), 1e-6, 1));
  }
  if (place.Has("basis")) {
    ASSAY_LET(gate.basis, Text(place.At("basis")));
  }
  return gate;
}

/// "sex=f, race=a", or a map of them, in the order in which attributes are declared.
Result<std::vector<std::pair<std::string, std::string>>> ReadGroup(
    const Place& place, const std::vector<std::string>& attributes) {
  std::vector<std::pair<std::string, std::string>> group;
  if (place.json.is_object()) {
    for (const auto& [attribute, value] : place.json.items()) {
      ASSAY_LET(std::string text, Text({value, fmt::format("{}.{}", place.path, attribute)}));
      group.emplace_back(attribute, std::move(text));
    }
  } else {
    ASSAY_LET(const std::string text, Text(place));
    for (const std::string& part : Split(text, ',')) {
      const std::size_t equals = part.find('=');
      if (equals == std::string::npos)
        return place.Wrong("attribute=value is expected, or several with commas, or a map");
      group.emplace_back(Trim(part.substr(0, equals)), Trim(part.substr(equals + 1)));
    }
  }
  std::ranges::sort(group, {}, [&](const auto& one) {
    return std::pair(std::ranges::find(attributes, one.first), one.first);
  });
  return group;
}

Result<Waiver> ReadWaiver(const Place& place, const GatePolicy& policy) {
  ASSAY_TRY(OnlyKeys(place, {"gate", "group", "owner", "reason", "expires"}));
  Waiver waiver;
  ASSAY_LET(waiver.gate, Text(place.At("gate")));
  Names ids;
  for (const Gate& gate : policy.gates) ids.push_back(gate.id);
  const auto gate = std::ranges::find(ids, waiver.gate);
  if (gate == ids.end()) return place.At("gate").Wrong(NoSuch("gate", waiver.gate, ids));
  ASSAY_LET(waiver.group, ReadGroup(place.At("group"), policy.columns.attributes));
  By by;
  for (const auto& [attribute, value] : waiver.group) by.push_back(attribute);
  const auto& wanted = policy.gates[static_cast<std::size_t>(gate - ids.begin())].by;
  if (std::ranges::find(wanted, by) == wanted.end())
    return place.At("group").Wrong(fmt::format("gate '{}' does not look at {}",
                                               ToPrintable(waiver.gate), ToPrintable(Joined(by))));
  const auto is_reference = [&](const auto& one) {
    return std::ranges::find(policy.references, one) != policy.references.end();
  };
  if (std::ranges::all_of(waiver.group, is_reference))
    return place.At("group").Wrong("is the reference: name the group that is compared with it");
  ASSAY_LET(waiver.owner, Text(place.At("owner")));
  ASSAY_LET(waiver.reason, Text(place.At("reason")));
  ASSAY_LET(waiver.expires, Text(place.At("expires")));
  if (!IsDay(waiver.expires)) return place.At("expires").Wrong("a day is expected: 2026-12-31");
  return waiver;
}

Status ReadRest(const Place& place, GatePolicy& policy) {
  if (place.Has("regression")) {
    const Place regression = place.At("regression");
    ASSAY_TRY(OnlyKeys(regression, {"max_worsening"}));
    ASSAY_LET(policy.max_worsening, Within(regression.At("max_worsening"), 0, 1));
  }
  if (!place.Has("on_insufficient")) return Done{};
  ASSAY_LET(const std::string choice, Text(place.At("on_insufficient")));
  constexpr std::array kChoices = {OnInsufficient::kWarn, OnInsufficient::kFail,
                                   OnInsufficient::kCollect};
  for (const OnInsufficient known : kChoices) {
    if (choice != Name(known)) continue;
    policy.on_insufficient = known;
    return Done{};
  }
  return place.At("on_insufficient").Wrong("warn, fail or collect is expected here");
}

}  // namespace

std::optional<std::chrono::sys_days> DayOf(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00";
  const bool fits = std::ranges::equal(text, kShape, [](char c, char shape) {
    return shape == '0' ? c >= '0' && c <= '9' : c == shape;
  });
  if (!fits) return std::nullopt;
  const auto number = [text](std::size_t at, std::size_t digits) {
    int value = 0;
    for (const char c : text.substr(at, digits)) value = value * 10 + (c - '0');
    return value;
  };
  const std::chrono::year_month_day day{std::chrono::year(number(0, 4)),
                                        std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                        std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  if (!day.ok()) return std::nullopt;
  return std::chrono::sys_days(day);
}

std::string Joined(const By& by) { return fmt::format("{}", fmt::join(by, "*")); }

std::string_view Name(OnInsufficient choice) {
  constexpr std::array<std::string_view, 3> kNames = {"warn", "fail", "collect"};
  return kNames.at(static_cast<std::size_t>(choice));
}

bool HasReference(const GatePolicy& policy, const By& by) {
  return std::ranges::all_of(by, [&policy](const std::string& attribute) {
    return std::ranges::find(policy.references, attribute,
                             [](const auto& one) { return one.first; }) != policy.references.end();
  });
}

Result<GatePolicy> ReadGatePolicy(const Json& json) {
  const Place root{json, "policy"};
  ASSAY_TRY(OnlyKeys(root, {"fairness"}));
  const Place place{root.At("fairness").json, "fairness"};
  ASSAY_TRY(
      OnlyKeys(place, {"model", "family", "gates", "regression", "waivers", "on_insufficient"}));
  GatePolicy policy;
  ASSAY_TRY(ReadModel(place.At("model"), policy));
  ASSAY_TRY(ReadFamily(place.At("family"), policy));
  const Place gates = place.At("gates");
  if (!gates.json.is_array() || gates.json.empty())
    return gates.Wrong("a list of gates is expected here");
  for (std::size_t i = 0; i < gates.json.size(); ++i) {
    ASSAY_LET(Gate gate, ReadGate(gates.At(i), policy));
    const auto has_id = [&](const Gate& other) { return other.id == gate.id; };
    if (std::ranges::any_of(policy.gates, has_id))
      return gates.At(i).Wrong(fmt::format("another gate is called '{}'", ToPrintable(gate.id)));
    policy.gates.push_back(std::move(gate));
  }
  const Place waivers = place.At("waivers");
  if (place.Has("waivers") && !waivers.json.is_array())
    return waivers.Wrong("a list of waivers is expected here");
  for (std::size_t i = 0; i < waivers.json.size(); ++i) {
    ASSAY_LET(policy.waivers.emplace_back(), ReadWaiver(waivers.At(i), policy));
  }
  ASSAY_TRY(ReadRest(place, policy));
  return policy;
}

}  // namespace assay::fairness
