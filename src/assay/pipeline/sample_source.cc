// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/sample_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/pipeline/locator.h"
#include "assay/pipeline/source_internal.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

/// A file of a source, and how it is called in keys.
struct SampleFile {
  std::string name;
  fs::path path;
};

bool IsOfKind(const fs::path& path, SourceKind kind) {
  const std::string ending = ToLowerAscii(path.extension().native());
  return kind == SourceKind::kWebDataset ? ending == ".tar"
                                         : ending == ".parquet" || ending == ".pq";
}

/// Where a link leads: caches keep data sets as links to blobs.
fs::path Itself(const fs::path& path) {
  std::error_code error;
  if (!fs::is_symlink(fs::symlink_status(path, error))) return path;
  const fs::path target = fs::canonical(path, error);
  return error ? path : target;
}

Result<std::vector<SampleFile>> FilesBelow(const fs::path& root, SourceKind kind,
                                           const std::set<fs::path>& excluded) {
  std::vector<SampleFile> files;
  std::error_code error;
  std::error_code ignored;
  for (fs::recursive_directory_iterator at(root, error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_directory(ignored)) {
      if (at->path().filename() == ".assay" ||
          excluded.contains(fs::weakly_canonical(at->path(), ignored)))
        at.disable_recursion_pending();
    } else if (IsOfKind(at->path(), kind)) {
      const fs::path relative = at->path().lexically_relative(root);
      files.push_back({(relative.parent_path() / relative.stem()).native(), Itself(at->path())});
    }
  }
  if (error) return SystemError(error.value(), "listing", root);
  std::ranges::sort(files, {}, &SampleFile::name);
  const auto twice = std::ranges::adjacent_find(files, {}, &SampleFile::name);
  if (twice != files.end())
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("two files of {} are called '{}'", ToPrintable(root.native()),
                             ToPrintable(twice->name))};
  if (files.empty())
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} holds no file that ends in {}", ToPrintable(root.native()),
                             kind == SourceKind::kWebDataset ? ".tar" : ".parquet")};
  return files;
}

class SampleSource final : public Source {
 public:
  SampleSource(SourceKind kind, bool is_folder, std::vector<SampleFile> files,
               SourceOptions options, OpenSampleFile open)
      : kind_(kind),
        is_folder_(is_folder),
        files_(std::move(files)),
        options_(std::move(options)),
        open_(std::move(open)) {}

  Result<std::optional<Item>> Next() override {
    while (at_ < files_.size()) {
      if (!next_) {
        auto opened = open_(files_[at_].path);
        if (!opened.ok() && opened.error().code == ErrorCode::kUnavailable) return opened.error();
        if (!opened.ok()) return Broken(opened.error());
        next_ = std::move(opened).value();
      }
      auto sample = next_();
      if (!sample.ok() && IsOfThePlan(sample.error())) return sample.error();
      if (!sample.ok() && is_second_try_) return Broken(sample.error());
      if (!sample.ok()) {
        // Asked twice, as workers are: the reader's death may have been another's fault.
        is_second_try_ = true;
        next_ = nullptr;
        continue;
      }
      if (!sample.value()) {
        Close();
        continue;
      }
      if (sample.value()->number <= number_) continue;  // told by the first reader
      number_ = sample.value()->number;
      return std::optional(ItemOf(std::move(*sample.value())));
    }
    return std::optional<Item>();
  }

 private:
  void Close() {
    next_ = nullptr;
    is_second_try_ = false;
    number_ = 0;
    ++at_;
  }

  [[nodiscard]] std::string Prefix() const {
    return options_.key_prefix + (is_folder_ ? KeyFor(files_[at_].name) + "/" : "");
  }

  [[nodiscard]] bool IsArchive() const { return kind_ == SourceKind::kWebDataset; }

  /// The plan names a column that is none, or no worker starts.
  static bool IsOfThePlan(const Error& error) {
    return error.code == ErrorCode::kInvalidArgument || error.code == ErrorCode::kUnavailable;
  }

  /// What cannot be read of a file is one problem.
  Result<std::optional<Item>> Broken(const Error& error) {
    const fs::path path = files_[at_].path;
    Item item;
    item.record.key = fmt::format("{}row:{}", Prefix(), number_ + 1);
    item.record.locator = FileLocator(path);
    item.problem = IsArchive() ? "input.archive_broken" : "input.table_broken";
    item.problem_text = error.what;
    Close();
    return std::optional(std::move(item));
  }

