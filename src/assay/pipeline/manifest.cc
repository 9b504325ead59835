// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "assay/core/bytes.h"
#include "assay/pipeline/locator.h"
#include "assay/pipeline/sample_notes.h"
#include "assay/pipeline/source.h"
#include "assay/pipeline/source_internal.h"
#include "assay/rights/rights.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 8> kPathColumns = {
    "path", "file", "filename", "file_name", "filepath", "file_path", "key", "image"};

std::string FindPathColumn(const Manifest::Columns& columns, const std::string& wanted) {
  if (!wanted.empty()) return columns.contains(wanted) ? wanted : "";
  for (const std::string_view name : kPathColumns) {
    const auto found = std::ranges::find_if(
        columns, [name](const auto& column) { return ToLowerAscii(column.first) == name; });
    if (found != columns.end()) return found->first;
  }
  return "";
}

std::string Normal(const std::string& path) { return fs::path(path).lexically_normal().string(); }

bool ClimbsOut(const std::string& normal) {
  return normal.empty() || normal.starts_with('/') || normal == ".." || normal.starts_with("../");
}

}  // namespace

bool internal::NamesAFile(const Manifest::Columns& columns) {
  return !FindPathColumn(columns, "").empty();
}

Result<Manifest> Manifest::Load(const ManifestSpec& spec, const ReadRows& read) {
  Manifest manifest;
  manifest.meanings_ = spec.columns;
  auto unseen = spec.columns;
  const std::string file = ToPrintable(spec.path.filename().native());
  Status done = read(spec.path, [&](std::int64_t number, const Columns& columns) -> Status {
    if (manifest.rows_.empty()) {
      manifest.path_column_ = FindPathColumn(columns, spec.path_column);
      if (manifest.path_column_.empty())
        return Error{ErrorCode::kInvalidArgument,
                     spec.path_column.empty()
                         ? fmt::format("{} has no column that names a file (one of {})", file,
                                       fmt::join(kPathColumns, ", "))
                         : fmt::format("{} has no column '{}'", file, spec.path_column)};
    }
    // A row tells of the cells that hold something.
    std::erase_if(unseen, [&](const auto& named) { return columns.contains(named.second); });
    if (manifest.rows_.size() >= kRowLimit)
      return Error{ErrorCode::kExhausted, fmt::format("{} has over {} rows", file, kRowLimit)};
    manifest.Add({number, columns}, file);
    return Done{};
  });
  if (!done.ok()) return done.error();
  for (const auto& [meaning, column] : unseen) {
    if (manifest.rows_.empty()) break;
    return Error{ErrorCode::kInvalidArgument, fmt::format("{} has no column '{}' that holds a {}",
                                                          file, ToPrintable(column), meaning)};
  }
  manifest.taken_.resize(manifest.rows_.size());
  return manifest;
}

void Manifest::Add(Row row, std::string_view file) {
  const auto found = row.columns.find(path_column_);
  const std::string path = found == row.columns.end() ? "" : PathOf(found->second);
  if (path.empty()) {
    complaints_.push_back(fmt::format("{} row {}: no value in column '{}'", file, row.number,
                                      ToPrintable(path_column_)));
  } else {
    auto& rows = by_path_[path];
    if (!rows.empty() && !meanings_.contains("key"))
      complaints_.push_back(fmt::format("{} row {}: names '{}' again, as row {} did", file,
                                        row.number, ToPrintable(path), rows_[rows.front()].number));
    rows.push_back(rows_.size());
  }
  rows_.push_back(std::move(row));
}

std::string Manifest::KeyOf(const Row& row) const {
  const auto named = meanings_.find("key");
  const auto found = named == meanings_.end() ? row.columns.end() : row.columns.find(named->second);
  if (found != row.columns.end() && !found->second.empty()) return found->second;
  const auto path = row.columns.find(path_column_);
  return path == row.columns.end() ? "" : PathOf(path->second);
}

/// An address is no path: nothing of it is taken together.
std::string Manifest::PathOf(const std::string& cell) const {
  const auto url = meanings_.find("url");
  return url != meanings_.end() && url->second == path_column_ ? cell : Normal(cell);
}

std::vector<Fact> Manifest::FactsOf(const Row& row) const {
  return internal::ColumnFacts(meanings_, row.columns, fmt::format("manifest:{}", row.number));
}

