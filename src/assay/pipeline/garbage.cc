// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/garbage.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "assay/catalog/references.h"
#include "assay/core/file.h"
#include "assay/core/record.h"
#include "assay/pipeline/locator.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/workspace.h"
#include "assay/store/marks.h"
#include "assay/store/objects.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTransaction_rows = 4096;

/// Finds what may be a digest in a text that comes in pieces: 64 hexadecimal digits, no more.
class DigestFinder {
 public:
  explicit DigestFinder(store::Marks& marks) : marks_(marks) {}

  void Read(std::string_view piece) {
    for (const char each : piece) {
      const bool is_digit = (each >= '0' && each <= '9') || (each >= 'a' && each <= 'f');
      if (!is_digit) {
        End();
      } else {
        if (length_ < digits_.size()) digits_[length_] = each;
        ++length_;
      }
    }
  }

  void End() {
    if (length_ == digits_.size())
      marks_.Mark(ParseDigest({digits_.data(), digits_.size()}).value());
    length_ = 0;
  }

 private:
  store::Marks& marks_;
  std::array<char, 64> digits_{};
  std::size_t length_ = 0;
};

/// The digest of an asset's name; none of a record that could not be read.
std::optional<Digest> DigestOf(std::string_view asset) {
  const auto digest = ParseAssetName(asset);
  return digest.ok() ? std::optional(digest.value()) : std::nullopt;
}

Error Missing(std::string_view asset, std::string_view who) {
  return {ErrorCode::kCorrupt,
          fmt::format("the object {} is gone, and {} names it: nothing was removed", asset, who)};
}

/// Every regular file below `folder`, which may be missing.
Result<std::vector<fs::path>> FilesBelow(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  if (!fs::exists(folder, error) && !error) return files;
  for (fs::recursive_directory_iterator at(folder, error);
       !error && at != fs::recursive_directory_iterator(); at.increment(error))
    if (at->symlink_status().type() == fs::file_type::regular) files.push_back(at->path());
  if (error) return SystemError(error.value(), "listing", folder);
  return files;
}

class Collector {
 public:
  Collector(Workspace& workspace, const GarbageOptions& options)
      : catalog_(workspace.catalog()),
        references_(catalog_),
        layout_(workspace.layout()),
        options_(options) {}

  Result<Garbage> Collect() {
    ASSAY_TRY(ReadPlans());
    ASSAY_TRY(Open());
    ASSAY_TRY(MarkPlaces());
    ASSAY_TRY(MarkPictures());
    ASSAY_TRY(MarkTexts());
    found_.objects_left = objects_.marked();
    if (options_.removes) ASSAY_TRY(DropPictures());  // first: a row never names what is gone
    ASSAY_TRY(SweepTemporary());                      // before packs write some of the same names
    ASSAY_TRY(SweepFiles());
    ASSAY_TRY(SweepPacks());
    return found_;
  }

 private:
  /// A record that lies in a pack.
  struct Kept {
    std::uint32_t pack = 0;
    std::uint64_t offset_bytes = 0;
    std::int64_t record = 0;

    auto operator<=>(const Kept&) const = default;
  };

  Status ReadPlans();
  void AddRecipes(const Plan& plan);
  Status Open();
  Status MarkPlaces();
  Status MarkPictures();
  Status MarkTexts();
  [[nodiscard]] bool Serves(const catalog::DerivedRow& row) const;
  Status DropPictures();
  Status Relocate(std::span<const store::PackMove> moves);
  Status SweepPacks();
  Status SweepFiles();
  Status SweepTemporary();
  Status Remove(const fs::path& file);

  catalog::Catalog& catalog_;
  catalog::References references_;
  const Layout& layout_;
  const GarbageOptions& options_;
  Garbage found_;
  std::set<std::string> recipes_;      ///< that a build may use
  std::set<catalog::RunId> runs_;      ///< whose records it may use
  std::optional<store::Packs> packs_;  ///< where there are some
  std::vector<Digest> loose_;          ///< objects with a file of their own
  store::Marks objects_{{}};
  store::Marks sources_{{}};  ///< of which pictures were made
  std::vector<Kept> kept_;    ///< sorted
};

