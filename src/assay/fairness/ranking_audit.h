// SPDX-License-Identifier: Apache-2.0
//
// Rankings: does a group get the places and the attention that its share of the candidates, or of
// what is relevant, would give it? Within each query, summed over queries. It judges nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/core/result.h"
#include "assay/fairness/measure.h"
#include "assay/fairness/partition.h"
#include "assay/fairness/unit_rows.h"

namespace assay::fairness {

struct RankingQuestion {
  std::string query;
  std::string score;      ///< the highest comes first; or
  std::string rank;       ///< the lowest comes first; one of both is empty
  std::string relevance;  ///< empty: none
  GroupingQuestion grouping;
  std::int64_t top = 10;
  std::optional<BootstrapPlan> bootstrap;  ///< of queries
};

struct RankedRows {
  std::vector<std::vector<std::string>> cells;  ///< values of the attributes
  std::vector<std::int64_t> left_out;           ///< of each cell: without a query or a place
  std::vector<UnitRow>
      rows;  ///< `value` ascends with the place, `weight` is relevance, `unit` the query
  std::uint32_t queries = 0;
};

/// Takes rows of Wish(), one by one.
///
/// Cost:    a hash or two a row; 24 bytes a row, twice that while they grow.
class RankingReader {
 public:
  explicit RankingReader(const RankingQuestion& question) : question_(question) {}

  /// What pipeline::VisitRows must read.
  [[nodiscard]] table::CountWish Wish() const;

  /// Errors:  as Tally, Units, NumberIn and Keep; kInvalidArgument for a candidate whose relevance
  ///          is missing or below 0.
  Status Take(CellViews values);

  RankedRows Finish() &&;

 private:
  const RankingQuestion& question_;
  Tally tally_;
  Units queries_;
  RankedRows found_;
  std::int64_t row_ = 0;
};

/// What a group got of something, beside what it was expected to get.
struct RankedShare {
  Standing standing = Standing::kUndefined;
  std::optional<double> share;  ///< of all that was given
  std::optional<double>
      expected_share;  ///< by its share of candidates, or of relevance, in each query
  Measured ratio;      ///< got over expected; nothing where nothing is expected
};

struct RankedGroup {
  std::vector<std::string> values;
  std::int64_t n = 0;  ///< candidates
  std::int64_t left_out = 0;
  double selected = 0;    ///< among the first; with ties the mean over their orders
  RankedShare selection;  ///< places among the first
  RankedShare exposure;   ///< attention
  RankedShare merit;      ///< attention, by relevance
};

struct RankedGrouping {
  std::vector<std::string> by;
  Measured ndkl;  ///< mean over the queries
  std::vector<RankedGroup> groups;
};

/// What the order by score or rank leaves open.
struct Ties {
  std::int64_t candidates = 0;  ///< with a score that another one of their query has
  std::int64_t queries = 0;     ///< that have such
  std::int64_t cut = 0;         ///< queries in which the first end among equals
};

struct RankingAudit {
  RankingQuestion question;
  Ties ties;
  std::uint32_t queries = 0;
  std::int64_t n = 0;
  std::int64_t left_out = 0;
  std::vector<RankedGrouping> groupings;
};

/// The order within a query is by score or rank. What counts is the place p in that order, from 1:
/// exposure is 1 / log2(1 + p). Equal ones share their places: each gets the mean over all orders
/// of them, and where a start of the list ends among them, NDKL is of its expected mix. In a query
/// with N candidates, n of them of the group, the group is expected to get n / N of the places and
/// of the exposure; by merit its part of all relevance, where a query has any.
///
/// Shapes:  `rows` as RankingReader gives them; they are sorted in place.
/// Units:   ratios: 1 is what was expected. NDKL in nats, from 0: every start of the list is mixed
///          as its query is.
/// Errors:  kInvalidArgument unless one of score and rank is named, without a ranked row, for a
///          bootstrap of fewer than two queries; as Partitions and UnitBootstrap.
/// Cost:    O(rows log rows), and O(rows) a grouping, of equals times the groups among them, with
///          64 bytes a query and group in it; with a bootstrap replicates times these.
/// Exact:   without a bootstrap rows in any order give the same numbers but for the last bits.
/// Source:  exposure, and by merit: Singh and Joachims, "Fairness of exposure in rankings", KDD
///          2018; NDKL: Geyik, Ambler and Kenthapadi, "Fairness-aware ranking in search &
///          recommendation systems with application to LinkedIn talent search", KDD 2019, the
///          desired shares being those of the query's candidates; ties: McSherry and Najork,
///          "Computing information retrieval performance measures efficiently in the presence of
///          tied scores", ECIR 2008; NDKL of ties, and sums over queries, are ours.
Result<RankingAudit> AuditRanking(RankedRows rows, RankingQuestion question);

/// Schema assay.fairness.ranking/1, but for the member `table`, which the caller knows.
Json ToJson(const RankingAudit& audit);

}  // namespace assay::fairness
