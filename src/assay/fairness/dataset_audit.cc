// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/dataset_audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"
#include "assay/core/number.h"
#include "assay/fairness/grouping.h"

namespace assay::fairness {
namespace {

/// Squares of differences of such numbers, summed up, are doubles.
constexpr double kMaxNumber = 1e100;

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

Status Check(const DatasetQuestion& question) {
  const auto& attributes = question.attributes;
  if (attributes.empty() || attributes.size() > kMostDatasetColumns)
    return Wrong(fmt::format("from 1 to {} attributes can be named", kMostDatasetColumns));
  if (question.rates.size() > kMostDatasetColumns)
    return Wrong(fmt::format("at most {} rates can be named", kMostDatasetColumns));
  std::set<std::string_view> seen;
  for (const table::CountedColumn& column : WishOf(question).columns) {
    if (!seen.emplace(column.name).second)
      return Wrong(fmt::format("column '{}' is named twice", ToPrintable(column.name)));
  }
  const std::vector<std::string_view> known(attributes.begin(), attributes.end());
  for (const auto& [column, value] : question.references) {
    if (std::ranges::find(known, column) == known.end())
      return Wrong(NoSuch("attribute", column, known));
  }
  return Done{};
}

std::optional<std::string> ValueOf(const std::optional<std::string>& written) {
  const auto known = Known(written);
  if (!known || *known == kUnknown) return std::nullopt;
  return std::string(*known);
}

std::vector<std::string> ColumnsOf(const DatasetQuestion& question) {
  std::vector<std::string> names;
  for (const table::CountedColumn& column : WishOf(question).columns) names.push_back(column.name);
  return names;
}

/// The question without its labels and rates.
DatasetQuestion WhomOf(const DatasetQuestion& question) {
  DatasetQuestion whom;
  whom.attributes = question.attributes;
  whom.count = question.count;
  return whom;
}

/// How many units the rows of a tuple stand for.
Result<std::int64_t> UnitsOf(const table::TupleCount& tuple, const DatasetQuestion& question) {
  const std::string& count = question.count;
  if (count.empty()) return tuple.rows;
  const std::size_t place = question.attributes.size() + (question.label.empty() ? 0U : 1U);
  const std::string text = tuple.values[place].value_or("");
  const auto each = ParseNumber<double>(text);
  if (!each || !(*each >= 0) || *each != std::floor(*each))
    return Wrong(fmt::format("'{}' in column '{}' is no count: a whole number from 0",
                             ToPrintable(ToUtf8(text, 64)), ToPrintable(count)));
  const double units = *each * static_cast<double>(tuple.rows);
  if (units > static_cast<double>(kMostUnits))
    return Wrong(fmt::format("column '{}' counts more than {}", ToPrintable(count), kMostUnits));
  return static_cast<std::int64_t>(units);
}

Result<std::vector<LabelledValues>> ReadRows(std::span<const table::TupleCount> tuples,
                                             const DatasetQuestion& question) {
  std::vector<LabelledValues> rows;
  std::int64_t total = 0;
  bool has_label = question.label.empty();
  for (const table::TupleCount& tuple : tuples) {
    LabelledValues row;
    ASSAY_TRY(CheckValues(tuple.values));
    for (std::size_t i = 0; i < question.attributes.size(); ++i)
      row.units.values.push_back(ValueOf(tuple.values[i]));
    if (!question.label.empty()) {
      if (const auto label = Known(tuple.values[question.attributes.size()])) row.label = *label;
      has_label = has_label || row.label.has_value();
    }
    ASSAY_LET(row.units.n, UnitsOf(tuple, question));
    total += row.units.n;
    if (total > kMostUnits) return Wrong(fmt::format("more than {} rows", kMostUnits));
    rows.push_back(std::move(row));
  }
  if (total == 0) return Wrong("the table has no rows");
  if (!has_label)
    return Wrong(fmt::format("no row has a value of '{}'", ToPrintable(question.label)));
  return rows;
}

constexpr const char* kYes = "yes";

/// None for a word that means neither.
std::optional<bool> YesOrNo(std::string_view text) {
  const std::string word = ToLowerAscii(Trim(text));
  const auto number = ParseNumber<double>(word);
  if (word == kYes || word == "true" || number == 1.0) return true;
  if (word == "no" || word == "false" || number == 0.0) return false;
  return std::nullopt;
}

Result<bool> SaysYes(std::string_view text, const std::string& column) {
  if (const auto said = YesOrNo(text)) return *said;
  return Wrong(fmt::format("'{}' in column '{}' is neither yes nor no: 1, true, yes; 0, false, no",
                           ToPrintable(ToUtf8(text, 64)), ToPrintable(column)));
}

Result<double> NumberOf(std::string_view text, const std::string& column) {
  const auto number = ParseNumber<double>(Trim(text));
  if (number && std::abs(*number) <= kMaxNumber) return *number;
  return Wrong(fmt::format("'{}' in column '{}' is no number, or over 1e100",
                           ToPrintable(ToUtf8(text, 64)), ToPrintable(column)));
}

/// The rows with what a column of yes and no says as their label.
Result<std::vector<LabelledValues>> RowsOfRate(std::span<const table::TupleCount> tuples,
                                               std::vector<LabelledValues> rows,
                                               const std::string& column, std::size_t place) {
  bool has_any = false;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto known = Known(tuples[i].values[place]);
    rows[i].label.reset();
    if (!known) continue;
    ASSAY_LET(const bool said, SaysYes(*known, column));
    rows[i].label = said ? kYes : "no";
    has_any = true;
  }
  if (!has_any) return Wrong(fmt::format("no row has a value of '{}'", ToPrintable(column)));
  rows.push_back({{std::vector<std::optional<std::string>>(rows[0].units.values.size()), 0}, kYes});
  return rows;  // the last is of no units: a rate of 0 has a share too
}

Result<DatasetRate> RateOf(std::span<const LabelledValues> rows, const std::string& column,
                           const DatasetGrouping& grouping) {
  DatasetRate rate{column, {}};
  ASSAY_LET(rate.groups, CompareLabels(grouping.balance, rows, grouping.reference));
  for (GroupLabels& group : rate.groups) {
    std::erase_if(group.labels, [](const LabelShare& one) { return one.label != kYes; });
    group.labels.front().label = column;
    group.distance.reset();  // of two labels it is the difference again
  }
  return rate;
}

/// Adds every rate to every grouping.
Status AddRates(std::span<const table::TupleCount> tuples, const std::vector<LabelledValues>& rows,
                const DatasetQuestion& question, std::vector<DatasetGrouping>& groupings) {
  const std::size_t first = WishOf(question).columns.size() - question.rates.size();
  for (std::size_t i = 0; i < question.rates.size(); ++i) {
    ASSAY_LET(const auto labelled, RowsOfRate(tuples, rows, question.rates[i], first + i));
    for (DatasetGrouping& grouping : groupings) {
      ASSAY_LET(DatasetRate rate, RateOf(labelled, question.rates[i], grouping));
      grouping.rates.push_back(std::move(rate));
    }
  }
  return Done{};
}

std::vector<CountedValues> UnitsOf(std::span<const LabelledValues> rows) {
  std::vector<CountedValues> units;
  units.reserve(rows.size());
  for (const LabelledValues& row : rows) units.push_back(row.units);
  return units;
}

/// Adds a row of no units for each value that the population has: who is missing is a group too.
Status AddMissing(const Population& population, const DatasetQuestion& question,
                  std::vector<CountedValues>& units) {
  bool has_any = false;
  for (std::size_t i = 0; i < question.attributes.size(); ++i) {
    const auto found = population.shares.find({question.attributes[i]});
    if (found == population.shares.end()) continue;
    has_any = true;
    for (const auto& [group, share] : found->second) {
      if (share == 0) continue;
      CountedValues missing;
      missing.values.resize(question.attributes.size());
      missing.values[i] = group.front();
      units.push_back(std::move(missing));
    }
  }
  if (has_any) return Done{};
  std::vector<std::string_view> known;
  known.reserve(population.shares.size());
  for (const auto& [by, shares] : population.shares) known.emplace_back(by.front());
  return Wrong("population: " + NoSuch("attribute", question.attributes.front(), known));
}

/// Shares that somebody wrote down name every value of the table: one that they lack is a slip of
/// the pen. Rows of people need not.
Result<PopulationFit> FitOf(const GroupShares& shares, PopulationKind kind,
                            const DatasetGrouping& grouping) {
  for (const BalanceCell& cell : grouping.balance.cells) {
    const auto& value = cell.values.front();
    if (kind == PopulationKind::kTable || cell.share.k == 0 || !value || shares.contains({*value}))
      continue;
    std::vector<std::string_view> known;
    for (const auto& [group, share] : shares) known.emplace_back(group.front());
    return Wrong("population: " +
                 NoSuch(fmt::format("value of '{}'", ToPrintable(grouping.by[0])), *value, known));
  }
  return CompareWith(shares, grouping.balance);
}

/// The group of the named references; none unless each of the columns has one.
Result<std::optional<std::size_t>> ReferenceOf(const DatasetQuestion& question,
                                               const DatasetGrouping& grouping) {
  std::vector<std::optional<std::string>> named;
  for (const std::string& column : grouping.by) {
    const auto found = question.references.find(column);
    if (found == question.references.end()) return std::optional<std::size_t>();
    named.emplace_back(found->second);
  }
  const auto& cells = grouping.balance.cells;
  const auto found = std::ranges::find(cells, named, &BalanceCell::values);
  if (found != cells.end()) return std::optional(static_cast<std::size_t>(found - cells.begin()));
  std::vector<std::string_view> known;  // of one attribute: intersections have every combination
  for (const BalanceCell& cell : cells) {
    if (const auto& value = cell.values.front()) known.emplace_back(*value);
  }
  return Wrong(NoSuch(fmt::format("group of '{}'", ToPrintable(grouping.by.front())),
                      named.front().value_or(""), known));
}

/// All but its labels.
Result<DatasetGrouping> GroupingOf(Balance balance, const DatasetQuestion& question,
                                   const std::optional<Population>& population) {
  DatasetGrouping grouping;
  for (const std::size_t place : balance.by) grouping.by.push_back(question.attributes[place]);
  grouping.balance = std::move(balance);
  ASSAY_LET(grouping.reference, ReferenceOf(question, grouping));
  if (!population) return grouping;
  const auto shares = population->shares.find(grouping.by);
  if (shares == population->shares.end()) return grouping;
  ASSAY_LET(grouping.population, FitOf(shares->second, population->kind, grouping));
  return grouping;
}

/// A p value, and where its q goes.
struct Test {
  std::optional<double> p;
  std::optional<double>* q = nullptr;
};

void AddTests(GroupLabels& group, std::vector<Test>& tests) {
  if (group.standing == Standing::kReference) return;
  for (LabelShare& label : group.labels) tests.push_back({label.p, &label.q});
}

/// One q for each test of the audit; gives how many there are.
std::size_t AdjustFamily(DatasetAudit& audit) {
  std::vector<Test> tests;
  for (DatasetGrouping& grouping : audit.groupings) {
    if (auto& fit = grouping.population)
      tests.push_back({fit->test ? std::optional(fit->test->p) : std::nullopt, &fit->q});
    for (GroupLabels& group : grouping.labels) AddTests(group, tests);
    for (DatasetRate& rate : grouping.rates) {
      for (GroupLabels& group : rate.groups) AddTests(group, tests);
    }
    for (std::vector<GroupMeasure>& groups : grouping.measures) {
      for (GroupMeasure& group : groups) {
        if (group.standing != Standing::kReference) tests.push_back({group.p, &group.q});
      }
    }
  }
  std::vector<std::optional<double>> p_values;
  p_values.reserve(tests.size());
  for (const Test& test : tests) p_values.push_back(test.p);
  const std::vector<double> adjusted = BenjaminiHochberg(p_values);
  for (std::size_t i = 0; i < tests.size(); ++i) {
    if (tests[i].p) *tests[i].q = adjusted[i];
  }
  return tests.size();
}

}  // namespace

