// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/thresholds.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <utility>

#include "assay/core/bytes.h"

namespace assay::fairness {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

struct Labels {
  double positives = 0;
  double negatives = 0;
};

Labels LabelsOf(const ScoredGroup& group) {
  Labels labels;
  for (const ScoreCount& one : group.scores) {
    labels.positives += static_cast<double>(one.positives);
    labels.negatives += static_cast<double>(one.negatives);
  }
  return labels;
}

Result<Labels> AllLabels(std::span<const ScoredGroup> groups) {
  Labels all;
  for (const ScoredGroup& group : groups) {
    const Labels labels = LabelsOf(group);
    all.positives += labels.positives;
    all.negatives += labels.negatives;
  }
  if (all.positives == 0 || all.negatives == 0)
    return Wrong("the rows to be fitted to have no positive label, or no negative one");
  return all;
}

/// Both objectives are a sum over rows: so much for a true positive, less so much for a false one.
struct Worth {
  double true_positive = 0;
  double false_positive = 0;
  double nobody = 0;  ///< the objective where all are a no
};

Worth WorthOf(Objective objective, const Labels& all) {
  const double rows = all.positives + all.negatives;
  if (objective == Objective::kAccuracy) return {1 / rows, 1 / rows, all.negatives / rows};
  return {0.5 / all.positives, 0.5 / all.negatives, 0.5};
}

/// A threshold of a group: what it takes (x) and what it is worth (y).
struct Corner {
  double x = 0;
  double y = 0;
  double threshold = 0;
};

/// The upper concave envelope of all thresholds of a group, x from 0 to 1.
using Curve = std::vector<Corner>;
using MakeCorner = std::function<Corner(double tp, double fp)>;

/// Whether b lies on or under the line from a to c.
bool IsUnder(const Corner& a, const Corner& b, const Corner& c) {
  return (b.y - a.y) * (c.x - a.x) <= (c.y - a.y) * (b.x - a.x);
}

Curve CurveOf(const ScoredGroup& group, const MakeCorner& make) {
  Curve curve;
  const auto add = [&curve](Corner corner) {
    if (!curve.empty() && curve.back().x == corner.x) {
      if (corner.y <= curve.back().y) return;
      curve.pop_back();
    }
    while (curve.size() > 1 && IsUnder(curve[curve.size() - 2], curve.back(), corner))
      curve.pop_back();
    curve.push_back(corner);
  };
  double tp = 0;
  double fp = 0;
  Corner corner = make(tp, fp);
  corner.threshold = kNever;
  add(corner);
  for (const ScoreCount& one : group.scores) {
    tp += static_cast<double>(one.positives);
    fp += static_cast<double>(one.negatives);
    corner = make(tp, fp);
    corner.threshold = one.score;
    add(corner);
  }
  return curve;
}

struct OnCurve {
  double y = 0;
  double slope = 0;  ///< of the side to the right; of the last corner's to the left
  std::array<ThresholdRule::Part, 2> parts;
};

OnCurve At(const Curve& curve, double x) {
  const auto right = std::ranges::upper_bound(curve, x, {}, &Corner::x);
  const std::size_t b =
      std::clamp<std::size_t>(static_cast<std::size_t>(right - curve.begin()), 1, curve.size() - 1);
  const Corner& from = curve[b - 1];
  const Corner& to = curve[b];
  const double share = (x - from.x) / (to.x - from.x);
  OnCurve found;
  found.slope = (to.y - from.y) / (to.x - from.x);
  found.y = x == to.x ? to.y : from.y + share * (to.y - from.y);
  found.parts = {{{from.threshold, 1 - share}, {to.threshold, share}}};
  return found;
}

std::vector<double> CornersOf(const std::vector<Curve>& curves) {
  std::vector<double> all;
  for (const Curve& curve : curves)
    for (const Corner& corner : curve) all.push_back(corner.x);
  std::ranges::sort(all);
  const auto twice = std::ranges::unique(all);
  all.erase(twice.begin(), twice.end());
  return all;
}

/// The place among `places` with the greatest value, the first of equals.
double Best(const std::vector<double>& places, const std::function<double(double)>& value) {
  return *std::ranges::max_element(places, {}, value);
}

/// Where the lowest curve less `slope` x is greatest: at a corner, or beside the best corner where
/// two curves cross, which between neighbouring corners are lines.
double HighestOfLowest(const std::vector<Curve>& curves, double slope) {
  const auto height = [&](double x) {
    double lowest = kNever;
    for (const Curve& curve : curves) lowest = std::min(lowest, At(curve, x).y);
    return lowest - slope * x;
  };
  const std::vector<double> corners = CornersOf(curves);
  std::vector<double> places = {Best(corners, height)};
  const auto best = std::ranges::find(corners, places.front());
  for (auto from = best == corners.begin() ? best : best - 1;
       from <= best && from + 1 != corners.end(); ++from) {
    for (const Curve& a : curves) {
      for (const Curve& b : curves) {
        const OnCurve one = At(a, *from);
        const OnCurve other = At(b, *from);
        const double x = *from + (other.y - one.y) / (one.slope - other.slope);
        if (*from < x && x < *(from + 1)) places.push_back(x);  // not of parallels: no number
      }
    }
  }
  return Best(places, height);
}

/// The rate that a constraint makes equal.
double RateOf(ParityConstraint constraint, const Labels& labels, double tp, double fp) {
  switch (constraint) {
    case ParityConstraint::kEqualOpportunity:
      return tp / labels.positives;
    case ParityConstraint::kEqualizedOdds:
    case ParityConstraint::kFprParity:
      return fp / labels.negatives;
    case ParityConstraint::kDemographicParity:
      break;
  }
  return (tp + fp) / (labels.positives + labels.negatives);
}

Status CheckGroups(std::span<const ScoredGroup> groups, ParityConstraint constraint) {
  if (groups.size() < 2) return Wrong("there is one group: there is nothing to compare");
  if (groups.size() > kMaxThresholdGroups)
    return Error{ErrorCode::kExhausted,
                 fmt::format("more than {} groups to fit a threshold to", kMaxThresholdGroups)};
  const bool by_tpr = constraint == ParityConstraint::kEqualizedOdds ||
                      constraint == ParityConstraint::kEqualOpportunity;
  const bool by_fpr =
      constraint == ParityConstraint::kEqualizedOdds || constraint == ParityConstraint::kFprParity;
  for (const ScoredGroup& group : groups) {
    const Labels labels = LabelsOf(group);
    const char* lack = nullptr;
    if (labels.positives + labels.negatives == 0) lack = "rows";
    if (by_tpr && labels.positives == 0) lack = "positive labels";
    if (by_fpr && labels.negatives == 0) lack = "negative labels";
    if (lack != nullptr)
      return Wrong(
          fmt::format("group '{}' has no {} among the rows that thresholds are fitted to: "
                      "another seed or share held out, or more rows",
                      ToPrintable(fmt::format("{}", fmt::join(group.values, ", "))), lack));
  }
  return Done{};
}

FittedThresholds FitOneRate(std::span<const ScoredGroup> groups, ParityConstraint constraint,
                            const Worth& worth) {
  std::vector<Curve> curves;
  for (const ScoredGroup& group : groups)
    curves.push_back(CurveOf(group, [&, labels = LabelsOf(group)](double tp, double fp) {
      return Corner{RateOf(constraint, labels, tp, fp),
                    worth.true_positive * tp - worth.false_positive * fp, 0};
    }));
  const auto total = [&curves](double x) {
    double sum = 0;
    for (const Curve& curve : curves) sum += At(curve, x).y;
    return sum;
  };
  FittedThresholds fitted;
  fitted.rate = Best(CornersOf(curves), total);
  fitted.objective = worth.nobody + total(fitted.rate);
  for (const Curve& curve : curves)
    fitted.rules.push_back({.lot = 0, .lot_yes = 0, .parts = At(curve, fitted.rate).parts});
  return fitted;
}

FittedThresholds FitOdds(std::span<const ScoredGroup> groups, const Labels& all,
                         const Worth& worth) {
  std::vector<Curve> curves;
  for (const ScoredGroup& group : groups)
    curves.push_back(CurveOf(group, [labels = LabelsOf(group)](double tp, double fp) {
      return Corner{fp / labels.negatives, tp / labels.positives, 0};
    }));
  const double per_tpr = worth.true_positive * all.positives;
  const double per_fpr = worth.false_positive * all.negatives;
  FittedThresholds fitted;
  const double fpr = HighestOfLowest(curves, per_fpr / per_tpr);
  double tpr = 1;
  for (const Curve& curve : curves) tpr = std::min(tpr, At(curve, fpr).y);
  fitted.rate = fpr;
  fitted.objective = worth.nobody + per_tpr * tpr - per_fpr * fpr;
  for (const Curve& curve : curves) {
    const OnCurve on = At(curve, fpr);
    // A lot that says yes with a chance of fpr keeps the fpr, and has that as its tpr.
    const double above = on.y - tpr;
    const double lot = above > 1e-12 ? above / (on.y - fpr) : 0;  // less is rounding
    fitted.rules.push_back({.lot = lot, .lot_yes = lot > 0 ? fpr : 0, .parts = on.parts});
  }
  return fitted;
}

}  // namespace

