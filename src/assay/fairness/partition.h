// SPDX-License-Identifier: Apache-2.0
//
// Who is compared with whom: attributes and their intersections, the groups of each, and which one
// the others are held against. Names and sizes only: it knows no metric.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "assay/core/result.h"

namespace assay::fairness {

inline constexpr std::size_t kMaxAttributes = 16;
inline constexpr std::size_t kMaxDepth = 3;

struct GroupingQuestion {
  std::vector<std::string> attributes;            ///< columns
  std::map<std::string, std::string> references;  ///< attribute -> value
  std::size_t depth = 1;                          ///< attributes in an intersection, at most
};

/// Errors:  kInvalidArgument for no or too many attributes, one named twice, a depth that is not 1
///          to kMaxDepth, and a reference of no attribute.
Status CheckGroupings(const GroupingQuestion& question);

/// All choices of 1 to `depth` of so many attributes, by their places: single ones first, then
/// pairs, then triples, in order.
std::vector<std::vector<std::size_t>> ChoicesOf(std::size_t attributes, std::size_t depth);

/// A group by its values, one for each attribute, and how many rows it has.
struct GroupSize {
  std::vector<std::string> values;
  std::int64_t n = 0;
};

struct Reference {
  std::size_t group = 0;
  bool is_named = false;  ///< else it is the largest known group, the first of equals
};

/// The group of the references, where every column of `by` has one; else the largest.
///
/// Errors:  kInvalidArgument for a reference that is no group.
Result<Reference> ChooseReference(const std::map<std::string, std::string>& references,
                                  const std::vector<std::string>& by,
                                  std::span<const GroupSize> groups);

/// One attribute, or an intersection.
struct Partition {
  std::vector<std::string> by;    ///< names of columns
  std::vector<GroupSize> groups;  ///< every combination of values, sorted
  Reference reference;
  std::vector<std::size_t> group_of;  ///< of each cell
};

/// Every partition of `cells`: rows that are told apart by all attributes.
///
/// Errors:  as CheckGroupings and ChooseReference; kInvalidArgument for an attribute of one value,
///          kExhausted for more than kMaxGroups groups in all.
/// Cost:    O(partitions * cells * log values); 8 bytes a partition and cell.
Result<std::vector<Partition>> Partitions(std::span<const GroupSize> cells,
                                          const GroupingQuestion& question);

}  // namespace assay::fairness
