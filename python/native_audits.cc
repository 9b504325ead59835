// SPDX-License-Identifier: Apache-2.0
//
// The audits of `assay fairness` over tables in the caller's memory. A question names its parts as
// flags of the program do; a document lacks what only a file has: its name and digest.
#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <string_view>

#include "assay/core/nearest.h"
#include "assay/fairness/detection_audit.h"
#include "assay/fairness/detection_document.h"
#include "assay/fairness/detection_set.h"
#include "assay/fairness/grouping.h"
#include "assay/fairness/model_audit.h"
#include "assay/fairness/model_document.h"
#include "assay/fairness/ranking_audit.h"
#include "assay/fairness/regression_audit.h"
#include "assay/fairness/score_audit.h"
#include "assay/fairness/score_document.h"
#include "assay/fairness/score_reader.h"
#include "assay/fairness/slice_document.h"
#include "assay/fairness/slice_search.h"
#include "native.h"

namespace assay::python {
namespace {

using Texts = std::vector<std::string>;
using Row = std::span<const std::optional<std::string_view>>;

/// Other threads of Python run meanwhile; a stream that calls Python takes the lock again itself.
template <typename Work>
auto Unlocked(const Work& work) {
  const nb::gil_scoped_release released;
  return work();
}

/// Calls take(values, weight) for each row, in its order. Errors get `place` in front, if any.
template <typename Take>
void Visit(const nb::capsule& capsule, table::CountWish wish, const Take& take,
           std::string_view place = "") {
  ArrowArrayStream& stream = StreamIn(capsule);
  wish.each_row = true;
  std::vector<std::optional<std::string_view>> views;
  Status visited = Unlocked([&] {
    return table::CountArrow(stream, wish, [&](const table::TupleCount& row) -> Status {
      views.assign(row.values.begin(), row.values.end());
      return take(Row(views), row.weight);
    });
  });
  if (visited.ok()) return;
  Error error = visited.error();
  Raise(place.empty() ? error : std::move(error).In(place));
}

std::optional<fairness::BootstrapPlan> PlanOf(const Json& json) {
  if (json.at("bootstrap").is_null()) return std::nullopt;
  return fairness::BootstrapPlan{.seed = Member<std::uint64_t>(json, "seed"),
                                 .replicates = Member<std::int32_t>(json, "bootstrap")};
}

template <typename T>
std::optional<T> Optional(const Json& json, const char* name) {
  if (json.at(name).is_null()) return std::nullopt;
  return Member<T>(json, name);
}

std::map<std::string, std::string> ReferencesOf(const Json& json) {
  return Member<std::map<std::string, std::string>>(json, "references");
}

fairness::GroupingQuestion GroupingOf(const Json& json) {
  return {Member<Texts>(json, "groups"), ReferencesOf(json),
          Member<std::size_t>(json, "intersections")};
}

fairness::ModelColumns ColumnsOf(const Json& json) {
  return {.label = StringOr(json, "label"),
          .prediction = StringOr(json, "prediction"),
          .threshold = Optional<double>(json, "threshold"),
          .attributes = Member<Texts>(json, "groups"),
          .weight = StringOr(json, "weight")};
}

/// Raises that there is no such metric, of rates and, where they are asked for, of scores.
[[noreturn]] void NoMetric(const std::string& name, bool has_scores) {
  std::vector<std::string_view> known;
  for (const fairness::Metric one : fairness::kMetrics) known.push_back(fairness::Name(one));
  for (const fairness::ScoreMetric one : fairness::kScoreMetrics)
    if (has_scores) known.push_back(fairness::Name(one));
  throw nb::value_error(NoSuch("metric", name, known).c_str());
}

/// `scores` takes metrics of its own; null: there are none.
fairness::ModelQuestion ModelQuestionOf(const Json& json, fairness::ScoreQuestion* scores) {
  fairness::ModelQuestion question;
  question.columns = ColumnsOf(json);
  question.positive = Optional<std::string>(json, "positive");
  question.references = ReferencesOf(json);
  question.depth = Member<std::size_t>(json, "intersections");
  if (json.at("metrics").is_null()) return question;
  question.family.clear();
  for (const std::string& name : Member<Texts>(json, "metrics")) {
    if (const auto metric = fairness::MetricNamed(name))
      question.family.push_back(*metric);
    else if (const auto one = fairness::ScoreMetricNamed(name); one && scores != nullptr)
      scores->family.push_back(*one);
    else
      NoMetric(name, scores != nullptr);
  }
  return question;
}

/// The document of `assay fairness model`, without scores.
std::string AuditModel(const Source& source, const std::string& text) {
  const Json json = Parsed(text);
  fairness::ModelQuestion question = ModelQuestionOf(json, nullptr);
  question.suppress = Member<bool>(json, "suppress");
  question.bootstrap = PlanOf(json);
  const auto tuples = Counted(source, fairness::WishOf(question.columns));
  return Canonical(fairness::ToJson(
      Taken(Unlocked([&] { return fairness::AuditModel(tuples, std::move(question)); }))));
}

/// The document of `assay fairness model --score`.
std::string AuditScores(const nb::capsule& capsule, const std::string& text) {
  const Json json = Parsed(text);
  fairness::ScoreQuestion scores;
  fairness::ModelQuestion question = ModelQuestionOf(json, &scores);
  if (!question.columns.threshold) throw nb::value_error("a score has a threshold");
  scores.bins = Member<std::int32_t>(json, "bins");
  scores.cluster = StringOr(json, "cluster");
  scores.bootstrap = PlanOf(json);
  question.is_clustered = !scores.cluster.empty();
  if (question.columns.weight.empty() && scores.cluster.empty())
    question.bootstrap = scores.bootstrap;
  fairness::ScoreReader reader(question.columns, scores.cluster);
  Visit(capsule, reader.Wish(),
        [&reader](Row values, double weight) { return reader.Take(values, weight); });
  fairness::ScoreRows rows = std::move(reader).Finish();
  auto model =
      Taken(Unlocked([&] { return fairness::AuditModel(rows.tuples, std::move(question)); }));
  auto audit = Taken(
      Unlocked([&] { return fairness::AuditScores(std::move(rows), model, std::move(scores)); }));
  AdjustFamily(model, audit);
  Json document = fairness::ToJson(model);
  document["scores"] = fairness::ToJson(audit);
  for (const fairness::ScoreMetric metric : audit.question.family)
    document["family"]["metrics"].push_back(fairness::Name(metric));
  return Canonical(document);
}

std::string AuditRegression(const nb::capsule& capsule, const std::string& text) {
  const Json json = Parsed(text);
  fairness::RegressionQuestion question;
  question.label = StringOr(json, "label");
  question.prediction = StringOr(json, "prediction");
  question.grouping = GroupingOf(json);
  question.weight = StringOr(json, "weight");
  question.cluster = StringOr(json, "cluster");
  question.bootstrap = PlanOf(json);
  fairness::RegressionReader reader(question);
  Visit(capsule, reader.Wish(),
        [&reader](Row values, double weight) { return reader.Take(values, weight); });
  const auto rows = std::move(reader).Finish();
  return Canonical(
      fairness::ToJson(Taken(Unlocked([&] { return fairness::AuditRegression(rows, question); }))));
}

std::string AuditRanking(const nb::capsule& capsule, const std::string& text) {
  const Json json = Parsed(text);
  fairness::RankingQuestion question;
  question.query = StringOr(json, "query");
  question.score = StringOr(json, "score");
  question.rank = StringOr(json, "rank");
  question.relevance = StringOr(json, "relevance");
  question.grouping = GroupingOf(json);
  question.top = Member<std::int64_t>(json, "top");
  question.bootstrap = PlanOf(json);
  fairness::RankingReader reader(question);
  Visit(capsule, reader.Wish(), [&reader](Row values, double) { return reader.Take(values); });
  auto rows = std::move(reader).Finish();
  return Canonical(fairness::ToJson(
      Taken(Unlocked([&] { return fairness::AuditRanking(std::move(rows), question); }))));
}

std::string FindSlices(const Source& source, const std::string& text) {
  const Json json = Parsed(text);
  fairness::SliceQuestion question;
  question.columns = ColumnsOf(json);
  question.positive = Optional<std::string>(json, "positive");
  const auto name = Member<std::string>(json, "metric");
  const auto metric = fairness::MetricNamed(name);
  if (!metric) NoMetric(name, /*has_scores=*/false);
  question.metric = *metric;
  question.depth = Member<std::size_t>(json, "depth");
  question.least_rows = Member<std::int64_t>(json, "least_rows");
  question.null = {.seed = Member<std::uint64_t>(json, "seed"),
                   .replicates = Member<std::int32_t>(json, "replicates")};
  const auto tuples = Counted(source, fairness::WishOf(question.columns));
  return Canonical(fairness::ToJson(
      Taken(Unlocked([&] { return fairness::SearchSlices(tuples, std::move(question)); }))));
}

fairness::DetectionColumns DetectionColumnsOf(const Json& json) {
  fairness::DetectionColumns columns;
  columns.image = StringOr(json, "image");
  columns.class_name = StringOr(json, "class_name");
  const auto box = Member<Texts>(json, "box");
  if (box.size() != columns.box.size())
    throw nb::value_error("box names four columns: xmin, ymin, xmax, ymax");
  std::ranges::copy(box, columns.box.begin());
  columns.score = StringOr(json, "score");
  columns.ignore = StringOr(json, "ignore");
  columns.groups = Member<Texts>(json, "groups");
  columns.picture_groups = Member<Texts>(json, "picture_groups");
  columns.cluster = StringOr(json, "cluster");
  return columns;
}

std::string AuditDetection(const nb::capsule& truth, const nb::capsule& detections,
                           const std::optional<nb::capsule>& pictures, const std::string& text) {
  const Json json = Parsed(text);
  fairness::DetectionQuestion question;
  question.ious = Member<std::vector<double>>(json, "ious");
  question.references = ReferencesOf(json);
  question.depth = Member<std::size_t>(json, "intersections");
  question.bootstrap = PlanOf(json);
  fairness::DetectionSet set(DetectionColumnsOf(json), pictures.has_value(),
                             Optional<double>(json, "min_score"));
  if (pictures)
    Visit(
        *pictures, set.PicturesWish(), [&set](Row row, double) { return set.AddPicture(row); },
        "pictures");
  Visit(truth, set.TruthWish(), [&set](Row row, double) { return set.AddTruth(row); }, "truth");
  Visit(
      detections, set.DetectionsWish(), [&set](Row row, double) { return set.AddDetection(row); },
      "detections");
  const auto audit =
      Taken(Unlocked([&] { return fairness::AuditDetections(set, std::move(question)); }));
  return Canonical(fairness::ToJson(audit, set));
}

}  // namespace

void AddAudits(nb::module_& module) {
  module.def("audit_model", AuditModel);
  module.def("audit_scores", AuditScores);
  module.def("audit_regression", AuditRegression);
  module.def("audit_ranking", AuditRanking);
  module.def("find_slices", FindSlices);
  module.def("audit_detection", AuditDetection, nb::arg(), nb::arg(), nb::arg().none(), nb::arg());
}

}  // namespace assay::python
