// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/count_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "assay/channel/protocol.h"
#include "assay/channel/table_worker.h"
#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/core/number.h"
#include "assay/table/row_block.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

Error Lie() {
  return {ErrorCode::kCorrupt, "the table reader broke its protocol: counts that are none"};
}

/// None for what is no number.
template <typename Number>
std::optional<Number> NumberOf(const channel::Columns& columns, const char* name) {
  const auto found = columns.find(name);
  if (found == columns.end()) return std::nullopt;
  return ParseNumber<Number>(found->second);
}

Result<table::TupleCount> Read(const channel::Columns& columns, std::size_t width) {
  table::TupleCount tuple;
  for (std::size_t i = 0; i < width; ++i) {
    const auto found = columns.find(std::to_string(i));
    tuple.values.emplace_back();
    if (found != columns.end()) tuple.values.back() = found->second;
  }
  const auto rows = NumberOf<std::int64_t>(columns, channel::kCountRows);
  const auto weight = NumberOf<double>(columns, channel::kCountWeight);
  const auto squared = NumberOf<double>(columns, channel::kCountWeightSquared);
  const bool sound = rows && *rows > 0 && *rows <= channel::kManifestRows && weight && squared &&
                     std::isfinite(*weight) && *weight >= 0 && std::isfinite(*squared) &&
                     *squared >= 0;
  if (!sound) return Lie();
  tuple.rows = *rows;
  tuple.weight = *weight;
  tuple.weight_squared = *squared;
  return tuple;
}

/// Takes what a counting reader says.
class Taker {
 public:
  explicit Taker(std::size_t width) : width_(width) {}

  Status Take(std::int64_t row, const channel::Columns& columns) {
    ASSAY_LET(table::TupleCount tuple, Read(columns, width_));
    for (const auto& value : tuple.values) text_bytes_ += value.value_or("").size();
    if (row > limits_.tuples || text_bytes_ > limits_.text_bytes) return Lie();
    tuples_.push_back(std::move(tuple));
    return Done{};
  }

  std::vector<table::TupleCount> Finish() {
    std::ranges::sort(tuples_, {}, &table::TupleCount::values);
    return std::move(tuples_);
  }

 private:
  std::size_t width_;
  table::CountLimits limits_;
  std::size_t text_bytes_ = 0;
  std::vector<table::TupleCount> tuples_;
};

/// Nothing is said before all is counted.
channel::Options OptionsOf(const std::filesystem::path& worker) {
  channel::Options options;
  options.program = worker;
  options.deadline = std::chrono::minutes(10);
  return options;
}

bool IsSayable(const table::CountWish& wish) {
  return IsUtf8(wish.weight) &&
         std::ranges::all_of(wish.columns, [](const auto& column) { return IsUtf8(column.name); });
}

/// Makes the format that of the file's ending. Errors: kInvalidArgument.
Status Adapt(table::CountWish& wish, const std::filesystem::path& file) {
  ASSAY_LET(wish.format, table::FormatOf(file.filename().native()));
  if (!IsSayable(wish))
    return Error{ErrorCode::kInvalidArgument, "the name of a column is not UTF-8"};
  return Done{};
}

/// A weight that its reader has held to be one.
std::optional<double> WeightIn(const std::optional<std::string_view>& value) {
  const auto weight = ParseNumber<double>(value.value_or(""));
  return weight && *weight >= 0 && *weight <= table::kMaxWeight ? weight : std::nullopt;
}

/// Takes what a reader of units says: first what its columns mean.
class UnitTaker {
 public:
  channel::VisitRow Visitor() {
    return [this](std::int64_t row, const channel::Columns& columns) -> Status {
      if (row > 1) return taker_.Take(row - 1, columns);
      for (auto name = columns.find("0"); name != columns.end();
           name = columns.find(std::to_string(attributes_.size())))
        attributes_.push_back(name->second);
      taker_ = Taker(attributes_.size());
      return Done{};
    };
  }

  void Finish(CountedSource& counted) {
    counted.tuples = taker_.Finish();
    counted.attributes = std::move(attributes_);
  }

 private:
  std::vector<std::string> attributes_;
  Taker taker_{0};
};

bool IsPicture(const fs::path& file) {
  const std::string ending = ToLowerAscii(file.extension().native());
  return !file.filename().native().starts_with('.') &&
         (ending == ".jpg" || ending == ".jpeg" || ending == ".png");
}