/// Of each folder that builds have written to: its newest finished run, and those after it.
Status Collector::ReadPlans() {
  std::set<fs::path> finished;
  ASSAY_LET(const auto latest, catalog_.LatestRun());
  for (catalog::RunId id = latest ? latest->id : 0; id > 0; --id) {
    ASSAY_LET(const auto run, catalog_.FindRun(id));
    if (!run) continue;
    ASSAY_LET(const Plan plan, FromIdentity(run->plan));
    if (!plan.build) continue;
    const fs::path& folder = plan.build->sink.folder;
    if (finished.contains(folder)) continue;
    if (!run->finished_at.empty()) finished.insert(folder);
    AddRecipes(plan);
    runs_.insert(id);
  }
  return Done{};
}

/// That of a record, and those of records that a converter of the plan has read.
void Collector::AddRecipes(const Plan& plan) {
  const std::string recipe = RecipeOf(*plan.build, options_.versions);
  recipes_.insert(recipe);
  for (const ConverterSpec& converter : plan.converters) {
    const Fact converted = ConvertedFact(converter, /*made=*/"", /*bytes=*/0);
    recipes_.insert(RecipeFor(recipe, {&converted, 1}));
  }
}

/// What is there: objects, and the sources of derivations.
Status Collector::Open() {
  std::vector<Digest> sources;
  ASSAY_TRY(references_.ForEachDerived([&](const catalog::DerivedRow& row) -> Status {
    if (const auto digest = DigestOf(row.asset)) sources.push_back(*digest);
    return Done{};
  }));
  sources_ = store::Marks(std::move(sources));
  ASSAY_LET(const store::Objects files, store::Objects::Open(layout_.objects()));
  ASSAY_LET(loose_, files.List());
  std::vector<Digest> there = loose_;
  const auto add = [&there](const Digest& digest, const store::PackPlace&) -> Status {
    there.push_back(digest);
    return Done{};
  };
  std::error_code unknown;
  if (fs::exists(layout_.packs(), unknown)) {
    ASSAY_LET(store::Packs packs, store::Packs::Open(layout_.packs()));
    ASSAY_TRY(packs.ForEach(add));
    packs_.emplace(std::move(packs));
  }
  objects_ = store::Marks(std::move(there));
  return Done{};
}

Status Collector::MarkPlaces() {
  ASSAY_TRY(references_.ForEachPlace([this](const catalog::RecordPlace& record) -> Status {
    const auto asset = DigestOf(record.asset);
    if (asset && runs_.contains(record.run)) sources_.Mark(*asset);
    const auto place = PlaceOf(record.locator);
    if (!place) return Done{};
    if (!asset || !objects_.Mark(*asset))
      return Missing(record.asset, fmt::format("a record of run {}", record.run));
    kept_.push_back({place->pack, place->offset_bytes, record.id});
    return Done{};
  }));
  std::ranges::sort(kept_);
  return Done{};
}

bool Collector::Serves(const catalog::DerivedRow& row) const {
  const auto asset = DigestOf(row.asset);
  return asset && recipes_.contains(row.recipe) && sources_.Has(*asset);
}

Status Collector::MarkPictures() {
  return references_.ForEachDerived([this](const catalog::DerivedRow& row) -> Status {
    if (!Serves(row)) {
      ++found_.pictures;
      return Done{};
    }
    const auto made = DigestOf(row.made);
    return made && objects_.Mark(*made) ? Status(Done{}) : Missing(row.made, "a derivation");
  });
}

Status Collector::MarkTexts() {
  DigestFinder finder(objects_);
  ASSAY_TRY(references_.ForEachText([&finder](std::string_view text) {
    finder.Read(text);
    finder.End();
  }));
  ASSAY_LET(const auto files, FilesBelow(layout_.ledger()));
  for (const fs::path& file : files) {
    std::ifstream bytes(file, std::ios::binary);
    std::array<char, 1U << 16U> piece{};
    while (bytes.read(piece.data(), piece.size()) || bytes.gcount() > 0)
      finder.Read({piece.data(), static_cast<std::size_t>(bytes.gcount())});
    finder.End();
    if (!bytes.eof())
      return Error{ErrorCode::kUnavailable,
                   fmt::format("{} cannot be read", ToPrintable(file.native()))};
  }
  return Done{};
}

