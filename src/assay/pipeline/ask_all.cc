// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/ask_all.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "assay/pipeline/ask_site.h"
#include "assay/pipeline/crew.h"
#include "assay/pipeline/run.h"

namespace assay::pipeline {
namespace {

constexpr std::size_t kAtOnce = 16;

/// What each thread asks with.
struct Tool {
  Result<acquire::Fetcher> fetcher;
  LicenceReader licences;
};

}  // namespace

Status AskAll(const std::vector<std::string>& origins, acquire::Gate& gate, const Network& network,
              const Environment& environment) {
  if (const auto fetcher = MakeFetcher(network); !fetcher.ok()) return fetcher.error();
  SharedGate shared{gate, {}, HostTurns(network.delay)};
  Crew<Tool> crew(std::clamp<std::size_t>(origins.size(), 1, kAtOnce), [&] {
    return std::make_unique<Tool>(Tool{MakeFetcher(network), LicenceReader(environment.worker)});
  });
  const auto ask = [&](Tool& tool, const std::string& origin) -> Status {
    if (!tool.fetcher.ok()) return tool.fetcher.error();
    return AskOrigin({tool.fetcher.value(), shared, tool.licences, environment.stop}, origin);
  };
  Progress progress;
  progress.phase = "fetch";
  progress.total = static_cast<std::int64_t>(origins.size());
  const auto take = [&](const Status& asked) -> Status {
    ++progress.done;
    if (environment.progress) environment.progress(progress);
    return asked;
  };
  return ForEachInOrder<Status, Tool, std::string>(crew, origins, ask, take);
}

}  // namespace assay::pipeline
