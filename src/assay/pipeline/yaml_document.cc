// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/yaml_document.h"

#include <charconv>
#include <cmath>
#include <string>

#include "assay/core/bytes.h"
#include "assay/pipeline/yaml_internal.h"

namespace assay::pipeline {
namespace {

using internal::YamlReader;

/// None: the word is text.
template <typename Number>
Json NumberIn(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  Number number{};
  const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (problem != std::errc() || end != word.data() + word.size()) return {};
  return number;
}

Json ScalarOf(const std::string& word) {
  if (word.empty() || word == "~" || word == "null") return {};
  if (word == "true" || word == "false") return word == "true";
  if (Json whole = NumberIn<std::int64_t>(word); !whole.is_null()) return whole;
  const bool is_number = word.find_first_not_of("+-.0123456789eE") == std::string::npos;
  Json real = is_number ? NumberIn<double>(word) : Json();
  if (real.is_null() || !std::isfinite(real.get<double>())) return word;
  return real;
}

/// An alias is expanded wherever it stands: a small text may say very much, or never end.
constexpr int kMostNodes = 100'000;
constexpr int kDeepest = 64;

Result<Json> ToJson(const YamlReader& reader, const YAML::Node& node, int depth, int& nodes) {
  if (++nodes > kMostNodes) return reader.At(node, "more than 100,000 values");
  if (depth > kDeepest) return reader.At(node, "nests too deeply, or holds itself");
  if (!node.IsDefined() || node.IsNull()) return Json();
  if (node.IsScalar()) {
    if (!IsUtf8(node.Scalar())) return reader.At(node, "a text that is not UTF-8");
    return node.Tag() == "!" ? Json(node.Scalar()) : ScalarOf(node.Scalar());
  }
  if (node.IsSequence()) {
    Json list = Json::array();
    for (const YAML::Node& item : node) {
      ASSAY_LET(list.emplace_back(), ToJson(reader, item, depth + 1, nodes));
    }
    return list;
  }
  Json map = Json::object();
  for (const auto& entry : node) {
    if (!entry.first.IsScalar() || !IsUtf8(entry.first.Scalar()))
      return reader.At(entry.first, "a key must be a word");
    const std::string& key = entry.first.Scalar();
    if (map.contains(key)) return reader.At(entry.first, "a key stands here twice");
    ASSAY_LET(map[key], ToJson(reader, entry.second, depth + 1, nodes));
  }
  return map;
}

}  // namespace

Result<Json> ParseYaml(std::string_view yaml, std::string_view name) {
  Json json;
  ASSAY_TRY(internal::ReadYaml(yaml, name, [&](const YAML::Node& root) -> Status {
    int nodes = 0;
    ASSAY_LET(json, ToJson(YamlReader(name, {}), root, 0, nodes));
    return Done{};
  }));
  return json;
}

}  // namespace assay::pipeline