Status Collector::DropPictures() {
  std::vector<catalog::DerivedRow> rows;
  const auto drop = [&]() -> Status {
    ASSAY_TRY(references_.DropDerived(rows));
    rows.clear();
    return Done{};
  };
  ASSAY_TRY(references_.ForEachDerived([&](const catalog::DerivedRow& row) -> Status {
    if (!Serves(row)) rows.push_back(row);
    return rows.size() < kTransaction_rows ? Status(Done{}) : drop();
  }));
  return drop();
}

/// Records follow their bytes. What was corrected before a kill is right: they lie in both places.
Status Collector::Relocate(std::span<const store::PackMove> moves) {
  std::vector<catalog::Relocation> relocations;
  const auto commit = [&]() -> Status {
    ASSAY_TRY(references_.Relocate(relocations));
    relocations.clear();
    return Done{};
  };
  for (const store::PackMove& move : moves) {
    const Kept first{move.from.pack, move.from.offset_bytes, 0};
    for (auto at = std::ranges::lower_bound(kept_, first);
         at != kept_.end() && at->pack == first.pack && at->offset_bytes == first.offset_bytes;
         ++at) {
      ASSAY_LET(const std::string locator, references_.Locator(at->record));
      relocations.push_back({at->record, MovedTo(move.to, locator)});
    }
    if (relocations.size() >= kTransaction_rows) ASSAY_TRY(commit());
  }
  return commit();
}

Status Collector::SweepPacks() {
  if (!packs_) return Done{};
  const auto moved = [this](std::span<const store::PackMove> moves) { return Relocate(moves); };
  const auto swept = packs_->Sweep(
      objects_, moved, options_.removes ? store::Sweeping::kRemove : store::Sweeping::kCount);
  if (!swept.ok()) {
    Error stopped = swept.error();
    if (stopped.code == ErrorCode::kCorrupt)  // unlike all that was looked at before
      stopped.what += ": its pack stays; what nothing names may have gone from elsewhere";
    return stopped;
  }
  found_.objects += swept.value().objects;
  found_.bytes += swept.value().bytes;
  found_.packs_removed = swept.value().packs_removed;
  found_.packs_rewritten = swept.value().packs_rewritten;
  return Done{};
}

Status Collector::SweepFiles() {
  ASSAY_LET(const store::Objects files, store::Objects::Open(layout_.objects()));
  for (const Digest& digest : loose_) {
    if (objects_.Has(digest)) continue;
    std::error_code error;
    const auto bytes = fs::file_size(files.PathOf(digest), error);
    if (error) return SystemError(error.value(), "reading", files.PathOf(digest));
    if (options_.removes) ASSAY_TRY(files.Remove(digest));
    ++found_.objects;
    found_.bytes += bytes;
  }
  return Done{};
}

Status Collector::Remove(const fs::path& file) {
  std::error_code error;
  const auto bytes = fs::file_size(file, error);
  if (!error && options_.removes) fs::remove(file, error);
  if (error) return SystemError(error.value(), "removing", file);
  ++found_.files;
  found_.file_bytes += bytes;
  return Done{};
}

/// In the workspace alone, where nobody writes while we hold it. The folder in which a build writes
/// beside its sink stays: another workspace may be building there now, and nothing tells whose it
/// is. The next build into that sink begins with removing it.
Status Collector::SweepTemporary() {
  for (const fs::path& folder : {layout_.objects(), layout_.runs()}) {
    ASSAY_LET(const auto files, FilesBelow(folder));
    for (const fs::path& file : files)
      if (file.extension() == ".tmp") ASSAY_TRY(Remove(file));
  }
  return Done{};
}

}  // namespace

Result<Garbage> CollectGarbage(Workspace& workspace, const GarbageOptions& options) {
  return Collector(workspace, options).Collect();
}

}  // namespace assay::pipeline
