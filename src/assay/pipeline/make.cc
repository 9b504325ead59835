// SPDX-License-Identifier: Apache-2.0
//
// Making a picture in the visit in which it was inspected.
#include <fmt/format.h>

#include <utility>

#include "assay/core/hash.h"
#include "assay/pipeline/inspect_internal.h"
#include "assay/pipeline/sample_notes.h"
#include "assay/policy/situation.h"

namespace assay::pipeline {
using internal::ClassOf;
using internal::Dead;
using internal::kWorkerUnavailable;
using internal::LetterOf;

/// What policy will not allow is not made; what cannot be made is dead, before anyone relies on it.
Inspected Inspector::Make(const Item& item, Outcome outcome, const std::vector<Fact>& facts,
                          Inspected result) {
  constexpr std::string_view kStep = "transform";
  const Making& making = *options_.making;
  if (const SampleNotes notes = NotesOf(facts); !notes.problem.empty())
    return Dead(std::move(result), LetterOf(item, kStep, "input", notes.problem + ".malformed",
                                            "the manifest does not say it in a known form"));
  if (making.judge(policy::DescribeForDecision(making.use, outcome, facts)) != Verdict::kAllow)
    return result;
  const std::string asset = result.row.asset;
  const auto cache = Cache();
  const std::string recipe = RecipeFor(making.recipe, facts);
  const auto known = cache.ok() && cache.value() != nullptr
                         ? cache.value()->FindDerived(asset, recipe)
                         : Result<std::optional<catalog::DerivedRow>>(std::nullopt);
  if (known.ok() && known.value()) return result;
  judged_ = JudgedBy(facts);
  auto made = TransformLast(making.wish);
  judged_.reset();
  if (!made.ok()) {
    const auto [error_class, code] = internal::WhyUnmade(made.error().code);
    if (code == kWorkerUnavailable) result.fatal = made.error();
    return Dead(std::move(result), LetterOf(item, kStep, error_class, code, made.error().what));
  }
  Transformed& picture = made.value();
  if (!picture.refusal.empty()) {
    auto letter = LetterOf(item, kStep, ClassOf(picture), picture.refusal,
                           fmt::format("{}", fmt::join(picture.codes, ", ")));
    letter.tries = tries_;
    return Dead(std::move(result), std::move(letter));
  }
  const std::string name = AssetName(Sha256(picture.bytes));
  result.derived = {{asset, recipe, name, Canonical(picture.answer)}, std::move(picture.bytes)};
  return result;
}

}  // namespace assay::pipeline