table::CountWish WishOf(const DatasetQuestion& question) {
  table::CountWish wish;
  for (const std::string& attribute : question.attributes)
    wish.columns.push_back({attribute, std::nullopt});
  for (const std::string& column : {question.label, question.count}) {
    if (!column.empty()) wish.columns.push_back({column, std::nullopt});
  }
  for (const std::string& rate : question.rates) wish.columns.push_back({rate, std::nullopt});
  return wish;
}

Result<DatasetAudit> AuditDataset(std::span<const table::TupleCount> tuples,
                                  DatasetQuestion question,
                                  const std::optional<Population>& population) {
  ASSAY_TRY(Check(question));
  ASSAY_LET(const std::vector<LabelledValues> rows, ReadRows(tuples, question));
  std::vector<CountedValues> units = UnitsOf(rows);
  if (population) ASSAY_TRY(AddMissing(*population, question, units));
  ASSAY_LET(std::vector<Balance> balances,
            MeasureBalance(question.attributes.size(), units, question.depth));
  DatasetAudit audit;
  audit.n = balances.front().unknown.n;
  if (population) audit.population = population->kind;
  std::size_t label_cells = 0;
  for (Balance& balance : balances) {
    ASSAY_LET(DatasetGrouping grouping, GroupingOf(std::move(balance), question, population));
    if (!question.label.empty()) {
      ASSAY_LET(grouping.labels, CompareLabels(grouping.balance, rows, grouping.reference,
                                               kMostLabelCells - label_cells));
      for (const GroupLabels& group : grouping.labels) label_cells += group.labels.size();
    }
    audit.groupings.push_back(std::move(grouping));
  }
  ASSAY_TRY(AddRates(tuples, rows, question, audit.groupings));
  audit.tests = AdjustFamily(audit);
  audit.question = std::move(question);
  return audit;
}

