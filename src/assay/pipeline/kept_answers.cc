// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/kept_answers.h"

#include <utility>

#include "assay/acquire/gate.h"
#include "assay/catalog/crawl.h"

namespace assay::pipeline {
namespace {

Result<acquire::ProbeResult> ReadRow(Workspace& workspace, const catalog::ProbeRow& row) {
  acquire::ProbeResult result;
  ASSAY_LET(const Json answer, ParseJson(row.answer));
  result.file = static_cast<policy::WellKnown>(answer.value("file", 0));
  result.answer.failure = static_cast<rights::FetchFailure>(answer.value("failure", 0));
  result.answer.status = answer.value("status", 0);
  result.answer.retry_after = answer.value("retry_after", false);
  result.at = policy::Time(std::chrono::seconds(answer.value("at", std::int64_t{0})));
  if (!row.body.empty()) {
    ASSAY_LET(const Digest digest, ParseDigest(row.body));
    ASSAY_LET(result.body, workspace.Kept(digest));
  }
  return result;
}

}  // namespace

Status TakeKept(Workspace& workspace, const std::string& origin, acquire::Gate& gate,
                LicenceReader& licences) {
  ASSAY_LET(const auto rows, catalog::Crawls(workspace.catalog()).Probes(origin));
  for (const catalog::ProbeRow& row : rows) {
    ASSAY_LET(acquire::ProbeResult result, ReadRow(workspace, row));
    const std::size_t path = row.file.find('/');
    if (path == std::string::npos) {
      gate.Take(origin, std::move(result));
      continue;
    }
    const std::string address = origin + row.file.substr(path);  // "rsl:/license.xml"
    gate.TakeLicence(address, licences.Read(address, result), result.at);
  }
  return Done{};
}

}  // namespace assay::pipeline
