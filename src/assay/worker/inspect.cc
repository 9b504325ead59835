// SPDX-License-Identifier: Apache-2.0
#include "assay/worker/inspect.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/channel/protocol.h"
#include "assay/codec/picture.h"
#include "assay/core/fact.h"
#include "assay/core/hash.h"
#include "assay/core/record.h"
#include "assay/media/resize.h"
#include "assay/privacy/metadata.h"
#include "assay/quality/scores.h"
#include "assay/quality/skin_tone.h"
#include "assay/rights/rights.h"
#include "assay/similarity/pdq.h"
#include "assay/worker/decode_internal.h"

namespace assay::worker {
namespace {

constexpr std::int32_t kThumbnailLimit_px = 1024;
constexpr int kThumbnailQuality = 80;

constexpr std::array<std::string_view, 5> kSteps = {"rights", "privacy", "quality", "duplicates",
                                                    "skin_tone"};

/// Says something of the people who are seen: done only where it is named.
constexpr std::string_view kSensitive = "skin_tone";

/// What was asked for, checked.
struct Wish {
  std::vector<std::string> steps;
  std::int32_t thumbnail_px = 0;
  std::string source = "asset";
  std::string keep_as;  ///< empty: nothing is kept
  std::int32_t long_side_px = internal::kInspected_px;
  codec::Limits limits;

