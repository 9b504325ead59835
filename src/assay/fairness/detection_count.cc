// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/detection_count.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <tuple>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/fairness/box_match.h"
#include "assay/fairness/detection_set.h"

namespace assay::fairness {
namespace {

void Add(const CellPart& part, std::vector<CellPart>& parts) {
  if (!parts.empty() && parts.back().cluster == part.cluster && parts.back().cell == part.cell) {
    parts.back().k += part.k;
    parts.back().n += part.n;
  } else {
    parts.push_back(part);
  }
}

/// The front of `rest` that is of the same picture and class as `at`; taken off it.
template <typename Item, typename Key>
std::span<const Item> Take(std::span<const Item>& rest, const Key& at) {
  std::size_t n = 0;
  while (n < rest.size() && std::tuple(rest[n].picture, rest[n].class_name) == at) ++n;
  const auto taken = rest.first(n);
  rest = rest.subspan(n);
  return taken;
}

class Counter {
 public:
  Counter(const DetectionSet& set, double min_iou)
      : set_(set), min_iou_(min_iou), false_(set.pictures().size()) {
    counts_.classes.resize(set.classes().size());
    for (std::size_t i = 0; i < counts_.classes.size(); ++i)
      counts_.classes[i].name = set.classes()[i];
  }

  Result<DetectionCounts> Count() && {
    std::span<const TruthBox> truth = set_.truth();
    std::span<const Detection> detections = set_.detections();
    while (!truth.empty() || !detections.empty()) {
      auto at = std::tuple(std::uint32_t{0}, std::uint32_t{0});
      if (!truth.empty()) at = {truth.front().picture, truth.front().class_name};
      if (!detections.empty()) {
        const std::tuple next(detections.front().picture, detections.front().class_name);
        at = truth.empty() ? next : std::min(at, next);
      }
      const auto boxes = Take(truth, at);
      ASSAY_TRY(Match(boxes, Take(detections, at)));
    }
    ASSAY_TRY(CountPictures());
    std::ranges::sort(counts_.classes, {}, &ClassCounts::name);
    return std::move(counts_);
  }

 private:
  /// Of one picture and class.
  Status Match(std::span<const TruthBox> truth, std::span<const Detection> detections) {
    if (!truth.empty() && detections.size() > kMaxPairs / truth.size())
      return Error{ErrorCode::kExhausted,
                   fmt::format("picture '{}': {} boxes and {} detections of one class, more than "
                               "{} pairs to compare",
                               ToPrintable(ToUtf8(set_.images()[truth.front().picture], 64)),
                               truth.size(), detections.size(), kMaxPairs)};
    std::vector<Box> asked;
    std::vector<Box> ignored;
    std::vector<Box> given;
    for (const TruthBox& one : truth) (one.is_ignored ? ignored : asked).push_back(one.box);
    for (const Detection& one : detections) given.push_back(one.box);
    std::vector<bool> found(asked.size());
    const auto matches = MatchBoxes(asked, ignored, given, min_iou_);
    for (std::size_t i = 0; i < matches.size(); ++i) {
      ClassCounts& of_class = counts_.classes[detections[i].class_name];
      if (matches[i].outcome == Outcome::kMatched) {
        found[matches[i].truth] = true;
      } else if (matches[i].outcome == Outcome::kIgnored) {
        ++of_class.ignored;
      } else {
        ++of_class.false_positives;
        ++false_[detections[i].picture];
      }
    }
    return AddBoxes(truth, found);
  }

  /// `found`: of those that count, in their order.
  Status AddBoxes(std::span<const TruthBox> truth, const std::vector<bool>& found) {
    std::size_t place = 0;
    for (const TruthBox& one : truth) {
      const Picture& picture = set_.pictures()[one.picture];
      CellPart part;
      part.cluster = picture.cluster;
      ASSAY_LET(part.cell, BoxCell(one.kind, picture.kind));
      if (!one.is_ignored) {
        part.n = 1;
        part.k = found[place++] ? 1 : 0;
        Proportion& recall = counts_.classes[one.class_name].recall;
        recall.n += 1;
        recall.k += part.k;
      }
      Add(part, counts_.boxes.parts);
    }
    return Done{};
  }

  Status CountPictures() {
    for (std::size_t i = 0; i < set_.picture_kinds(); ++i)
      counts_.pictures.values.push_back(set_.PictureKind(i));
    for (std::size_t i = 0; i < set_.pictures().size(); ++i) {
      const Picture& picture = set_.pictures()[i];
      Add({picture.cluster, picture.kind, false_[i], 1}, counts_.pictures.parts);
      // Groups of pictures without a box are there to be said undefined.
      ASSAY_TRY(BoxCell(set_.truth().front().kind, picture.kind));
    }
    return Done{};
  }

  Result<std::uint32_t> BoxCell(std::uint32_t kind, std::uint32_t picture_kind) {
    const auto place = static_cast<std::uint32_t>(cells_.size());
    const auto [found, is_new] = cells_.emplace(std::pair(kind, picture_kind), place);
    if (!is_new) return found->second;
    if (place == kMaxCells)
      return Error{ErrorCode::kExhausted,
                   fmt::format("more than {} combinations of groups: name columns of groups, not "
                               "of single rows",
                               kMaxCells)};
    auto values = set_.BoxKind(kind);
    for (auto& value : set_.PictureKind(picture_kind)) values.push_back(std::move(value));
    counts_.boxes.values.push_back(std::move(values));
    return place;
  }

  const DetectionSet& set_;
  double min_iou_;
  std::vector<std::uint32_t> false_;  ///< of each picture
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> cells_;
  DetectionCounts counts_;
};

}  // namespace

Result<DetectionCounts> CountDetections(const DetectionSet& set, double min_iou) {
  if (std::ranges::all_of(set.truth(), &TruthBox::is_ignored))
    return Error{ErrorCode::kInvalidArgument, "the ground truth has no box that counts"};
  return Counter(set, min_iou).Count();
}

}  // namespace assay::fairness
