// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/build_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/pipeline/build_plan_internal.h"
#include "assay/release/statement.h"

namespace assay::pipeline {
namespace {

constexpr std::int64_t kSide_px = 65'500;
constexpr std::int64_t kPixels = 100'000'000;
constexpr std::array<std::string_view, 3> kSinks = {"webdataset", "parquet", "folder"};
constexpr std::array<std::string_view, 3> kStrata = {"", "label", "split"};
constexpr std::array<std::string_view, 4> kModes = {"fit", "cover", "pad", "exact"};

}  // namespace

std::string ReleaseNameOf(const SinkSpec& sink) {
  return sink.name.empty() ? ToLowerAscii(sink.folder.filename().native()) : sink.name;
}

std::string_view Name(SinkKind kind) { return kSinks.at(static_cast<std::size_t>(kind)); }

Json ToJson(const BuildSpec& build) {
  Json splits = Json::array();
  for (const SplitShare& split : build.splits) splits.push_back({split.name, split.share});
  Json json = {{"wish", build.wish},
               {"splits", std::move(splits)},
               {"per_million", build.sample.per_million},
               {"per_label", build.sample.per_label},
               {"sink", Name(build.sink.kind)},
               {"folder", ToPrintable(build.sink.folder.native())},
               {"shard_bytes", build.sink.shard_bytes},
               {"name", build.sink.name},
               {"version", build.sink.version}};
  if (build.sample.count > 0) json["count"] = build.sample.count;
  if (build.sample.by != Strata::kNone)
    json["by"] = kStrata.at(static_cast<std::size_t>(build.sample.by));
  return json;
}

Result<BuildSpec> BuildFromJson(const Json& json) {
  BuildSpec build;
  try {
    build.wish = json.at("wish");
    for (const Json& split : json.at("splits"))
      build.splits.push_back({split.at(0), split.at(1).get<std::int64_t>()});
    build.sample = {json.at("per_million"), json.at("per_label"),
                    json.value("count", std::int64_t{0})};
    const auto* const by = std::ranges::find(kStrata, json.value("by", ""));
    if (by == kStrata.end()) return Error{ErrorCode::kCorrupt, "a stored plan: no such strata"};
    build.sample.by = static_cast<Strata>(by - kStrata.begin());
    const auto* const kind = std::ranges::find(kSinks, json.at("sink").get<std::string>());
    if (kind == kSinks.end()) return Error{ErrorCode::kCorrupt, "a stored plan: no such sink"};
    build.sink.kind = static_cast<SinkKind>(kind - kSinks.begin());
    build.sink.folder = json.at("folder").get<std::string>();
    build.sink.shard_bytes = json.at("shard_bytes");
    build.sink.name = json.at("name");
    build.sink.version = json.at("version");
  } catch (const std::exception& problem) {
    return Error{ErrorCode::kCorrupt, fmt::format("a stored plan: {}", problem.what())};
  }
  return build;
}

std::string RecipeOf(const BuildSpec& build, std::string_view versions) {
  return Sha256(Canonical({{"step", "transform"}, {"versions", versions}, {"wish", build.wish}}))
      .Hex();
}

namespace internal {

Result<std::vector<std::int64_t>> BuildReader::Numbers(const YAML::Node& node, const char* key,
                                                       std::size_t count, std::int64_t most) const {
  const auto bad = [&] {
    return At(node, fmt::format("'{}' must be {} whole numbers from 0 to {}", key, count, most));
  };
  if (!node.IsSequence() || node.size() != count) return bad();
  std::vector<std::int64_t> numbers;
  for (const YAML::Node& one : node) {
    const std::string text = one.IsScalar() ? one.Scalar() : "";
    std::int64_t number = -1;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size() || number < 0 || number > most)
      return bad();
    numbers.push_back(number);
  }
  return numbers;
}

Status BuildReader::ReadColour(const YAML::Node& map, const char* key, Json& into) const {
  if (!map[key].IsDefined()) return Done{};
  ASSAY_LET(const std::vector<std::int64_t> rgb, Numbers(map[key], key, 3, 255));
  into[key] = rgb;
  return Done{};
}

/// `fit: 256` is a square, `fit: [640, 480]` a width and a height.
Status BuildReader::ReadResize(const YAML::Node& node, Json& wish) const {
  constexpr std::array<std::string_view, 10> kKeys = {
      "fit",    "cover",   "pad",         "exact",    "enlarge",
      "encode", "quality", "subsampling", "lossless", "background"};
  ASSAY_TRY(OnlyKeys(node, kKeys));
  Json resize = Json::object();
  for (const std::string_view mode : kModes) {
    const YAML::Node size = node[std::string(mode)];
    if (!size.IsDefined()) continue;
    if (!resize.empty()) return At(size, "a resize has one of fit, cover, pad and exact");
    std::vector<std::int64_t> sides;
    if (size.IsSequence()) {
      ASSAY_LET(sides, Numbers(size, mode.data(), 2, kSide_px));
    } else {
      ASSAY_LET(const std::int64_t side, CountWithin(node, mode.data(), 0, 1, kSide_px));
      sides = {side, side};
    }
    if (sides[0] < 1 || sides[1] < 1) return At(size, "a side has at least one pixel");
    if (sides[0] * sides[1] > kPixels) return At(size, "a picture is made of at most 100M pixels");
    resize = {{"mode", mode}, {"width_px", sides[0]}, {"height_px", sides[1]}};
  }
  if (resize.empty()) return At(node, "a resize needs a size: fit, cover, pad or exact");
  ASSAY_LET(const bool may_enlarge, Flag(node, "enlarge", false));
  resize["enlarge"] = may_enlarge;
  ASSAY_TRY(ReadColour(node, "background", resize));
  wish["resize"] = std::move(resize);
  return ReadEncoding(node, wish);
}

Status BuildReader::ReadEncoding(const YAML::Node& node, Json& wish) const {
  constexpr std::array<std::string_view, 3> kFormats = {"jpeg", "webp", "png"};
  ASSAY_LET(const std::string format, Text(node, "encode", ""));
  if (!format.empty()) {
    if (std::ranges::find(kFormats, format) == kFormats.end())
      return At(node["encode"], fmt::format("'encode' is one of {}", fmt::join(kFormats, ", ")));
    wish["encode"]["format"] = format;
  }
  if (node["quality"].IsDefined()) {
    ASSAY_LET(const std::int64_t quality, CountWithin(node, "quality", 0, 1, 100));
    wish["encode"]["quality"] = quality;
  }
  ASSAY_LET(const std::string subsampling, Text(node, "subsampling", ""));
  if (!subsampling.empty() && subsampling != "420" && subsampling != "444")
    return At(node["subsampling"], "'subsampling' is 420 or 444");
  if (!subsampling.empty()) wish["encode"]["subsampling"] = subsampling;
  if (!node["lossless"].IsDefined()) return Done{};
  ASSAY_LET(const bool is_lossless, Flag(node, "lossless", false));
  wish["encode"]["lossless"] = is_lossless;
  return Done{};
}

Status BuildReader::ReadTransform(const YAML::Node& node, BuildSpec& build) const {
  constexpr std::array<std::string_view, 8> kKeys = {
      "crop", "resize", "encode", "quality", "subsampling", "lossless", "flatten", "colour"};
  ASSAY_TRY(OnlyKeys(node, kKeys));
  Json wish = Json::object();
  if (node["crop"].IsDefined()) {
    ASSAY_LET(const std::vector<std::int64_t> crop, Numbers(node["crop"], "crop", 4, kSide_px));
    if (crop[0] >= crop[2] || crop[1] >= crop[3])
      return At(node["crop"], "a crop is [left, top, right, bottom] and not empty");
    wish["crop"] = crop;
  }
  if (node["resize"].IsDefined()) ASSAY_TRY(ReadResize(node["resize"], wish));
  ASSAY_TRY(ReadEncoding(node, wish));
  ASSAY_TRY(ReadColour(node, "flatten", wish));
  ASSAY_LET(const std::string colour, Text(node, "colour", "keep"));
  if (colour != "keep" && colour != "rgb") return At(node["colour"], "'colour' is keep or rgb");
  wish["colour"] = colour;
  build.wish = std::move(wish);
  return Done{};
}

Status BuildReader::ReadSplit(const YAML::Node& node, BuildSpec& build) const {
  constexpr std::int64_t kMost = 1'000'000;
  constexpr std::size_t kSplits = 16;
  if (!node.IsMap() || node.size() == 0 || node.size() > kSplits)
    return At(node, fmt::format("'split' names 1 to {} parts and their shares", kSplits));
  std::set<std::string> names;
  for (const auto& entry : node) {
    const std::string name = entry.first.IsScalar() ? entry.first.Scalar() : "";
    const bool is_word =
        !name.empty() && name.size() <= 32 && std::ranges::all_of(name, [](char c) {
          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        });
    if (!is_word)
      return At(entry.first, "the name of a split is made of a-z, 0-9 and _, at most 32");
    if (!names.insert(name).second)
      return At(entry.first, fmt::format("'{}' stands here twice", name));
    ASSAY_LET(const std::int64_t share, CountWithin(node, name.c_str(), 0, 1, kMost));
    build.splits.push_back({name, share});
  }
  std::ranges::sort(build.splits, {}, &SplitShare::name);
  return Done{};
}

Status BuildReader::ReadSample(const YAML::Node& node, BuildSpec& build) const {
  constexpr std::array<std::string_view, 4> kKeys = {"share", "count", "by", "per_label"};
  constexpr double kPercent = 10'000;
  ASSAY_TRY(OnlyKeys(node, kKeys));
  ASSAY_LET(std::string share, Text(node, "share", "100%"));
  if (!share.ends_with('%')) return At(node["share"], "'share' is a percentage such as 10%");
  share.pop_back();
  double percent = 0;
  const auto [end, problem] = std::from_chars(share.data(), share.data() + share.size(), percent);
  if (problem != std::errc() || end != share.data() + share.size() ||
      !(percent > 0 && percent <= 100))
    return At(node["share"], "'share' is over 0% and at most 100%");
  build.sample.per_million = std::llround(percent * kPercent);
  if (std::abs(percent * kPercent - static_cast<double>(build.sample.per_million)) > 1e-6)
    return At(node["share"], "'share' has at most four decimals");
  ASSAY_LET(build.sample.per_label, Count(node, "per_label", 0));
  if (node["count"].IsDefined()) {
    if (node["share"].IsDefined()) return At(node, "a sample has a 'share' or a 'count'");
    ASSAY_LET(build.sample.count, CountWithin(node, "count", 0, 1, 1'000'000'000));
  }
  ASSAY_LET(const std::string by, Text(node, "by", ""));
  const auto* const found = std::ranges::find(kStrata, by);
  if (found == kStrata.end()) return At(node["by"], "'by' is label or split");
  build.sample.by = static_cast<Strata>(found - kStrata.begin());
  if (build.sample.is_exact() && build.sample.per_label > 0)
    return At(node["per_label"], "'per_label' goes without 'by' and 'count'");
  return Done{};
}

Status BuildReader::ReadSink(const YAML::Node& node, BuildSpec& build) const {
  constexpr std::array<std::string_view, 6> kKeys = {"webdataset", "parquet", "folder",
                                                     "shard_mb",   "name",    "version"};
  ASSAY_TRY(OnlyKeys(node, kKeys));
  for (std::size_t i = 0; i < kSinks.size(); ++i) {
    ASSAY_LET(const std::string folder, Text(node, kSinks[i].data(), ""));
    if (folder.empty()) continue;
    if (!build.sink.folder.empty())
      return At(node, "a sink has one of webdataset, parquet, folder");
    build.sink.kind = static_cast<SinkKind>(i);
    build.sink.folder = Resolve(folder);
    if (!build.sink.folder.has_filename()) build.sink.folder = build.sink.folder.parent_path();
  }
  if (build.sink.folder.empty()) return At(node, "a sink needs webdataset, parquet or folder");
  ASSAY_LET(const std::int64_t shard_mb, CountWithin(node, "shard_mb", 256, 1, 1 << 20));
  build.sink.shard_bytes = shard_mb << 20;
  ASSAY_LET(build.sink.name, Text(node, "name", ""));
  const bool has_name = !build.sink.name.empty();
  if (has_name && !release::IsReleaseName(build.sink.name))
    return At(node["name"], "a release is named by a-z 0-9 . _ -, at most 64");
  if (!has_name && !release::IsReleaseName(ReleaseNameOf(build.sink)))
    return At(node, "the folder's name is none for a release: give it a 'name' of a-z 0-9 . _ -");
  ASSAY_LET(build.sink.version, Text(node, "version", ""));
  if (!build.sink.version.empty() && !release::IsReleaseVersion(build.sink.version))
    return At(node["version"], "a version is three numbers, such as 1.0.0");
  return Done{};
}

}  // namespace internal
}  // namespace assay::pipeline
