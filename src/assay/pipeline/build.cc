// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/build.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "assay/catalog/catalog.h"
#include "assay/catalog/crawl.h"
#include "assay/core/bytes.h"
#include "assay/core/file.h"
#include "assay/core/hash.h"
#include "assay/core/record.h"
#include "assay/pipeline/choice.h"
#include "assay/pipeline/inspect.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/release_content.h"
#include "assay/pipeline/sample_notes.h"
#include "assay/pipeline/source.h"
#include "assay/pipeline/statistics.h"
#include "assay/pipeline/workspace.h"
#include "assay/release/picture_folder.h"
#include "assay/release/picture_table.h"
#include "assay/release/seal.h"
#include "assay/release/tree.h"
#include "assay/release/webdataset.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kData = "data";
constexpr std::string_view kStatistics = "statistics.json";

Result<std::unique_ptr<release::Sink>> OpenSink(const SinkSpec& spec, const fs::path& folder,
                                                const release::SinkOptions& options) {
  using Opened = std::unique_ptr<release::Sink>;
  switch (spec.kind) {
    case SinkKind::kWebDataset: {
      ASSAY_LET(auto sink, release::WebDatasetSink::Create(folder, options));
      return Opened(std::make_unique<release::WebDatasetSink>(std::move(sink)));
    }
    case SinkKind::kParquet: {
      ASSAY_LET(auto sink, release::PictureTableSink::Create(folder, options));
      return Opened(std::make_unique<release::PictureTableSink>(std::move(sink)));
    }
    case SinkKind::kFolder: {
      ASSAY_LET(auto sink, release::PictureFolderSink::Create(folder, options));
      return Opened(std::make_unique<release::PictureFolderSink>(std::move(sink)));
    }
  }
  return Error{ErrorCode::kUnsupported, "no such sink"};
}

std::string ExtensionOf(std::string_view media_type) {
  const std::string_view name = media_type.substr(media_type.find('/') + 1);
  return name == "jpeg" ? "jpg" : std::string(name);
}

std::string UrlOf(std::span<const Fact> facts) {
  const Fact* origin = Find(facts, "origin.url");
  return origin == nullptr ? "" : StringOr(origin->value, "url");
}

/// The pictures of a run, in the files of a sink.
class DataSet final : public ReleaseContent {
 public:
  DataSet(Workspace& workspace, const Plan& plan, Inspector& inspector, const Choice& choice,
          fs::path part, std::unique_ptr<release::Sink> sink, const std::string& versions)
      : workspace_(workspace),
        build_(*plan.build),
        inspector_(inspector),
        choice_(choice),
        recipe_(RecipeOf(build_, versions)),
        part_(std::move(part)),
        sink_(std::move(sink)) {}

  Result<Taken> Add(const catalog::RecordRow& record, const release::ParsedRecord& parsed,
                    release::Sample& sample) override {
    const SampleNotes notes = NotesOf(parsed.facts);
    const std::string_view group = GroupOf(parsed.facts, record.key);
    if (!choice_.Takes(record.key, group, notes)) return Taken::kNotChosen;
    ASSAY_LET(const auto made, Made(record, parsed.facts));
    if (!made) return Taken::kChanged;
    release::PictureSample picture;
    picture.key = record.key;
    picture.ext = ExtensionOf(StringOr(made->answer, "media_type"));
    picture.content = made->bytes;
    picture.width_px = made->answer.value("width_px", std::int64_t{0});
    picture.height_px = made->answer.value("height_px", std::int64_t{0});
    picture.label = notes.label;
    picture.split = choice_.SplitOf(group, notes);
    picture.caption = notes.caption;
    picture.url = UrlOf(parsed.facts);
    picture.asset = record.asset;
    picture.licence = sample.row.licence;
    picture.attribution = sample.attribution;
    if (!notes.boxes.empty())
      picture.extra["boxes"] = BoxesOn(made->answer, build_.wish, notes.boxes);
    ASSAY_TRY(statistics_.Add(picture.split, made->answer));
    ASSAY_LET(const release::PicturePlace place, sink_->Add(picture));
    Describe(picture, place, sample);
    return Taken::kYes;
  }

  Status Finish(release::Sealer& sealer) override {
    ASSAY_LET(const auto files, sink_->Finish());
    for (const release::SinkFile& file : files)
      ASSAY_TRY(sealer.AddFile({InData(file.path), file.bytes, file.sha256}));
    const std::string text = Canonical(statistics_.ToJson()) + "\n";
    ASSAY_TRY(WriteNewFile(part_ / kStatistics, text, 0644));
    return sealer.AddFile({std::string(kStatistics), text.size(), Sha256(text)});
  }