  [[nodiscard]] bool Has(std::string_view step) const {
    return std::ranges::count(steps, step) > 0;
  }
  [[nodiscard]] bool IsPreview() const { return steps.empty(); }  // nobody measures it
};

Status TakeSteps(const Json& value, Wish& wish) {
  if (!value.is_array()) return internal::BadArgument("steps");
  wish.steps.clear();
  for (const Json& step : value) {
    if (!step.is_string() || std::ranges::count(kSteps, step.get<std::string>()) == 0)
      return internal::BadArgument("steps");
    wish.steps.push_back(step.get<std::string>());
  }
  return Done{};
}

Status TakeNumber(const std::string& name, const Json& value, Wish& wish) {
  if (!value.is_number_integer() || value < 0) return internal::BadArgument(name);
  const auto number = value.get<std::int64_t>();
  if (name == "pixels") {
    wish.limits.pixels = number;
  } else if (name == "thumbnail_px" && number <= kThumbnailLimit_px) {
    wish.thumbnail_px = static_cast<std::int32_t>(number);
  } else if (name == "long_side_px" && number <= wish.limits.side_px) {
    wish.long_side_px = static_cast<std::int32_t>(number);
  } else {
    return internal::BadArgument(name);
  }
  return Done{};
}

Status TakeArgument(const std::string& name, const Json& value, Wish& wish) {
  if (name == "steps") return TakeSteps(value, wish);
  if (name != "source" && name != "keep_as") return TakeNumber(name, value, wish);
  if (!value.is_string()) return internal::BadArgument(name);
  (name == "source" ? wish.source : wish.keep_as) = value.get<std::string>();
  return Done{};
}

Result<Wish> ReadWish(const Json& arguments) {
  Wish wish;
  wish.steps.assign(kSteps.begin(), kSteps.end());
  std::erase(wish.steps, kSensitive);
  for (const auto& [name, value] : arguments.items()) ASSAY_TRY(TakeArgument(name, value, wish));
  if (wish.long_side_px > 0) wish.long_side_px = std::max(wish.long_side_px, wish.thumbnail_px);
  return wish;
}

/// The picture, and what of its decode another request would have to want alike.
Kept Decode(ByteView bytes, const Wish& wish) {
  Kept kept{wish.keep_as, wish.limits, std::nullopt, {}};
  codec::Options options;
  options.limits = wish.limits;
  options.preview = wish.IsPreview();
  options.eighths = [&](media::Size upright) {
    kept.scaled_from = upright;
    return codec::EighthsLeaving(upright, wish.long_side_px);
  };
  kept.picture = internal::Decode(bytes, options);
  return kept;
}

void Append(std::vector<Fact>& facts, std::vector<Fact> more) {
  std::ranges::move(more, std::back_inserter(facts));
}

// ---- facts ----

Fact HeaderFact(const codec::Picture& picture) {
  return {"media.header",
          FactState::kPresent,
          picture.header,
          {"media", "1", "container", "asset", ""}};
}

/// The picture's full size, turned as `image` is.
media::Size FullSize(const codec::Picture& picture) {
  const auto [low, high] = std::minmax(picture.width_px, picture.height_px);
  const media::Size upright{static_cast<std::int32_t>(low), static_cast<std::int32_t>(high)};
  const bool is_wide = picture.image.width_px() > picture.image.height_px();
  return is_wide ? media::Size{upright.height_px, upright.width_px} : upright;
}

Status AppendMeasures(const codec::Picture& picture, const Wish& wish, std::vector<Fact>& facts) {
  const media::ImageView image = picture.image.view();
  if (wish.Has("quality")) {
    ASSAY_LET(const quality::Scores scores, quality::Measure(image, FullSize(picture)));
    facts.push_back(quality::ToFact(scores));
  }
  if (wish.Has("duplicates")) {
    ASSAY_LET(const similarity::Pdq pdq, similarity::PdqHash(image));
    facts.push_back(similarity::ToFact(pdq));
  }
  if (wish.Has("skin_tone")) {
    ASSAY_LET(Fact tone, quality::SkinToneFact(image));
    facts.push_back(std::move(tone));
  }
  return Done{};
}

/// What a look that may have been incomplete has found; that nothing was there it cannot say.
std::vector<Fact> PresentOnly(std::vector<Fact> facts) {
  std::erase_if(facts, [](const Fact& fact) { return fact.state == FactState::kAbsent; });
  return facts;
}

std::vector<Fact> MarkFacts(const codec::Picture& picture, const Wish& wish) {
  std::vector<Fact> facts;
  if (!picture.header.is_null()) facts.push_back(HeaderFact(picture));
  if (wish.Has("rights")) Append(facts, rights::FromMarks(picture.marks));
  if (wish.Has("privacy")) Append(facts, privacy::FromMarks(picture.marks));
  return IsDecided(picture.outcome) ? facts : PresentOnly(std::move(facts));
}

Inspection Describe(const codec::Picture& picture) {
  return {picture.outcome,
          picture.codes,
          picture.media_type,
          picture.width_px,
          picture.height_px,
          picture.frames,
          {}};
}

/// Facts of a file whose container is known, decided or not: what it says of rights stands.
Inspection InspectPicture(const codec::Picture& picture, const Wish& wish) {
  Inspection inspection = Describe(picture);
  if (picture.media_type.empty()) return inspection;
  inspection.facts = MarkFacts(picture, wish);
  if (!IsDecided(picture.outcome)) return inspection;
  // A picture too small to be measured stays decided: policy sees that the fact is missing.
  const Status measured = AppendMeasures(picture, wish, inspection.facts);
  if (!measured.ok()) inspection.codes.emplace_back("measure.refused");
  std::ranges::sort(inspection.codes);
  return inspection;
}

Inspection WithoutFacts(Inspection inspection, std::string_view code) {
  inspection.outcome = Outcome::kBomb;
  inspection.codes = {std::string(code)};
  inspection.facts.clear();
  return inspection;
}

Result<Bytes> Thumbnail(const media::Image& image, std::int32_t long_side_px) {
  const media::Size size = media::FitLongSide({image.width_px(), image.height_px()}, long_side_px);
  ASSAY_LET(const media::Image small, media::Resized(image.view(), size, media::Filter::kLanczos3));
  return codec::EncodeJpeg(small.view(), kThumbnailQuality);
}

// ---- pixel hash ----

/// The row as RGB; `rgb` is room for it where its samples have to be picked.
std::span<const std::uint8_t> AsRgb(std::span<const std::uint8_t> row, std::int32_t channels,
                                    Bytes& rgb) {
  if (channels == 3) return row;
  const auto step = static_cast<std::size_t>(channels);
  rgb.clear();
  for (std::size_t i = 0; i < row.size(); i += step) {
    const bool is_grey = channels == 1;
    rgb.insert(rgb.end(), {row[i], row[is_grey ? i : i + 1], row[is_grey ? i : i + 2]});
  }
  return rgb;
}

/// Empty when every sample is 255: an opaque picture is the same with and without alpha.
Bytes AlphaSamples(const media::ImageView& image) {
  constexpr std::int32_t kRgba = 4;
  constexpr std::uint8_t kOpaque = 255;
  if (image.channels() != kRgba) return {};
  Bytes alpha;
  for (std::int32_t y = 0; y < image.height_px(); ++y) {
    const auto row = image.Row(y);
    for (std::size_t i = kRgba - 1; i < row.size(); i += kRgba) alpha.push_back(row[i]);
  }
  return std::ranges::all_of(alpha, [](std::uint8_t a) { return a == kOpaque; }) ? Bytes{} : alpha;
}

void AddBigEndian(std::int32_t number, Sha256Stream& hash) {
  const auto bits = static_cast<std::uint32_t>(number);
  const std::array<std::uint8_t, 4> bytes = {
      static_cast<std::uint8_t>(bits >> 24U), static_cast<std::uint8_t>(bits >> 16U),
      static_cast<std::uint8_t>(bits >> 8U), static_cast<std::uint8_t>(bits)};
  hash.Add(bytes);
}

Digest PixelDigest(const media::ImageView& image) {
  Sha256Stream hash;
  AddBigEndian(image.width_px(), hash);
  AddBigEndian(image.height_px(), hash);
  Bytes rgb;
  for (std::int32_t y = 0; y < image.height_px(); ++y) {
    hash.Add(AsRgb(image.Row(y), image.channels(), rgb));
  }
  hash.Add(AlphaSamples(image));
  return hash.Finish();
}

Error NoMemory() { return {ErrorCode::kExhausted, "memory does not suffice for this file"}; }

}  // namespace

Result<Reply> Inspect(ByteView bytes, const Json& arguments) {
  ASSAY_LET(const Wish wish, ReadWish(arguments));
  Kept kept = Decode(bytes, wish);
  codec::Picture& picture = kept.picture;
  Inspection inspection = Describe(picture);
  Reply reply;
  try {
    inspection = InspectPicture(picture, wish);
    if (wish.thumbnail_px > 0 && IsDecided(picture.outcome)) {
      ASSAY_LET(reply.blob, Thumbnail(picture.image, wish.thumbnail_px));
    }
    reply.json = Canonical(ToJson(inspection));
  } catch (const std::bad_alloc&) {
    reply.blob.clear();
    reply.json = Canonical(ToJson(WithoutFacts(Describe(picture), "limit.memory")));
  }
  if (reply.json.size() > channel::kAnswer_bytes)
    reply.json = Canonical(ToJson(WithoutFacts(std::move(inspection), "limit.facts")));
  if (wish.keep_as.empty() || wish.IsPreview() || !IsDecided(picture.outcome)) return reply;
  picture.marks = {};
  reply.kept = std::move(kept);
  return reply;
}

Result<Reply> ReadSidecar(ByteView bytes, const Json& arguments) {
  ASSAY_LET(const Wish wish, ReadWish(arguments));
  try {
    std::vector<Fact> facts;
    const auto marks = codec::ReadXmp(AsText(bytes));
    if (marks.ok()) {
      facts = rights::FromMarks(marks.value(), wish.source);
      Append(facts, PresentOnly(privacy::FromMarks(marks.value())));
      for (Fact& fact : facts) fact.evidence.source = wish.source;
    } else {
      facts.push_back({"rights.sidecar",
                       FactState::kMalformed,
                       {{"problem", ToUtf8(marks.error().what, kEvidenceRaw_bytes)}},
                       {"rights", "1", "xmp", wish.source, ""}});
    }
    Json list = Json::array();
    for (const Fact& fact : facts) list.push_back(ToJson(fact));
    Reply reply{Canonical({{"facts", std::move(list)}}), {}};
    if (reply.json.size() <= channel::kAnswer_bytes) return reply;
    return Error{ErrorCode::kExhausted, "more facts than fit an answer"};
  } catch (const std::bad_alloc&) {
    return NoMemory();
  }
}

Result<Reply> HashPixels(ByteView bytes, const Json& arguments) {
  ASSAY_LET(const Wish wish, ReadWish(arguments));
  codec::Options options;
  options.limits = wish.limits;
  const codec::Picture picture = internal::Decode(bytes, options);
  if (std::ranges::count(picture.codes, "limit.memory") > 0) return NoMemory();
  if (!IsDecided(picture.outcome))
    return Error{ErrorCode::kUnsupported, std::string(Name(picture.outcome))};
  try {
    const std::string name = AssetName(PixelDigest(picture.image.view()));
    return Reply{Canonical({{"pixels", name}}), {}};
  } catch (const std::bad_alloc&) {
    return NoMemory();
  }
}

}  // namespace assay::worker
