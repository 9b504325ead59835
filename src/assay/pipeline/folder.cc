// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/pipeline/locator.h"
#include "assay/pipeline/source.h"
#include "assay/pipeline/source_internal.h"
#include "assay/rights/rights.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFolderFileLimit_bytes = 1U << 20U;

bool IsFolderText(std::string_view name) {
  const std::string lower = ToLowerAscii(name);
  const std::string extension = fs::path(lower).extension().string();
  const bool text = extension.empty() || extension == ".txt" || extension == ".md" ||
                    extension == ".rst" || extension == ".markdown";
  constexpr std::array<std::string_view, 5> kNames = {"license", "licence", "readme", "copying",
                                                      "copyright"};
  return text && std::ranges::any_of(kNames, [&](auto n) { return lower.starts_with(n); });
}

/// Stem that a sidecar would describe: "a.jpg" for "a.jpg.xmp", "a" for "a.info.json"; empty for
/// names that cannot be sidecars.
std::string DescribedStem(const std::string& name) {
  const std::string lower = ToLowerAscii(name);
  for (const std::string_view suffix : {".info.json", ".json", ".xmp"}) {
    if (lower.size() > suffix.size() && lower.ends_with(suffix))
      return name.substr(0, name.size() - suffix.size());
  }
  return "";
}

/// img2dataset writes a caption "0001.txt" beside "0001.jpg" and "0001.json".
bool IsCaption(const std::string& name, const std::vector<std::string>& sorted_names) {
  const fs::path path(name);
  return path.extension() == ".txt" &&
         std::ranges::binary_search(sorted_names, path.stem().string() + ".json");
}

/// Names of one folder, sorted, with what describes what.
struct Listing {
  std::vector<std::string> names;                            // records and folders, sorted
  std::map<std::string, std::vector<std::string>> sidecars;  // by the file that they describe
  std::vector<std::string> texts;                            // LICENSE, README …
};

Listing Sort(std::vector<std::string> names) {
  std::ranges::sort(names);
  std::map<std::string, std::vector<std::string>> by_stem;
  for (const std::string& name : names) {
    if (DescribedStem(name).empty() && !IsCaption(name, names))
      by_stem[fs::path(name).stem().string()].push_back(name);
  }
  Listing listing;
  for (const std::string& name : names) {
    const std::string stem =
        IsCaption(name, names) ? fs::path(name).stem().string() : DescribedStem(name);
    const auto described = stem.empty() ? by_stem.end() : by_stem.find(stem);
    if (!stem.empty() && std::ranges::binary_search(names, stem)) {
      listing.sidecars[stem].push_back(name);
    } else if (described != by_stem.end()) {
      for (const std::string& file : described->second) listing.sidecars[file].push_back(name);
    } else if (IsFolderText(name)) {
      listing.texts.push_back(name);
    } else {
      listing.names.push_back(name);
    }
  }
  return listing;
}

class FolderSource final : public Source {
 public:
  FolderSource(fs::path root, SourceOptions options, std::shared_ptr<Manifest> manifest)
      : root_(std::move(root)), options_(std::move(options)), manifest_(std::move(manifest)) {
    name_ = (root_ / "").parent_path().filename().string();
  }

  Status Start() { return Enter(""); }

  Result<std::optional<Item>> Next() override {
    while (!stack_.empty()) {
      Level& level = stack_.back();
      if (level.next == level.listing.names.size()) {
        stack_.pop_back();
        continue;
      }
      ASSAY_LET(std::optional<Item> item, Visit(level.listing.names[level.next++]));
      if (item) return item;
    }
    return NextUntaken();
  }

 private:
  struct Level {
    std::string relative;  // "" or "a/b/"
    Listing listing;
    std::size_t next = 0;
    std::vector<Fact> facts;  // of the nearest folder that has texts
  };

  /// Pushes the folder at `relative`.
  Status Enter(const std::string& relative) {
    std::error_code problem;
    std::vector<std::string> names;
    fs::directory_iterator entries(root_ / relative, problem);
    for (; !problem && entries != fs::directory_iterator(); entries.increment(problem)) {
      names.push_back(entries->path().filename().native());
    }
    if (problem) return SystemError(problem.value(), "listing", root_ / relative);
    Level level{relative, Sort(std::move(names)), 0, {}};
    level.facts = ReadTexts(level);
    if (level.facts.empty() && !stack_.empty()) level.facts = stack_.back().facts;
    stack_.push_back(std::move(level));
    return Done{};
  }

  std::vector<Fact> ReadTexts(const Level& level) const {
    std::vector<Fact> facts;
    for (const std::string& name : level.listing.texts) {
      const std::string relative = level.relative + name;
      const auto text = ReadFile(root_ / relative, kFolderFileLimit_bytes);
      if (!text.ok()) continue;  // unreadable texts are no evidence; the records are still judged
      auto found = rights::FromFolderFile(text.value(), "folder:" + KeyFor(relative));
      std::ranges::move(found, std::back_inserter(facts));
    }
    return facts;
  }

