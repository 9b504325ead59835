// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/open_sources.h"

#include <fmt/format.h>

#include <set>
#include <system_error>
#include <utility>

#include "assay/channel/table_worker.h"
#include "assay/core/bytes.h"
#include "assay/pipeline/choice.h"
#include "assay/pipeline/crawl_output.h"
#include "assay/pipeline/fetch_list.h"
#include "assay/pipeline/locator.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/run_log.h"
#include "assay/pipeline/sample_source.h"
#include "assay/pipeline/workspace.h"
#include "assay/release/seal.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

bool IsParquet(const fs::path& path) {
  const std::string extension = ToLowerAscii(path.extension().native());
  return extension == ".parquet" || extension == ".pq";
}

bool IsTable(const fs::path& path) {
  const std::string extension = ToLowerAscii(path.extension().native());
  return extension == ".csv" || extension == ".jsonl" || extension == ".ndjson" || IsParquet(path);
}

class Opener {
 public:
  Opener(Workspace& workspace, const Plan& plan, const Environment& environment)
      : workspace_(workspace), plan_(plan), environment_(environment) {}

  Result<OpenedSources> Open();

 private:
  Result<std::unique_ptr<Source>> OpenOne(const SourceSpec& spec, SourceOptions options,
                                          const std::shared_ptr<Manifest>& evidence);
  Result<std::shared_ptr<Manifest>> TakeManifest(const fs::path& file);

  Workspace& workspace_;
  const Plan& plan_;
  const Environment& environment_;
  OpenedSources opened_;
};

Result<OpenedSources> Opener::Open() {
  std::error_code ignored;
  std::set<fs::path> ours = {fs::weakly_canonical(workspace_.layout().root, ignored)};
  if (!environment_.out.empty()) ours.insert(fs::weakly_canonical(environment_.out, ignored));
  if (plan_.build) {
    const fs::path& sink = plan_.build->sink.folder;
    for (const fs::path& folder : {sink, release::PartOf(sink)})
      ours.insert(fs::weakly_canonical(folder, ignored));
  }
  std::shared_ptr<Manifest> evidence;
  if (!plan_.manifest.path.empty()) {
    ASSAY_LET(evidence, TakeManifest(plan_.manifest.path));
  }
  for (const SourceSpec& spec : plan_.sources) {
    SourceOptions options;
    if (plan_.sources.size() > 1) options.key_prefix = KeyFor(spec.name) + "/";
    options.excluded = ours;
    options.meanings = plan_.manifest.columns;
    ASSAY_LET(auto source, OpenOne(spec, std::move(options), evidence));
    opened_.sources.push_back(std::move(source));
  }
  return std::move(opened_);
}

Result<std::shared_ptr<Manifest>> Opener::TakeManifest(const fs::path& file) {
  ASSAY_LET(Manifest manifest,
            LoadManifest(plan_.manifest, file, workspace_.layout().root, environment_));
  ASSAY_TRY(CheckSplits(plan_, manifest));
  for (const std::string& complaint : manifest.complaints()) {
    environment_.log->Note(Level::kWarn, "manifest.row", {{"message", ToUtf8(complaint, 4096)}});
    if (environment_.complain) environment_.complain(complaint);
  }
  opened_.bad_rows += static_cast<std::int64_t>(manifest.bad_rows());
  return std::make_shared<Manifest>(std::move(manifest));
}

Result<std::unique_ptr<Source>> Opener::OpenOne(const SourceSpec& spec, SourceOptions options,
                                                const std::shared_ptr<Manifest>& evidence) {
  channel::Options worker;
  worker.program = environment_.worker;
  const auto samples = [&](SourceKind kind) {
    return OpenSamples(kind, spec.path, options, SandboxedSamples(kind, worker, spec.picture));
  };
  std::error_code ignored;
  if (spec.kind != SourceKind::kFiles) return samples(spec.kind);
  if (const auto crawl = CrawlOf(spec.path.native())) return OpenCrawl(workspace_, *crawl);
  if (fs::is_directory(spec.path, ignored)) return OpenFolder(spec.path, options, evidence);
  if (!IsTable(spec.path)) return OpenFile(spec.path, std::move(options));
  if (IsParquet(spec.path) && plan_.manifest.path_column.empty() &&
      HoldsPictures(spec.path, SandboxedSamples(SourceKind::kParquet, worker, "")))
    return samples(SourceKind::kParquet);
  ASSAY_LET(auto rows, TakeManifest(spec.path));
  if (plan_.crawl > 0)
    return OpenFetched(workspace_, plan_.crawl, std::move(options), std::move(rows));
  return OpenManifest(spec.path, std::move(options), std::move(rows));
}

}  // namespace

Result<Manifest> LoadManifest(const ManifestSpec& spec, const fs::path& file,
                              const fs::path& folder, const Environment& environment) {
  channel::Options worker;
  worker.program = environment.worker;
  ManifestSpec of_file = spec;
  of_file.path = file;
  const auto load = [&] {
    return Manifest::Load(of_file, folder, [&worker](const fs::path& path, const auto& visit) {
      return channel::ReadManifest(worker, path, visit);
    });
  };
  auto manifest = load();
  // The reader's death may have been another's fault.
  if (!manifest.ok() && manifest.error().code == ErrorCode::kCorrupt) manifest = load();
  if (!manifest.ok() && manifest.error().code == ErrorCode::kCorrupt)
    return Error{ErrorCode::kInvalidArgument, manifest.error().what};
  return manifest;
}

Status CheckSplits(const Plan& plan, const Manifest& manifest) {
  const auto column = plan.manifest.columns.find("split");
  if (!plan.build || !plan.build->splits.empty() || column == plan.manifest.columns.end())
    return Done{};
  std::set<std::string> splits;
  for (std::size_t i = 0; i < manifest.size(); ++i) {
    ASSAY_LET(const Manifest::Row row, manifest.At(i));
    const auto cell = row.columns.find(column->second);
    if (cell == row.columns.end()) continue;
    if (const Status added = AddSplit(ToPrintable(cell->second), splits); !added.ok())
      return Error{added.error().code,
                   fmt::format("column '{}', row {}: {}", ToPrintable(column->second), row.number,
                               added.error().what)};
  }
  return Done{};
}

Result<OpenedSources> OpenSources(Workspace& workspace, const Plan& plan,
                                  const Environment& environment) {
  return Opener(workspace, plan, environment).Open();
}

}  // namespace assay::pipeline
