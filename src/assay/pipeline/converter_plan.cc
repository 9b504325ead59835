// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/converter_plan.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/core/hash.h"
#include "assay/pipeline/converter_plan_internal.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

/// Not `bomb`: what bursts a limit here would burst it there. Not `empty`: there is nothing.
constexpr std::array<std::string_view, 4> kOutcomes = {"unsupported", "not_media", "truncated",
                                                       "corrupt"};
/// As its environment has it (worker/convert.cc).
constexpr std::array<std::string_view, 3> kPath = {"/usr/local/bin", "/usr/bin", "/bin"};
constexpr std::size_t kConverters = 16;
constexpr std::size_t kWords = 64;
constexpr std::size_t kWord_bytes = 1024;
constexpr std::size_t kProgram_bytes = 1U << 30U;

bool IsProgram(const fs::path& file) {
  std::error_code unknown;
  return fs::is_regular_file(file, unknown) && access(file.c_str(), X_OK) == 0;
}

/// The file that a command's first word means, without links: that is what gets executed.
Result<fs::path> ProgramNamed(const std::string& word) {
  std::vector<fs::path> places;
  if (word.find('/') != std::string::npos) {
    places.emplace_back(word);
  } else {
    for (const std::string_view folder : kPath) places.push_back(fs::path(folder) / word);
  }
  for (const fs::path& place : places) {
    std::error_code problem;
    if (IsProgram(place)) return fs::canonical(place, problem);
  }
  return Error{ErrorCode::kNotFound,
               fmt::format("convert: there is no program {}{}", ToPrintable(word),
                           places.size() > 1 ? fmt::format(" in {}", fmt::join(kPath, ", ")) : "")};
}

/// Another whenever the file is, or something was written to it.
std::string StampOf(const fs::path& file) {
  struct stat status{};
  if (stat(file.c_str(), &status) != 0) return "";
  return fmt::format("{} {} {} {}.{:09} {}.{:09}", status.st_dev, status.st_ino, status.st_size,
                     status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec,
                     status.st_ctim.tv_nsec);
}

Result<std::string> DigestOfFile(const fs::path& file) {
  ASSAY_LET(const std::string bytes, ReadFile(file, kProgram_bytes));
  return Sha256(bytes).Hex();
}

Json CommandOf(const ConverterSpec& converter) {
  Json command = converter.command;
  command[0] = fs::path(converter.command[0]).filename().string();
  return command;
}

bool Has(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

const ConverterSpec* ConverterFor(std::span<const ConverterSpec> converters,
                                  const Inspection& inspection) {
  const auto found = std::ranges::find_if(converters, [&](const ConverterSpec& converter) {
    return Has(converter.outcomes, Name(inspection.outcome)) &&
           (converter.media_types.empty() || Has(converter.media_types, inspection.media_type));
  });
  return found == converters.end() ? nullptr : &*found;
}

Status PinConverters(std::vector<ConverterSpec>& converters) {
  for (ConverterSpec& converter : converters) {
    ASSAY_LET(converter.program, ProgramNamed(converter.command.at(0)));
    converter.stamp = StampOf(converter.program);  // before: what is written meanwhile shows later
    ASSAY_LET(std::string sha256, DigestOfFile(converter.program));
    if (!converter.sha256.empty() && converter.sha256 != sha256)
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("convert: {} is no longer the program that the run began with; "
                               "assay deadletters replay --plan takes the new one",
                               ToPrintable(converter.program.native()))};
    converter.sha256 = std::move(sha256);
  }
  return Done{};
}

bool IsAsPinned(const ConverterSpec& converter) {
  return !converter.stamp.empty() && StampOf(converter.program) == converter.stamp;
}

std::string DigestOf(const ConverterSpec& converter) {
  return Sha256(Canonical({{"step", "convert"},
                           {"version", 1},
                           {"command", CommandOf(converter)},
                           {"program", converter.sha256}}))
      .Hex();
}

