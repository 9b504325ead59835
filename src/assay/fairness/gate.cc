// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"

namespace assay::fairness {
namespace {

constexpr std::string_view kSchema = "assay.fairness.counts/1";
constexpr Interval kAnything = {-std::numeric_limits<double>::infinity(),
                                std::numeric_limits<double>::infinity()};

std::vector<std::size_t> PlacesOf(const By& by, const std::vector<std::string>& attributes) {
  std::vector<std::size_t> places;
  for (const std::string& name : by)
    places.push_back(
        static_cast<std::size_t>(std::ranges::find(attributes, name) - attributes.begin()));
  return places;
}

/// A group that only has rows without a label or a prediction is known: it has no rate.
bool IsKnown(const Group& group) {
  return group.counts.n() + group.left_out > 0 &&
         std::ranges::none_of(group.values, [](const auto& value) { return value == kUnknown; });
}

/// Groups with rows, whose attributes are all known.
Result<std::vector<Group>> KnownGroups(const CountedModel& model, const ModelColumns& columns,
                                       const By& by) {
  ASSAY_LET(Grouping grouping, GroupBy(model, columns, PlacesOf(by, columns.attributes)));
  std::erase_if(grouping.groups, [](const Group& group) { return !IsKnown(group); });
  return std::move(grouping.groups);
}

/// Where the reference of this `by` stands; none when an attribute has none.
Result<std::optional<std::size_t>> ReferenceOf(const GatePolicy& policy, const By& by,
                                               const std::vector<Group>& groups) {
  std::vector<std::string> values;
  for (const std::string& attribute : by) {
    const auto found = std::ranges::find(policy.references, attribute,
                                         [](const auto& pair) { return pair.first; });
    if (found == policy.references.end()) return std::optional<std::size_t>();
    values.push_back(found->second);
  }
  const auto group = std::ranges::find(groups, values, &Group::values);
  if (group != groups.end()) return std::optional<std::size_t>(group - groups.begin());
  std::vector<std::string> known;
  for (const Group& one : groups) known.push_back(fmt::format("{}", fmt::join(one.values, ",")));
  return Error{ErrorCode::kInvalidArgument,
               NoSuch("group", fmt::format("{}", fmt::join(values, ",")),
                      std::vector<std::string_view>(known.begin(), known.end()))};
}

/// A gate, or none: declared only.
struct Ask {
  std::optional<std::size_t> gate;
  Metric metric = Metric::kSelectionRate;
  By by;
};

/// Questions in the making, with who asked.
struct Family {
  std::vector<Comparison> questions;
  std::vector<std::pair<std::size_t, Finding>> findings;  ///< place of the question
};

/// The denominators of what is too small are hidden from the judges: nothing is concluded.
Comparison Asked(Proportion a, Proportion b, Disparity disparity, Interval tolerated,
                 bool is_small) {
  if (is_small) return {{0, 0}, {0, 0}, disparity, tolerated};
  return {a, b, disparity, tolerated};
}

Interval Tolerated(const Gate& gate) {
  if (gate.max_difference) return {-*gate.max_difference, *gate.max_difference};
  return {*gate.min_ratio, 1 / *gate.min_ratio};
}

class Evaluation {
 public:
  Evaluation(const GatePolicy& policy, const CountedModel& model)
      : policy_(policy), model_(model) {}

  Status Add(const Ask& ask) {
    ASSAY_LET(const auto groups, KnownGroups(model_, policy_.columns, ask.by));
    ASSAY_LET(const auto reference, ReferenceOf(policy_, ask.by, groups));
    const std::size_t others = groups.empty() ? 0 : groups.size() - 1;
    const std::size_t count = reference ? others : groups.size() * others / 2;
    if (count == 0 && ask.gate) uncompared_.push_back({*ask.gate, ask.by});
    if (count > kMaxQuestions - family_.questions.size())
      return Error{ErrorCode::kExhausted,
                   fmt::format("more than {} pairs of groups: name references, or fewer "
                               "intersections",
                               kMaxQuestions)};
    const auto pairs =
        reference ? AgainstReference(groups.size(), *reference) : AllPairs(groups.size());
    for (const auto& [a, b] : pairs) Add(ask, groups[a], groups[b]);
    return Done{};
  }