std::string_view Name(ParityConstraint constraint) {
  constexpr std::array<std::string_view, kParityConstraints.size()> kNames = {
      "demographic_parity", "equalized_odds", "equal_opportunity", "fpr_parity"};
  return kNames.at(static_cast<std::size_t>(constraint));
}

std::string_view Name(Objective objective) {
  return objective == Objective::kAccuracy ? "accuracy" : "balanced_accuracy";
}

double ThresholdRule::ChanceOfYes(double score) const {
  double by_score = 0;
  for (const Part& part : parts) by_score += score >= part.threshold ? part.chance : 0;
  return lot * lot_yes + (1 - lot) * by_score;
}

Result<FittedThresholds> FitThresholds(std::span<const ScoredGroup> groups,
                                       ParityConstraint constraint, Objective objective) {
  ASSAY_TRY(CheckGroups(groups, constraint));
  ASSAY_LET(const Labels all, AllLabels(groups));
  const Worth worth = WorthOf(objective, all);
  if (constraint == ParityConstraint::kEqualizedOdds) return FitOdds(groups, all, worth);
  return FitOneRate(groups, constraint, worth);
}

Result<double> BestThreshold(std::span<const ScoredGroup> groups, Objective objective) {
  ASSAY_LET(const Labels all, AllLabels(groups));
  const Worth worth = WorthOf(objective, all);
  std::map<double, double, std::greater<>> gains;  // of the rows of a score
  for (const ScoredGroup& group : groups) {
    for (const ScoreCount& one : group.scores)
      gains[one.score] += worth.true_positive * static_cast<double>(one.positives) -
                          worth.false_positive * static_cast<double>(one.negatives);
  }
  double best = kNever;
  double most = 0;
  double sum = 0;
  for (const auto& [score, gain] : gains) {
    sum += gain;
    if (sum <= most) continue;
    most = sum;
    best = score;
  }
  return best;
}

}  // namespace assay::fairness