  /// An item for a file or a problem; none for a folder that was entered or is ours.
  Result<std::optional<Item>> Visit(const std::string& name) {
    const std::string relative = stack_.back().relative + name;
    const fs::path path = root_ / relative;
    std::error_code ignored;
    if (fs::is_directory(fs::symlink_status(path, ignored))) {
      if (name == ".assay" || options_.excluded.contains(fs::weakly_canonical(path, ignored)))
        return std::optional<Item>();
      const Status entered = Enter(relative + "/");
      if (entered.ok()) return std::optional<Item>();
      return std::optional(
          Problem(relative + "/", "input.unreadable_folder", entered.error().what));
    }
    ASSAY_LET(Item item, FileItem(relative, path, name));
    return std::optional(std::move(item));
  }

  Item Problem(const std::string& relative, std::string_view code, std::string_view text) const {
    Item item;
    item.record.key = options_.key_prefix + KeyFor(relative);
    item.record.locator = FileLocator(root_ / relative);
    item.problem = code;
    item.problem_text = text;
    return item;
  }

  Result<Item> FileItem(const std::string& relative, const fs::path& path,
                        const std::string& name) {
    Item item;
    item.record.key = options_.key_prefix + KeyFor(relative);
    item.facts = stack_.back().facts;
    const auto sidecars = stack_.back().listing.sidecars.find(name);
    if (sidecars != stack_.back().listing.sidecars.end()) {
      for (const std::string& sidecar : sidecars->second)
        item.sidecars.push_back(path.parent_path() / sidecar);
    }
    if (manifest_) {
      ASSAY_LET(const auto rows, manifest_->Take(relative, name_));
      for (const Manifest::Row& row : rows)
        std::ranges::move(manifest_->FactsOf(row), std::back_inserter(item.facts));
    }
    internal::Place(path, root_, item);
    return item;
  }

  /// Rows that name files which are not here: each is a record that could not be read.
  Result<std::optional<Item>> NextUntaken() {
    if (!manifest_) return std::optional<Item>();
    while (next_untaken_ < manifest_->size() && manifest_->IsTaken(next_untaken_)) ++next_untaken_;
    if (next_untaken_ == manifest_->size()) return std::optional<Item>();
    ASSAY_LET(const Manifest::Row row, manifest_->At(next_untaken_++));
    const auto found = row.columns.find(manifest_->path_column());
    if (found == row.columns.end() || found->second.empty())
      return std::optional<Item>(
          internal::ProblemRow(row, options_, "input.no_path", "the row names no file"));
    return std::optional<Item>(
        internal::ProblemRow(row, options_, "input.not_found",
                             fmt::format("'{}' is not in the source", ToPrintable(found->second))));
  }

  fs::path root_;
  std::string name_;
  SourceOptions options_;
  std::shared_ptr<Manifest> manifest_;
  std::vector<Level> stack_;
  std::size_t next_untaken_ = 0;
};

/// Code for what is neither a regular file nor a folder.
std::string_view OddKind(fs::file_type type) {
  switch (type) {
    case fs::file_type::fifo:
      return "input.fifo";
    case fs::file_type::socket:
      return "input.socket";
    case fs::file_type::block:
    case fs::file_type::character:
      return "input.device";
    case fs::file_type::directory:
      return "input.folder_link";
    case fs::file_type::not_found:
      return "input.not_found";
    default:
      return "input.unreadable";
  }
}

bool IsInside(const fs::path& path, const fs::path& root) {
  return std::ranges::mismatch(root, path).in1 == root.end();
}

}  // namespace

namespace internal {

void Place(const fs::path& file, const fs::path& root, Item& item) {
  item.record.locator = FileLocator(file);
  const auto problem = [&item](std::string_view code, std::string text) {
    item.problem = code;
    item.problem_text = std::move(text);
  };
  std::error_code error;
  const fs::file_status own = fs::symlink_status(file, error);
  if (fs::is_regular_file(own)) {
    item.location.file = file;
    return;
  }
  if (!fs::is_symlink(own)) {
    problem(OddKind(own.type()), "neither a file nor a folder that can be read");
    return;
  }
  const fs::path target = fs::canonical(file, error);
  if (error) {
    problem("input.broken_link", fmt::format("the link leads nowhere: {}", error.message()));
  } else if (!IsInside(target, fs::weakly_canonical(root, error))) {
    problem("input.outside", "the link leaves the source");
  } else if (!fs::is_regular_file(fs::status(target, error))) {
    problem(OddKind(fs::status(target, error).type()), "the link does not lead to a file");
  } else {
    item.location.file = target;
  }
}

Item ProblemRow(const Manifest::Row& row, const SourceOptions& options, std::string_view code,
                std::string_view text) {
  Item item;
  item.record.key = fmt::format("{}manifest:{}", options.key_prefix, row.number);
  item.record.locator = fmt::format("manifest row {}", row.number);
  item.problem = code;
  item.problem_text = text;
  return item;
}

}  // namespace internal

Result<std::unique_ptr<Source>> OpenFolder(const fs::path& root, SourceOptions options,
                                           std::shared_ptr<Manifest> manifest) {
  auto source = std::make_unique<FolderSource>(root, std::move(options), std::move(manifest));
  ASSAY_TRY(source->Start());
  return std::unique_ptr<Source>(std::move(source));
}

}  // namespace assay::pipeline
