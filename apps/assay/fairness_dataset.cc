// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/fairness/balance_table.h"
#include "assay/fairness/dataset_audit.h"
#include "assay/fairness/dataset_document.h"
#include "assay/pipeline/count_table.h"
#include "fairness.h"
#include "fairness_dataset_text.h"
#include "problem.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWrong = "A0162";

struct Flags {
  std::string table;
  std::vector<std::string> attributes;
  std::string label;
  std::string count;
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

Result<fairness::DatasetQuestion> QuestionOf(const Flags& flags) {
  if (!flags.references.empty() && flags.label.empty())
    return Error{ErrorCode::kInvalidArgument, "a --reference is of a --label"};
  fairness::DatasetQuestion question;
  question.attributes = flags.attributes;
  question.label = flags.label;
  question.count = flags.count;
  question.depth = flags.depth;
  for (const std::string& text : flags.references)
    ASSAY_TRY(TakeReference(text, flags.attributes, question.references));
  return question;
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

void PrintText(const fairness::DatasetAudit& audit, const Json& document, const Flags& flags) {
  const Json& table = document["table"];
  fmt::print("Table       {}  {}\n", ToPrintable(StringOr(table, "name")),
             StringOr(table, "digest"));
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
  const auto counted =
      pipeline::CountTable(WorkerProgram(), flags.table, fairness::WishOf(question.value()));
  if (!counted.ok()) return FailReadingTable(counted.error(), globals.json, kWrong);
  auto population = CountPopulation(flags, question.value());
  if (!population.ok()) return FailReadingTable(population.error(), globals.json, kWrong);
  const auto& beside = population.value();
  const auto audit =
      fairness::AuditDataset(counted.value().tuples, std::move(question).value(),
                             beside ? std::optional(beside->population) : std::nullopt);
  if (!audit.ok()) return FailReadingTable(audit.error(), globals.json, kWrong);
  Json document = fairness::ToJson(audit.value());
  document["table"] = NamedTable(flags.table, counted.value().digest, RowsOf(counted.value()));
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
  command->add_option("TABLE", flags->table, "a .csv, .jsonl or .parquet with a row an item")
      ->required()
      ->type_name("");
  const auto text = [command](const char* name, auto& value, const char* type, const char* help) {
    return command->add_option(name, value, help)->type_name(type);
  };
  text("--attribute", flags->attributes, "COLUMN", "what to count by; may be repeated")
      ->required()
      ->allow_extra_args(false);
  text("--label", flags->label, "COLUMN", "compare the labels of the groups");
  text("--count", flags->count, "COLUMN", "how many items a row stands for; default: one");
  text("--intersections", flags->depth, "N", "also several columns together, so many at most")
      ->check(CLI::Range(std::size_t{1}, fairness::kDeepestBalance));
  text("--reference", flags->references, "[COLUMN=]VALUE",
       "compare labels with this group; default: the rest; may be repeated")
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
