// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/core/nearest.h"
#include "assay/fairness/balance_table.h"
#include "assay/fairness/dataset_audit.h"
#include "assay/fairness/dataset_document.h"
#include "assay/fairness/layout.h"
#include "assay/pipeline/count_table.h"
#include "fairness.h"
#include "fairness_dataset_text.h"
#include "problem.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr TableProblem kProblem{
    "A0162", "mend the table, the population or the flags; docs/guide/audit-a-data-set.md"};

struct Flags {
  std::string table;
  std::string layout;
  std::vector<std::string> attributes;
  std::string label;
  std::string count;
  std::vector<std::string> rates;
  std::vector<std::string> measures;
  std::size_t depth = 1;
  std::vector<std::string> references;
  std::string population;
  std::string population_table;
  std::string out;
};

struct CountedPopulation {
  fairness::Population population;
  Json file;  ///< what the document says of it
};

/// What is audited, counted.
struct Counted {
  std::vector<table::TupleCount> tuples;
  Json table;   ///< what the document says of it; null for a known data set
  Json source;  ///< of one; null for a table
};

Result<fairness::DatasetQuestion> QuestionOf(const Flags& flags) {
  const auto wrong = [](const char* what) { return Error{ErrorCode::kInvalidArgument, what}; };
  if (flags.layout.empty() && flags.attributes.empty()) return wrong("--attribute is required");
  if (!flags.layout.empty() && !flags.count.empty()) return wrong("a --count is of a table");
  if (!flags.layout.empty() && !flags.measures.empty()) return wrong("a --measure is of a table");
  if (!flags.references.empty() && flags.label.empty() && flags.rates.empty() &&
      flags.measures.empty())
    return wrong("a --reference is of a --label, --rate or --measure");
  fairness::DatasetQuestion question;
  question.attributes = flags.attributes;
  question.label = flags.label;
  question.count = flags.count;
  question.rates = flags.rates;
  question.depth = flags.depth;
  return question;
}

Result<Counted> CountRows(const Flags& flags, const fairness::DatasetQuestion& question) {
  ASSAY_LET(pipeline::CountedTable counted,
            pipeline::CountTable(WorkerProgram(), flags.table, fairness::WishOf(question)));
  Json table = NamedTable(flags.table, counted.digest, RowsOf(counted));
  return Counted{std::move(counted.tuples), std::move(table), Json()};
}

std::vector<std::string> ColumnsOf(const fairness::DatasetQuestion& question) {
  std::vector<std::string> names;
  for (const table::CountedColumn& column : fairness::WishOf(question).columns)
    names.push_back(column.name);
  return names;
}

/// Attributes that nobody named are all that there are, but for label and rates. Brings the values
/// of `counted` into the order of WishOf(question).
Status TakeAttributes(pipeline::CountedSource& counted, fairness::DatasetQuestion& question) {
  if (question.attributes.empty()) {
    question.attributes = counted.attributes;
    std::erase_if(question.attributes, [&question](const std::string& name) {
      return name == question.label || std::ranges::count(question.rates, name) > 0;
    });
  }
  std::vector<std::size_t> places;
  for (const std::string& name : ColumnsOf(question)) {
    const auto found = std::ranges::find(counted.attributes, name);
    if (found == counted.attributes.end()) {
      const std::vector<std::string_view> known(counted.attributes.begin(),
                                                counted.attributes.end());
      return Error{ErrorCode::kInvalidArgument, NoSuch("attribute", name, known)};
    }
    places.push_back(static_cast<std::size_t>(found - counted.attributes.begin()));
  }
  for (table::TupleCount& tuple : counted.tuples) {
    std::vector<std::optional<std::string>> values;
    for (const std::size_t place : places) values.push_back(tuple.values[place]);
    tuple.values = std::move(values);
  }
  return Done{};
}

