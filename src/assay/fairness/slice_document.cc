// SPDX-License-Identifier: Apache-2.0
#include "assay/fairness/slice_document.h"

#include <algorithm>
#include <utility>

#include "assay/fairness/document_internal.h"

namespace assay::fairness {
namespace {

Json ShareOf(Proportion share) {
  return {{"k", share.k}, {"n", share.n}, {"value", OrNull(share.Value())}};
}

Json SliceOf(const Slice& slice, const std::vector<std::string>& attributes) {
  Json terms = Json::array();
  for (const SliceTerm& term : slice.terms)
    terms.push_back({{"attribute", attributes[term.attribute]}, {"value", term.value}});
  Json json = {{"slice", std::move(terms)},
               {"share", ShareOf(slice.share)},
               {"others", ShareOf(slice.others)},
               {"difference", slice.difference},
               {"p", slice.p},
               {"within", Json()},
               {"within_p", Json()}};
  PutInterval("", slice.interval, json);
  // A broader slice may stand further down than the document lists.
  if (slice.within && *slice.within < kListedSlices) {
    json["within"] = *slice.within;
    json["within_p"] = slice.within_p;
  }
  return json;
}

}  // namespace

Json ToJson(const SliceSearch& search) {
  const SliceQuestion& question = search.question;
  Json slices = Json::array();
  const std::size_t listed = std::min(search.slices.size(), kListedSlices);
  for (std::size_t i = 0; i < listed; ++i)
    slices.push_back(SliceOf(search.slices[i], question.columns.attributes));
  return {{"schema", "assay.fairness.slices/1"},
          {"columns",
           {{"label", question.columns.label},
            {"prediction", question.columns.prediction},
            {"threshold", OrNull(question.columns.threshold)},
            {"attributes", question.columns.attributes}}},
          {"positive", search.positive},
          {"metric", Name(question.metric)},
          {"worse_is", IsError(question.metric) ? "higher" : "lower"},
          {"depth", question.depth},
          {"least_rows", question.least_rows},
          {"null", {{"replicates", question.null.replicates}, {"seed", question.null.seed}}},
          {"confidence", kConfidence},
          {"critical", search.critical < 1e300 ? Json(search.critical) : Json()},
          {"overall", ShareOf(search.overall)},
          {"searched", search.searched},
          {"too_small", search.too_small},
          {"repeated", search.repeated},
          {"not_worse", search.better},
          {"slices", std::move(slices)},
          {"slices_left_out", search.slices.size() - listed}};
}

}  // namespace assay::fairness
