// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>
#include <utility>

#include "assay/channel/table_worker.h"
#include "assay/core/bytes.h"
#include "assay/pipeline/crawl_output.h"
#include "assay/pipeline/plan.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/run_log.h"
#include "assay/pipeline/run_sources_internal.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline::internal {
namespace {

namespace fs = std::filesystem;

bool IsTable(const fs::path& path) {
  const std::string extension = ToLowerAscii(path.extension().native());
  return extension == ".csv" || extension == ".jsonl" || extension == ".ndjson" ||
         extension == ".parquet" || extension == ".pq";
}

/// Rows that cannot be used are told, and counted in `bad_rows`.
Result<std::shared_ptr<Manifest>> LoadManifest(const Plan& plan, const Environment& environment,
                                               const fs::path& file, std::int64_t& bad_rows) {
  channel::Options worker;
  worker.program = environment.worker;
  ManifestSpec spec = plan.manifest;
  spec.path = file;
  auto manifest = Manifest::Load(spec, [&worker](const fs::path& path, const auto& visit) {
    return channel::ReadManifest(worker, path, visit);
  });
  if (!manifest.ok()) return manifest.error();
  for (const std::string& complaint : manifest.value().complaints()) {
    environment.log->Note(Level::kWarn, "manifest.row", {{"message", ToUtf8(complaint, 4096)}});
    if (environment.complain) environment.complain(complaint);
  }
  bad_rows += static_cast<std::int64_t>(manifest.value().complaints().size());
  return std::make_shared<Manifest>(std::move(manifest).value());
}

}  // namespace

Result<Sources> OpenSources(const Plan& plan, Workspace& workspace,
                            const Environment& environment) {
  Sources sources;
  std::error_code ignored;
  std::set<fs::path> ours = {fs::weakly_canonical(workspace.layout().root, ignored)};
  if (!environment.out.empty()) ours.insert(fs::weakly_canonical(environment.out, ignored));
  std::shared_ptr<Manifest> evidence;
  if (!plan.manifest.path.empty()) {
    ASSAY_LET(evidence, LoadManifest(plan, environment, plan.manifest.path, sources.bad_rows));
  }
  for (const SourceSpec& spec : plan.sources) {
    SourceOptions options;
    if (plan.sources.size() > 1) options.key_prefix = KeyFor(spec.name) + "/";
    options.excluded = ours;
    if (const auto crawl = CrawlOf(spec.path.native())) {
      sources.opened.push_back(OpenCrawl(workspace, *crawl));
    } else if (fs::is_directory(spec.path, ignored)) {
      ASSAY_LET(auto folder, OpenFolder(spec.path, options, evidence));
      sources.opened.push_back(std::move(folder));
    } else if (IsTable(spec.path)) {
      ASSAY_LET(auto rows, LoadManifest(plan, environment, spec.path, sources.bad_rows));
      sources.opened.push_back(OpenManifest(spec.path, options, std::move(rows)));
    } else {
      sources.opened.push_back(OpenFile(spec.path, options));
    }
  }
  return sources;
}

}  // namespace assay::pipeline::internal