/// A known data set; completes the question.
Result<Counted> CountLayout(const Flags& flags, fairness::DatasetQuestion& question) {
  ASSAY_LET(const fairness::Layout layout, fairness::LayoutNamed(flags.layout));
  fs::path file = flags.table;
  if (!file.has_filename() && file.has_relative_path()) file = file.parent_path();  // "faces/"
  const bool is_named = !question.attributes.empty();
  ASSAY_LET(const fairness::LayoutWish wish,
            fairness::WishOf(layout, file.filename().native(),
                             is_named ? ColumnsOf(question) : std::vector<std::string>()));
  const auto count = fairness::IsOfNames(layout) ? pipeline::CountFolder : pipeline::CountFile;
  ASSAY_LET(pipeline::CountedSource counted, count(WorkerProgram(), file, fairness::ToText(wish)));
  if (counted.tuples.empty())
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} lists nothing", ToPrintable(file.native()))};
  ASSAY_TRY(TakeAttributes(counted, question));
  question.unit = fairness::Name(fairness::UnitOf(layout));
  Json source = fairness::OriginOf(layout);
  source.update({{"layout", fairness::Name(layout)},
                 {"name", ToUtf8(file.filename().native(), 4096)},
                 {"digest", "sha256:" + counted.digest.Hex()},
                 {"digest_of", fairness::IsOfNames(layout) ? "names" : "bytes"},
                 {"files", counted.files},
                 {"other_files", counted.other_files}});
  return Counted{std::move(counted.tuples), Json(), std::move(source)};
}

/// Each measure is a pass over the table of its own: numbers have many values.
Status AddMeasures(const Flags& flags, const Json& table, fairness::DatasetAudit& audit) {
  for (const std::string& column : flags.measures) {
    ASSAY_LET(const pipeline::CountedTable counted,
              pipeline::CountTable(WorkerProgram(), flags.table,
                                   fairness::WishOfMeasure(audit.question, column)));
    if (StringOr(table, "digest") != "sha256:" + counted.digest.Hex())
      return Error{ErrorCode::kCorrupt, "the table has changed while it was read"};
    const Status added = fairness::AddMeasure(counted.tuples, column, audit);
    if (!added.ok())
      return AtRow(added.error(), flags.table, column,
                   [&column](const auto& cell) { return fairness::CheckMeasure(cell, column); });
  }
  return Done{};
}

/// Of a known data set there are no rows to look at.
Error AtRateRow(Error error, const Flags& flags) {
  if (!flags.layout.empty()) return error;
  for (const std::string& column : flags.rates)
    error = AtRow(std::move(error), flags.table, column,
                  [&column](const auto& cell) { return fairness::CheckRate(cell, column); });
  return error;
}

Result<std::optional<CountedPopulation>> CountPopulation(
    const Flags& flags, const fairness::DatasetQuestion& question) {
  const bool is_table = !flags.population_table.empty();
  const std::string& file = is_table ? flags.population_table : flags.population;
  if (file.empty()) return std::optional<CountedPopulation>();
  fairness::DatasetQuestion whom;
  whom.attributes = question.attributes;
  ASSAY_LET(const pipeline::CountedTable counted,
            pipeline::CountTable(WorkerProgram(), file,
                                 is_table ? fairness::WishOf(whom) : fairness::PopulationWish()));
  auto population = is_table ? fairness::PopulationOfTable(counted.tuples, question)
                             : fairness::PopulationOfShares(counted.tuples);
  if (!population.ok()) return Error(population.error());
  CountedPopulation found;
  found.file = NamedTable(file, counted.digest, RowsOf(counted));
  found.population = std::move(population).value();
  return std::optional(std::move(found));
}

/// dataset.json last: where it is new, the table beside it is of the same audit.
Status Write(const fairness::DatasetAudit& audit, const Json& document, const fs::path& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return SystemError(problem.value(), "creating", folder);
  ASSAY_TRY(fairness::WriteBalance(audit, folder / "balance.parquet"));
  return WriteFileDurably(folder / "dataset.json", Canonical(document) + "\n");
}

std::string OriginText(const Json& source) {
  const auto other_files = source["other_files"].get<std::int64_t>();
  return fmt::format(
      "Layout      {}{}\nLabels      {}: {}\n", StringOr(source, "layout"),
      StringOr(source, "digest_of") == "bytes"
          ? ""
          : fmt::format(": the names of {} pictures; {} other files were not counted",
                        source["files"].get<std::int64_t>(), other_files),
      StringOr(source["labels"], "basis"), StringOr(source["labels"], "by"));
}

