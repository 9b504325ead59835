// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/slice_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "assay/fairness/bootstrap_internal.h"
#include "assay/fairness/grouping.h"
#include "assay/fairness/partition.h"
#include "assay/fairness/random_internal.h"
#include "assay/fairness/significance.h"
#include "assay/fairness/special_internal.h"

namespace assay::fairness {
namespace {

constexpr std::size_t kMaxSlices = 20'000;
constexpr std::size_t kMaxPlaces = 20'000'000;
constexpr std::size_t kMaxSteps = 100'000'000'000;
constexpr double kAlpha = 1 - kConfidence;

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

/// k ln(k / expected); 0 for k = 0.
double Term(double k, double expected) { return k > 0 ? k * std::log(k / expected) : 0; }

/// The signed root of the likelihood ratio of two shares against one.
double SignedRoot(Proportion a, Proportion b) {
  const double p = static_cast<double>(a.k + b.k) / static_cast<double>(a.n + b.n);
  if (p <= 0 || p >= 1) return 0;
  const auto side = [p](Proportion one) {
    const auto k = static_cast<double>(one.k);
    const auto n = static_cast<double>(one.n);
    return Term(k, n * p) + Term(n - k, n * (1 - p));
  };
  const double root = std::sqrt(2 * std::max(0.0, side(a) + side(b)));
  return static_cast<double>(a.k) < p * static_cast<double>(a.n) ? -root : root;
}

Proportion Without(Proportion all, Proportion part) { return {all.k - part.k, all.n - part.n}; }

/// Every description of rows by one choice of attributes, as far as there are rows.
struct Choice {
  std::vector<std::size_t> attributes;
  std::vector<std::uint32_t> places;  ///< of each combination: its slice
};

class Search {
 public:
  Search(const CountedModel& model, SliceQuestion question) : model_(model) {
    search_.question = std::move(question);
    search_.positive = model.positive;
    for (const Group& group : model.groups) {
      cells_.push_back(Share(group.counts, search_.question.metric));
      search_.overall.k += cells_.back().k;
      search_.overall.n += cells_.back().n;
    }
  }

  Result<SliceSearch> Run() && {
    const SliceQuestion& question = search_.question;
    for (auto& attributes : ChoicesOf(question.columns.attributes.size(), question.depth))
      ASSAY_TRY(Describe(std::move(attributes)));
    SortOut();
    if (compared_.size() > kMaxSlices)
      return Error{ErrorCode::kExhausted,
                   fmt::format("{} slices: name fewer columns, a smaller --depth, or a larger "
                               "--least-rows; at most {} are compared",
                               compared_.size(), kMaxSlices)};
    search_.searched = compared_.size();
    const auto replicates = static_cast<std::size_t>(std::max(question.null.replicates, 1));
    const std::size_t steps = choices_.size() * cells_.size() + compared_.size();
    if (steps > kMaxSteps / replicates)
      return Error{ErrorCode::kExhausted,
                   fmt::format("{} replicates of {} steps each: ask fewer replicates or columns",
                               replicates, steps)};
    ASSAY_TRY(Judge());
    for (const std::size_t slice : compared_) Report(slice);
    Explain();
    Sort();
    return std::move(search_);
  }

 private:
  Status Describe(std::vector<std::size_t> attributes) {
    if ((choices_.size() + 1) * cells_.size() > kMaxPlaces)
      return Error{ErrorCode::kExhausted,
                   "too many combinations of values: name fewer columns of "
                   "groups, or a smaller --depth"};
    std::map<std::vector<std::string>, std::uint32_t> known;
    Choice choice{std::move(attributes), {}};
    for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
      std::vector<std::string> values;
      for (const std::size_t attribute : choice.attributes)
        values.push_back(model_.groups[cell].values[attribute]);
      const auto next = static_cast<std::uint32_t>(slices_.size());
      const auto [found, is_new] = known.emplace(values, next);
      if (is_new) {
        slices_.emplace_back();
        for (std::size_t i = 0; i < values.size(); ++i)
          slices_.back().terms.push_back({choice.attributes[i], values[i]});
      }
      Proportion& share = slices_[found->second].share;
      share.k += cells_[cell].k;
      share.n += cells_[cell].n;
      choice.places.push_back(found->second);
    }
    choices_.push_back(std::move(choice));
    return Done{};
  }

  /// Which slices are compared: large enough, and no other's very rows.
  void SortOut() {
    std::map<std::vector<std::string>, std::size_t> known;
    for (std::size_t i = 0; i < slices_.size(); ++i) {
      Slice& slice = slices_[i];
      slice.others = Without(search_.overall, slice.share);
      known_.emplace(KeyOf(slice.terms), i);
      const std::int64_t least = std::max<std::int64_t>(search_.question.least_rows, 1);
      if (slice.share.n < least || slice.others.n < least) {
        ++search_.too_small;
        continue;
      }
      const auto broader = BroaderOf(slice);
      const bool repeats = std::ranges::any_of(
          broader, [&](std::size_t other) { return slices_[other].share.n == slice.share.n; });
      if (repeats)
        ++search_.repeated;
      else
        compared_.push_back(i);
    }
  }

  static std::vector<std::string> KeyOf(const std::vector<SliceTerm>& terms) {
    std::vector<std::string> key;
    for (const SliceTerm& term : terms) {
      key.push_back(std::to_string(term.attribute));
      key.push_back(term.value);
    }
    return key;
  }

