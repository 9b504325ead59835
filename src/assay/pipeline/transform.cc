// SPDX-License-Identifier: Apache-2.0
//
// The parent's side of a transform: what a worker claims to have made is believed in part only.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "assay/core/hash.h"
#include "assay/core/record.h"
#include "assay/pipeline/locator.h"
#include "assay/pipeline/transform_internal.h"

namespace assay::pipeline {
namespace {

constexpr std::int64_t kSideLimit_px = 65'535;

Error Lie() { return {ErrorCode::kCorrupt, "worker.lied"}; }

/// A side of the picture as the worker states it; 0 when it cannot be one.
std::int32_t Side(const Json& answer, const char* name) {
  const auto found = answer.find(name);
  if (found == answer.end() || !found->is_number_integer()) return 0;
  if (*found < 1 || *found > kSideLimit_px) return 0;
  return found->get<std::int32_t>();
}

Status TakeOutcome(const Json& answer, Transformed& made) {
  const auto outcome = ParseOutcome(StringOr(answer, "outcome"));
  const auto codes = answer.find("codes");
  if (!outcome.ok() || codes == answer.end() || !codes->is_array()) return Lie();
  made.outcome = outcome.value();
  for (const Json& code : *codes) {
    if (!code.is_string()) return Lie();
    made.codes.push_back(code.get<std::string>());
  }
  return Done{};
}

bool IsCount(const Json& number) { return number.is_number_unsigned(); }
bool IsNumber(const Json& number) { return number.is_number(); }

/// What channel::Op::kTransform can be asked for.
bool IsEncoded(std::string_view media_type) {
  return media_type == "image/jpeg" || media_type == "image/png" || media_type == "image/webp";
}

/// A member that is a list of so many numbers.
bool HasList(const Json& object, const char* name, std::size_t least, std::size_t most,
             bool (*is_good)(const Json&)) {
  const auto found = object.find(name);
  return found != object.end() && found->is_array() && found->size() >= least &&
         found->size() <= most && std::ranges::all_of(*found, is_good);
}

/// Does it hold what boxes and statistics are computed from?
bool IsWhole(const Json& answer) {
  const auto source = answer.find("source");
  const auto sums = answer.find("sums");
  if (source == answer.end() || sums == answer.end() || !sums->is_object()) return false;
  const auto pixels = sums->find("n");
  return HasList(answer, "affine", 6, 6, IsNumber) && Side(*source, "width_px") > 0 &&
         Side(*source, "height_px") > 0 && pixels != sums->end() && IsCount(*pixels) &&
         HasList(*sums, "sum", 1, 4, IsCount) && HasList(*sums, "squares", 1, 4, IsCount) &&
         sums->at("sum").size() == sums->at("squares").size();
}

Status TakeMade(channel::Answer& answer, Transformed& made) {
  ASSAY_TRY(TakeOutcome(answer.json, made));
  made.media_type = StringOr(answer.json, "media_type");
  made.width_px = Side(answer.json, "width_px");
  made.height_px = Side(answer.json, "height_px");
  if (!IsDecided(made.outcome) || !IsEncoded(made.media_type) || made.width_px == 0 ||
      made.height_px == 0 || answer.blob.empty() || !IsWhole(answer.json))
    return Lie();
  made.answer = std::move(answer.json);
  made.bytes = std::move(answer.blob);
  return Done{};
}

Transformed Fallen(channel::Ending ending) {
  using channel::Ending;
  Transformed made;
  const bool is_limit =
      ending == Ending::kCpuLimit || ending == Ending::kDeadline || ending == Ending::kKilled;
  made.outcome = is_limit ? Outcome::kBomb : Outcome::kCorrupt;
  made.refusal = fmt::format("worker.{}", channel::Name(ending));
  made.codes = {made.refusal};
  return made;
}

/// The worker's refusal. One without an outcome is about memory: as a bomb.
Result<Transformed> Refused(channel::Answer answer) {
  Transformed made;
  made.refusal = StringOr(answer.json, "code", "worker.refused");
  if (made.refusal == "bad.request")
    return Error{ErrorCode::kInvalidArgument, ToPrintable(StringOr(answer.json, "what"))};
  made.outcome = Outcome::kBomb;
  if (answer.json.contains("outcome")) {
    if (!TakeOutcome(answer.json, made).ok()) return Fallen(channel::Ending::kLied);
  } else {
    made.codes = {made.refusal};
  }
  made.answer = std::move(answer.json);
  return made;
}

}  // namespace

Result<Transformed> TransformedFrom(channel::Answer answer) {
  if (answer.ending == channel::Ending::kRefused) return Refused(std::move(answer));
  if (answer.ending != channel::Ending::kAnswered) return Fallen(answer.ending);
  Transformed made;
  if (TakeMade(answer, made).ok()) return made;
  return Fallen(channel::Ending::kLied);
}

/// Limits of the run hold here too; of its other arguments a transform knows nothing.
Json Inspector::WithLimits(const Json& arguments) const {
  Json all = arguments;
  if (all.is_object() && !all.contains("pixels") && options_.arguments.contains("pixels"))
    all["pixels"] = options_.arguments.at("pixels");
  return all;
}

Result<Transformed> Inspector::Transform(const std::string& locator, const std::string& asset,
                                         const Json& arguments) {
  ASSAY_LET(const Location location, Locate(locator, options_.packs));
  return TransformAt(location, asset, arguments);
}

Result<Transformed> Inspector::TransformAt(const Location& location, const std::string& asset,
                                           const Json& arguments) {
  ASSAY_LET(const Loaded loaded, Load(location));
  if (AssetName(loaded.digest) != asset)
    return Error{ErrorCode::kNotFound, "it has changed since it was inspected"};
  ASSAY_LET(channel::Answer answer,
            AskSeen(channel::Op::kTransform, loaded, WithLimits(arguments)));
  return TransformedFrom(std::move(answer));
}

Result<Transformed> Inspector::TransformLast(const Json& arguments) {
  ASSAY_CHECK(last_.has_value());
  if (!last_->is_in_slot) return TransformAt(last_->location, last_->asset, arguments);
  Json all = WithLimits(arguments);
  if (all.is_object()) all["kept_as"] = last_->asset;
  ASSAY_LET(channel::Answer answer, AskSeen(channel::Op::kTransform, last_->seen, all));
  return TransformedFrom(std::move(answer));
}

Result<Transformed> Inspector::Transform(ByteView bytes, const Json& arguments) {
  ASSAY_LET(const std::span<std::uint8_t> slot, Slot(bytes.size()));
  std::ranges::copy(bytes, slot.begin());
  ASSAY_LET(channel::Answer answer,
            worker_.Run(channel::Op::kTransform, bytes.size(), WithLimits(arguments)));
  return TransformedFrom(std::move(answer));
}

}  // namespace assay::pipeline
