// SPDX-License-Identifier: Apache-2.0
//
// Inspecting what a converter makes of a file that the decoders refuse.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "assay/channel/converter.h"
#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/pipeline/converter_plan.h"
#include "assay/pipeline/inspect_internal.h"

namespace assay::pipeline {
namespace {

using internal::LetterOf;

constexpr std::string_view kStep = "convert";
/// RGBA of 16 bits, as a format that packs nothing writes it, and its head.
constexpr std::size_t kOutputPixel_bytes = 8;
constexpr std::size_t kOutputHead_bytes = 1U << 20U;

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

Result<channel::Converted> Inspector::RunConverter(const ConverterSpec& converter, ByteView bytes) {
  const auto pixels = options_.arguments.value("pixels", std::size_t{0});
  channel::Conversion conversion{converter.program, converter.command, 0};
  conversion.output_bytes =
      std::min(options_.worker.input_slot_bytes, pixels * kOutputPixel_bytes + kOutputHead_bytes);
  return channel::Convert(options_.worker, conversion, bytes);
}

Result<Inspector::Loaded> Inspector::LoadBytes(ByteView bytes) {
  ASSAY_LET(const std::span<std::uint8_t> slot, Slot(bytes.size()));
  std::ranges::copy(bytes, slot.begin());
  return Loaded{bytes.size(), Sha256(bytes), slot.first(bytes.size())};
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
  if (!IsAsPinned(*converter))
    return dead({"transient", "convert.changed", "its program was changed while the run went"});
  auto converted = RunConverter(*converter, loaded.view);
  if (!converted.ok()) return dead({"code", "convert.unavailable", converted.error().what});
  if (const auto failure = FailureOf(converted.value())) return dead(*failure);
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

Result<channel::Answer> Inspector::AskSeen(channel::Op op, const Loaded& loaded,
                                           const Json& arguments) {
  ASSAY_LET(channel::Answer answer, Ask(op, loaded.bytes, arguments));
  const bool is_refused =
      answer.ending == channel::Ending::kRefused && StringOr(answer.json, "code") == "undecided";
  const auto outcome = ParseOutcome(StringOr(answer.json, "outcome"));
  const bool is_undecided =
      answer.ending == channel::Ending::kAnswered && outcome.ok() && !IsDecided(outcome.value());
  if (options_.converters.empty() || (!is_refused && !is_undecided)) return answer;
  Json look = options_.arguments;
  look["steps"] = Json::array();
  ASSAY_LET(channel::Answer found, Ask(channel::Op::kInspect, loaded.bytes, look));
  auto source = InspectionFromJson(std::move(found.json));
  const ConverterSpec* converter =
      source.ok() ? ConverterFor(options_.converters, source.value()) : nullptr;
  if (converter == nullptr) return answer;
  auto converted = RunConverter(*converter, loaded.view);
  if (!converted.ok() || FailureOf(converted.value())) return answer;
  ASSAY_LET(const Loaded seen, LoadBytes(converted.value().bytes));
  return Ask(op, seen.bytes, arguments);
}

}  // namespace assay::pipeline
