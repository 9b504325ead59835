// SPDX-License-Identifier: Apache-2.0
//
// A document assay.fairness.detection/1, read and written.
#include <fmt/format.h>

#include <array>
#include <limits>
#include <utility>

#include "assay/fairness_report/contrast_internal.h"
#include "assay/page/page.h"

namespace assay::fairness_report {
namespace {

using page::Html;

constexpr std::size_t kMostThresholds = 10;  // an audit has no more
constexpr std::array<Method, 6> kMethods = {
    {{"Recall of boxes", "found of those that count, at an intersection over union",
      "Everingham et al. 2010"},
     {"Interval of a share", "Wilson's score interval", "Wilson 1927"},
     {"Interval of a difference", "from both Wilson intervals, method 10", "Newcombe 1998"},
     {"False positives per picture", "exact intervals and tests of Poisson rates",
      "Garwood 1936; Przyborowski and Wilenski 1940"},
     {"Interval by draws", "percentiles over draws of whole pictures or clusters", "Efron 1979"},
     {"q, of many tests", "the share of false findings among all with a q as small",
      "Benjamini and Hochberg 1995"}}};

struct Share {
  std::int64_t k = 0;
  std::int64_t n = 0;
  std::optional<double> value;
  std::optional<double> low;
  std::optional<double> high;
};

/// A line of the table of all boxes, or of one class.
struct Line {
  std::optional<std::string> class_name;  ///< none: all
  std::optional<double> iou;
  Share recall;
  Share precision;
  std::int64_t false_positives = 0;
};

struct Detection {
  TableName truth;
  TableName found;
  std::optional<double> min_score;
  std::int64_t pictures = 0;
  std::int64_t boxes = 0;
  std::int64_t detections = 0;
  std::int64_t tests = 0;
  std::int64_t replicates = 0;  ///< 0: nothing was drawn
  std::string cluster;
  std::vector<Line> lines;
  Comparisons comparisons;
};

Share ReadShare(const Node& node) {
  return {.k = node["k"].Count(),
          .n = node["n"].Count(),
          .value = node["value"].Number(),
          .low = node["low"].Number(),
          .high = node["high"].Number()};
}

Line ReadLine(const Node& node, std::optional<double> iou) {
  Line line = {.class_name = {},
               .iou = iou,
               .recall = ReadShare(node["recall"]),
               .precision = ReadShare(node["precision"]),
               .false_positives = node["false_positives"].Count()};
  if (node.Has("class")) line.class_name = node["class"].Text();
  return line;
}

TableName ReadFile(const Node& node) {
  return {
      .name = node["name"].Text(), .digest = node["digest"].Text(), .rows = node["rows"].Count()};
}

Quantity QuantityOf(const std::string& metric, double iou, bool has_draws) {
  const std::string at = fmt::format(" at IoU {}", iou);
  if (metric == "recall")
    return {.title = "Recall" + at,
            .meaning = "of the boxes that count, those that were found.",
            .counts = "#Found of boxes",
            .axis = "per cent",
            .distance = Distance::kPoints};
  return {.title = "False positives per picture" + at,
          .meaning = "detections where nothing is, over pictures.",
          .counts = "#False positives, pictures",
          .axis = "false positives per picture",
          .distance = has_draws ? Distance::kUnits : Distance::kTimes};
}

/// False positives have an exact interval of their ratio, and of their difference only by draws.
Contrast ReadMetric(const Node& node, const std::vector<std::string>& group, Distance distance,
                    bool has_draws) {
  Contrast contrast =
      ReadContrast(node, {.has_draws = has_draws, .distance = "bootstrap_difference"});
  contrast.group = group;
  contrast.k = node["k"].Count();
  contrast.n = node["n"].Count();
  if (distance == Distance::kTimes) {
    contrast.distance = node["ratio"].Number();
    // A document divides by nothing: some against none are without bound.
    if (!contrast.distance && node["ratio_high"].Number() && *contrast.k > 0)
      contrast.distance = std::numeric_limits<double>::infinity();
    contrast.distance_low = node["ratio_low"].Number();
    contrast.distance_high = node["ratio_high"].Number();
  }
  return contrast;
}

void ReadGrouping(const Node& node, Detection& detection) {
  const bool has_draws = detection.replicates > 0;
  const bool is_of_pictures = node["unit"].Text() == "picture";
  std::vector<Comparison> found;  // one a metric and threshold, in the order of the document
  for (const Node& group : node["groups"].Items()) {
    const auto values = group["group"].Texts();
    for (const Node& one : ItemsUpTo(group["metrics"], 3 * kMostThresholds)) {
      const std::string metric = one["metric"].Text();
      if (metric == "miss_rate") continue;  // what recall lacks
      const Quantity quantity = QuantityOf(metric, one["iou"].Number().value_or(0), has_draws);
      auto place = std::ranges::find_if(found, [&quantity](const Comparison& comparison) {
        return comparison.quantity.title == quantity.title;
      });
      if (place == found.end())
        place = found.insert(found.end(), {.quantity = quantity,
                                           .heading = is_of_pictures ? "Pictures by" : "Boxes by",
                                           .by = node["by"].Texts(),
                                           .reference = node["reference"]["group"].Texts()});
      place->contrasts.push_back(ReadMetric(one, values, quantity.distance, has_draws));
    }
  }
  for (Comparison& one : found) detection.comparisons.list.push_back(std::move(one));
}

Detection ReadDetection(const Node& node) {
  const Node counts = node["counts"];
  Detection detection = {.truth = ReadFile(node["truth"]),
                         .found = ReadFile(node["detections"]),
                         .min_score = node["min_score"].Number(),
                         .pictures = counts["pictures"].Count(),
                         .boxes = counts["boxes"].Count(),
                         .detections = counts["detections"].Count(),
                         .tests = node["family"]["tests"].Count(),
                         .cluster = {},
                         .lines = {},
                         .comparisons = {}};
  if (node.Has("bootstrap")) detection.replicates = node["bootstrap"]["replicates"].Count();
  if (node["columns"].Has("cluster")) detection.cluster = node["columns"]["cluster"].Text();
  detection.comparisons = {
      .confidence = node["confidence"].Number().value_or(0),
      .unclear =
          "Undefined: no box or picture to count, so there is no rate; it is never 0. "
          "Insufficient: too few boxes, pictures or clusters in the group or in its "
          "reference."};
  for (const Node& one : ItemsUpTo(node["overall"], kMostThresholds)) {
    const auto iou = one["iou"].Number();
    detection.lines.push_back(ReadLine(one, iou));
    if (!node["columns"].Has("class")) continue;
    for (const Node& of_class : one["classes"].Items())
      detection.lines.push_back(ReadLine(of_class, iou));
  }
  for (const Node& one : ItemsUpTo(node["groupings"], kMostGroupings)) ReadGrouping(one, detection);
  return detection;
}

class DetectionPart : public Part {
 public:
  explicit DetectionPart(Detection detection) : detection_(std::move(detection)) {}

