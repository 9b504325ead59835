// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/fairness/reweigh.h"
#include "assay/fairness/standing.h"
#include "assay/pipeline/count_table.h"
#include "fairness.h"
#include "fairness_lines.h"
#include "problem.h"
#include "table_file.h"

namespace assay::cli {
namespace {

constexpr TableProblem kProblem{"A0162", "mend the table or the flags; docs/guide/mend-a-gap.md"};

using fairness::ReweighCell;
using fairness::ReweighGroup;
using fairness::Reweighing;
using table::Cell;

struct Flags {
  std::string table;
  fairness::ReweighQuestion question;
  std::string key;
  bool rows = false;
  bool resample = false;
  std::uint64_t seed = 0;
  std::string out;
};

Error Wrong(std::string what) { return {ErrorCode::kInvalidArgument, std::move(what)}; }

/// The columns of --out behind those of the table itself.
constexpr std::array<std::string_view, 5> kOwnColumns = {"row", "rows", "weight", "factor",
                                                         "copies"};

Status Check(const Flags& flags) {
  if (flags.rows && flags.out.empty()) return Wrong("--rows is written to an --out");
  if (!flags.rows && (flags.resample || !flags.key.empty()))
    return Wrong("--resample and --key are of --rows");
  if (flags.resample && !flags.question.weight.empty())
    return Wrong("--resample copies rows that count alike: it cannot be had with --weight");
  if (flags.out.empty()) return Done{};
  std::vector<std::string> names = flags.question.attributes;
  names.push_back(flags.question.label);
  if (flags.rows) names = {flags.key};
  for (const std::string& name : names)
    if (std::ranges::find(kOwnColumns, name) != kOwnColumns.end())
      return Wrong(
          fmt::format("--out has a column '{}' of its own: rename that of the table", name));
  std::error_code problem;
  if (std::filesystem::equivalent(flags.out, flags.table, problem))
    return Wrong("--out is the table itself, which would be lost");
  return CheckTableName(flags.out);
}

template <typename Number>
Cell OrEmpty(const std::optional<Number>& number) {
  return number ? Cell(*number) : Cell();
}

Status WriteCells(const Reweighing& found, const std::string& file) {
  using enum table::ColumnType;
  std::vector<table::Column> columns;
  for (const std::string& name : found.question.attributes) columns.push_back({name, kText});
  columns.insert(columns.end(), {{found.question.label, kText},
                                 {"rows", kInt64},
                                 {"weight", kDouble},
                                 {"factor", kDouble},
                                 {"copies", kInt64}});
  ASSAY_LET(TableFile out, TableFile::Create(file, columns));
  for (const ReweighGroup& group : found.groups) {
    for (std::size_t y = 0; y < found.labels.size(); ++y) {
      const ReweighCell& cell = group.cells[y];
      std::vector<Cell> row(group.values.begin(), group.values.end());
      row.insert(row.end(), {found.labels[y], cell.rows, cell.weight, OrEmpty(cell.factor),
                             found.question.weight.empty() ? Cell(cell.copies) : Cell()});
      ASSAY_TRY(out.Append(std::move(row)));
    }
  }
  return out.Finish();
}

/// What a row is called in the column `name`, and no other row.
class Keys {
 public:
  explicit Keys(std::string name) : name_(std::move(name)) {}

  Result<Cell> Take(const std::optional<std::string_view>& key, std::int64_t row) {
    if (!key)
      return Wrong(fmt::format("row {}: no value in column '{}': each row has a key of its own",
                               row, ToPrintable(name_)));
    const auto [first, is_new] = rows_.emplace(*key, row);
    if (is_new) return Cell(first->first);
    return Wrong(fmt::format("rows {} and {}: both have the key '{}' in column '{}'", first->second,
                             row, ToPrintable(ToUtf8(*key, 64)), ToPrintable(name_)));
  }