std::vector<Fact> internal::ColumnFacts(const Meanings& meanings, const Manifest::Columns& given,
                                        const std::string& source) {
  // By the names that rights knows; a column that was named goes over one that is called so.
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kNames = {
      {{"licence", "license"}, {"url", "url"}, {"creator", "author"}}};
  Manifest::Columns columns = given;
  for (const auto& [meaning, name] : kNames) {
    const auto named = meanings.find(meaning);
    if (named == meanings.end() || named->second == name) continue;
    auto column = columns.extract(named->second);
    if (column.empty()) continue;
    columns[std::string(name)] = std::move(column.mapped());
  }
  std::vector<Fact> facts = rights::FromColumns(columns, source);
  std::ranges::move(SampleFacts(meanings, given, source), std::back_inserter(facts));
  return facts;
}

std::vector<const Manifest::Row*> Manifest::Take(const std::string& relative,
                                                 const std::string& folder) {
  std::vector<const Row*> rows;
  for (const std::string& path : {relative, folder + "/" + relative}) {
    const auto found = by_path_.find(path);
    if (found == by_path_.end()) continue;
    for (const std::size_t index : found->second) {
      taken_[index] = true;
      rows.push_back(&rows_[index]);
    }
  }
  return rows;
}

std::vector<const Manifest::Row*> Manifest::Untaken() const {
  std::vector<const Row*> rows;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!taken_[i]) rows.push_back(&rows_[i]);
  }
  return rows;
}

namespace {

/// The rows of a manifest as records of their own.
class ManifestSource final : public Source {
 public:
  ManifestSource(const fs::path& file, SourceOptions options, std::shared_ptr<Manifest> manifest)
      : folder_(file.parent_path()), options_(std::move(options)), manifest_(std::move(manifest)) {}

  Result<std::optional<Item>> Next() override {
    if (next_ == manifest_->rows().size()) return std::optional<Item>();
    return std::optional<Item>(MakeItem(manifest_->rows()[next_++]));
  }

 private:
  Item MakeItem(const Manifest::Row& row) {
    const auto found = row.columns.find(manifest_->path_column());
    const std::string path = found == row.columns.end() ? "" : Normal(found->second);
    if (path.empty())
      return internal::ProblemRow(row, options_, "input.no_path", "the row names no file");
    const std::string key = manifest_->KeyOf(row);
    if (!keys_.insert(key).second)
      return internal::ProblemRow(row, options_, "input.duplicate_key",
                                  "an earlier row has the same key");
    if (ClimbsOut(path))
      return internal::ProblemRow(row, options_, "input.outside",
                                  "the path leaves the manifest's folder");
    Item item;
    item.record.key = options_.key_prefix + KeyFor(key);
    item.facts = manifest_->FactsOf(row);
    fs::path file = folder_ / path;
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(file, ignored))) file = folder_ / ".." / path;
    internal::Place(file.lexically_normal(), (folder_ / "..").lexically_normal(), item);
    return item;
  }

  fs::path folder_;
  SourceOptions options_;
  std::shared_ptr<Manifest> manifest_;
  std::set<std::string> keys_;
  std::size_t next_ = 0;
};

class FileSource final : public Source {
 public:
  FileSource(fs::path file, SourceOptions options)
      : file_(std::move(file)), options_(std::move(options)) {}

  Result<std::optional<Item>> Next() override {
    if (done_) return std::optional<Item>();
    done_ = true;
    Item item;
    item.record.key = options_.key_prefix + KeyFor(file_.filename().native());
    internal::Place(file_, file_.parent_path(), item);
    return std::optional<Item>(std::move(item));
  }

 private:
  fs::path file_;
  SourceOptions options_;
  bool done_ = false;
};

}  // namespace

std::unique_ptr<Source> OpenManifest(const fs::path& file, SourceOptions options,
                                     std::shared_ptr<Manifest> manifest) {
  return std::make_unique<ManifestSource>(file, std::move(options), std::move(manifest));
}

std::unique_ptr<Source> OpenFile(const fs::path& file, SourceOptions options) {
  return std::make_unique<FileSource>(file, std::move(options));
}

}  // namespace assay::pipeline
