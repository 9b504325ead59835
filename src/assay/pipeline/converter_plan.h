// SPDX-License-Identifier: Apache-2.0
//
// The converters of a plan: programs of the user's that make something readable of what is not.
// Which files each is asked for, and what two runs have to share to be the same.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/fact.h"
#include "assay/core/json.h"
#include "assay/core/record.h"
#include "assay/core/result.h"

namespace assay::pipeline {

struct ConverterSpec {
  std::vector<std::string> outcomes;     ///< Name(Outcome) of files that it is asked for
  std::vector<std::string> media_types;  ///< and their types; empty: any, and unknown ones
  std::vector<std::string> command;      ///< a name on PATH or a path, and its arguments
  std::filesystem::path program{};       ///< the file that the name means; from PinConverters on
  std::string sha256{};                  ///< of that file, hex; from PinConverters on
  std::string stamp{};                   ///< when that was so: IsAsPinned
};

/// Which of them is asked for a file of which this is known: the first that fits, or none.
const ConverterSpec* ConverterFor(std::span<const ConverterSpec> converters,
                                  const Inspection& inspection);

/// Finds the program of each and takes its digest.
/// Errors:  kNotFound, kDenied for a program that is not there, or is none; kInvalidArgument for
///          one whose digest is known already and is another now.
/// Cost:    reads each program.
Status PinConverters(std::vector<ConverterSpec>& converters);

/// Is the program still the file whose digest was taken? Cheap: looks at its times and place.
bool IsAsPinned(const ConverterSpec& converter);

/// Names what a converter does: its arguments, its name, its program's content; not where it lies.
std::string DigestOf(const ConverterSpec& converter);

/// Canonical members for a plan's Identity, and back. Errors: kCorrupt.
Json ToJson(std::span<const ConverterSpec> converters);
Result<std::vector<ConverterSpec>> ConvertersFromJson(const Json& json);

/// The fact that says what was made of the record's bytes before anybody looked: docs/reference.
inline constexpr std::string_view kConvertedFact = "media.converted";
Fact ConvertedFact(const ConverterSpec& converter, std::string_view made, std::size_t bytes);

/// The recipe of what is made of a record: `recipe` (RecipeOf), and its converter where it has one.
std::string RecipeFor(std::string_view recipe, std::span<const Fact> facts);

}  // namespace assay::pipeline
