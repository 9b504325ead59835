// SPDX-License-Identifier: Apache-2.0
//
// Where records come from: a folder or the rows of a manifest (archives and tables of pictures:
// sample_source.h), in an order that depends on names only. A source opens no media; what it cannot
// offer as a file it offers as a problem, so that nothing is dropped silently.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/core/fact.h"
#include "assay/core/record.h"
#include "assay/core/result.h"
#include "assay/core/scratch.h"
#include "assay/pipeline/location.h"
#include "assay/pipeline/plan.h"

namespace assay::pipeline {

/// One record as its source names it, with what stands beside it.
struct Item {
  Record record;             ///< `asset` is not known yet
  Location location;         ///< of what is to be read, without following a link; not of a problem
  std::string problem;       ///< code of a dead letter ("input.fifo"), or empty
  std::string problem_text;  ///< one sentence for a person
  std::string problem_class = "input";          ///< of the dead letter
  std::vector<std::filesystem::path> sidecars;  ///< *.json, *.xmp beside the file, in name order
  std::vector<Fact> facts;                      ///< from folder files and manifest rows
};

/// Yields every item once. Not thread-safe.
class Source {
 public:
  Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  virtual ~Source() = default;

  /// The next item, or none at the end.
  /// Errors:  only what makes the rest unreadable (the folder itself vanished).
  virtual Result<std::optional<Item>> Next() = 0;
};

/// Rows of a manifest, in a file without a name, by the path that they name.
///
/// Memory:  24 bytes a row.
class Manifest {
 public:
  struct Row {
    std::int64_t number = 0;  ///< from 1, header not counted
    std::map<std::string, std::string> columns;
  };
  using Columns = std::map<std::string, std::string>;
  using ReadRows = std::function<Status(
      const std::filesystem::path& file,
      const std::function<Status(std::int64_t row, const Columns& columns)>& visit)>;

  /// Reads all rows through `read` (in production: a sandboxed worker), and keeps them on the disk
  /// of `folder`.
  ///
  /// Errors:  as `read` and Scratch; kInvalidArgument when no column names a path; kExhausted over
  ///          kRowLimit rows.
  /// Cost:    about the text of the rows, on disk; while it loads 16 bytes of memory a row more.
  static Result<Manifest> Load(const ManifestSpec& spec, const std::filesystem::path& folder,
                               const ReadRows& read);

  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  /// Row `index`, from 0 on. Errors: as Scratch::Read.
  [[nodiscard]] Result<Row> At(std::size_t index) const;

  /// Rows for the file at `relative` to the source called `folder`: its path or folder/path.
  /// Errors:  as At.
  Result<std::vector<Row>> Take(const std::string& relative, const std::string& folder);

  [[nodiscard]] bool IsTaken(std::size_t index) const { return taken_[index]; }
  /// Whether an earlier row has the same key.
  [[nodiscard]] bool IsRepeated(std::size_t index) const { return repeated_[index]; }
  /// What names the record of a row: the column that was named for it, else the path.
  [[nodiscard]] std::string KeyOf(const Row& row) const;
  /// What a row says of its record.
  [[nodiscard]] std::vector<Fact> FactsOf(const Row& row) const;
  [[nodiscard]] const std::string& path_column() const { return path_column_; }

  /// What is wrong with single rows, for a person: no path, a path named again. In row order; of
  /// more than kComplaints the first, and how many there are.
  [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }
  [[nodiscard]] std::size_t bad_rows() const { return bad_rows_; }

  static constexpr std::size_t kRowLimit = 20'000'000;
  static constexpr std::size_t kComplaints = 1000;

 private:
  /// A row by what names it.
  struct Name {
    std::uint64_t hash = 0;
    std::uint32_t index = 0;

    auto operator<=>(const Name&) const = default;
  };

  explicit Manifest(Scratch rows) : rows_(std::move(rows)) {}
  Status Add(const Row& row);
  [[nodiscard]] std::string PathOf(const Row& row) const;
  Status Index();
  Status FindRepeated(std::vector<Name> by_key);
  Status Complain(std::string_view file);
  [[nodiscard]] Status ForEachEqual(
      const std::vector<Name>& names, std::string (Manifest::*name)(const Row&) const,
      const std::function<void(const Row& first, std::size_t index, const Row& again)>& visit)
      const;

  Scratch rows_;
  std::vector<std::uint64_t> ends_;  ///< of each row in rows_
  std::vector<Name> by_path_;        ///< sorted
  std::vector<bool> taken_;
  std::vector<bool> repeated_;
  std::string path_column_;
  std::map<std::string, std::string, std::less<>> meanings_;  ///< ManifestSpec::columns
  std::vector<std::string> complaints_;
  std::size_t bad_rows_ = 0;
};

struct SourceOptions {
  std::string key_prefix;                    ///< "name/" when there are several sources
  std::set<std::filesystem::path> excluded;  ///< canonical folders that are ours: output, workspace
  Meanings meanings{};                       ///< of columns that no manifest holds
};

/// Walks `root` depth first, names in bytewise order. Sidecars (x.jpg.xmp, x.json beside x.jpg …)
/// and LICENSE*/README*/COPYING* texts are evidence, not records; symbolic links to files inside
/// `root` are followed, others and links to folders become problems.
///
/// Errors:  as SystemError when `root` itself cannot be listed.
Result<std::unique_ptr<Source>> OpenFolder(const std::filesystem::path& root, SourceOptions options,
                                           std::shared_ptr<Manifest> manifest);

/// One record a row; paths resolve against the manifest's folder, then its parent.
std::unique_ptr<Source> OpenManifest(const std::filesystem::path& file, SourceOptions options,
                                     std::shared_ptr<Manifest> manifest);

/// One media file: its name is the key.
std::unique_ptr<Source> OpenFile(const std::filesystem::path& file, SourceOptions options);

}  // namespace assay::pipeline
