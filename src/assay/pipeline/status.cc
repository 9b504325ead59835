// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/status.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "assay/catalog/catalog.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline {
namespace {

namespace fs = std::filesystem;

/// What the newest finished run of the same plan had: the best that is known of this one's end.
Result<std::optional<std::int64_t>> SeenBefore(const catalog::Catalog& catalog,
                                               const catalog::Run& run) {
  for (catalog::RunId id = run.id - 1; id > 0; --id) {
    ASSAY_LET(const auto before, catalog.FindRun(id));
    if (!before || before->finished_at.empty() || before->plan_digest != run.plan_digest) continue;
    ASSAY_LET(const catalog::Accounting count, catalog.Count(id));
    return std::optional(count.seen);
  }
  return std::optional<std::int64_t>();
}

}  // namespace

std::optional<Pace> PaceOf(const RunState& run, std::optional<std::int64_t> expected) {
  const auto at = std::ranges::find_if(run.story.phases,
                                       [](const PhaseTime& time) { return !time.since.empty(); });
  if (at == run.story.phases.end() || !run.run.finished_at.empty()) return std::nullopt;
  Pace pace{at->phase, at->since, {}, {}, {}};
  if (at->told_s > 0) pace.per_s = static_cast<double>(at->told_records) / at->told_s;
  if (at->told_total >= 0) pace.left = at->told_total - at->told_records;
  if (at->told_total < 0 && expected) pace.left = *expected - run.count.seen;
  if (pace.left) pace.left = std::max<std::int64_t>(*pace.left, 0);
  const double per_s = pace.per_s.value_or(0);
  if (pace.left && per_s > 0) pace.eta_s = static_cast<double>(*pace.left) / per_s;
  return pace;
}

// The pid in the file may be of one that was killed, so the kernel is asked who holds the lock. It
// is not tried: a build that begins at that moment would find it taken.
std::optional<std::int64_t> HolderOf(const fs::path& workspace) {
  std::int64_t pid = 0;
  struct stat lock{};
  std::ifstream named(workspace / "lock");
  if (!(named >> pid) || stat((workspace / "lock").c_str(), &lock) != 0) return std::nullopt;
  const std::string inode = fmt::format(":{}", lock.st_ino);
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    std::istringstream words(line);
    std::string number;
    std::string kind;
    std::string how;
    std::string mode;
    std::string file;
    std::int64_t holder = 0;
    // "4: FLOCK  ADVISORY  WRITE 27372 fe:00:11984950 0 EOF"
    if (!(words >> number >> kind >> how >> mode >> holder >> file)) continue;
    if (kind == "FLOCK" && holder == pid && file.ends_with(inode)) return pid;
  }
  return std::nullopt;
}

Result<WorkspaceStatus> ReadStatus(const fs::path& workspace) {
  WorkspaceStatus status;
  const Layout layout{workspace};
  std::error_code unknown;
  if (!fs::exists(layout.catalog(), unknown))
    return Error{ErrorCode::kNotFound, "no workspace here"};
  status.process = HolderOf(workspace);
  const fs::space_info space = fs::space(workspace, unknown);
  if (!unknown) status.free_bytes = space.available;
  auto run = OneRun(workspace, 0);
  if (!run.ok() && run.error().code == ErrorCode::kNotFound) return status;
  if (!run.ok()) return run.error();
  status.run = std::move(run).value();
  ASSAY_LET(const catalog::Catalog catalog,
            catalog::Catalog::Open(layout.catalog(), catalog::Check::kSchema));
  ASSAY_LET(status.dead, catalog::DeadClasses(catalog, status.run->run.id));
  if (!status.process) return status;
  ASSAY_LET(const auto expected, SeenBefore(catalog, status.run->run));
  status.pace = PaceOf(*status.run, expected);
  return status;
}

}  // namespace assay::pipeline
