// SPDX-License-Identifier: Apache-2.0
//
// Which pictures of a set are taken, and into which split each goes. Both follow from keys, the
// set's clusters and a seed: not from order, and not from what else is in the set, but for a limit
// a label.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/core/fact.h"
#include "assay/pipeline/build_plan.h"
#include "assay/pipeline/sample_notes.h"

namespace assay::pipeline {

/// What holds a picture and its near copies together: the first of its component, else itself.
std::string_view GroupOf(std::span<const Fact> facts, std::string_view key);

class Choice {
 public:
  Choice(const BuildSpec& build, std::uint64_t seed) : build_(build), seed_(seed) {}

  /// First all pictures are seen, in any order ...
  void See(std::string_view key, std::string_view group, const SampleNotes& notes);

  /// ... then each is asked for.
  [[nodiscard]] bool Takes(std::string_view key, std::string_view group,
                           const SampleNotes& notes) const;

  /// The plan's split, else what the data say. Near copies share one where the plan splits.
  [[nodiscard]] std::string SplitOf(std::string_view group, const SampleNotes& notes) const;

  [[nodiscard]] const std::set<std::string>& labels() const { return labels_; }
  [[nodiscard]] bool has_captions() const { return has_captions_; }

 private:
  /// Where a picture stands in the order in which a label is filled.
  using Rank = std::pair<std::uint64_t, std::string>;
  [[nodiscard]] std::uint64_t Number(std::string_view what, std::string_view of) const;
  [[nodiscard]] bool IsSampled(std::string_view group) const;

  const BuildSpec& build_;
  std::uint64_t seed_;
  std::set<std::string> labels_;
  std::map<std::string, std::set<Rank>> taken_;  ///< of each label, where there is a limit
  bool has_captions_ = false;
};

}  // namespace assay::pipeline