Json ToJson(std::span<const ConverterSpec> converters) {
  Json list = Json::array();
  for (const ConverterSpec& converter : converters)
    list.push_back({{"outcomes", converter.outcomes},
                    {"media_types", converter.media_types},
                    {"command", converter.command},
                    {"program", converter.sha256}});
  return list;
}

Result<std::vector<ConverterSpec>> ConvertersFromJson(const Json& json) {
  std::vector<ConverterSpec> converters;
  try {
    for (const Json& one : json)
      converters.push_back({one.at("outcomes").get<std::vector<std::string>>(),
                            one.at("media_types").get<std::vector<std::string>>(),
                            one.at("command").get<std::vector<std::string>>(),
                            {},
                            one.at("program").get<std::string>()});
  } catch (const std::exception& problem) {
    return Error{ErrorCode::kCorrupt, fmt::format("a stored plan: {}", problem.what())};
  }
  return converters;
}

Fact ConvertedFact(const ConverterSpec& converter, std::string_view made, std::size_t bytes) {
  return {std::string(kConvertedFact),
          FactState::kPresent,
          {{"converter", DigestOf(converter)},
           {"command", CommandOf(converter)},
           {"program", "sha256:" + converter.sha256},
           {"made", made},
           {"bytes", bytes}},
          {"convert", "1", "command", "asset", ""}};
}

std::string RecipeFor(std::string_view recipe, std::span<const Fact> facts) {
  const Fact* converted = Find(facts, kConvertedFact);
  if (converted == nullptr) return std::string(recipe);
  return Sha256(Canonical({{"of", StringOr(converted->value, "converter")}, {"recipe", recipe}}))
      .Hex();
}

namespace internal {
namespace {

Status ReadConverter(const YamlReader& reader, const YAML::Node& node, ConverterSpec& converter) {
  constexpr std::array<std::string_view, 3> kKeys = {"outcomes", "media_types", "command"};
  ASSAY_TRY(reader.OnlyKeys(node, kKeys));
  ASSAY_LET(converter.outcomes, reader.Texts(node, "outcomes"));
  ASSAY_LET(converter.media_types, reader.Texts(node, "media_types"));
  ASSAY_LET(converter.command, reader.Texts(node, "command"));
  if (converter.outcomes.empty() && converter.media_types.empty())
    return reader.At(node, "a converter needs to know of what: 'outcomes', 'media_types' or both");
  for (const std::string& outcome : converter.outcomes) {
    if (std::ranges::find(kOutcomes, outcome) == kOutcomes.end())
      return reader.At(node["outcomes"], fmt::format("an outcome to convert is one of {}",
                                                     fmt::join(kOutcomes, ", ")));
  }
  if (converter.outcomes.empty()) converter.outcomes = {"unsupported"};
  for (const std::string& type : converter.media_types) {
    if (type.find('/') == std::string::npos || type != ToLowerAscii(type))
      return reader.At(node["media_types"],
                       fmt::format("'{}' is no media type such as image/qoi", ToPrintable(type)));
  }
  std::vector<std::string>& command = converter.command;
  const bool is_good = !command.empty() && !command[0].empty() && command.size() <= kWords &&
                       std::ranges::all_of(command, [](const std::string& word) {
                         return word.size() <= kWord_bytes && word.find('\0') == word.npos;
                       });
  if (!is_good)
    return reader.At(node, fmt::format("'command' is a list: a program and its arguments, at most "
                                       "{} words of {} bytes",
                                       kWords, kWord_bytes));
  if (command[0].find('/') != std::string::npos) command[0] = reader.Resolve(command[0]).string();
  return Done{};
}

}  // namespace

Status ReadConverters(const YamlReader& reader, const YAML::Node& node,
                      std::vector<ConverterSpec>& converters) {
  if (!node.IsSequence()) return ReadConverter(reader, node, converters.emplace_back());
  if (node.size() > kConverters)
    return reader.At(node, fmt::format("at most {} converters", kConverters));
  for (const YAML::Node& one : node)
    ASSAY_TRY(ReadConverter(reader, one, converters.emplace_back()));
  return Done{};
}

}  // namespace internal
}  // namespace assay::pipeline