Status CheckRate(const std::optional<std::string_view>& cell, const std::string& column) {
  const auto known = Known(cell);
  if (!known) return Done{};
  ASSAY_TRY(SaysYes(*known, column));
  return Done{};
}

Status CheckMeasure(const std::optional<std::string_view>& cell, const std::string& column) {
  const auto known = Known(cell);
  if (!known) return Done{};
  ASSAY_TRY(NumberOf(*known, column));
  return Done{};
}

table::CountWish WishOfMeasure(const DatasetQuestion& question, const std::string& column) {
  table::CountWish wish = WishOf(WhomOf(question));
  wish.columns.push_back({column, std::nullopt});
  return wish;
}

Status AddMeasure(std::span<const table::TupleCount> tuples, const std::string& column,
                  DatasetAudit& audit) {
  ASSAY_LET(const std::vector<LabelledValues> rows, ReadRows(tuples, WhomOf(audit.question)));
  const bool is_named = std::ranges::count(audit.measures, column) > 0 ||
                        std::ranges::count(ColumnsOf(audit.question), column) > 0;
  if (is_named) return Wrong(fmt::format("column '{}' is named twice", ToPrintable(column)));
  if (audit.measures.size() == kMostDatasetColumns)
    return Wrong(fmt::format("at most {} measures can be named", kMostDatasetColumns));
  std::vector<MeasuredValues> measured;
  bool has_any = false;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    measured.push_back({rows[i].units, std::nullopt});
    const auto known = Known(tuples[i].values.back());
    if (!known) continue;
    ASSAY_LET(measured.back().number, NumberOf(*known, column));
    has_any = true;
  }
  if (!has_any) return Wrong(fmt::format("no row has a value of '{}'", ToPrintable(column)));
  audit.measures.push_back(column);
  for (DatasetGrouping& grouping : audit.groupings)
    grouping.measures.push_back(CompareMeasures(grouping.balance, measured, grouping.reference));
  audit.tests = AdjustFamily(audit);
  return Done{};
}

Result<Population> PopulationOfTable(std::span<const table::TupleCount> tuples,
                                     const DatasetQuestion& question) {
  DatasetQuestion whom;
  whom.attributes = question.attributes;
  ASSAY_TRY(Check(whom));
  auto rows = ReadRows(tuples, whom);
  if (!rows.ok()) return Error(rows.error()).In("population");
  return PopulationOfRows(whom.attributes, UnitsOf(rows.value()), question.depth);
}

const Representation& RepresentationOf(const DatasetGrouping& grouping, std::size_t group) {
  static const Representation kNone;
  return grouping.population ? grouping.population->cells[group] : kNone;
}

std::vector<std::string> NamesOf(const BalanceCell& group) {
  std::vector<std::string> names;
  names.reserve(group.values.size());
  for (const auto& value : group.values) names.push_back(value.value_or(std::string(kUnknown)));
  return names;
}

}  // namespace assay::fairness
