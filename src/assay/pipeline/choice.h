// SPDX-License-Identifier: Apache-2.0
//
// Which pictures of a set are taken, and into which split each goes. Both follow from keys, the
// set's clusters and a seed: not from order. What else is in the set matters only for a limit a
// label and for exact samples, and there no more than it must: the lowest hashes win.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/core/fact.h"
#include "assay/core/result.h"
#include "assay/pipeline/build_plan.h"
#include "assay/pipeline/sample_notes.h"

namespace assay::pipeline {

/// What holds a picture and its near copies together: the first of its component, else itself.
std::string_view GroupOf(std::span<const Fact> facts, std::string_view key);

/// How many splits the data may name: of each a sink keeps a file open.
inline constexpr std::size_t kMostSplits = 16;

/// Remembers `split`. Errors: kInvalidArgument for one too many.
Status AddSplit(std::string_view split, std::set<std::string>& splits);

class Choice {
 public:
  Choice(const BuildSpec& build, std::uint64_t seed) : build_(build), seed_(seed) {}

  /// First all pictures are seen, in any order, and then no more ...
  /// Errors:  kInvalidArgument when the data name more splits than a data set can have.
  /// Memory:  24 bytes a picture for an exact sample until EndSeeing; little otherwise.
  Status See(std::string_view key, std::string_view group, const SampleNotes& notes);

  /// Exact:   of a share, half up, or a count, each stratum gets its part by the largest remainder,
  ///          ties by name.
  /// Source:  Hare quota and largest remainder, as in Balinski and Young, "Fair Representation".
  void EndSeeing();

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
  /// 128 bits: of 10^9 keys no two share theirs.
  using Order = std::array<std::uint64_t, 2>;
  struct Candidate {
    Order order{};
    std::uint32_t label = 0;  ///< in known_labels_
    bool has_caption = false;
  };
  struct Stratum {
    std::deque<Candidate> seen;  ///< until EndSeeing
    std::optional<Order> last;   ///< that is taken
  };
  [[nodiscard]] Order OrderOf(std::string_view key) const;
  [[nodiscard]] std::string StratumOf(std::string_view group, const SampleNotes& notes) const;
  [[nodiscard]] std::map<std::string, std::size_t> Quotas() const;

  const BuildSpec& build_;
  std::uint64_t seed_;
  std::set<std::string> labels_;
  std::map<std::string, std::set<Rank>> taken_;  ///< of each label, where there is a limit
  std::map<std::string, Stratum> strata_;        ///< of an exact sample
  std::map<std::string, std::uint32_t> known_labels_;
  std::set<std::string> splits_;  ///< that the data name
  bool has_captions_ = false;
};

}  // namespace assay::pipeline