  /// What the sample is called, or where it stands when that is taken.
  std::string KeyOf(const channel::Sample& sample) const {
    const auto named = options_.meanings.find("key");
    const auto column = named == options_.meanings.end() ? sample.columns.end()
                                                         : sample.columns.find(named->second);
    if (column != sample.columns.end() && !column->second.empty())
      return Prefix() + KeyFor(column->second);
    if (!sample.key.empty()) return Prefix() + KeyFor(sample.key);
    if (IsArchive()) return PlaceOf(sample);
    const std::string row = std::to_string(sample.number);
    return Prefix() + (is_folder_ ? row : KeyFor(files_[at_].name) + "/" + row);
  }

  [[nodiscard]] std::string PlaceOf(const channel::Sample& sample) const {
    if (!IsArchive()) return fmt::format("{}row:{}", Prefix(), sample.number);
    return fmt::format("{}part:{}+{}", Prefix(), sample.offset_bytes, sample.bytes);
  }

  Item ItemOf(channel::Sample sample) {
    const fs::path& path = files_[at_].path;
    Item item;
    item.record.key = KeyOf(sample);
    item.problem = std::move(sample.problem);
    item.problem_text = std::move(sample.why);
    if (!keys_.insert(Sha256(item.record.key)).second) {
      if (item.problem.empty()) {
        item.problem = "input.duplicate_key";
        item.problem_text =
            fmt::format("an earlier sample is called {}, too", ToPrintable(item.record.key));
      }
      item.record.key = PlaceOf(sample);
    }
    item.facts =
        internal::ColumnFacts(options_.meanings, sample.columns, "sample:" + item.record.key);
    const Part part{sample.offset_bytes, sample.bytes};
    item.record.locator = IsArchive() ? PartLocator(path, part) : RowLocator(path, sample.number);
    if (!item.problem.empty()) return item;
    if (IsArchive()) {
      item.location = {path, part, {}};
    } else {
      item.location.memory =
          std::make_shared<const Bytes>(std::move(sample.picture).value_or(Bytes()));
    }
    return item;
  }

  SourceKind kind_;
  bool is_folder_;
  std::vector<SampleFile> files_;
  SourceOptions options_;
  OpenSampleFile open_;
  std::size_t at_ = 0;          ///< of the open file, or the next
  NextSample next_;             ///< none: it is not open yet
  std::int64_t number_ = 0;     ///< of its last sample
  bool is_second_try_ = false;  ///< its first reader died
  std::set<Digest> keys_;       ///< of all samples so far
};

}  // namespace

Result<std::unique_ptr<Source>> OpenSamples(SourceKind kind, const fs::path& path,
                                            SourceOptions options, OpenSampleFile open) {
  std::error_code ignored;
  const bool is_folder = fs::is_directory(path, ignored);
  std::vector<SampleFile> files = {{path.stem().native(), Itself(path)}};
  if (is_folder) {
    ASSAY_LET(files, FilesBelow(path, kind, options.excluded));
  }
  return std::unique_ptr<Source>(std::make_unique<SampleSource>(
      kind, is_folder, std::move(files), std::move(options), std::move(open)));
}

OpenSampleFile SandboxedSamples(SourceKind kind, const channel::Options& worker,
                                const std::string& column) {
  return [kind, worker, column](const fs::path& file) -> Result<NextSample> {
    using channel::SampleStream;
    auto opened = kind == SourceKind::kWebDataset
                      ? SampleStream::OpenArchive(worker, file)
                      : SampleStream::OpenPictures(worker, file, column);
    if (!opened.ok()) return opened.error();
    // A std::function wants what can be copied.
    return NextSample([stream = std::make_shared<SampleStream>(std::move(opened).value())] {
      return stream->Next();
    });
  };
}

bool HoldsPictures(const fs::path& table, const OpenSampleFile& open) {
  const auto opened = open(table);
  if (!opened.ok()) return false;
  const auto first = opened.value()();
  return first.ok() && first.value() && !internal::NamesAFile(first.value()->columns);
}

}  // namespace assay::pipeline