void PrintText(const fairness::DatasetAudit& audit, const Json& document, const Flags& flags) {
  const Json& source = document["source"];
  const Json& table = source.is_null() ? document["table"] : source;
  fmt::print("{:<12}{}  {}\n", source.is_null() ? "Table" : "Source",
             ToPrintable(StringOr(table, "name")), StringOr(table, "digest"));
  if (!source.is_null()) fmt::print("{}", OriginText(source));
  const Json& population = document["population"];
  if (audit.population)
    fmt::print("Population  {}  {}: {}, taken as exact\n",
               ToPrintable(StringOr(population, "name")), StringOr(population, "digest"),
               *audit.population == fairness::PopulationKind::kTable
                   ? fmt::format("{} rows", population["rows"].get<std::int64_t>())
                   : "shares as written there");
  fmt::print("{}", TextOf(audit));
  if (!flags.out.empty())
    fmt::print("\nWritten     {0}/dataset.json, {0}/balance.parquet\n", ToPrintable(flags.out));
}

int AuditTable(const Flags& flags, const Globals& globals) {
  auto question = QuestionOf(flags);
  if (!question.ok()) return Fail("A0001", question.error().what, globals.json);
  auto counted = flags.layout.empty() ? CountRows(flags, question.value())
                                      : CountLayout(flags, question.value());
  if (!counted.ok()) return FailReadingTable(counted.error(), globals.json, kProblem);
  for (const std::string& text : flags.references) {
    const auto& attributes = question.value().attributes;
    const Status taken = TakeReference(text, attributes, question.value().references);
    if (!taken.ok()) return Fail("A0001", taken.error().what, globals.json);
  }
  auto population = CountPopulation(flags, question.value());
  if (!population.ok()) return FailReadingTable(population.error(), globals.json, kProblem);
  const auto& beside = population.value();
  auto audit = fairness::AuditDataset(counted.value().tuples, std::move(question).value(),
                                      beside ? std::optional(beside->population) : std::nullopt);
  if (!audit.ok()) return FailReadingTable(AtRateRow(audit.error(), flags), globals.json, kProblem);
  const Status measured = AddMeasures(flags, counted.value().table, audit.value());
  if (!measured.ok()) return FailReadingTable(measured.error(), globals.json, kProblem);
  Json document = fairness::ToJson(audit.value());
  document["table"] = std::move(counted.value().table);
  document["source"] = std::move(counted.value().source);
  if (beside) document["population"].update(beside->file);
  if (!flags.out.empty()) {
    const Status written = Write(audit.value(), document, flags.out);
    if (!written.ok()) return Fail(written.error(), globals.json);
  }
  if (globals.json)
    PrintJson(document);
  else
    PrintText(audit.value(), document, flags);
  return kDone;
}

}  // namespace

void AddFairnessDataset(CLI::App& parent, const Globals& globals, Action& action) {
  CLI::App* command = parent.add_subcommand(
      "dataset", "Who is in a data set and who is missing: shares, a population, labels by group");
  auto flags = std::make_shared<Flags>();
  command
      ->add_option("TABLE", flags->table,
                   "a .csv, .jsonl or .parquet with a row an item, or what --layout says")
      ->required()
      ->type_name("");
  const auto text = [command](const char* name, auto& value, const char* type, const char* help) {
    return command->add_option(name, value, help)->type_name(type);
  };
  text("--layout", flags->layout, "NAME",
       "a known data set by its own files: utkface (a folder), fairface, celeba, "
       "openimages (boxes), coco (instances)");
  text("--attribute", flags->attributes, "COLUMN",
       "what to count by; may be repeated; default with a --layout: all that it has")
      ->allow_extra_args(false);
  text("--label", flags->label, "COLUMN", "compare the labels of the groups");
  text("--rate", flags->rates, "COLUMN",
       "compare how often groups have a yes: dropped, redacted, wrong; may be repeated")
      ->allow_extra_args(false);
  text("--measure", flags->measures, "COLUMN",
       "compare the means of a number: blur, size, quality; may be repeated")
      ->allow_extra_args(false);
  text("--count", flags->count, "COLUMN", "how many items a row stands for; default: one");
  text("--intersections", flags->depth, "N", "also several columns together, so many at most")
      ->check(CLI::Range(std::size_t{1}, fairness::kDeepestBalance));
  text("--reference", flags->references, "[COLUMN=]VALUE",
       "compare labels, rates and measures with this group; default: the rest; may be repeated")
      ->allow_extra_args(false);
  CLI::Option* shares = text("--population", flags->population, "FILE",
                             "compare with published shares: a table of attribute, value, share");
  text("--population-table", flags->population_table, "TABLE",
       "or with people: a table that has the same attributes, a row a person")
      ->excludes(shares);
  text("--out", flags->out, "DIR", "also write dataset.json and balance.parquet there");
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return AuditTable(*flags, globals); };
  });
}

}  // namespace assay::cli
