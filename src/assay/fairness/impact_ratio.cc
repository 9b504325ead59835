// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/impact_ratio.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"
#include "assay/core/number.h"
#include "assay/fairness/grouping.h"
#include "assay/fairness/verdict.h"

namespace assay::fairness {
namespace {

constexpr std::size_t kOutcomeAt = 2;  // after sex and race

/// People who differ in nothing that is asked.
struct People {
  std::vector<std::string> values;  ///< sex, race; kUnknown
  std::int64_t n = 0;
  bool is_yes = false;
};

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Status CheckQuestion(const ImpactQuestion& question) {
  const std::set<std::string> columns = {question.sex, question.race, question.outcome};
  if (columns.size() < 3) return Wrong("sex, race and outcome are three columns");
  if (!(question.category_share >= 0 && question.category_share < 1))
    return Wrong("the share under which a category may be excluded is from 0 to below 1");
  return Done{};
}

Result<double> ScoreOf(std::string_view text, const std::string& column) {
  const auto score = ParseNumber<double>(Trim(text));
  if (score && std::isfinite(*score)) return *score;
  return Wrong(fmt::format("column '{}' holds '{}': a score is a number", ToPrintable(column),
                           ToPrintable(ToUtf8(text, 64))));
}

/// Score -> people.
using Scores = std::map<double, std::int64_t>;

Result<Scores> ScoresOf(std::span<const table::TupleCount> tuples, const std::string& column) {
  Scores scores;
  for (const table::TupleCount& tuple : tuples) {
    const auto known = Known(tuple.values[kOutcomeAt]);
    if (!known) continue;
    ASSAY_LET(const double score, ScoreOf(*known, column));
    scores[score] += tuple.rows;
  }
  return scores;
}

/// The score of the person at `place` when all stand in order.
double ScoreAt(const Scores& scores, std::int64_t place) {
  for (const auto& [score, people] : scores) {
    if (place < people) return score;
    place -= people;
  }
  return scores.rbegin()->first;
}

/// Requires somebody. What is above the lower middle score is above the median: no score lies
/// between the two middle ones.
std::pair<double, MedianScore> MedianOf(const Scores& scores, std::int64_t people) {
  const double lower = ScoreAt(scores, (people - 1) / 2);
  MedianScore median;
  median.value = std::midpoint(lower, ScoreAt(scores, people / 2));
  for (const auto& [score, count] : scores) {
    if (score > lower) median.above += count;
    if (score == lower && score == median.value) median.at_value = count;
  }
  return {lower, median};
}

Result<std::vector<People>> Assessed(std::span<const table::TupleCount> tuples,
                                     ImpactAudit& audit) {
  const ImpactQuestion& question = audit.question;
  for (const table::TupleCount& tuple : tuples) {
    ASSAY_TRY(CheckValues(tuple.values));
    (Known(tuple.values[kOutcomeAt]) ? audit.assessed : audit.left_out) += tuple.rows;
  }
  if (audit.assessed == 0)
    return Wrong(fmt::format("no row has a value of '{}'", ToPrintable(question.outcome)));
  double lower = 0;
  Meanings selected;
  if (question.is_score) {
    ASSAY_LET(const Scores scores, ScoresOf(tuples, question.outcome));
    std::tie(lower, audit.median) = MedianOf(scores, audit.assessed);
  } else {
    ASSAY_LET(selected, YesAndNo(tuples, kOutcomeAt, question.outcome, question.positive));
  }
  std::vector<People> people;
  for (const table::TupleCount& tuple : tuples) {
    const auto outcome = Known(tuple.values[kOutcomeAt]);
    if (!outcome) continue;
    const bool is_yes = question.is_score ? ScoreOf(*outcome, question.outcome).value() > lower
                                          : selected.find(*outcome)->second;
    people.push_back({{std::string(Known(tuple.values[0]).value_or(kUnknown)),
                       std::string(Known(tuple.values[1]).value_or(kUnknown))},
                      tuple.rows,
                      is_yes});
  }
  return people;
}

/// Every combination of known values, as a category without people.
Result<std::vector<ImpactCategory>> Categories(const std::vector<People>& people,
                                               const std::vector<std::size_t>& attributes,
                                               const std::vector<std::string>& by) {
  std::vector<ImpactCategory> categories(1);
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    std::set<std::string> values;
    for (const People& one : people)
      if (one.values[attributes[i]] != kUnknown) values.insert(one.values[attributes[i]]);
    if (values.size() < 2)
      return Wrong(
          fmt::format("column '{}' has fewer than two known values: there is nothing to compare",
                      ToPrintable(by[i])));
    if (values.size() * categories.size() > kMaxCategories)
      return Error{ErrorCode::kExhausted,
                   fmt::format("more than {} categories by {}", kMaxCategories,
                               ToPrintable(fmt::format("{}", fmt::join(by, ", "))))};
    std::vector<ImpactCategory> longer;
    for (const ImpactCategory& category : categories) {
      for (const std::string& value : values) {
        longer.push_back(category);
        longer.back().values.push_back(value);
      }
    }
    categories = std::move(longer);
  }
  return categories;
}

/// `attributes`: 0 is sex, 1 race.
Result<ImpactGrouping> GroupPeople(const std::vector<People>& people, const ImpactAudit& audit,
                                   const std::vector<std::size_t>& attributes) {
  ImpactGrouping grouping;
  for (const std::size_t attribute : attributes)
    grouping.by.push_back(attribute == 0 ? audit.question.sex : audit.question.race);
  ASSAY_LET(grouping.categories, Categories(people, attributes, grouping.by));
  for (const People& one : people) {
    std::vector<std::string> values;
    for (const std::size_t attribute : attributes) values.push_back(one.values[attribute]);
    const auto at =
        std::ranges::lower_bound(grouping.categories, values, {}, &ImpactCategory::values);
    if (at == grouping.categories.end() || at->values != values) {
      grouping.unknown += one.n;
      continue;
    }
    at->rate.n += one.n;
    at->rate.k += one.is_yes ? one.n : 0;
  }
  for (ImpactCategory& category : grouping.categories) {
    category.interval = Wilson(category.rate, kConfidence);
    // A quotient is rounded as the share itself was when it was read: 7 of 100 are .07.
    category.is_small = static_cast<double>(category.rate.n) / static_cast<double>(audit.assessed) <
                        audit.question.category_share;
  }
  return grouping;
}

/// "sex=F,race=A"
std::string Spelled(const ImpactGrouping& grouping, const ImpactCategory& category) {
  std::string text;
  for (std::size_t i = 0; i < grouping.by.size(); ++i)
    text += fmt::format("{}{}={}", i == 0 ? "" : ",", grouping.by[i], category.values[i]);
  return text;
}

/// A category is found by its whole spelling, since values may hold colons and commas; of two that
/// fit, the longer.
Status Exclude(const std::string& text, ImpactAudit& audit) {
  std::vector<std::string> spellings;
  ImpactCategory* found = nullptr;
  std::string name;
  for (ImpactGrouping& grouping : audit.groupings) {
    for (ImpactCategory& category : grouping.categories) {
      spellings.push_back(Spelled(grouping, category));
      const std::string& spelled = spellings.back();
      const bool fits = text == spelled || text.starts_with(fmt::format("{}:", spelled));
      if (!fits || (found && spelled.size() <= name.size())) continue;
      found = &category;
      name = spelled;
    }
  }
  if (!found)
    return Wrong(NoSuch("category", text.substr(0, text.find(':')),
                        std::vector<std::string_view>(spellings.begin(), spellings.end())));
  const std::string reason(
      Trim(std::string_view(text).substr(std::min(name.size() + 1, text.size()))));
  const std::string shown = ToPrintable(name);
  if (reason.empty())
    return Wrong(fmt::format("{} is excluded without a reason: write '{}: REASON'", shown, shown));
  if (!found->exclusion.empty()) return Wrong(fmt::format("{} is excluded twice", shown));
  if (!found->is_small)
    return Wrong(
        fmt::format("{} has {} of {} people: only a category under {:.10g} % may be excluded",
                    shown, found->rate.n, audit.assessed, audit.question.category_share * 100));
  found->exclusion = ToUtf8(reason, kMaxValue_bytes);
  return Done{};
}

std::optional<std::size_t> HighestOf(const std::vector<ImpactCategory>& categories) {
  std::optional<std::size_t> highest;
  for (std::size_t i = 0; i < categories.size(); ++i) {
    const ImpactCategory& one = categories[i];
    if (!one.exclusion.empty() || one.rate.n == 0) continue;
    const auto rank = [](const ImpactCategory& category) {
      return std::pair(category.rate.Value(), category.rate.n);
    };
    if (!highest || rank(one) > rank(categories[*highest])) highest = i;
  }
  return highest;
}

/// Whether a / b < 4/5, on whole numbers: a rate of exactly four fifths is not under it. Exact up
/// to 40 million people a category.
bool IsUnderFourFifths(Proportion a, Proportion b) {
  const auto product = [](std::int64_t factor, std::int64_t x, std::int64_t y) {
    return static_cast<double>(factor) * static_cast<double>(x) * static_cast<double>(y);
  };
  return product(5, a.k, b.n) < product(4, b.k, a.n);
}

void CompareWithHighest(ImpactGrouping& grouping) {
  if (!grouping.highest) return;
  const Proportion best = grouping.categories[*grouping.highest].rate;
  for (std::size_t i = 0; i < grouping.categories.size(); ++i) {
    ImpactCategory& one = grouping.categories[i];
    if (!one.exclusion.empty() || one.rate.n == 0 || best.k == 0) continue;
    one.ratio = Ratio(one.rate, best);
    one.standing =
        std::min(one.rate.n, best.n) < kMinRows ? Standing::kInsufficient : Standing::kOk;
    if (i == *grouping.highest) {
      one.standing = Standing::kReference;
      continue;
    }
    // Where everybody is selected the interval would take that rate as certain, even of one person.
    if (one.rate.k < one.rate.n && best.k < best.n)
      one.ratio_interval = LogRatio(one.rate, best, kConfidence);
    one.test = ChooseEqualityTest(one.rate, best);
    one.is_under_four_fifths = IsUnderFourFifths(one.rate, best);
  }
}

/// All pairs of included categories are one family; those with the highest are shown.
void TestPairs(ImpactAudit& audit) {
  std::vector<std::optional<double>> p_values;
  std::vector<std::pair<ImpactCategory*, std::size_t>> shown;
  for (ImpactGrouping& grouping : audit.groupings) {
    std::vector<std::size_t> included;
    for (std::size_t i = 0; i < grouping.categories.size(); ++i)
      if (grouping.categories[i].exclusion.empty()) included.push_back(i);
    for (const auto& [first, second] : AllPairs(included.size())) {
      ImpactCategory* a = &grouping.categories[included[first]];
      ImpactCategory* b = &grouping.categories[included[second]];
      const ImpactCategory* highest =
          grouping.highest ? &grouping.categories[*grouping.highest] : nullptr;
      if (a == highest) std::swap(a, b);
      if (b == highest && a->ratio) shown.emplace_back(a, p_values.size());
      p_values.push_back(EqualShares(a->rate, b->rate));
    }
  }
  const std::vector<double> q_values = BenjaminiHochberg(p_values);
  audit.tests = p_values.size();
  for (const auto& [category, place] : shown) {
    category->p = p_values[place];
    category->q = q_values[place];
  }
}

}  // namespace

table::CountWish WishOf(const ImpactQuestion& question) {
  table::CountWish wish;
  for (const std::string* column : {&question.sex, &question.race, &question.outcome})
    wish.columns.push_back({*column, std::nullopt});
  return wish;
}

Result<ImpactAudit> AuditImpact(std::span<const table::TupleCount> tuples,
                                ImpactQuestion question) {
  ASSAY_TRY(CheckQuestion(question));
  ImpactAudit audit;
  audit.question = std::move(question);
  ASSAY_LET(const std::vector<People> people, Assessed(tuples, audit));
  for (const std::vector<std::size_t>& attributes :
       std::vector<std::vector<std::size_t>>{{0}, {1}, {0, 1}}) {
    ASSAY_LET(audit.groupings.emplace_back(), GroupPeople(people, audit, attributes));
  }
  for (const std::string& text : audit.question.exclusions) ASSAY_TRY(Exclude(text, audit));
  for (ImpactGrouping& grouping : audit.groupings) {
    grouping.highest = HighestOf(grouping.categories);
    CompareWithHighest(grouping);
  }
  TestPairs(audit);
  return audit;
}

}  // namespace assay::fairness
