// SPDX-License-Identifier: Apache-2.0
//
// The parts of `assay fairness`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/core/hash.h"
#include "assay/core/json.h"
#include "assay/core/result.h"
#include "assay/fairness/confusion.h"
#include "assay/fairness/count_bootstrap.h"
#include "assay/fairness/partition.h"
#include "assay/pipeline/count_table.h"
#include "command.h"

namespace assay::cli {

void AddFairnessGate(CLI::App& parent, const Globals& globals, Action& action);
void AddFairnessImpact(CLI::App& parent, const Globals& globals, Action& action);
void AddFairnessRecord(CLI::App& parent, const Globals& globals, Action& action);
void AddFairnessRanking(CLI::App& parent, const Globals& globals, Action& action);
void AddFairnessRegression(CLI::App& parent, const Globals& globals, Action& action);
void AddFairnessPublished(CLI::App& parent, const Globals& globals, Action& action);
void AddFairnessDetection(CLI::App& parent, const Globals& globals, Action& action);
void AddFairnessReport(CLI::App& parent, const Globals& globals, Action& action);
void AddFairnessDataset(CLI::App& parent, const Globals& globals, Action& action);
void AddFairnessThresholds(CLI::App& parent, const Globals& globals, Action& action);
void AddFairnessReweigh(CLI::App& parent, const Globals& globals, Action& action);
void AddFairnessSlices(CLI::App& parent, const Globals& globals, Action& action);

/// "race=Caucasian" of a --reference, or the value alone where there is one column.
/// Errors:  kInvalidArgument for a value alone where there are several.
Status TakeReference(const std::string& text, const std::vector<std::string>& columns,
                     std::map<std::string, std::string>& references);

/// Errors:  kInvalidArgument with the nearest name.
Result<fairness::Metric> MetricOf(const std::string& name);

std::int64_t RowsOf(const pipeline::CountedTable& counted);
/// --group, --intersections, --reference.
struct GroupFlags {
  std::vector<std::string> columns;
  std::size_t depth = 1;
  std::vector<std::string> references;
};
void AddGroupFlags(CLI::App& command, GroupFlags& flags);
void AddReferenceFlag(CLI::App& command, GroupFlags& flags);
/// Errors:  as TakeReference.
Result<fairness::GroupingQuestion> GroupingOf(const GroupFlags& flags);

/// --bootstrap, --seed; without them a plan of no replicates, which is none.
inline constexpr fairness::BootstrapPlan kNoDraws{.replicates = 0};
/// --seed S: digits alone, so that a sign is refused and not taken for a great number.
void AddSeed(CLI::App& command, std::uint64_t& seed, const std::string& help);
void AddDrawFlags(CLI::App& command, fairness::BootstrapPlan& plan, const std::string& help);
std::optional<fairness::BootstrapPlan> PlanOf(const fairness::BootstrapPlan& flags);

/// Writes NAME.parquet by `write_table`, then NAME.json, into `folder`, which it makes: where the
/// document is new, the table beside it is of the same audit.
Status WriteAudit(const Json& document, const std::filesystem::path& folder, std::string_view name,
                  const std::function<Status(const std::filesystem::path&)>& write_table);

/// `error` with the first row of whose cell of `column` `check` says the same: combinations that
/// were counted have no rows. Without such a row it stays as it is.
using CellCheck = std::function<Status(const std::optional<std::string_view>& cell)>;
Error AtRow(Error error, const std::string& table, const std::string& column,
            const CellCheck& check);

/// The member `table` of a document: name, digest, rows.
Json NamedTable(const std::string& file, const Digest& digest, std::int64_t rows);

/// A page of problem.h, and what to do next with the command at hand; empty: what the page says.
struct TableProblem {
  std::string_view code;
  std::string_view help = {};
};

/// What is wrong with the table, the question or, by its code A0161, a gate's policy is the
/// caller's to mend; all else is the machine's. A0162 is of data sets, A0163 of documents for a
/// report, A0164 of records, A0165 of detections.
int FailReadingTable(const Error& error, bool json, const TableProblem& problem);

}  // namespace assay::cli