  /// Slices of some of its terms, the fewest first.
  [[nodiscard]] std::vector<std::size_t> BroaderOf(const Slice& slice) const {
    std::vector<std::size_t> broader;
    if (slice.terms.size() < 2) return broader;
    for (const auto& choice : ChoicesOf(slice.terms.size(), slice.terms.size() - 1)) {
      std::vector<SliceTerm> terms;
      for (const std::size_t place : choice) terms.push_back(slice.terms[place]);
      if (const auto found = known_.find(KeyOf(terms)); found != known_.end())
        broader.push_back(found->second);
    }
    return broader;
  }

  /// Sets p of what is compared, and the critical value.
  Status Judge() {
    const BootstrapPlan& plan = search_.question.null;
    ASSAY_TRY(internal::Replicates::Create(1, plan));  // holds the plan to its limits
    std::vector<double> farthest;
    Random random(plan.seed);
    for (std::int32_t replicate = 0; replicate < plan.replicates; ++replicate)
      farthest.push_back(Farthest(random));
    std::ranges::sort(farthest);
    // The seen table is one of them: p is never 0, and never too small.
    const auto among = static_cast<double>(farthest.size() + 1);
    for (const std::size_t i : compared_) {
      Slice& slice = slices_[i];
      const double far = std::abs(SignedRoot(slice.share, slice.others));
      const auto beyond = farthest.end() - std::ranges::lower_bound(farthest, far - kTie);
      slice.p = (1 + static_cast<double>(beyond)) / among;
    }
    const auto rank = static_cast<std::size_t>(std::ceil(kConfidence * among)) - 1;
    search_.critical = rank < farthest.size() ? farthest[rank] : kUnbounded;
    return Done{};
  }

  /// Of one table in which all rows have the share of all.
  double Farthest(Random& random) {
    const double rate = search_.overall.Value().value_or(0);
    drawn_.assign(slices_.size(), 0);
    std::int64_t all = 0;
    for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
      const std::int64_t k = random.Binomial(cells_[cell].n, rate);
      all += k;
      for (const Choice& choice : choices_) drawn_[choice.places[cell]] += k;
    }
    double farthest = 0;
    for (const std::size_t i : compared_) {
      const Proportion share{drawn_[i], slices_[i].share.n};
      const Proportion others{all - drawn_[i], slices_[i].others.n};
      farthest = std::max(farthest, std::abs(SignedRoot(share, others)));
    }
    return farthest;
  }

  void Report(std::size_t place) {
    Slice& slice = slices_[place];
    slice.difference = Difference(slice.share, slice.others).value_or(0);
    const double confidence = std::erf(search_.critical / std::sqrt(2.0));
    slice.interval =
        search_.critical < kUnbounded && confidence < 1
            ? NewcombeDifference(slice.share, slice.others, confidence).value_or(Interval{-1, 1})
            : Interval{-1, 1};
    const bool is_worse =
        IsError(search_.question.metric) ? slice.difference > 0 : slice.difference < 0;
    if (is_worse)
      worse_.push_back(place);
    else
      ++search_.better;
  }

  /// Whether a broader slice that differs says as much.
  void Explain() {
    for (const std::size_t place : worse_) {
      Slice& slice = slices_[place];
      for (const std::size_t other : BroaderOf(slice)) {
        const Slice& broader = slices_[other];
        if (broader.p > kAlpha || std::ranges::find(worse_, other) == worse_.end()) continue;
        const double p = EqualShares(slice.share, Without(broader.share, slice.share)).value_or(1);
        const bool stands_out = p <= kAlpha && IsWorse(slice, broader);
        if (stands_out) continue;
        slice.within = other;
        slice.within_p = p;
        break;
      }
    }
  }

  [[nodiscard]] bool IsWorse(const Slice& slice, const Slice& than) const {
    const double gap = Difference(slice.share, than.share).value_or(0);
    return IsError(search_.question.metric) ? gap > 0 : gap < 0;
  }

  /// How far from the others it is at least; below 0 where it may be on their other side.
  [[nodiscard]] double AtLeast(const Slice& slice) const {
    return IsError(search_.question.metric) ? slice.interval.low : -slice.interval.high;
  }

  void Sort() {
    std::ranges::stable_sort(worse_, [this](std::size_t a, std::size_t b) {
      return AtLeast(slices_[a]) > AtLeast(slices_[b]);
    });
    std::map<std::size_t, std::size_t> places;
    for (const std::size_t slice : worse_) places.emplace(slice, places.size());
    for (const std::size_t slice : worse_) {
      search_.slices.push_back(slices_[slice]);
      if (auto& within = search_.slices.back().within) within = places.at(*within);
    }
  }

  static constexpr double kTie = 1e-9;  ///< equal tables, summed up in another order
  static constexpr double kUnbounded = 1e300;

  const CountedModel& model_;
  SliceSearch search_;
  std::vector<Proportion> cells_;  ///< of each combination of all attributes
  std::vector<Choice> choices_;
  std::vector<Slice> slices_;
  std::map<std::vector<std::string>, std::size_t> known_;
  std::vector<std::size_t> compared_;
  std::vector<std::size_t> worse_;
  std::vector<std::int64_t> drawn_;
};

}  // namespace

bool IsError(Metric metric) {
  return metric == Metric::kFnr || metric == Metric::kFpr || metric == Metric::kFdr ||
         metric == Metric::kFor || metric == Metric::kErrorRate;
}

Result<SliceSearch> SearchSlices(std::span<const table::TupleCount> tuples,
                                 SliceQuestion question) {
  if (!question.columns.weight.empty()) return Wrong("slices are searched by rows, not by weights");
  if (question.least_rows < 1) return Wrong("a slice has at least 1 row");
  ASSAY_TRY(CheckGroupings({question.columns.attributes, {}, question.depth}));
  ASSAY_LET(const CountedModel model, Classify(tuples, question.columns, question.positive));
  return Search(model, std::move(question)).Run();
}

}  // namespace assay::fairness
