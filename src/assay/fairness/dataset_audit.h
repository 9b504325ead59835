// SPDX-License-Identifier: Apache-2.0
//
// A data set, counted -> who is in it, who is missing, and whether its labels fall alike: by every
// attribute and intersection that was asked for. All numbers of one document come from here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/balance.h"
#include "assay/fairness/dataset_measure.h"
#include "assay/fairness/label_balance.h"
#include "assay/fairness/population.h"
#include "assay/table/count.h"

namespace assay::fairness {

/// Of all rows together: sums stay exact as doubles.
inline constexpr std::int64_t kMostUnits = 1'000'000'000'000'000;
inline constexpr std::size_t kMostDatasetColumns = 16;

struct DatasetQuestion {
  std::string unit = "row";  ///< what is counted
  std::vector<std::string> attributes;
  std::string label;                              ///< empty: none
  std::string count;                              ///< how many a row stands for; empty: 1
  std::vector<std::string> rates;                 ///< columns of yes and no: what befell an item
  std::map<std::string, std::string> references;  ///< attribute -> value; else the rest
  std::size_t depth = 1;                          ///< attributes in an intersection, at most
};

/// What table::CountTable must count: the attributes, the label, the count, then the rates.
table::CountWish WishOf(const DatasetQuestion& question);

/// How often a column says yes, by group: each has the one LabelShare of "yes", called as the
/// column.
struct DatasetRate {
  std::string column;
  std::vector<GroupLabels> groups;
};

/// One attribute, or an intersection.
struct DatasetGrouping {
  std::vector<std::string> by;  ///< names of columns
  Balance balance;              ///< its cells are the groups
  std::optional<PopulationFit> population;
  std::optional<std::size_t> reference;  ///< place of a group
  std::vector<GroupLabels> labels;       ///< one for each group; none without a column of labels
  std::vector<DatasetRate> rates;        ///< one for each column of rates
  std::vector<std::vector<GroupMeasure>> measures;  ///< of each measure one for each group
};

struct DatasetAudit {
  DatasetQuestion question;
  std::int64_t n = 0;
  std::optional<PopulationKind> population;
  std::vector<std::string> measures;       ///< columns
  std::vector<DatasetGrouping> groupings;  ///< in the order asked; then pairs, then triples
  std::size_t tests = 0;  ///< size of the family: all tests of population, labels, rates, measures
};

/// Missing, empty and NaN values, and the word "unknown", are unknown values of an attribute; a
/// missing label leaves its row out of the shares of labels alone, and a missing rate out of that
/// rate's. A rate is 1, true or yes, and 0, false or no, in any case.
///
/// Shapes:  tuples as CountTable makes them of WishOf(question).
/// Errors:  kInvalidArgument for no or too many attributes or rates, a column named twice, a depth
/// that is
///          not 1 to kDeepestBalance, no rows, a count that is no whole number from 0, more than
///          kMostUnits, a reference that is no group, no label at all, a rate that is
///          neither yes nor no or is nowhere known, and a population that has
///          none of the attributes or none of the values of one; kExhausted as MeasureBalance and
///          CompareLabels.
/// Cost:    O(tuples * groupings * log groups), and as CompareLabels.
Result<DatasetAudit> AuditDataset(std::span<const table::TupleCount> tuples,
                                  DatasetQuestion question,
                                  const std::optional<Population>& population = std::nullopt);

/// Whether a cell of a rate, or of a measure, can be used; none can. Errors: as AuditDataset and
/// AddMeasure, with their words.
Status CheckRate(const std::optional<std::string_view>& cell, const std::string& column);
Status CheckMeasure(const std::optional<std::string_view>& cell, const std::string& column);

/// What table::CountTable must count for a measure of `question`: attributes, count, the measure.
table::CountWish WishOfMeasure(const DatasetQuestion& question, const std::string& column);

/// Compares a column of numbers between the groups of `audit`, of the same table; its tests join
/// the family, and every q is new. Missing, empty and NaN values are in no mean.
///
/// Shapes:  tuples as CountTable makes them of WishOfMeasure.
/// Errors:  kInvalidArgument for a value that is no finite number, none at all, a column that is
///          named already, and more than kMostDatasetColumns measures.
/// Cost:    as CompareMeasures, for each grouping.
Status AddMeasure(std::span<const table::TupleCount> tuples, const std::string& column,
                  DatasetAudit& audit);

/// A table with the attributes of `question`, a row a person, as its population.
///
/// Shapes:  tuples as CountTable makes them of the attributes alone.
/// Errors:  as AuditDataset.
Result<Population> PopulationOfTable(std::span<const table::TupleCount> tuples,
                                     const DatasetQuestion& question);

/// A group beside the population; none of it without one.
const Representation& RepresentationOf(const DatasetGrouping& grouping, std::size_t group);

/// What a group is called: its values, kUnknown where there is none.
std::vector<std::string> NamesOf(const BalanceCell& group);

}  // namespace assay::fairness
