// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
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

std::uint64_t HashOf(std::string_view name) { return std::hash<std::string_view>{}(name); }

void PackText(std::string_view text, std::string& packed) {
  const auto size = static_cast<std::uint32_t>(text.size());
  packed.append(reinterpret_cast<const char*>(&size), sizeof size);
  packed.append(text);
}

/// A row as it lies on disk, for this process only: sizes are in its own byte order.
std::string Pack(const Manifest::Row& row) {
  std::string packed(reinterpret_cast<const char*>(&row.number), sizeof row.number);
  for (const auto& [name, value] : row.columns) {
    PackText(name, packed);
    PackText(value, packed);
  }
  return packed;
}

std::string UnpackText(std::string_view& packed) {
  std::uint32_t size = 0;
  std::memcpy(&size, packed.data(), sizeof size);
  std::string text(packed.substr(sizeof size, size));
  packed.remove_prefix(sizeof size + size);
  return text;
}

Manifest::Row Unpack(std::string_view packed) {
  Manifest::Row row;
  std::memcpy(&row.number, packed.data(), sizeof row.number);
  packed.remove_prefix(sizeof row.number);
  while (!packed.empty()) {
    std::string name = UnpackText(packed);
    row.columns[std::move(name)] = UnpackText(packed);
  }
  return row;
}

bool ClimbsOut(const std::string& normal) {
  return normal.empty() || normal.starts_with('/') || normal == ".." || normal.starts_with("../");
}

}  // namespace

bool internal::NamesAFile(const Manifest::Columns& columns) {
  return !FindPathColumn(columns, "").empty();
}

Result<Manifest> Manifest::Load(const ManifestSpec& spec, const fs::path& folder,
                                const ReadRows& read) {
  ASSAY_LET(Scratch scratch, Scratch::Make(folder));
  Manifest manifest(std::move(scratch));
  manifest.meanings_ = spec.columns;
  auto unseen = spec.columns;
  Columns named;  // the columns that any row has
  const std::string file = ToPrintable(spec.path.filename().native());
  Status done = read(spec.path, [&](std::int64_t number, const Columns& columns) -> Status {
    // A row tells of the cells that hold something.
    for (const auto& column : columns) named.try_emplace(column.first);
    std::erase_if(unseen, [&](const auto& of) { return columns.contains(of.second); });
    if (manifest.size() >= kRowLimit)
      return Error{ErrorCode::kExhausted, fmt::format("{} has over {} rows", file, kRowLimit)};
    return manifest.Add({number, columns});
  });
  if (!done.ok()) return done.error();
  manifest.path_column_ = FindPathColumn(named, spec.path_column);
  if (manifest.size() > 0 && manifest.path_column_.empty())
    return Error{ErrorCode::kInvalidArgument,
                 spec.path_column.empty()
                     ? fmt::format("{} has no column that names a file (one of {})", file,
                                   fmt::join(kPathColumns, ", "))
                     : fmt::format("{} has no column '{}'", file, spec.path_column)};
  for (const auto& [meaning, column] : unseen) {
    if (manifest.size() == 0) break;
    return Error{ErrorCode::kInvalidArgument, fmt::format("{} has no column '{}' that holds a {}",
                                                          file, ToPrintable(column), meaning)};
  }
  ASSAY_TRY(manifest.Index());
  ASSAY_TRY(manifest.Complain(file));
  return manifest;
}

/// By path, and which rows say a key again.
Status Manifest::Index() {
  taken_.resize(size());
  std::vector<Name> by_key;
  for (std::size_t i = 0; i < size(); ++i) {
    ASSAY_LET(const Row row, At(i));
    const std::string path = PathOf(row);
    const auto index = static_cast<std::uint32_t>(i);
    by_path_.push_back({HashOf(path), index});
    if (!path.empty()) by_key.push_back({HashOf(KeyOf(row)), index});
  }
  std::ranges::sort(by_path_);
  return FindRepeated(std::move(by_key));
}

Status Manifest::Add(const Row& row) {
  const std::string text = Pack(row);
  ends_.push_back(rows_.bytes() + text.size());
  return rows_.Append(AsBytes(text));
}

Result<Manifest::Row> Manifest::At(std::size_t index) const {
  const std::uint64_t begin = index == 0 ? 0 : ends_[index - 1];
  Bytes text(ends_[index] - begin);
  ASSAY_TRY(rows_.Read(begin, text));
  return Unpack(AsText(text));
}

