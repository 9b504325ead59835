// SPDX-License-Identifier: Apache-2.0
//
// Inspecting what a converter makes of a file that the decoders refuse.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <thread>
#include <utility>

#include "assay/channel/converter.h"
#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/pipeline/converter_plan.h"
#include "assay/pipeline/inspect_internal.h"

namespace assay::pipeline {
namespace {

using internal::IsWorthAnother;
using internal::LetterOf;

constexpr std::string_view kStep = "convert";
/// RGBA of 16 bits, as a format that packs nothing writes it, and its head.
constexpr std::size_t kOutputPixel_bytes = 8;
constexpr std::size_t kOutputHead_bytes = 1U << 20U;
/// As often as a file is read that a network's file system does not give.
constexpr std::int64_t kTries = 4;

/// Processes, memory and descriptors are wanting now: no fault of the converter's.
bool MayPass(const Error& error) {
  return error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kExhausted;
}

/// Why a conversion came to nothing: the class and the code of a dead letter.
struct Failure {
  std::string_view error_class;
  std::string_view code;
  std::string message;
  std::int64_t tries = 1;
};

std::optional<Failure> FailureOf(const channel::Converted& converted) {
  using channel::Ending;
  const std::string& words = converted.last_words;
  if (converted.is_too_much) return Failure{"resource", "convert.output", "it wrote without end"};
  switch (converted.ending) {
    case Ending::kDeadline:
    case Ending::kCpuLimit:
      return Failure{"resource", "convert.timeout", words};
    case Ending::kKilled:
      return Failure{"resource", "convert.killed", words};
    case Ending::kForbiddenCall:
      return Failure{"code", "convert.forbidden_call", words};
    case Ending::kExited:
      break;
    default:
      return Failure{"code", "convert.crashed", words};
  }
  if (converted.exit_code != 0)
    return Failure{
        "code", "convert.failed",
        fmt::format("exit code {}{}{}", converted.exit_code, words.empty() ? "" : ": ", words)};
  if (converted.bytes.empty()) return Failure{"code", "convert.empty", words};
  return std::nullopt;
}

std::optional<Failure> FailureOf(const Result<channel::Converted>& converted) {
  if (converted.ok()) return FailureOf(converted.value());
  const Error& error = converted.error();
  if (error.code == ErrorCode::kNotFound)
    return Failure{"transient", "convert.changed", error.what};
  const bool may_pass = MayPass(error);
  return Failure{may_pass ? "transient" : "code", "convert.unavailable", error.what,
                 may_pass ? kTries : 1};
}

/// What a worker would say of a picture that it cannot make: here the converter has not given it.
channel::Answer RefusedFor(std::string_view code, std::string_view message) {
  channel::Answer answer;
  answer.ending = channel::Ending::kRefused;
  answer.json = {{"code", code},
                 {"outcome", Name(Outcome::kUnsupported)},
                 {"codes", Json::array({ToPrintable(message)})}};
  return answer;
}

/// What the converter has left out it cannot be asked for: that nothing was there, only the source
/// could say. What is there came through the converter, and says so.
void TakeFacts(std::vector<Fact> found, std::vector<Fact>& facts) {
  std::erase_if(found, [](const Fact& fact) { return fact.state == FactState::kAbsent; });
  for (Fact& fact : found) {
    if (fact.evidence.source == "asset") fact.evidence.source = "converted";
  }
  std::ranges::move(found, std::back_inserter(facts));
}

/// What is known of the record now: the picture is the converted one's, the rights are both's.
Inspection Merged(Inspection source, Inspection made, Fact converted) {
  std::erase_if(source.facts, [](const Fact& fact) { return fact.name == "media.header"; });
  std::vector<Fact> facts = std::move(source.facts);
  TakeFacts(std::exchange(made.facts, {}), facts);
  facts.push_back(std::move(converted));
  made.facts = std::move(facts);
  made.codes.emplace_back("converted");
  std::ranges::sort(made.codes);
  return made;
}

}  // namespace

bool internal::IsWorthAnother(const Error& error, std::int64_t tries) {
  if (!MayPass(error) || tries >= kTries) return false;
  std::this_thread::sleep_for(std::chrono::milliseconds(100) * (1 << (2 * (tries - 1))));
  return true;
}

std::vector<std::string> internal::ConvertedDigests(const InspectOptions& options) {
  std::vector<std::string> digests;
  std::string before = StepsDigest(options);
  for (const ConverterSpec& converter : options.converters) {
    before = Sha256(Canonical({{"before", before},
                               {"outcomes", converter.outcomes},
                               {"media_types", converter.media_types},
                               {"converter", DigestOf(converter)}}))
                 .Hex();
    digests.push_back(before);
  }
  return digests;
}

std::string_view internal::ClassOf(const Transformed& picture) {
  const std::string& why = picture.refusal;
  if (why.starts_with("worker.")) return "poison";
  if (!why.starts_with("convert.")) return ClassOf(picture.outcome);
  if (why == "convert.changed" || why == "convert.unavailable") return "transient";
  const bool is_limit =
      why == "convert.timeout" || why == "convert.output" || why == "convert.killed";
  return is_limit ? "resource" : "code";
}

Result<channel::Converted> Inspector::RunConverter(const ConverterSpec& converter, ByteView bytes) {
  const Error changed{ErrorCode::kNotFound, "its program was changed while the run went"};
  const auto pixels = options_.arguments.value("pixels", std::size_t{0});
  channel::Conversion conversion{converter.program, converter.command, 0};
  conversion.output_bytes =
      std::min(options_.worker.input_slot_bytes, pixels * kOutputPixel_bytes + kOutputHead_bytes);
  for (std::int64_t tries = 1;; ++tries) {
    if (!IsAsPinned(converter)) return changed;
    auto converted = channel::Convert(options_.worker, conversion, bytes);
    if (!IsAsPinned(converter)) return changed;
    if (converted.ok() || !IsWorthAnother(converted.error(), tries)) return converted;
  }
}

Result<Inspector::Loaded> Inspector::LoadBytes(ByteView bytes) {
  for (std::int64_t tries = 1;; ++tries) {
    const auto slot = Slot(bytes.size());
    if (!slot.ok() && IsWorthAnother(slot.error(), tries)) continue;
    if (!slot.ok()) return slot.error();
    std::ranges::copy(bytes, slot.value().begin());
    return Loaded{bytes.size(), Sha256(bytes), slot.value().first(bytes.size())};
  }
}

Result<Inspection> Inspector::LookConverted(const Item& item, const Loaded& loaded,
                                            Inspection source, Inspected& result) {
  const ConverterSpec* converter = ConverterFor(options_.converters, source);
  if (converter == nullptr) return source;
  const auto dead = [&](const Failure& failure) {
    result.dead = LetterOf(item, kStep, failure.error_class, failure.code, failure.message);
    result.dead->tries = failure.tries;
    return std::move(source);
  };
  auto converted = RunConverter(*converter, loaded.view);
  if (const auto failure = FailureOf(converted)) return dead(*failure);
  const std::string asset = AssetName(loaded.digest);
  ASSAY_LET(const Loaded seen, LoadBytes(converted.value().bytes));
  converted.value().bytes = {};
  if (last_) {
    last_->seen = seen;
    last_->is_in_slot = true;
  }
  ASSAY_LET(channel::Answer answer, Ask(channel::Op::kInspect, seen.bytes, LookArguments(asset)));
  if (answer.ending != channel::Ending::kAnswered)
    return dead({"poison", fmt::format("worker.{}", channel::Name(answer.ending)),
                 answer.last_words, tries_});
  auto made = InspectionFromJson(std::move(answer.json));
  if (!made.ok() || internal::SpeaksForOthers(made.value().facts))
    return dead({"poison", "worker.lied", "of what the converter wrote"});
  if (!IsDecided(made.value().outcome))
    return dead({made.value().outcome == Outcome::kBomb ? "resource" : "code", "convert.unreadable",
                 fmt::format("it wrote what is {}: {}", Name(made.value().outcome),
                             fmt::join(made.value().codes, ", "))});
  Inspection merged = Merged(std::move(source), std::move(made).value(),
                             ConvertedFact(*converter, AssetName(seen.digest), seen.bytes));
  const auto index = static_cast<std::size_t>(converter - options_.converters.data());
  result.cache = {asset, converted_digests_.at(index), Canonical(ToJson(merged))};
  return merged;
}

Inspector::Judged Inspector::JudgedBy(std::span<const Fact> facts) {
  const Fact* fact = Find(facts, kConvertedFact);
  if (fact == nullptr) return {};
  return {StringOr(fact->value, "converter"), StringOr(fact->value, "made")};
}

Result<Transformed> Inspector::TransformAsJudged(const std::string& locator,
                                                 const std::string& asset,
                                                 std::span<const Fact> facts,
                                                 const Json& arguments) {
  judged_ = JudgedBy(facts);
  auto made = Transform(locator, asset, arguments);
  judged_.reset();
  return made;
}

Result<channel::Answer> Inspector::AskConverted(channel::Op op, const ConverterSpec& converter,
                                                const Loaded& loaded, const Json& arguments) {
  auto converted = RunConverter(converter, loaded.view);
  if (const auto failure = FailureOf(converted)) return RefusedFor(failure->code, failure->message);
  ASSAY_LET(const Loaded seen, LoadBytes(converted.value().bytes));
  converted.value().bytes = {};
  const std::string made = AssetName(seen.digest);
  if (judged_ && judged_->made != made)
    return RefusedFor("convert.differs",
                      fmt::format("it was judged by {}, and now it is {}", judged_->made, made));
  return Ask(op, seen.bytes, arguments);
}

/// The source is not asked for first: what was judged is what the converter has made of it.
Result<channel::Answer> Inspector::AskJudged(channel::Op op, const Loaded& loaded,
                                             const Json& arguments) {
  if (judged_->converter.empty() || AssetName(loaded.digest) == judged_->made)
    return Ask(op, loaded.bytes, arguments);
  const auto& converters = options_.converters;
  const auto used = std::ranges::find(converters, judged_->converter, DigestOf);
  if (used == converters.end())
    return RefusedFor("convert.changed", "the plan has no longer the converter of the record");
  return AskConverted(op, *used, loaded, arguments);
}

Result<channel::Answer> Inspector::AskSeen(channel::Op op, const Loaded& loaded,
                                           const Json& arguments) {
  if (judged_) return AskJudged(op, loaded, arguments);
  ASSAY_LET(channel::Answer answer, Ask(op, loaded.bytes, arguments));
  const bool is_refused =
      answer.ending == channel::Ending::kRefused && StringOr(answer.json, "code") == "undecided";
  const auto outcome = ParseOutcome(StringOr(answer.json, "outcome"));
  const bool is_undecided =
      answer.ending == channel::Ending::kAnswered && outcome.ok() && !IsDecided(outcome.value());
  if (options_.converters.empty() || (!is_refused && !is_undecided)) return answer;
  Json look = options_.arguments;  // as Look asked: a rough look finds nothing wrong in a cut file
  look["steps"] = options_.steps;
  ASSAY_LET(channel::Answer found, Ask(channel::Op::kInspect, loaded.bytes, look));
  auto source = InspectionFromJson(std::move(found.json));
  const ConverterSpec* converter =
      source.ok() ? ConverterFor(options_.converters, source.value()) : nullptr;
  return converter == nullptr ? answer : AskConverted(op, *converter, loaded, arguments);
}

}  // namespace assay::pipeline