  /// Groups of a gate now, against the same in the last release.
  Status AddRegression(const Ask& ask, const CountedModel& last, const ModelColumns& columns) {
    ASSAY_LET(const auto groups, KnownGroups(model_, policy_.columns, ask.by));
    ASSAY_LET(const auto before, KnownGroups(last, columns, ask.by));
    if (before.empty()) uncompared_.push_back({*ask.gate, ask.by, /*is_regression=*/true});
    for (const Group& old : before) {
      const auto now = std::ranges::lower_bound(groups, old.values, {}, &Group::values);
      Group group;
      group.values = old.values;
      if (now != groups.end() && now->values == old.values) group = *now;
      Finding finding = FindingOf(ask, group, old);
      finding.b.clear();
      finding.tolerated = Worsening(ask.metric);
      Push(std::move(finding), Disparity::kDifference);
    }
    return Done{};
  }

  /// Judges all and gives the findings.
  std::vector<Finding> Judged() {
    const auto judgements = JudgeFamily(family_.questions, policy_.alpha);
    std::vector<Finding> findings;
    for (auto& [place, finding] : family_.findings) {
      finding.judgement = judgements[place];
      findings.push_back(std::move(finding));
    }
    return findings;
  }

  [[nodiscard]] std::size_t size() const { return family_.questions.size(); }
  [[nodiscard]] const std::vector<Uncompared>& uncompared() const { return uncompared_; }

 private:
  [[nodiscard]] Finding FindingOf(const Ask& ask, const Group& a, const Group& b) const {
    Finding finding;
    finding.gate = ask.gate.value_or(0);
    finding.by = ask.by;
    finding.a = a.values;
    finding.b = b.values;
    finding.share_a = Share(a.counts, ask.metric);
    finding.share_b = Share(b.counts, ask.metric);
    finding.is_small = std::min(finding.share_a.n, finding.share_b.n) < policy_.min_rows;
    return finding;
  }

  void Add(const Ask& ask, const Group& a, const Group& b) {
    Finding finding = FindingOf(ask, a, b);
    if (!ask.gate) {
      family_.questions.push_back(Asked(finding.share_a, finding.share_b, Disparity::kDifference,
                                        kAnything, finding.is_small));
      return;
    }
    const Gate& gate = policy_.gates[*ask.gate];
    finding.tolerated = Tolerated(gate);
    Push(std::move(finding), gate.min_ratio ? Disparity::kRatio : Disparity::kDifference);
  }

  void Push(Finding finding, Disparity disparity) {
    family_.questions.push_back(
        Asked(finding.share_a, finding.share_b, disparity, finding.tolerated, finding.is_small));
    family_.findings.emplace_back(family_.questions.size() - 1, std::move(finding));
  }

  /// What may become of a share since the last release. Of a rate that is good neither high nor low
  /// every change counts.
  [[nodiscard]] Interval Worsening(Metric metric) const {
    const double most = *policy_.max_worsening;
    switch (metric) {
      case Metric::kAccuracy:
      case Metric::kTpr:
      case Metric::kTnr:
      case Metric::kPpv:
      case Metric::kNpv:
        return {-most, 1};
      case Metric::kFnr:
      case Metric::kFpr:
      case Metric::kFdr:
      case Metric::kFor:
      case Metric::kErrorRate:
        return {-1, most};
      case Metric::kSelectionRate:
      case Metric::kPrevalence:
        break;
    }
    return {-most, most};
  }