  [[nodiscard]] const TableName& table() const override { return detection_.truth; }
  void WriteLede(Html& html) const override {
    WriteComparisonLede(html, detection_.comparisons, "what was detected of", table().name);
  }
  void WriteQuestion(Html& html) const override;
  void WriteFindings(Sheet& sheet) const override {
    WriteComparisonFindings(sheet, detection_.comparisons);
  }
  void WriteUnclear(Sheet& sheet) const override {
    WriteComparisonUnclear(sheet, detection_.comparisons);
  }
  void WriteDrawings(Sheet& sheet) const override {
    WriteComparisonFigures(sheet, detection_.comparisons);
  }
  void WriteTables(Sheet& sheet) const override;
  [[nodiscard]] std::span<const Method> methods() const override { return kMethods; }

 private:
  Detection detection_;
};

void DetectionPart::WriteQuestion(Html& html) const {
  WriteTableFacts(html, detection_.truth);
  OpenFact(html, "Detections").Foreign(detection_.found.name, 200).Close();
  OpenFact(html, "Their digest")
      .Tag("code", page::Shortened(detection_.found.digest, kNameLimit))
      .Close();
  Say(OpenFact(html, "Counted"), Whole(detection_.boxes), " boxes in ", Whole(detection_.pictures),
      " pictures; ", Whole(detection_.detections), " detections");
  if (detection_.min_score) Say(html, " of a score of at least ", Decimal(detection_.min_score));
  html.Close();
  WriteReferenceFact(html, detection_.comparisons);
  Say(OpenFact(html, "Tests"), Whole(detection_.tests),
      " in one family, corrected together: Benjamini and Hochberg");
  html.Close();
  Say(OpenFact(html, "Intervals"), "hold with ", Percent(detection_.comparisons.confidence),
      " each");
  if (detection_.replicates == 0) {
    Say(html,
        ", where boxes are independent: of pictures in which mistakes bunch they are too "
        "sure, and so are the tests");
  } else {
    Say(html, "; by ", Whole(detection_.replicates), " draws of whole ");
    if (detection_.cluster.empty())
      Say(html, "pictures");
    else
      Say(html, "clusters: ", NameOf({detection_.cluster}));
    Say(html, "; tests take boxes for independent all the same");
  }
  html.Close();
}

void WriteShare(Html& html, const Share& share) {
  Cell(html, "n", Whole(share.k), " of ", Whole(share.n));
  NumberCell(html, Percent(share.value));
  RangeCell(html, share.low, share.high, Percent);
}

void DetectionPart::WriteTables(Sheet& sheet) const {
  Html& html = sheet.html;
  const std::size_t wanted = detection_.lines.size();
  const std::size_t shown = sheet.TakeRows(wanted);
  page::OpenTable(html, "Recall and precision of all boxes, and by class.",
                  {"Class", "#IoU", "#Found of boxes", "#Recall", "#Interval",
                   "#Right of detections", "#Precision", "#Interval", "#False positives"});
  for (const Line& line : std::span(detection_.lines).first(shown)) {
    html.Open("tr");
    if (line.class_name)
      RowHead(html, NameOf({*line.class_name}));
    else
      html.Tag("th", "all", {{"scope", "row"}});
    NumberCell(html, Decimal(line.iou));
    WriteShare(html, line.recall);
    WriteShare(html, line.precision);
    NumberCell(html, Whole(line.false_positives));
    html.Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(wanted, shown);
}

}  // namespace

std::unique_ptr<Part> MakeDetectionPart(const Node& document) {
  return std::make_unique<DetectionPart>(ReadDetection(document));
}

}  // namespace assay::fairness_report