/// Visits the rows whose name an earlier one has, which is not empty.
Status Manifest::ForEachEqual(
    const std::vector<Name>& names, std::string (Manifest::*name)(const Row&) const,
    const std::function<void(const Row&, std::size_t, const Row&)>& visit) const {
  for (auto from = names.begin(); from != names.end();) {
    const auto to = std::find_if(from, names.end(),
                                 [from](const Name& other) { return other.hash != from->hash; });
    std::map<std::string, Row> first_of;
    for (auto at = to - from > 1 ? from : to; at != to; ++at) {
      ASSAY_LET(Row row, At(at->index));
      const std::string own = (this->*name)(row);
      if (own.empty()) continue;
      const auto [first, is_new] = first_of.try_emplace(own, row);
      if (!is_new) visit(first->second, at->index, row);
    }
    from = to;
  }
  return Done{};
}

Status Manifest::FindRepeated(std::vector<Name> by_key) {
  repeated_.resize(size());
  std::ranges::sort(by_key);
  return ForEachEqual(by_key, &Manifest::KeyOf, [this](const Row&, std::size_t index, const Row&) {
    repeated_[index] = true;
  });
}

Status Manifest::Complain(std::string_view file) {
  std::map<std::size_t, std::string> complaints;  // by row: the first ones are told
  const auto add = [&](std::size_t index, std::string text) {
    ++bad_rows_;
    complaints[index] = std::move(text);
    if (complaints.size() > kComplaints) complaints.erase(std::prev(complaints.end()));
  };
  for (const Name& name : by_path_) {
    if (name.hash != HashOf("")) continue;
    ASSAY_LET(const Row row, At(name.index));
    if (PathOf(row).empty())
      add(name.index, fmt::format("{} row {}: no value in column '{}'", file, row.number,
                                  ToPrintable(path_column_)));
  }
  const auto again = [&](const Row& first, std::size_t index, const Row& row) {
    add(index, fmt::format("{} row {}: names '{}' again, as row {} did", file, row.number,
                           ToPrintable(PathOf(row)), first.number));
  };
  if (!meanings_.contains("key")) ASSAY_TRY(ForEachEqual(by_path_, &Manifest::PathOf, again));
  for (auto& [index, complaint] : complaints) complaints_.push_back(std::move(complaint));
  if (bad_rows_ > complaints_.size())
    complaints_.push_back(
        fmt::format("{}: {} more rows like these", file, bad_rows_ - complaints_.size()));
  return Done{};
}

std::string Manifest::KeyOf(const Row& row) const {
  const auto named = meanings_.find("key");
  const auto found = named == meanings_.end() ? row.columns.end() : row.columns.find(named->second);
  if (found != row.columns.end() && !found->second.empty()) return found->second;
  return PathOf(row);
}

/// An address is no path: nothing of it is taken together.
std::string Manifest::PathOf(const Row& row) const {
  const auto path = row.columns.find(path_column_);
  if (path == row.columns.end()) return "";
  const auto url = meanings_.find("url");
  return url != meanings_.end() && url->second == path_column_ ? path->second
                                                               : Normal(path->second);
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

Result<std::vector<Manifest::Row>> Manifest::Take(const std::string& relative,
                                                  const std::string& folder) {
  std::vector<Row> rows;
  for (const std::string& path : {relative, folder + "/" + relative}) {
    for (const Name& name : std::ranges::equal_range(by_path_, HashOf(path), {}, &Name::hash)) {
      ASSAY_LET(Row row, At(name.index));
      if (PathOf(row) != path) continue;
      taken_[name.index] = true;
      rows.push_back(std::move(row));
    }
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
    if (next_ == manifest_->size()) return std::optional<Item>();
    ASSAY_LET(const Manifest::Row row, manifest_->At(next_));
    return std::optional<Item>(MakeItem(row, manifest_->IsRepeated(next_++)));
  }

 private:
  Item MakeItem(const Manifest::Row& row, bool is_repeated) {
    const auto found = row.columns.find(manifest_->path_column());
    const std::string path = found == row.columns.end() ? "" : Normal(found->second);
    if (path.empty())
      return internal::ProblemRow(row, options_, "input.no_path", "the row names no file");
    if (is_repeated)
      return internal::ProblemRow(row, options_, "input.duplicate_key",
                                  "an earlier row has the same key");
    if (ClimbsOut(path))
      return internal::ProblemRow(row, options_, "input.outside",
                                  "the path leaves the manifest's folder");
    Item item;
    item.record.key = options_.key_prefix + KeyFor(manifest_->KeyOf(row));
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