  const GatePolicy& policy_;
  const CountedModel& model_;
  Family family_;
  std::vector<Uncompared> uncompared_;
};

// ---- the last release ----

/// What the counts are of: they are only compared with counts of the same.
Json ModelOf(const GatePolicy& policy) {
  const ModelColumns& columns = policy.columns;
  return {{"label", columns.label},
          {"prediction", columns.prediction},
          {"threshold", columns.threshold ? Json(*columns.threshold) : Json()},
          {"positive", policy.positive ? Json(*policy.positive) : Json()}};
}

/// The groups of a document that has the right members. Errors: throws what the library throws.
std::optional<std::vector<Group>> GroupsIn(const Json& list, std::size_t attributes) {
  constexpr std::int64_t kMostRows = std::int64_t{1} << 53;
  std::int64_t left = kMostRows;
  std::vector<Group> groups;
  for (const Json& json : list) {
    Group group;
    group.values = json.at("values").get<std::vector<std::string>>();
    if (group.values.size() != attributes) return std::nullopt;
    Confusion& counts = group.counts;
    for (const auto& [name, count] : {std::pair("tp", &counts.tp), std::pair("fp", &counts.fp),
                                      std::pair("fn", &counts.fn), std::pair("tn", &counts.tn)}) {
      *count = json.at(name).get<std::int64_t>();
      if (*count < 0 || *count > left) return std::nullopt;
      left -= *count;
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

std::string Shown(const Json& json) {
  return ToPrintable(ToUtf8(json.dump(-1, ' ', false, Json::error_handler_t::replace), 256));
}

Result<CountedModel> Thawed(const GatePolicy& policy, const Json& last, ModelColumns& columns) {
  const auto wrong = [](std::string_view what) {
    return Error{ErrorCode::kInvalidArgument, fmt::format("the last release's counts {}", what)};
  };
  const std::string kind = fmt::format("are no {} document", kSchema);
  if (StringOr(last, "schema") != kSchema) return wrong(kind);
  CountedModel model;
  try {
    if (last.at("model") != ModelOf(policy))
      return wrong(fmt::format("are of another model: {}", Shown(last.at("model"))));
    columns.attributes = last.at("attributes").get<std::vector<std::string>>();
    auto groups = GroupsIn(last.at("groups"), columns.attributes.size());
    if (!groups) return wrong(kind);
    model.groups = std::move(*groups);
  } catch (const Json::exception&) {
    return wrong(kind);
  }
  if (model.groups.empty()) return wrong("are of no groups");
  const std::vector<std::string_view> known(columns.attributes.begin(), columns.attributes.end());
  for (const Gate& gate : policy.gates)
    for (const By& by : gate.by)
      for (const std::string& name : by)
        if (std::ranges::find(known, name) == known.end())
          return wrong(fmt::format("have {}", NoSuch("attribute", name, known)));
  return model;
}

// ---- answers ----

bool Covers(const Waiver& waiver, const By& by, const std::vector<std::string>& values) {
  if (waiver.group.size() != by.size() || values.size() != by.size()) return false;
  for (std::size_t i = 0; i < by.size(); ++i)
    if (waiver.group[i] != std::pair(by[i], values[i])) return false;
  return true;
}

void Waive(const GatePolicy& policy, std::string_view today, Finding& finding) {
  if (finding.judgement.verdict != Verdict::kFail) return;
  const bool is_mutual = !HasReference(policy, finding.by);  // else `b` is the reference
  for (std::size_t i = 0; i < policy.waivers.size() && !finding.waiver; ++i) {
    const Waiver& waiver = policy.waivers[i];
    const bool holds = waiver.gate == policy.gates[finding.gate].id && waiver.expires >= today &&
                       (Covers(waiver, finding.by, finding.a) ||
                        (is_mutual && Covers(waiver, finding.by, finding.b)));
    if (holds) finding.waiver = i;
  }
}

void Count(const Finding& finding, GateAnswer& answer) {
  switch (finding.judgement.verdict) {
    case Verdict::kPass:
      ++answer.pass;
      break;
    case Verdict::kFail:
      ++(finding.waiver ? answer.waived : answer.fail);
      break;
    case Verdict::kInsufficient:
      ++answer.insufficient;
      break;
  }
}

/// A gate that found nobody to compare passes nobody.
Verdict VerdictOf(const GateAnswer& answer) {
  if (answer.fail > 0) return Verdict::kFail;
  const bool is_clear = answer.insufficient == 0 && answer.pass + answer.waived > 0;
  return is_clear ? Verdict::kPass : Verdict::kInsufficient;
}

void Conclude(const GatePolicy& policy, std::string_view today, GateReport& report) {
  report.gates.assign(policy.gates.size(), {});
  for (Finding& finding : report.findings) Waive(policy, today, finding);
  for (const auto* findings : {&report.findings, &report.regression})
    for (const Finding& finding : *findings) Count(finding, report.gates[finding.gate]);
  for (const Uncompared& one : report.uncompared) ++report.gates[one.gate].insufficient;
  for (GateAnswer& answer : report.gates) answer.verdict = VerdictOf(answer);
  for (std::size_t i = 0; i < policy.waivers.size(); ++i)
    if (policy.waivers[i].expires < today) report.expired.push_back(i);
  const auto has = [&](Verdict verdict) {
    return std::ranges::any_of(report.gates,
                               [&](const GateAnswer& gate) { return gate.verdict == verdict; });
  };
  if (has(Verdict::kInsufficient)) report.verdict = Verdict::kInsufficient;
  if (has(Verdict::kFail) || !report.expired.empty()) report.verdict = Verdict::kFail;
  report.passes =
      report.verdict == Verdict::kPass ||
      (report.verdict == Verdict::kInsufficient && policy.on_insufficient != OnInsufficient::kFail);
}

/// What gates ask, then what is declared beside.
std::vector<Ask> Asks(const GatePolicy& policy) {
  std::vector<Ask> asks;
  auto rest = policy.family;
  for (std::size_t i = 0; i < policy.gates.size(); ++i) {
    const Gate& gate = policy.gates[i];
    for (const By& by : gate.by) {
      asks.push_back({i, gate.metric, by});
      std::erase(rest, std::pair(gate.metric, by));
    }
  }
  for (const auto& [metric, by] : rest) asks.push_back({std::nullopt, metric, by});
  return asks;
}

}  // namespace

std::string_view Name(Verdict verdict) {
  constexpr std::array<std::string_view, 3> kNames = {"pass", "fail", "insufficient"};
  return kNames.at(static_cast<std::size_t>(verdict));
}

Result<GateReport> Evaluate(const GatePolicy& policy, std::span<const table::TupleCount> tuples,
                            const std::optional<Json>& last, std::string_view today) {
  if (!IsDay(today))
    return Error{ErrorCode::kInvalidArgument, "a day is expected, such as 2026-12-31"};
  if (policy.max_worsening && !last)
    return Error{ErrorCode::kInvalidArgument,
                 "the policy has a regression: name the counts of the last release"};
  if (last && !policy.max_worsening)
    return Error{ErrorCode::kInvalidArgument,
                 "the policy has no regression to hold the last release's counts against"};
  GateReport report;
  ASSAY_LET(report.model, Classify(tuples, policy.columns, policy.positive));
  Evaluation family(policy, report.model);
  const auto asks = Asks(policy);
  for (const Ask& ask : asks) ASSAY_TRY(family.Add(ask));
  report.questions = family.size();
  if (last) {
    ModelColumns columns;
    ASSAY_LET(const CountedModel before, Thawed(policy, *last, columns));
    std::vector<std::pair<Metric, By>> seen;  // two gates may hold one rate to two limits
    for (const Ask& ask : asks) {
      if (!ask.gate || std::ranges::find(seen, std::pair(ask.metric, ask.by)) != seen.end())
        continue;
      seen.emplace_back(ask.metric, ask.by);
      Status added = family.AddRegression(ask, before, columns);
      if (!added.ok()) return Error(added.error()).In("the last release's counts");
    }
  }
  report.regression_questions = family.size() - report.questions;
  report.questions = family.size();
  report.uncompared = family.uncompared();
  for (Finding& finding : family.Judged())
    (finding.b.empty() ? report.regression : report.findings).push_back(std::move(finding));
  Conclude(policy, today, report);
  return report;
}

Json Frozen(const GatePolicy& policy, const CountedModel& model) {
  Json groups = Json::array();
  for (const Group& group : model.groups)
    groups.push_back({{"values", group.values},
                      {"tp", group.counts.tp},
                      {"fp", group.counts.fp},
                      {"fn", group.counts.fn},
                      {"tn", group.counts.tn}});
  return {{"schema", kSchema},
          {"model", ModelOf(policy)},
          {"attributes", policy.columns.attributes},
          {"groups", std::move(groups)}};
}

}  // namespace assay::fairness