/// Sorted names of the pictures below `folder`; counts other files.
Result<std::vector<std::string>> PicturesIn(const fs::path& folder, std::int64_t& other_files) {
  if (std::error_code problem; fs::exists(folder, problem) && !fs::is_directory(folder, problem))
    return Error{ErrorCode::kInvalidArgument, folder.string() + " is no folder"};
  std::vector<std::string> names;
  std::size_t bytes = 0;
  std::error_code problem;
  for (fs::recursive_directory_iterator at(folder, problem), end; !problem && at != end;
       at.increment(problem)) {
    if (at->is_directory(problem)) continue;
    if (!IsPicture(at->path()) || !at->is_regular_file(problem)) {
      ++other_files;
      continue;
    }
    names.push_back(at->path().lexically_relative(folder).native());
    bytes += names.back().size() + 1;
    if (names.size() > kMostNames || bytes > kNames_bytes)
      return Error{
          ErrorCode::kExhausted,
          fmt::format("over {} pictures, or {} bytes of their names", kMostNames, kNames_bytes)};
  }
  if (problem) return SystemError(problem.value(), "listing", folder);
  std::ranges::sort(names);
  return names;
}

}  // namespace

Result<CountedTable> CountTable(const std::filesystem::path& worker,
                                const std::filesystem::path& file, table::CountWish wish) {
  ASSAY_TRY(Adapt(wish, file));
  Taker taker(wish.columns.size());
  const auto take = [&taker](std::int64_t row, const channel::Columns& columns) {
    return taker.Take(row, columns);
  };
  CountedTable counted;
  ASSAY_LET(counted.digest,
            channel::CountManifest(OptionsOf(worker), file,
                                   channel::kCountFormat + table::ToText(wish), take));
  counted.tuples = taker.Finish();
  return counted;
}

Result<CountedSource> CountFile(const std::filesystem::path& worker,
                                const std::filesystem::path& file, const std::string& wish) {
  UnitTaker taker;
  CountedSource counted;
  ASSAY_LET(counted.digest, channel::CountManifest(OptionsOf(worker), file,
                                                   channel::kUnitsFormat + wish, taker.Visitor()));
  taker.Finish(counted);
  return counted;
}

Result<CountedSource> CountFolder(const std::filesystem::path& worker,
                                  const std::filesystem::path& folder, const std::string& wish) {
  CountedSource counted;
  ASSAY_LET(const std::vector<std::string> names, PicturesIn(folder, counted.other_files));
  if (names.empty())
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("no file below {} ends in .jpg, .jpeg or .png", ToPrintable(folder.native()))};
  counted.files = static_cast<std::int64_t>(names.size());
  std::string text;
  for (const std::string& name : names) text.append(name).push_back('\0');
  UnitTaker taker;
  ASSAY_LET(counted.digest, channel::CountNames(OptionsOf(worker), folder, text,
                                                channel::kUnitsFormat + wish, taker.Visitor()));
  taker.Finish(counted);
  return counted;
}

Result<Digest> VisitRows(const std::filesystem::path& worker, const std::filesystem::path& file,
                         table::CountWish wish, const RowVisitor& visit) {
  ASSAY_TRY(Adapt(wish, file));
  wish.each_row = true;
  const std::size_t width = wish.columns.size();
  const bool has_weights = !wish.weight.empty();
  const auto take = [&](RowValues values) -> Status {
    const auto weight = has_weights ? WeightIn(values.back()) : 0.0;
    const bool sound = weight && std::ranges::all_of(values, [](const auto& value) {
                         return !value || IsUtf8(*value);
                       });
    return sound ? visit(values.first(width), *weight) : Lie();
  };
  return channel::CountManifest(
      OptionsOf(worker), file, channel::kCountFormat + table::ToText(wish),
      [&](std::int64_t, const channel::Columns& columns) -> Status {
        const auto block = columns.find(channel::kCountBlock);
        if (block == columns.end()) return Lie();
        return table::ReadRowBlock(block->second, width + (has_weights ? 1 : 0), take);
      });
}

Result<std::vector<TableRow>> ReadRows(const std::filesystem::path& worker,
                                       const std::filesystem::path& file, std::size_t most) {
  channel::Options options;
  options.program = worker;
  std::vector<TableRow> rows;
  ASSAY_TRY(channel::ReadManifest(
      options, file, [&](std::int64_t, const channel::Columns& columns) -> Status {
        rows.push_back(columns);
        if (rows.size() <= most) return Done{};
        return Error{ErrorCode::kExhausted, fmt::format("more than {} rows", most)};
      }));
  return rows;
}

}  // namespace assay::pipeline
