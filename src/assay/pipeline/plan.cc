// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <set>

#include "assay/core/bytes.h"
#include "assay/pipeline/build_plan_internal.h"
#include "assay/pipeline/converter_plan_internal.h"

namespace assay::pipeline {
namespace {

constexpr std::array<std::string_view, 5> kSteps = {"rights", "privacy", "quality", "duplicates",
                                                    "skin_tone"};

/// What a column may be named to hold.
constexpr std::array<std::string_view, 8> kMeanings = {"key",   "licence", "url",   "creator",
                                                       "label", "caption", "split", "boxes"};

std::string_view NameOf(SourceKind kind) {
  return kind == SourceKind::kWebDataset ? "webdataset" : "parquet";
}

SourceKind KindNamed(std::string_view name) {
  for (const SourceKind kind : {SourceKind::kWebDataset, SourceKind::kParquet})
    if (NameOf(kind) == name) return kind;
  return SourceKind::kFiles;
}

/// A plan of an audit or a build.
class Reader : public internal::BuildReader {
 public:
  using BuildReader::BuildReader;
  Status Read(const YAML::Node& root, Plan& plan) const;

 private:
  Status ReadSource(const YAML::Node& node, Plan& plan) const;
  Status ReadMeanings(const YAML::Node& node, Plan& plan) const;
  Status ReadSamples(const YAML::Node& node, const char* key, SourceKind kind, Plan& plan) const;
  Status ReadSteps(const YAML::Node& node, Plan& plan) const;
  Status ReadInspectors(const YAML::Node& step, Plan& plan) const;
  Status ReadBuild(const YAML::Node& root, Plan& plan) const;
  Status ReadFetch(const YAML::Node& node, Plan& plan) const;
  Status ReadLimits(const YAML::Node& node, Plan& plan) const;
  Status ReadExpect(const YAML::Node& node, Plan& plan) const;
  Status ReadAlert(const YAML::Node& node, AlertSpec& alert) const;
};

Status Reader::ReadSource(const YAML::Node& node, Plan& plan) const {
  constexpr std::array<std::string_view, 15> kKeys = {
      "folder",  "manifest", "path",    "name",  "webdataset", "parquet", "picture", "key",
      "licence", "url",      "creator", "label", "caption",    "split",   "boxes"};
  if (node.IsSequence()) {
    for (const YAML::Node& one : node) ASSAY_TRY(ReadSource(one, plan));
    return Done{};
  }
  ASSAY_TRY(OnlyKeys(node, kKeys));
  if (node["webdataset"].IsDefined())
    return ReadSamples(node, "webdataset", SourceKind::kWebDataset, plan);
  if (node["parquet"].IsDefined()) return ReadSamples(node, "parquet", SourceKind::kParquet, plan);
  ASSAY_LET(const std::string folder, Text(node, "folder", ""));
  ASSAY_LET(const std::string manifest, Text(node, "manifest", ""));
  ASSAY_LET(plan.manifest.path_column, Text(node, "path", plan.manifest.path_column));
  ASSAY_TRY(ReadMeanings(node, plan));
  if (folder.empty() && manifest.empty())
    return At(node, "a source needs 'folder', 'manifest', 'webdataset' or 'parquet'");
  const std::filesystem::path path = Resolve(folder.empty() ? manifest : folder);
  ASSAY_LET(std::string name, Text(node, "name", path.filename().string()));
  plan.sources.push_back({std::move(name), path});
  if (!folder.empty() && !manifest.empty()) plan.manifest.path = Resolve(manifest);
  return Done{};
}

/// Which column means what; of all sources of the plan.
Status Reader::ReadMeanings(const YAML::Node& node, Plan& plan) const {
  for (const std::string_view meaning : kMeanings) {
    ASSAY_LET(std::string column, Text(node, meaning.data(), ""));
    if (!column.empty()) plan.manifest.columns[std::string(meaning)] = std::move(column);
  }
  return Done{};
}

/// One file or folder, or a list of them: each a source of its own.
Status Reader::ReadSamples(const YAML::Node& node, const char* key, SourceKind kind,
                           Plan& plan) const {
  for (const char* other : {"folder", "manifest", "path", "webdataset", "parquet"}) {
    if (std::string_view(other) != key && node[other].IsDefined())
      return At(node, fmt::format("'{}' goes without '{}'", key, other));
  }
  ASSAY_TRY(ReadMeanings(node, plan));
  ASSAY_LET(const std::string name, Text(node, "name", ""));
  ASSAY_LET(const std::string picture, Text(node, "picture", ""));
  if (!picture.empty() && kind != SourceKind::kParquet)
    return At(node, "'picture' is a column of 'parquet'");
  const bool is_list = node[key].IsSequence();
  std::vector<std::string> paths;
  if (is_list) {
    ASSAY_LET(paths, Texts(node, key));
  } else {
    ASSAY_LET(std::string path, Text(node, key, ""));
    paths.push_back(std::move(path));
  }
  for (const std::string& text : paths) {
    if (text.empty()) return At(node[key], fmt::format("'{}' needs a path", key));
    const std::filesystem::path path = Resolve(text);
    const std::string own = SourceName(path, kind);
    plan.sources.push_back({name.empty() ? own
                            : is_list    ? name + "/" + own
                                         : name,
                            path, kind, picture});
  }
  return Done{};
}

Status Reader::ReadInspectors(const YAML::Node& step, Plan& plan) const {
  const YAML::Node names = step["inspect"];
  if (!names.IsSequence()) return At(step, "'inspect' must be a list");
  plan.steps.clear();
  for (const YAML::Node& name : names) {
    if (!name.IsScalar() || std::ranges::find(kSteps, name.Scalar()) == kSteps.end())
      return At(name, fmt::format("unknown inspector; known: {}", fmt::join(kSteps, ", ")));
    plan.steps.push_back(name.Scalar());
  }
  return Done{};
}

Status Reader::ReadSteps(const YAML::Node& node, Plan& plan) const {
  constexpr std::array<std::string_view, 5> kKeys = {"inspect", "convert", "transform", "split",
                                                     "sample"};
  if (!node.IsSequence()) return At(node, "'steps' must be a list");
  std::set<std::string> seen;
  for (const YAML::Node& step : node) {
    ASSAY_TRY(OnlyKeys(step, kKeys));
    if (step.size() != 1)
      return At(step, "a step is one of inspect, convert, transform, split, sample");
    const std::string name = step.begin()->first.Scalar();
    if (!seen.insert(name).second) return At(step, fmt::format("a second step '{}'", name));
    if (name == "inspect") {
      ASSAY_TRY(ReadInspectors(step, plan));
      continue;
    }
    if (name == "convert") {
      ASSAY_TRY(internal::ReadConverters(*this, step[name], plan.converters));
      continue;
    }
    if (!plan.build) plan.build.emplace();
    const YAML::Node says = step[name];
    ASSAY_TRY(name == "transform" ? ReadTransform(says, *plan.build)
              : name == "split"   ? ReadSplit(says, *plan.build)
                                  : ReadSample(says, *plan.build));
  }
  return Done{};
}

/// Steps that make something need a place for it, and the other way round.
Status Reader::ReadBuild(const YAML::Node& root, Plan& plan) const {
  const YAML::Node sink = root["sink"];
  if (!plan.build && !sink.IsDefined()) return Done{};
  if (!sink.IsDefined())
    return At(root["steps"], "transform, split and sample need a 'sink' to write to");
  if (!plan.build || plan.build->wish.is_null())
    return At(sink, "a sink needs a step 'transform', if an empty one: {transform: {}}");
  return ReadSink(sink, *plan.build);
}

/// Addresses take the place of paths.
Status Reader::ReadFetch(const YAML::Node& node, Plan& plan) const {
  const auto url = plan.manifest.columns.find("url");
  const bool has_list = plan.sources.size() == 1 && plan.manifest.path.empty() &&
                        plan.manifest.path_column.empty() && url != plan.manifest.columns.end();
  if (!has_list)
    return At(node, "'network' needs one source: {manifest: FILE, url: COLUMN}, and no path");
  plan.manifest.path_column = url->second;
  return ReadNetwork(node, plan.network.emplace());
}

Status Reader::ReadLimits(const YAML::Node& node, Plan& plan) const {
  constexpr std::array<std::string_view, 4> kKeys = {"workers", "memory", "pixels", "per_record"};
  ASSAY_TRY(OnlyKeys(node, kKeys));
  ASSAY_LET(const std::string workers, Text(node, "workers", "auto"));
  if (workers != "auto") {
    ASSAY_LET(plan.limits.workers, Count(node, "workers", 0));
  }
  ASSAY_LET(plan.limits.memory_bytes, Count(node, "memory", plan.limits.memory_bytes));
  ASSAY_LET(plan.limits.pixels, Count(node, "pixels", plan.limits.pixels));
  ASSAY_LET(plan.limits.per_record_s, Count(node, "per_record", plan.limits.per_record_s));
  return Done{};
}

Status Reader::ReadExpect(const YAML::Node& node, Plan& plan) const {
  ASSAY_TRY(OnlyKeys(node, kExpectable));
  for (const auto& entry : node) {
    const std::string& count = entry.first.Scalar();
    ASSAY_LET(const std::string text, Text(node, count.c_str(), ""));
    auto expected = ParseExpectation(count, text);
    if (!expected)
      return At(entry.second, fmt::format("'{}' is expected to be such as \">= 100\"{}", count,
                                          count == "seen" ? "" : " or \"<= 1%\" of what was seen"));
    plan.expect.push_back(std::move(*expected));
  }
  return Done{};
}

Status Reader::ReadAlert(const YAML::Node& node, AlertSpec& alert) const {
  constexpr std::array<std::string_view, 2> kKeys = {"url", "success"};
  ASSAY_TRY(OnlyKeys(node, kKeys));
  ASSAY_LET(alert.url, Text(node, "url", ""));
  ASSAY_LET(alert.success, Flag(node, "success", false));
  return Done{};
}

Status Reader::Read(const YAML::Node& root, Plan& plan) const {
  constexpr std::array<std::string_view, 12> kKeys = {"assay",   "use",  "policy",  "source",
                                                      "network", "sink", "origins", "steps",
                                                      "limits",  "seed", "expect",  "alert"};
  ASSAY_TRY(OnlyKeys(root, kKeys));
  ASSAY_LET(const std::string version, Text(root, "assay", ""));
  if (version != "1") return At(root, "a plan starts with 'assay: 1'");
  ASSAY_LET(plan.policy, Text(root, "policy", plan.policy));
  if (!plan.policy.starts_with("builtin:")) plan.policy = Resolve(plan.policy).string();
  ASSAY_LET(const std::int64_t seed, Count(root, "seed", 0));
  plan.seed = static_cast<std::uint64_t>(seed);
  if (root["use"].IsDefined()) ASSAY_TRY(ReadUse(root["use"], plan.use));
  if (root["source"].IsDefined()) ASSAY_TRY(ReadSource(root["source"], plan));
  ASSAY_LET(const std::string origins, Text(root, "origins", ""));
  if (!origins.empty()) plan.origins = Resolve(origins);
  if (root["steps"].IsDefined()) ASSAY_TRY(ReadSteps(root["steps"], plan));
  ASSAY_TRY(ReadBuild(root, plan));
  if (root["network"].IsDefined()) ASSAY_TRY(ReadFetch(root["network"], plan));
  if (root["limits"].IsDefined()) ASSAY_TRY(ReadLimits(root["limits"], plan));
  if (root["expect"].IsDefined()) ASSAY_TRY(ReadExpect(root["expect"], plan));
  if (root["alert"].IsDefined()) ASSAY_TRY(ReadAlert(root["alert"], plan.alert));
  return Done{};
}

}  // namespace

Result<Plan> ParsePlan(std::string_view yaml, std::string_view name,
                       const std::filesystem::path& folder) {
  Plan plan;
  ASSAY_TRY(internal::ReadYaml(
      yaml, name, [&](const YAML::Node& root) { return Reader(name, folder).Read(root, plan); }));
  return plan;
}

std::optional<std::int64_t> ParseAmount(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 14> kUnits = {
      {{"", 1},
       {"s", 1},
       {"h", 3'600},
       {"d", 86'400},
       {"k", 1'000},
       {"M", 1'000'000},
       {"G", 1'000'000'000},
       {"kB", 1'000},
       {"MB", 1'000'000},
       {"GB", 1'000'000'000},
       {"KiB", 1LL << 10},
       {"MiB", 1LL << 20},
       {"GiB", 1LL << 30},
       {"m", 60}}};
  std::int64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc{} || number < 0) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(end.ptr - text.data()));
  for (const auto& [name, factor] : kUnits) {
    if (name == unit && number <= (std::int64_t{1} << 53) / factor) return number * factor;
  }
  return std::nullopt;
}

bool IsDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto number = [text](std::size_t at, std::size_t count) {
    int value = 0;
    const char* begin = text.data() + at;
    const auto end = std::from_chars(begin, begin + count, value);
    return end.ec == std::errc{} && end.ptr == begin + count ? value : -1;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year < 1 || month < 1 || day < 1) return false;
  return std::chrono::year_month_day(std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

std::string SourceName(const std::filesystem::path& path, SourceKind kind) {
  const std::filesystem::path named = path.has_filename() ? path : path.parent_path();
  const std::string ending = ToLowerAscii(named.extension().native());
  const bool is_cut = ending == ".tar" || (kind == SourceKind::kParquet && ending == ".parquet");
  return is_cut ? named.stem().string() : named.filename().string();
}

SourceKind KindOf(const std::filesystem::path& path) {
  return ToLowerAscii(path.extension().native()) == ".tar" ? SourceKind::kWebDataset
                                                           : SourceKind::kFiles;
}

Status Validate(const Plan& plan) {
  const auto bad = [](std::string what) {
    return Error{ErrorCode::kInvalidArgument, std::move(what)};
  };
  if (plan.sources.empty()) return bad("a plan needs at least one source");
  if (plan.use.purpose.empty() || plan.use.jurisdiction.empty())
    return bad("a use needs a purpose and a jurisdiction");
  if (!plan.use.date.empty() && !IsDate(plan.use.date))
    return bad(fmt::format("'{}' is no date such as 2026-11-22", ToPrintable(plan.use.date)));
  std::set<std::string> names;
  for (const SourceSpec& source : plan.sources) {
    if (plan.sources.size() > 1 && !names.insert(source.name).second)
      return bad(fmt::format("two sources are called '{}'", ToPrintable(source.name)));
    for (const SourceSpec& other : plan.sources) {
      if (other.name.starts_with(source.name + "/"))
        return bad(fmt::format("the source '{}' would share keys with '{}': give it another name",
                               ToPrintable(source.name), ToPrintable(other.name)));
    }
  }
  return Done{};
}

std::string Identity(const Plan& plan, std::string_view pack) {
  Json sources = Json::array();
  for (const SourceSpec& source : plan.sources) {
    Json one = {{"name", ToPrintable(source.name)}, {"path", ToPrintable(source.path.native())}};
    if (source.kind != SourceKind::kFiles) {
      one["kind"] = NameOf(source.kind);
      one["picture"] = source.picture;
    }
    sources.push_back(std::move(one));
  }
  Json identity = {{"assay", 1},
                   {"use",
                    {{"purpose", plan.use.purpose},
                     {"jurisdiction", plan.use.jurisdiction},
                     {"date", plan.use.date}}},
                   {"pack", Sha256(pack).Hex()},
                   {"sources", std::move(sources)},
                   {"manifest", ToPrintable(plan.manifest.path.native())},
                   {"path_column", plan.manifest.path_column},
                   {"origins", ToPrintable(plan.origins.native())},
                   {"steps", plan.steps},
                   {"seed", std::to_string(plan.seed)},
                   {"pixels", plan.limits.pixels},
                   {"per_record_s", plan.limits.per_record_s},
                   {"memory_bytes", plan.limits.memory_bytes}};
  if (!plan.manifest.columns.empty()) identity["columns"] = plan.manifest.columns;
  if (plan.crawl > 0) identity["crawl"] = plan.crawl;
  if (!plan.converters.empty()) identity["convert"] = ToJson(plan.converters);
  if (plan.build) identity["build"] = ToJson(*plan.build);
  if (!plan.expect.empty()) identity["expect"] = ToJson(plan.expect);
  return Canonical(identity);
}

Result<Plan> FromIdentity(std::string_view identity) {
  ASSAY_LET(const Json json, ParseJson(identity));
  Plan plan;
  try {
    plan.use = {json.at("use").at("purpose"), json.at("use").at("jurisdiction"),
                json.at("use").at("date")};
    plan.policy = "object:" + json.at("pack").get<std::string>();
    for (const Json& source : json.at("sources")) {
      plan.sources.push_back({source.at("name"), source.at("path").get<std::string>(),
                              KindNamed(source.value("kind", "")), source.value("picture", "")});
    }
    plan.manifest = {json.at("manifest").get<std::string>(), json.at("path_column"), {}};
    const Json columns = json.value("columns", Json::object());
    for (const auto& [meaning, column] : columns.items()) plan.manifest.columns[meaning] = column;
    plan.origins = json.value("origins", "");  // plans of before it have none
    plan.crawl = json.value("crawl", std::int64_t{0});
    plan.steps = json.at("steps").get<std::vector<std::string>>();
    plan.seed = std::stoull(json.at("seed").get<std::string>());
    plan.limits.pixels = json.at("pixels");
    plan.limits.per_record_s = json.at("per_record_s");
    plan.limits.memory_bytes = json.at("memory_bytes");
  } catch (const std::exception& problem) {
    return Error{ErrorCode::kCorrupt, fmt::format("a stored plan: {}", problem.what())};
  }
  if (json.contains("convert")) {
    ASSAY_LET(plan.converters, ConvertersFromJson(json.at("convert")));
  }
  if (json.contains("build")) {
    ASSAY_LET(plan.build, BuildFromJson(json.at("build")));
  }
  if (json.contains("expect")) {
    ASSAY_LET(plan.expect, ExpectationsFromJson(json.at("expect")));
  }
  return plan;
}

}  // namespace assay::pipeline
