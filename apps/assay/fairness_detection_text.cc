// SPDX-License-Identifier: Apache-2.0
#include "fairness_detection_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/fairness/rate_ratio.h"
#include "fairness_lines.h"

namespace assay::cli {
namespace {

using fairness::DetectionAudit;
using fairness::DetectionContrast;
using fairness::DetectionGrouping;
using fairness::DetectionMetric;
using fairness::DetectionSummary;
using fairness::Standing;

std::string TableText(std::string_view what, const Json& table) {
  return fmt::format("{:<10}  {}  {}\n", what, ToPrintable(StringOr(table, "name")),
                     StringOr(table, "digest"));
}

std::string CountsText(const DetectionAudit& audit, const Json& document) {
  const Json& counts = document["counts"];
  const auto number = [&counts](const char* name) { return counts[name].get<std::int64_t>(); };
  std::string text = TableText("Truth", document["truth"]);
  text += TableText("Detections", document["detections"]);
  const bool has_table = !document["pictures"].is_null();
  if (has_table) text += TableText("Pictures", document["pictures"]);
  text += fmt::format(
      "Counted     {} boxes in {} pictures{}; {} detections\n", number("boxes"), audit.pictures,
      has_table ? "" : " that TRUTH names: those without a box want --pictures", audit.detections);
  for (const auto& [name, why] :
       {std::pair("ignored_boxes", "ignored boxes"),
        std::pair("below_min_score", "detections under --min-score"),
        std::pair("of_other_classes", "detections of classes that TRUTH does not have")})
    if (number(name) > 0) text += fmt::format("Left out    {}: {}\n", why, number(name));
  text += fmt::format("Family      {}: recall{}; q by Benjamini-Hochberg; intervals of 95 %\n",
                      Tests(audit.tests),
                      document["columns"]["picture_groups"].empty() ? "" : " fp_per_picture");
  if (const auto& plan = audit.question.bootstrap)
    text +=
        fmt::format("Bootstrap   {} draws of {} {}, seed {}\n", plan->replicates, audit.clusters,
                    document["columns"]["cluster"].is_null() ? "pictures" : "clusters", plan->seed);
  if (!document["columns"]["cluster"].is_null())
    text +=
        "Caution     q and formula intervals take pictures for independent: hold to the drawn "
        "ones\n";
  return text;
}

std::string OverallText(const DetectionAudit& audit) {
  Lines lines;
  lines.Add({"IoU", "class", "found/boxes", "recall", "precision", "false", "per picture"});
  const auto add = [&](const DetectionSummary& summary, const fairness::ClassCounts& one,
                       const std::string& name) {
    const fairness::EventRate rate{one.false_positives, audit.pictures};
    lines.Add({fmt::format("{}", summary.iou), name,
               fmt::format("{}/{}", one.recall.k, one.recall.n), Rate(one.recall.Value()),
               Rate(fairness::Precision(one).Value()), fmt::format("{}", one.false_positives),
               Rate(rate.Value())});
  };
  for (const DetectionSummary& summary : audit.overall) {
    add(summary, summary.all, "all");
    if (summary.classes.size() < 2) continue;
    for (std::size_t i = 0; i < std::min(summary.classes.size(), kShownRows); ++i)
      add(summary, summary.classes[i], Shown(summary.classes[i].name));
  }
  return lines.Text();
}

/// The reference, then what differs most; what rests on too little comes last.
std::vector<const DetectionContrast*> Ranked(const DetectionGrouping& grouping) {
  std::vector<const DetectionContrast*> ranked;
  for (const DetectionContrast& one : grouping.contrasts)
    if (one.metric != DetectionMetric::kMissRate) ranked.push_back(&one);
  std::ranges::stable_sort(ranked, {}, [&](const DetectionContrast* one) {
    return std::tuple(one->group != grouping.reference, one->standing,
                      -std::abs(one->difference.value_or(0)));
  });
  return ranked;
}

std::string Drawn(const std::optional<fairness::BootstrapInterval>& drawn) {
  return drawn ? fmt::format("[{:+.4f}, {:+.4f}]", drawn->interval.low, drawn->interval.high) : "";
}

std::string GroupingText(const DetectionAudit& audit, const DetectionGrouping& grouping) {
  const char* rate = grouping.is_of_pictures ? "per picture" : "recall";
  std::string text = fmt::format("\n{} by {}: {} groups; reference {} ({})\n\n",
                                 grouping.is_of_pictures ? "False positives of pictures" : "Boxes",
                                 ColumnsOf(grouping.by), grouping.groups.size(),
                                 NameOf(grouping.groups[grouping.reference]),
                                 grouping.is_reference_named ? "as named" : "the largest");
  const auto ranked = Ranked(grouping);
  Lines lines;
  lines.Add({"group", "IoU", grouping.is_of_pictures ? "false/n" : "found/n", rate, "",
             "difference", "", audit.question.bootstrap ? "drawn" : "", "ratio", "q", ""});
  for (std::size_t i = 0; i < std::min(ranked.size(), kShownRows); ++i) {
    const DetectionContrast& one = *ranked[i];
    lines.Add({NameOf(grouping.groups[one.group]), fmt::format("{}", one.iou),
               fmt::format("{}/{}", one.k, one.n), Rate(one.value),
               Within(one.interval, "[{:.4f}, {:.4f}]"),
               one.difference ? fmt::format("{:+.4f}", *one.difference) : "",
               Within(one.difference_interval, "[{:+.4f}, {:+.4f}]"), Drawn(one.drawn_difference),
               one.ratio ? fmt::format("{:.3f}", *one.ratio) : "",
               one.p && one.q ? fmt::format("{:.2g}", *one.q) : "",
               one.standing == Standing::kOk ? "" : std::string(Name(one.standing))});
  }
  text += lines.Text();
  if (ranked.size() > kShownRows)
    text += fmt::format("  and {} more: --json, --out\n", ranked.size() - kShownRows);
  return text;
}

}  // namespace

std::string TextOf(const DetectionAudit& audit, const Json& document) {
  std::string text = fmt::format("{}\n{}", CountsText(audit, document), OverallText(audit));
  for (const DetectionGrouping& one : audit.groupings) text += GroupingText(audit, one);
  return text;
}

}  // namespace assay::cli
