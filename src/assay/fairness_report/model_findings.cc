// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "assay/fairness_report/model_internal.h"
#include "assay/fairness_report/words.h"
#include "assay/page/page.h"

namespace assay::fairness_report {
namespace {

using page::Html;

constexpr std::array<MetricWords, 14> kMetrics = {
    {{"selection_rate", "Selection rate", "", "were predicted positive", "(TP + FP) / n"},
     {"accuracy", "Accuracy", "", "were predicted rightly", "(TP + TN) / n"},
     {"tpr", "True positive rate", "truly positive", "were predicted positive", "TP / (TP + FN)"},
     {"fnr", "False negative rate", "truly positive", "were predicted negative", "FN / (TP + FN)"},
     {"fpr", "False positive rate", "truly negative", "were predicted positive", "FP / (FP + TN)"},
     {"tnr", "True negative rate", "truly negative", "were predicted negative", "TN / (FP + TN)"},
     {"ppv", "Positive predictive value", "predicted positive", "were truly positive",
      "TP / (TP + FP)"},
     {"fdr", "False discovery rate", "predicted positive", "were truly negative", "FP / (TP + FP)"},
     {"npv", "Negative predictive value", "predicted negative", "were truly negative",
      "TN / (TN + FN)"},
     {"for", "False omission rate", "predicted negative", "were truly positive", "FN / (TN + FN)"},
     {"prevalence", "Prevalence", "", "were truly positive", "(TP + FN) / n"},
     {"error_rate", "Error rate", "", "were predicted wrongly", "(FP + FN) / n"},
     {"auc", "Area under the ROC curve", "", "", ""},
     {"calibration", "Calibration", "", "", ""}}};

/// "Of 100 truly positive in women 60 were predicted positive": of the second group only numbers.
void SayCounts(Html& html, const Measure& measure, const Named& group, const MetricWords& words,
               bool is_first) {
  Say(html, is_first ? "Of " : "; of ", Whole(measure.n), " ",
      is_first ? words.whole : std::string_view(),
      is_first && !words.whole.empty() ? " in " : "in ", group, " ", Whole(measure.k), " ",
      is_first ? words.part : std::string_view());
  Say(html, is_first ? " (" : "(", Percent(measure.value), ")");
}

std::size_t CountDiffering(const Model& model, const std::vector<Finding>& compared) {
  return static_cast<std::size_t>(std::ranges::count_if(
      compared, [&](const Finding& one) { return Differs(model, *one.measure); }));
}

/// Those that differ most come first.
std::vector<Finding> FarthestFirst(const Model& model) {
  std::vector<Finding> found = Compared(model, Standing::kOk);
  if (model.untested.empty())
    std::erase_if(found, [&](const Finding& one) { return !Differs(model, *one.measure); });
  std::ranges::stable_sort(found, [](const Finding& a, const Finding& b) {
    return std::abs(a.measure->difference.value_or(0)) >
           std::abs(b.measure->difference.value_or(0));
  });
  return found;
}

}  // namespace

MetricWords WordsOf(std::string_view metric) {
  const auto found = std::ranges::find(kMetrics, metric, &MetricWords::metric);
  if (found != kMetrics.end()) return *found;
  return {metric, metric, "", "count", "k / n"};
}

bool Differs(const Model& model, const Measure& measure) {
  return measure.q && *measure.q <= 1 - model.confidence;
}

std::vector<Finding> Compared(const Model& model, Standing standing) {
  std::vector<Finding> found;
  for (const ModelGrouping& grouping : model.groupings) {
    std::vector<const Measure*> references;
    for (const Measure& measure : grouping.measures)
      if (measure.standing == Standing::kReference) references.push_back(&measure);
    for (const Measure& measure : grouping.measures) {
      if (measure.standing != standing ||
          std::ranges::find(model.family, measure.metric) == model.family.end())
        continue;
      const auto beside = std::ranges::find(references, measure.metric, &Measure::metric);
      found.push_back({&grouping, &measure, beside == references.end() ? nullptr : *beside});
    }
  }
  return found;
}

void SayFinding(Html& html, const Model& model, const Finding& finding) {
  const Measure& measure = *finding.measure;
  const MetricWords words = WordsOf(measure.metric);
  html.Open("strong").Text(words.title).Text(" by ");
  Put(html, ColumnsOf(finding.grouping->by));
  html.Text(". ").Close();
  const Named group = NameOf(finding.grouping->groups[measure.group].values);
  const Named reference = NameOf(finding.grouping->reference);
  if (model.is_weighted) {
    Say(html, group, " ", Percent(measure.value));
    if (finding.reference) Say(html, ", ", reference, " ", Percent(finding.reference->value));
  } else {
    SayCounts(html, measure, group, words, /*is_first=*/true);
    if (finding.reference)
      SayCounts(html, *finding.reference, reference, words, /*is_first=*/false);
  }
  if (measure.difference) {
    Say(html, ": ");
    SayPoints(html, *measure.difference);
    SayAgrees(html, measure.difference_low, measure.difference_high);
  }
  if (measure.q) Say(html, " (q ", Chance(measure.q), ")");
  Say(html, ".");
}

void WriteModelLede(Html& html, const Model& model) {
  const auto compared = Compared(model, Standing::kOk);
  const auto unclear = Compared(model, Standing::kInsufficient).size() +
                       Compared(model, Standing::kUndefined).size();
  html.Open("p", {{"class", "lede"}});
  const auto strong = [&html](std::size_t count) {
    html.Tag("strong", page::Grouped(static_cast<std::int64_t>(count)));
  };
  if (!model.untested.empty()) {
    html.Text("Of the predictions in ");
    Put(html, NameOf({model.table.name}));
    html.Text(fmt::format(" {}: they were compared, and no test was made. ", model.untested));
  } else {
    strong(CountDiffering(model, compared));
    html.Text(" of ");
    strong(compared.size() + unclear);
    html.Text(" comparisons of the predictions in ");
    Put(html, NameOf({model.table.name}));
    html.Text(" differ by more than chance explains. ");
  }
  strong(unclear);
  html.Text(unclear == 1 ? " rests on too few people to say." : " rest on too few people to say.");
  html.Close();
}

void WriteModelFindings(Sheet& sheet, const Model& model) {
  Html& html = sheet.html;
  const std::size_t compared = Compared(model, Standing::kOk).size();
  const std::size_t differing = CountDiffering(model, Compared(model, Standing::kOk));
  html.Open("ul", {{"class", "tiles"}});
  if (!model.untested.empty()) {
    WriteTile(html, "dead", "\u2194 Compared", compared,
              fmt::format("{}: no test was made", model.untested));
  } else {
    WriteTile(html, "review", "\u2260 Differ", differing, "chance alone would rarely make it so");
    WriteTile(html, "dead", "\u2248 Not shown to differ", compared - differing,
              "which is not the same as being alike");
  }
  WriteTile(html, "dead", "? Insufficient", Compared(model, Standing::kInsufficient).size(),
            "too few people to say");
  WriteTile(html, "dead", "\u2205 Undefined", Compared(model, Standing::kUndefined).size(),
            "nobody whom the rate is of");
  html.Close();
  const std::vector<Finding> worst = FarthestFirst(model);
  if (worst.empty()) {
    html.Tag("p", !model.untested.empty()
                      ? "No group could be compared with its reference."
                      : "No comparison differs by more than chance explains. The intervals below "
                        "show which differences agree with the numbers all the same.");
    return;
  }
  const std::size_t said = std::min(worst.size(), kSentences);
  html.Tag("p", "The largest differences:");
  html.Open("ul", {{"class", "list"}});
  for (const Finding& finding : std::span(worst).first(said)) {
    html.Open("li");
    SayFinding(html, model, finding);
    html.Close();
  }
  html.Close();
  if (worst.size() > said)
    html.Tag("p", fmt::format("{} more stand in the tables.",
                              page::Grouped(static_cast<std::int64_t>(worst.size() - said))));
}

void WriteModelUnclear(Sheet& sheet, const Model& model) {
  Html& html = sheet.html;
  std::vector<Finding> unclear = Compared(model, Standing::kUndefined);
  const auto small = Compared(model, Standing::kInsufficient);
  unclear.insert(unclear.end(), small.begin(), small.end());
  if (unclear.empty()) {
    html.Tag("p", "Every comparison has enough people in both groups.");
    return;
  }
  Paragraph(html, "Undefined: nobody is in the denominator, so there is no rate; it is never 0. ",
            "Insufficient: fewer than ", Whole(model.least_rows),
            " people in the denominator of the group or of its reference, or a reference that is "
            "hidden.");
  page::OpenTable(html, "Comparisons that support no conclusion.",
                  {"Group", "By", "Metric", "#n", "#n of the reference", "State"});
  const std::size_t shown = sheet.TakeRows(unclear.size());
  for (const Finding& one : std::span(unclear).first(shown)) {
    html.Open("tr");
    RowHead(html, NameOf(one.grouping->groups[one.measure->group].values));
    Cell(html, "t", ColumnsOf(one.grouping->by));
    html.Tag("td", WordsOf(one.measure->metric).title);
    NumberCell(html, Whole(one.measure->n));
    if (one.reference)
      NumberCell(html, Whole(one.reference->n));
    else
      html.Tag("td", "");
    html.Tag("td", Name(one.measure->standing)).Close();
  }
  page::CloseTable(html);
  sheet.SayLeftOut(unclear.size(), shown);
}

}  // namespace assay::fairness_report
