// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/inspect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/core/hash.h"
#include "assay/pipeline/inspect_internal.h"
#include "assay/pipeline/licence_document.h"
#include "assay/pipeline/locator.h"
#include "assay/pipeline/origins.h"
#include "assay/pipeline/workspace.h"
#include "assay/rights/rights.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;
using internal::Dead;
using internal::LetterOf;

constexpr std::size_t kSidecarLimit_bytes = 4U << 20U;

/// Asked of an origin before a fetch; nobody has when the data was inherited.
constexpr std::array<std::string_view, 4> kProbes = {"robots", "tdmrep", "ai.txt", "headers"};

Inspected Start(const Item& item) {
  Inspected result;
  result.row.key = item.record.key;
  result.row.locator = item.record.locator;
  result.row.codes = "[]";
  result.row.facts = "[]";
  return result;
}

void AddNotProbed(const Evidence& origin, std::vector<Fact>& facts) {
  for (const std::string_view probe : kProbes) {
    facts.push_back({"rights.probe",
                     FactState::kNotProbed,
                     {{"protocol", probe}},
                     {"rights", "1", "origin", origin.source, ""}});
  }
}

/// An inspection for a worker that did not live to tell.
Inspection Fallen(const channel::Answer& answer) {
  Inspection inspection;
  const bool limit =
      answer.ending == channel::Ending::kCpuLimit || answer.ending == channel::Ending::kDeadline ||
      answer.ending == channel::Ending::kKilled || answer.ending == channel::Ending::kRefused;
  inspection.outcome = limit ? Outcome::kBomb : Outcome::kCorrupt;
  inspection.codes = {fmt::format("worker.{}", channel::Name(answer.ending))};
  return inspection;
}

void Fill(const Inspection& inspection, catalog::RecordRow& row) {
  row.outcome = Name(inspection.outcome);
  row.codes = Canonical(inspection.codes);
  row.media_type = inspection.media_type;
  row.width_px = inspection.width_px;
  row.height_px = inspection.height_px;
  row.frames = inspection.frames;
}

}  // namespace

bool internal::SpeaksForOthers(const std::vector<Fact>& facts) {
  return std::ranges::any_of(facts, [](const Fact& fact) {
    return fact.name.starts_with("sample.") || fact.name.starts_with("set.") ||
           fact.name == kConvertedFact;
  });
}

std::string StepsDigest(const InspectOptions& options) {
  return Sha256(Canonical({{"steps", options.steps},
                           {"facts", 1},
                           {"arguments", options.arguments},
                           {"memory_bytes", options.worker.memory_bytes},
                           {"cpu_ms", options.worker.cpu_limit.count()}}))
      .Hex();
}

Inspector::Inspector(InspectOptions options)
    : options_(std::move(options)),
      steps_digest_(StepsDigest(options_)),
      converted_digests_(internal::ConvertedDigests(options_)),
      worker_(options_.worker) {}

/// Room in the worker's slot, where nothing else lies from now on.
Result<std::span<std::uint8_t>> Inspector::Slot(std::size_t bytes) {
  if (last_) last_->is_in_slot = false;
  return worker_.Input(bytes);
}

/// The catalog as it is open in this thread; none without one.
Result<const catalog::Catalog*> Inspector::Cache() {
  if (options_.cache.empty()) return nullptr;
  if (!cache_) {
    ASSAY_LET(auto opened, catalog::Catalog::Open(options_.cache, catalog::Check::kSchema));
    cache_.emplace(std::move(opened));
  }
  return &*cache_;
}

/// What a worker said of the same bytes before.
Result<std::optional<std::string>> Inspector::AnswerKept(const std::string& asset) {
  ASSAY_LET(const catalog::Catalog* cache, Cache());
  if (cache == nullptr) return std::optional<std::string>();
  ASSAY_LET(auto found, cache->FindInspection(asset, steps_digest_));
  for (const std::string& digest : converted_digests_) {
    if (found) break;
    ASSAY_LET(found, cache->FindInspection(asset, digest));
  }
  return found;
}

Json Inspector::LookArguments(const std::string& asset) const {
  Json arguments = options_.arguments;
  arguments["steps"] = options_.steps;
  if (options_.transforms_follow) arguments["keep_as"] = asset;
  return arguments;
}

