// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/core/bytes.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/workspace.h"
#include "assay/store/objects.h"

namespace assay::pipeline {

Result<policy::Pack> LoadPolicy(const Plan& plan, const Layout& layout) {
  constexpr std::string_view kObject = "object:";
  if (plan.policy == "builtin:default") return policy::Pack::Default();
  if (plan.policy.starts_with(kObject)) {
    ASSAY_LET(const Digest digest,
              ParseDigest(std::string_view(plan.policy).substr(kObject.size())));
    ASSAY_LET(const store::Objects objects, store::Objects::Open(layout.objects()));
    ASSAY_LET(const Bytes text, objects.Get(digest));
    return policy::Pack::Parse(AsText(text));
  }
  if (plan.policy.starts_with("builtin:"))
    return Error{ErrorCode::kNotFound,
                 fmt::format("no built-in policy '{}'; there is 'builtin:default'",
                             ToPrintable(plan.policy))};
  return policy::Pack::Load(plan.policy);
}

bool Matches(const catalog::DeadLetter& letter, const DeadFilter& filter) {
  const std::string& wanted = filter.error_class;
  return (wanted.empty() || letter.error_class == wanted || letter.code == wanted) &&
         (filter.key.empty() || letter.key == filter.key) && letter.last_at >= filter.since;
}

Result<std::vector<std::string>> DeadKeys(const catalog::Catalog& catalog,
                                          const DeadFilter& filter) {
  ASSAY_LET(const auto run, catalog.LatestRun());
  if (!run) return Error{ErrorCode::kNotFound, "no run in this workspace yet"};
  std::vector<std::string> keys;
  ASSAY_TRY(catalog.ForEachDead(run->id, [&](const catalog::DeadLetter& letter) -> Status {
    if (Matches(letter, filter)) keys.push_back(letter.key);
    return Done{};
  }));
  return keys;
}

Status ReviveDead(Workspace& workspace, const std::vector<std::string>& keys) {
  ASSAY_LET(const auto run, workspace.catalog().LatestRun());
  if (!run) return Error{ErrorCode::kNotFound, "no run in this workspace yet"};
  if (keys.empty()) return Done{};
  catalog::Batch batch;
  batch.run = run->id;
  for (const std::string& key : keys) {
    ASSAY_LET(auto row, workspace.catalog().FindRecord(run->id, key));
    if (!row) continue;
    row->state = catalog::State::kPending;
    row->leaf = -1;
    batch.records.push_back(std::move(*row));
    batch.revived.push_back(key);
  }
  batch.phase = "inspect";
  batch.finished_at = "";
  return workspace.Commit(std::move(batch));
}

}  // namespace assay::pipeline
