// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "assay/core/bytes.h"
#include "assay/core/nearest.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/yaml_internal.h"

namespace assay::pipeline::internal {
namespace {

constexpr std::size_t kPlanLimit_bytes = 1U << 20U;

/// yaml-cpp recurses on nesting and expands aliases: both are bounded before it sees the text.
Status Precheck(std::string_view yaml) {
  if (yaml.size() > kPlanLimit_bytes)
    return Error{ErrorCode::kExhausted, "a plan of more than 1 MiB"};
  std::size_t depth = 0;
  std::size_t deepest = 0;
  for (const char c : yaml) {
    if (c == '[' || c == '{') deepest = std::max(deepest, ++depth);
    if ((c == ']' || c == '}') && depth > 0) --depth;
  }
  const bool block_nesting =
      std::ranges::count(yaml, '-') > 10'000 || std::ranges::count(yaml, '?') > 1'000;
  if (deepest > 32 || block_nesting || yaml.find("<<") != std::string_view::npos)
    return Error{ErrorCode::kInvalidArgument, "a plan nests too deeply"};
  return Done{};
}

}  // namespace

Error YamlReader::At(const YAML::Node& node, std::string_view what) const {
  const YAML::Mark mark = node.Mark();
  return {ErrorCode::kInvalidArgument,
          mark.is_null()
              ? fmt::format("{}: {}", name_, what)
              : fmt::format("{}:{}:{}: {}", name_, mark.line + 1, mark.column + 1, what)};
}

Status YamlReader::OnlyKeys(const YAML::Node& map, std::span<const std::string_view> known) const {
  if (!map.IsMap()) return At(map, "a map is expected here");
  std::set<std::string> seen;
  for (const auto& entry : map) {
    if (!entry.first.IsScalar()) return At(entry.first, "a key must be a word");
    const std::string& key = entry.first.Scalar();
    if (!seen.insert(key).second)
      return At(entry.first, fmt::format("'{}' stands here twice", ToPrintable(key)));
    if (std::ranges::find(known, key) == known.end())
      return At(entry.first, fmt::format("unknown key '{}'; did you mean '{}'?", ToPrintable(key),
                                         Nearest(key, known)));
  }
  return Done{};
}

Result<std::string> YamlReader::Text(const YAML::Node& map, const char* key,
                                     std::string otherwise) const {
  const YAML::Node node = map[key];
  if (!node.IsDefined()) return otherwise;
  if (!node.IsScalar()) return At(node, fmt::format("'{}' must be a single value", key));
  if (!IsUtf8(node.Scalar())) return At(node, fmt::format("'{}' is not UTF-8", key));
  return node.Scalar();
}

Result<std::int64_t> YamlReader::Count(const YAML::Node& map, const char* key,
                                       std::int64_t otherwise) const {
  ASSAY_LET(const std::string text, Text(map, key, ""));
  if (text.empty()) return otherwise;
  const auto amount = ParseAmount(text);
  if (!amount)
    return At(map[key], fmt::format("'{}' must be a number such as 30s, 100M or 2GiB", key));
  return *amount;
}

Result<std::int64_t> YamlReader::CountWithin(const YAML::Node& map, const char* key,
                                             std::int64_t otherwise, std::int64_t least,
                                             std::int64_t most) const {
  ASSAY_LET(const std::int64_t count, Count(map, key, otherwise));
  if (count >= least && count <= most) return count;
  return At(map[key], fmt::format("'{}' must be from {} to {}", key, least, most));
}

Result<bool> YamlReader::Flag(const YAML::Node& map, const char* key, bool otherwise) const {
  ASSAY_LET(const std::string text, Text(map, key, otherwise ? "true" : "false"));
  if (text == "true" || text == "false") return text == "true";
  return At(map[key], fmt::format("'{}' must be true or false", key));
}

Result<std::vector<std::string>> YamlReader::Texts(const YAML::Node& map, const char* key) const {
  std::vector<std::string> texts;
  const YAML::Node node = map[key];
  if (!node.IsDefined()) return texts;
  if (!node.IsSequence()) return At(node, fmt::format("'{}' must be a list", key));
  for (const YAML::Node& one : node) {
    if (!one.IsScalar() || !IsUtf8(one.Scalar()))
      return At(one, fmt::format("'{}' holds something that is no text", key));
    texts.push_back(one.Scalar());
  }
  return texts;
}

Status YamlReader::ReadUse(const YAML::Node& node, Use& use) const {
  constexpr std::array<std::string_view, 3> kKeys = {"purpose", "jurisdiction", "date"};
  ASSAY_TRY(OnlyKeys(node, kKeys));
  ASSAY_LET(use.purpose, Text(node, "purpose", ""));
  ASSAY_LET(use.jurisdiction, Text(node, "jurisdiction", ""));
  ASSAY_LET(use.date, Text(node, "date", ""));
  return Done{};
}

Status ReadYaml(std::string_view yaml, std::string_view name,
                const std::function<Status(const YAML::Node& root)>& read) {
  ASSAY_TRY(Precheck(yaml));
  try {
    return read(YAML::Load(std::string(yaml)));
  } catch (const YAML::Exception& problem) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{}:{}:{}: {}", name, problem.mark.line + 1, problem.mark.column + 1,
                             ToPrintable(problem.msg))};
  }
}

}  // namespace assay::pipeline::internal