Result<Inspection> Inspector::Look(const Item& item, const Loaded& loaded, Inspected& result) {
  const std::string asset = AssetName(loaded.digest);
  if (loaded.bytes == 0) {
    Inspection empty;
    empty.outcome = Outcome::kEmpty;
    return empty;
  }
  ASSAY_LET(const auto known, AnswerKept(asset));
  if (known) {
    result.is_reused = true;
    ASSAY_LET(Json json, ParseJson(*known));
    return InspectionFromJson(std::move(json));
  }
  ASSAY_LET(channel::Answer answer, Ask(channel::Op::kInspect, loaded.bytes, LookArguments(asset)));
  if (answer.ending != channel::Ending::kAnswered) {
    result.dead =
        LetterOf(item, "inspect", "poison", fmt::format("worker.{}", channel::Name(answer.ending)),
                 answer.last_words);
    result.dead->tries = tries_;
    return Fallen(answer);
  }
  std::string text = Canonical(answer.json);
  auto inspection = InspectionFromJson(std::move(answer.json));
  if (inspection.ok() && internal::SpeaksForOthers(inspection.value().facts))
    inspection = Error{ErrorCode::kCorrupt, "facts that a picture cannot state"};
  if (!inspection.ok()) {
    result.dead = LetterOf(item, "inspect", "poison", "worker.lied", inspection.error().what);
    return Fallen({channel::Ending::kLied, {}, {}, {}});
  }
  // The dead are looked at again by every run: that is what replaying them means.
  if (!IsDecided(inspection.value().outcome))
    return LookConverted(item, loaded, std::move(inspection).value(), result);
  result.cache = {asset, steps_digest_, std::move(text)};
  return inspection;
}

Result<std::vector<Fact>> Inspector::ReadSidecar(const fs::path& sidecar,
                                                 const std::string& source) {
  const std::string extension = ToLowerAscii(sidecar.extension().native());
  if (extension == ".json") {
    tries_ = 1;
    auto text = ReadFile(sidecar, kSidecarLimit_bytes);
    while (!text.ok() && text.error().code == ErrorCode::kUnavailable &&
           internal::IsWorthAnother(text.error(), tries_)) {
      ++tries_;
      text = ReadFile(sidecar, kSidecarLimit_bytes);
    }
    if (!text.ok()) return text.error();
    return rights::FromJsonSidecar(text.value(), source);
  }
  if (extension != ".xmp") return std::vector<Fact>();
  const Location location{sidecar, {}, {}};
  ASSAY_LET(const Loaded loaded, LoadPatiently(location));
  ASSAY_LET(const channel::Answer answer,
            Ask(channel::Op::kXmp, loaded.bytes, {{"source", source}}));
  if (answer.ending != channel::Ending::kAnswered) return Error{ErrorCode::kCorrupt, "no XMP"};
  return FactsFromBlob(Canonical(answer.json.value("facts", Json::array())));
}

/// One that cannot be read is a fact: it may have said something. One that can be read another time
/// is none yet: what it says would be lost for good. Errors: kUnavailable.
Status Inspector::AddSidecars(const Item& item, std::vector<Fact>& facts) {
  for (const fs::path& sidecar : item.sidecars) {
    const std::string source = "sidecar:" + KeyFor(sidecar.filename().native());
    auto found = ReadSidecar(sidecar, source);
    if (found.ok()) {
      std::ranges::move(found.value(), std::back_inserter(facts));
      continue;
    }
    if (found.error().code == ErrorCode::kUnavailable) return found.error();
    facts.push_back({"rights.sidecar",
                     FactState::kMalformed,
                     {{"problem", ToPrintable(found.error().what)}},
                     {"rights", "1", "sidecar", source, ""}});
  }
  return Done{};
}

Result<Json> Inspector::ReadPage(const fs::path& file, const std::string& url) {
  const bool is_page = !url.empty();
  const Json arguments = is_page ? Json{{"url", url}} : Json{{"kind", "rsl"}};
  const Location location{file, {}, {}};
  ASSAY_LET(const Loaded loaded, Load(location));
  ASSAY_LET(channel::Answer answer,
            Ask(is_page ? channel::Op::kPage : channel::Op::kXml, loaded.bytes, arguments));
  if (answer.ending != channel::Ending::kAnswered)
    return Error{ErrorCode::kCorrupt, "the page cannot be read"};
  if (is_page) ReadScripts(*this, answer.json);
  return std::move(answer.json);
}

Result<Json> Inspector::Read(channel::Op op, ByteView bytes, const Json& arguments) {
  ASSAY_LET(const std::span<std::uint8_t> slot, Slot(bytes.size()));
  std::ranges::copy(bytes, slot.begin());
  ASSAY_LET(channel::Answer answer, worker_.Run(op, bytes.size(), arguments));
  if (answer.ending != channel::Ending::kAnswered)
    return Error{ErrorCode::kCorrupt, fmt::format("worker.{}", channel::Name(answer.ending))};
  return std::move(answer.json);
}