 private:
  std::string name_;
  std::unordered_map<std::string, std::int64_t> rows_;
};

/// The weight of each row, or its copies; of a row without a label no weight, and no copy.
Status WriteRows(const Reweighing& found, const Digest& counted, const Flags& flags) {
  using enum table::ColumnType;
  table::CountWish wish = fairness::WishOf(found.question);
  const std::size_t width = wish.columns.size();
  if (!flags.key.empty()) wish.columns.push_back({flags.key, std::nullopt});
  ASSAY_LET(TableFile out,
            TableFile::Create(flags.out, {flags.key.empty() ? table::Column{"row", kInt64}
                                                            : table::Column{flags.key, kText},
                                          flags.resample ? table::Column{"copies", kInt64}
                                                         : table::Column{"weight", kDouble}}));
  fairness::Resampler resampler(found, flags.seed);
  Keys keys(flags.key);
  std::int64_t row = 0;
  const auto number_of = [&](std::optional<fairness::CellPlace> place,
                             double weight) -> Result<Cell> {
    if (!place) return flags.resample ? Cell(std::int64_t{0}) : Cell();
    if (flags.resample) {
      ASSAY_LET(const std::int64_t copies, resampler.Next(*place));
      return Cell(copies);
    }
    const auto& factor = found.groups[place->group].cells[place->label].factor;
    return Cell(factor.value_or(0) * (found.question.weight.empty() ? 1 : weight));
  };
  ASSAY_LET(const Digest read,
            pipeline::VisitRows(WorkerProgram(), flags.table, wish,
                                [&](pipeline::RowValues values, double weight) -> Status {
                                  ASSAY_LET(const auto place,
                                            fairness::PlaceOf(found, values.first(width)));
                                  ASSAY_LET(Cell number, number_of(place, weight));
                                  Cell name(++row);
                                  if (!flags.key.empty()) {
                                    ASSAY_LET(name, keys.Take(values.back(), row));
                                  }
                                  return out.Append({std::move(name), std::move(number)});
                                }));
  if (read != counted) return Error{ErrorCode::kCorrupt, "the table has changed meanwhile"};
  return out.Finish();
}

std::string Gap(const std::optional<double>& gap) {
  if (gap && std::abs(*gap) < 1e-12) return "0";
  return Rate(gap);
}

std::string CellsText(const Reweighing& found) {
  Lines lines;
  const bool weighted = !found.question.weight.empty();
  lines.Add({ColumnsOf(found.question.attributes), Shown(found.question.label), "rows",
             weighted ? "weight" : "", "factor", weighted ? "" : "copies", ""});
  std::size_t left = kShownRows;
  std::size_t more = 0;
  for (const ReweighGroup& group : found.groups) {
    for (std::size_t y = 0; y < found.labels.size(); ++y) {
      const ReweighCell& cell = group.cells[y];
      if (left == 0) {
        ++more;
        continue;
      }
      --left;
      lines.Add({NameOf(group.values), Shown(found.labels[y]), fmt::format("{}", cell.rows),
                 weighted ? fmt::format("{:.6g}", cell.weight) : "", Rate(cell.factor),
                 weighted ? "" : fmt::format("{}", cell.copies),
                 cell.rows == 0 ? "no rows: no weight" : ""});
    }
  }
  return lines.Text() + (more == 0 ? "" : fmt::format("  and {} more: --json, --out\n", more));
}

/// "-" where squares of the weights are too small to sum up.
std::string Rows(double rows) { return std::isfinite(rows) ? fmt::format("{:.1f}", rows) : "-"; }

std::string TextOf(const Reweighing& found) {
  const fairness::LabelParity& told = found.parity[found.told];
  std::string text =
      fmt::format("Parity    share of '{}', greatest less least group: {} before, {} weighted",
                  Shown(found.labels[found.told]), Gap(told.before), Gap(told.weighted));
  if (told.resampled) text += fmt::format(", {} resampled", Gap(told.resampled));
  text += fmt::format("\nPrecision {} rows would tell as much as all before, {} after\n\n{}",
                      Rows(found.rows_before), Rows(found.rows_after), CellsText(found));
  if (found.empty_cells > 0)
    text += fmt::format(
        "  pairs of group and label without rows: {}; no weight makes those groups like the "
        "others\n",
        found.empty_cells);
  const auto small = std::ranges::count_if(found.groups, [](const ReweighGroup& group) {
    return std::ranges::any_of(group.cells, [](const ReweighCell& cell) {
      return cell.rows > 0 && cell.rows < fairness::kMinRows;
    });
  });
  if (small > 0)
    text += fmt::format("  insufficient: groups that have a label with fewer than {} rows: {}\n",
                        fairness::kMinRows, small);
  return text;
}

int ReweighTable(const Flags& flags, const Globals& globals) {
  const Status sound = Check(flags);
  if (!sound.ok()) return Fail("A0001", sound.error().what, globals.json);
  const auto counted =
      pipeline::CountTable(WorkerProgram(), flags.table, fairness::WishOf(flags.question));
  if (!counted.ok()) return FailReadingTable(counted.error(), globals.json, kProblem);
  const auto found = fairness::Reweigh(counted.value().tuples, flags.question);
  if (!found.ok()) return FailReadingTable(found.error(), globals.json, kProblem);
  if (!flags.out.empty()) {
    const Status written = flags.rows ? WriteRows(found.value(), counted.value().digest, flags)
                                      : WriteCells(found.value(), flags.out);
    if (!written.ok())
      return written.error().code == ErrorCode::kExhausted  // the disk: the table was read before
                 ? Fail(written.error(), globals.json)
                 : FailReadingTable(written.error(), globals.json, kProblem);
  }
  std::int64_t rows = found.value().left_out;
  for (const ReweighGroup& group : found.value().groups)
    for (const ReweighCell& cell : group.cells) rows += cell.rows;
  Json document = fairness::ToJson(found.value());
  document["table"] = NamedTable(flags.table, counted.value().digest, rows);
  if (globals.json) {
    PrintJson(document);
    return kDone;
  }
  fmt::print("Table     {}  {}\n", ToPrintable(StringOr(document["table"], "name")),
             StringOr(document["table"], "digest"));
  fmt::print("Rows      {}{}\n", rows,
             found.value().left_out == 0
                 ? ""
                 : fmt::format(", {} of them left out: without a label", found.value().left_out));
  fmt::print("{}", TextOf(found.value()));
  if (!flags.out.empty()) fmt::print("\nWritten   {}\n", ToPrintable(flags.out));
  return kDone;
}

}  // namespace

void AddFairnessReweigh(CLI::App& parent, const Globals& globals, Action& action) {
  CLI::App* command = parent.add_subcommand(
      "reweigh", "Weights under which a label no longer depends on the group");
  auto flags = std::make_shared<Flags>();
  command->add_option("TABLE", flags->table, "a .csv, .jsonl or .parquet with a row an item")
      ->required()
      ->type_name("");
  const auto text = [command](const char* name, auto& value, const char* type, const char* help) {
    return command->add_option(name, value, help)->type_name(type);
  };
  text("--label", flags->question.label, "COLUMN", "what must not depend on the group")->required();
  text("--group", flags->question.attributes, "COLUMN", "groups; several: of all together")
      ->required()
      ->allow_extra_args(false);
  text("--weight", flags->question.weight, "COLUMN", "how much each row counts already");
  text("--positive", flags->question.positive, "VALUE",
       "the label whose parity is printed; default: the one farthest from it");
  command->add_flag("--rows", flags->rows, "write a weight for each row, not for each group");
  text("--key", flags->key, "COLUMN", "what names a row; default: its number, from 1");
  command->add_flag("--resample", flags->resample,
                    "write how often each row is to stand there, in the place of weights");
  AddSeed(*command, flags->seed, "of the lot that is drawn among rows; default 0");
  text("--out", flags->out, "FILE", "a .csv or .parquet, which is replaced");
  command->callback([flags, &globals, &action] {
    action = [flags, &globals] { return ReweighTable(*flags, globals); };
  });
}

}  // namespace assay::cli