 private:
  struct Picture {
    Bytes bytes;
    Json answer;
  };

  static std::string InData(const std::string& path) { return fmt::format("{}/{}", kData, path); }

  static void Describe(const release::PictureSample& picture, const release::PicturePlace& place,
                       release::Sample& sample) {
    sample.row.asset = AssetName(place.sha256);
    sample.row.kind = "image";
    sample.row.parents = {picture.key};
    sample.row.split = picture.split;
    if (!picture.label.empty()) sample.row.labels = {picture.label};
    // Of a table all is named: a picture has no place of its own in it.
    sample.place = place.offset_bytes ? release::Place{InData(place.file), *place.offset_bytes,
                                                       place.bytes, place.sha256}
                                      : release::Place{InData(place.file), 0, 0, {}};
  }

  /// What was made of the record's asset, now or before; none when its file is no longer there.
  Result<std::optional<Picture>> Made(const catalog::RecordRow& record,
                                      std::span<const Fact> facts) {
    ASSAY_LET(const auto row,
              workspace_.catalog().FindDerived(record.asset, RecipeFor(recipe_, facts)));
    if (row) {
      ASSAY_LET(const Digest digest, ParseAssetName(row->made));
      auto kept = workspace_.Kept(digest);
      if (kept.ok()) {
        ASSAY_LET(Json answer, ParseJson(row->answer));
        const ByteView bytes = AsBytes(kept.value());
        return std::optional(Picture{{bytes.begin(), bytes.end()}, std::move(answer)});
      }
      if (kept.error().code != ErrorCode::kNotFound) return kept.error();
    }
    return MadeNow(record, facts);
  }

  Result<std::optional<Picture>> MadeNow(const catalog::RecordRow& record,
                                         std::span<const Fact> facts) {
    auto made = inspector_.TransformAsJudged(record.locator, record.asset, facts, build_.wish);
    if (!made.ok() && made.error().code == ErrorCode::kNotFound) return std::optional<Picture>();
    if (!made.ok()) return made.error();
    if (!made.value().refusal.empty())
      return Error{ErrorCode::kUnavailable,
                   fmt::format("{} was transformed before and now is not: {}",
                               ToPrintable(record.key), made.value().refusal)};
    return std::optional(Picture{std::move(made.value().bytes), std::move(made.value().answer)});
  }

  Workspace& workspace_;
  const BuildSpec& build_;
  Inspector& inspector_;
  const Choice& choice_;
  std::string recipe_;
  fs::path part_;
  std::unique_ptr<release::Sink> sink_;
  Statistics statistics_;
};

/// All that has to be known before the first picture is written.
Result<Choice> Survey(catalog::Catalog& catalog, catalog::RunId run, const Plan& plan) {
  Choice choice(*plan.build, plan.seed);
  const catalog::Crawls crawls(catalog);
  const auto see = [&](const catalog::RecordRow& record) -> Status {
    if (record.state != catalog::State::kAllow) return Done{};
    ASSAY_LET(const std::vector<Fact> facts, FactsFromBlob(record.facts));
    ASSAY_LET(const bool is_withdrawn, IsWithdrawn(crawls, record.key, facts));
    if (is_withdrawn) return Done{};
    return choice.See(record.key, GroupOf(facts, record.key), NotesOf(facts));
  };
  ASSAY_TRY(catalog.ForEachRecord(run, see));
  choice.EndSeeing();
  return choice;
}

}  // namespace

Result<Frozen> BuildRelease(Workspace& workspace, const catalog::Run& run, const Plan& plan,
                            Inspector& inspector, FreezeOptions options) {
  const SinkSpec& spec = plan.build->sink;
  options.out = spec.folder;
  options.name = ReleaseNameOf(spec);
  options.version = spec.version;
  options.replaces = true;
  ASSAY_LET(const Choice choice, Survey(workspace.catalog(), run.id, plan));
  const auto make = [&](const fs::path& part) -> Result<std::unique_ptr<ReleaseContent>> {
    release::SinkOptions of_sink;
    of_sink.labels.assign(choice.labels().begin(), choice.labels().end());
    of_sink.captions = choice.has_captions();
    of_sink.shard_bytes = static_cast<std::uint64_t>(spec.shard_bytes);
    ASSAY_LET(auto sink, OpenSink(spec, part / kData, of_sink));
    return std::unique_ptr<ReleaseContent>(
        std::make_unique<DataSet>(workspace, plan, inspector, choice, part, std::move(sink),
                                  StringOr(options.versions, "assay")));
  };
  return FreezeRun(workspace, run, make, options);
}

}  // namespace assay::pipeline