/// What the asset's host says, when it is known and was asked. Who fetched the asset has told it
/// already.
void Inspector::AddOrigin(const Inspection& inspection, std::vector<Fact>& facts) {
  const Fact* origin = Find(facts, "origin.url");
  if (origin == nullptr || Find(facts, "rights.probe") != nullptr) return;
  const auto address = ParseWebAddress(StringOr(origin->value, "url"));
  std::shared_ptr<const Site> site;
  if (options_.origins && address.ok())
    site = options_.origins->Find(address.value().host, [this](const auto& file, const auto& url) {
      return ReadPage(file, url);
    });
  if (!site) return AddNotProbed(Evidence(origin->evidence), facts);
  rights::WebContext context;
  context.host = address.value().host;
  context.path = address.value().path;
  context.date = options_.date;
  context.is_image = inspection.media_type.starts_with("image/");
  std::ranges::move(site->FactsAbout(context), std::back_inserter(facts));
}

Inspected Inspector::Unread(const Item& item, const Error& error, Inspected result) {
  if (error.code == ErrorCode::kUnavailable && worker_.layers().empty()) result.fatal = error;
  if (error.code == ErrorCode::kExhausted) result.row.outcome = Name(Outcome::kBomb);
  const auto [error_class, code] = internal::WhyUnread(error.code);
  auto letter = LetterOf(item, "read", error_class, code, error.what);
  letter.tries = tries_;
  return Dead(std::move(result), std::move(letter));
}

Inspected Inspector::Visit(const Item& item) {
  last_.reset();
  Inspected result = Start(item);
  if (!item.problem.empty())
    return Dead(std::move(result),
                LetterOf(item, "read", item.problem_class, item.problem, item.problem_text));
  std::vector<Fact> beside;
  // Before the file: that stays in the slot for who transforms it.
  if (const Status read = AddSidecars(item, beside); !read.ok())
    return Unread(item, read.error(), std::move(result));
  const auto loaded = LoadPatiently(item.location);
  if (!loaded.ok()) return Unread(item, loaded.error(), std::move(result));
  result.memory = item.location.memory;
  result.row.asset = AssetName(loaded.value().digest);
  result.row.size_bytes = static_cast<std::int64_t>(loaded.value().bytes);
  last_ = {item.location, result.row.asset, loaded.value(), /*is_in_slot=*/true};
  auto looked = Look(item, loaded.value(), result);
  if (!looked.ok()) {
    result.fatal = looked.error();
    return Dead(std::move(result), LetterOf(item, "inspect", "code", internal::kWorkerUnavailable,
                                            looked.error().what));
  }
  Inspection inspection = std::move(looked).value();
  Fill(inspection, result.row);
  std::vector<Fact> facts = std::move(inspection.facts);
  facts.insert(facts.end(), item.facts.begin(), item.facts.end());
  std::ranges::move(beside, std::back_inserter(facts));
  AddOrigin(inspection, facts);
  rights::Conclude(facts);
  result.row.facts = FactsBlob(facts);
  if (IsDecided(inspection.outcome)) {
    result.row.state = catalog::State::kInspected;
    return options_.making ? Make(item, inspection.outcome, facts, std::move(result))
                           : std::move(result);
  }
  if (result.dead) {
    result.row.state = catalog::State::kDead;
    return result;
  }
  return Dead(std::move(result), LetterOf(item, "inspect", internal::ClassOf(inspection.outcome),
                                          Name(inspection.outcome),
                                          fmt::format("{}", fmt::join(inspection.codes, ", "))));
}

Result<std::string> Inspector::PixelHash(const std::string& locator, const std::string& asset) {
  ASSAY_LET(const Location location, Locate(locator, options_.packs));
  ASSAY_LET(const Loaded loaded, Load(location));
  if (AssetName(loaded.digest) != asset)
    return Error{ErrorCode::kNotFound, "it has changed since it was inspected"};
  ASSAY_LET(const channel::Answer answer,
            AskSeen(channel::Op::kPixelHash, loaded, options_.arguments));
  const std::string pixels = StringOr(answer.json, "pixels");
  if (answer.ending != channel::Ending::kAnswered || pixels.empty())
    return Error{ErrorCode::kUnsupported, "the picture gave no pixels"};
  return pixels;
}

Bytes Inspector::Thumbnail(const std::string& locator, std::int32_t side_px) {
  const auto location = Locate(locator, options_.packs);
  if (!location.ok()) return {};
  const auto loaded = Load(location.value());
  if (!loaded.ok() || loaded.value().bytes == 0) return {};
  Json arguments = options_.arguments;
  arguments["steps"] = Json::array();
  arguments["thumbnail_px"] = side_px;
  arguments["long_side_px"] = side_px;  // no more pixels than the thumbnail needs
  auto answer = AskSeen(channel::Op::kInspect, loaded.value(), arguments);
  return answer.ok() ? std::move(answer.value().blob) : Bytes{};
}

}  // namespace assay::pipeline
