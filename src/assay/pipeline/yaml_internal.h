// SPDX-License-Identifier: Apache-2.0
//
// Reading a plan's YAML: what a key may hold, and where it stands when it is wrong. Plans of all
// kinds share it.
#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/core/decision.h"
#include "assay/core/result.h"

namespace assay::pipeline::internal {

/// One YAML file being read: knows its name for messages.
class YamlReader {
 public:
  YamlReader(std::string_view name, std::filesystem::path folder)
      : name_(name), folder_(std::move(folder)) {}

  [[nodiscard]] Error At(const YAML::Node& node, std::string_view what) const;
  [[nodiscard]] Status OnlyKeys(const YAML::Node& map,
                                std::span<const std::string_view> known) const;
  [[nodiscard]] Result<std::string> Text(const YAML::Node& map, const char* key,
                                         std::string otherwise) const;
  /// Accepts what ParseAmount takes.
  [[nodiscard]] Result<std::int64_t> Count(const YAML::Node& map, const char* key,
                                           std::int64_t otherwise) const;
  /// As Count, of a value within bounds.
  [[nodiscard]] Result<std::int64_t> CountWithin(const YAML::Node& map, const char* key,
                                                 std::int64_t otherwise, std::int64_t least,
                                                 std::int64_t most) const;
  [[nodiscard]] Result<bool> Flag(const YAML::Node& map, const char* key, bool otherwise) const;
  /// Empty where the key is missing.
  [[nodiscard]] Result<std::vector<std::string>> Texts(const YAML::Node& map,
                                                       const char* key) const;
  [[nodiscard]] Status ReadUse(const YAML::Node& node, Use& use) const;
  [[nodiscard]] std::filesystem::path Resolve(const std::string& path) const {
    return (folder_ / path).lexically_normal();
  }

 private:
  std::string name_;
  std::filesystem::path folder_;
};

/// Parses `yaml` and hands its root to `read`. What yaml-cpp throws becomes an error that says
/// where; nesting and aliases are bounded before it sees the text.
/// Errors:  kExhausted over 1 MiB; kInvalidArgument.
Status ReadYaml(std::string_view yaml, std::string_view name,
                const std::function<Status(const YAML::Node& root)>& read);

}  // namespace assay::pipeline::internal
