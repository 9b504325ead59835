// SPDX-License-Identifier: Apache-2.0
#include "assay/pipeline/fetch_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "assay/acquire/crawl_scope.h"
#include "assay/acquire/web_url.h"
#include "assay/core/bytes.h"
#include "assay/core/hash.h"
#include "assay/pipeline/crawl.h"
#include "assay/pipeline/crawl_output.h"
#include "assay/pipeline/locator.h"
#include "assay/pipeline/open_sources.h"
#include "assay/pipeline/run.h"
#include "assay/pipeline/source_internal.h"
#include "assay/pipeline/workspace.h"

namespace assay::pipeline {
namespace {

using acquire::CrawlScope;
using acquire::WebUrl;
using catalog::UrlRow;
using catalog::UrlState;

std::string UrlIn(const Manifest& manifest, const Manifest::Row& row) {
  const auto found = row.columns.find(manifest.path_column());
  return found == row.columns.end() ? "" : found->second;
}

/// As the frontier spells it; empty for what is no address.
std::string Spelled(const std::string& address) {
  const auto url = WebUrl::Parse(address.substr(0, address.find('#')));
  return url.ok() ? CrawlScope::Canonical(url.value()).Text() : "";
}

/// Why a picture did not come: the code, class and words of a dead letter.
struct Absence {
  std::string code;
  std::string error_class;
  std::string text;
};

Absence AbsenceOf(const UrlRow& row, const Json& visit) {
  switch (row.state) {
    case UrlState::kRefused: {
      std::string reasons;
      const Json decision = visit.value("decision", Json::object());
      for (const Json& reason : decision.value("reasons", Json::array()))
        reasons += (reasons.empty() ? "" : ", ") + StringOr(reason, "code");
      return {"fetch.refused", "policy", reasons};
    }
    case UrlState::kQueued:
      return {"fetch.not_asked", "transient", "its host has had its share"};
    case UrlState::kFetched:
    case UrlState::kUnchanged:
      return {"fetch.no_picture", "input",
              StringOr(visit, "media_type", "what came is no picture")};
    default: {
      const auto status = visit.find("status");
      const std::string problem = StringOr(visit, "problem", StringOr(visit, "cut"));
      return {"fetch.failed", "transient",
              status != visit.end() && status->is_number_integer()
                  ? fmt::format("status {} {}", status->get<int>(), problem)
                  : problem};
    }
  }
}

class FetchedPictures final : public Source {
 public:
  FetchedPictures(Workspace& workspace, catalog::CrawlId crawl, SourceOptions options,
                  std::shared_ptr<Manifest> manifest)
      : workspace_(workspace),
        crawls_(workspace.catalog()),
        crawl_(crawl),
        options_(std::move(options)),
        manifest_(std::move(manifest)) {}

  Result<std::optional<Item>> Next() override {
    if (next_ == manifest_->size()) return std::optional<Item>();
    ASSAY_LET(Item item, ItemOf(next_++));
    return std::optional(std::move(item));
  }

 private:
  Result<Item> ItemOf(std::size_t index) {
    ASSAY_LET(const Manifest::Row row, manifest_->At(index));
    const std::string url = UrlIn(*manifest_, row);
    if (url.empty())
      return internal::ProblemRow(row, options_, "input.no_url", "the row names no address");
    if (manifest_->IsRepeated(index))
      return internal::ProblemRow(row, options_, "input.duplicate_key",
                                  "an earlier row has the same key");
    Item item;
    item.record.key = options_.key_prefix + KeyFor(manifest_->KeyOf(row));
    item.record.locator = url;
    ASSAY_TRY(Fill(url, item));
    std::ranges::move(manifest_->FactsOf(row), std::back_inserter(item.facts));
    return item;
  }

  static void Put(Absence absence, Item& item) {
    item.problem = std::move(absence.code);
    item.problem_class = std::move(absence.error_class);
    item.problem_text = std::move(absence.text);
  }

  /// What came of the address, or of where it led.
  Status Fill(const std::string& address, Item& item) {
    std::string url = Spelled(address);
    for (std::int64_t hops = 0; hops <= kMostRedirects && !url.empty(); ++hops) {
      ASSAY_LET(const auto row, crawls_.FindUrl(crawl_, url));
      if (!row) break;
      ASSAY_LET(const Json visit, VisitOf(*row));
      if (row->state == UrlState::kRedirected) {
        const auto from = WebUrl::Parse(url);
        const auto to = from.value().Resolve(StringOr(visit, "location"));
        url = to.ok() ? CrawlScope::Canonical(to.value()).Text() : "";
        continue;
      }
      if (!IsPicture(*row, visit)) {
        Put(AbsenceOf(*row, visit), item);
        return Done{};
      }
      return TakePicture(workspace_, *row, visit, item);
    }
    Put({"fetch.no_address", "input",
         "what it names, or leads to, is no address that can be asked for"},
        item);
    return Done{};
  }

  Workspace& workspace_;
  catalog::Crawls crawls_;
  catalog::CrawlId crawl_;
  SourceOptions options_;
  std::shared_ptr<Manifest> manifest_;
  std::size_t next_ = 0;
};

/// Has any run been over what `crawl` has fetched?
Result<bool> HasRun(catalog::CrawlId crawl, const catalog::Catalog& catalog) {
  ASSAY_LET(const auto latest, catalog.LatestRun());
  for (catalog::RunId id = latest ? latest->id : 0; id > 0; --id) {
    ASSAY_LET(const auto run, catalog.FindRun(id));
    if (!run) continue;
    ASSAY_LET(const Json plan, ParseJson(run->plan));
    if (plan.value("crawl", std::int64_t{0}) == crawl) return true;
  }
  return false;
}

/// The newest crawl of this plan, when a run over it waits to begin or to go on.
Result<std::optional<catalog::CrawlId>> Waiting(const Plan& plan, const policy::Pack& pack,
                                                const std::string& digest, Workspace& workspace) {
  ASSAY_LET(const auto all, catalog::Crawls(workspace.catalog()).All());
  const auto newest =
      std::ranges::find(all.rbegin(), all.rend(), digest,
                        [](const catalog::CrawlRow& row) { return row.plan_digest; });
  if (newest == all.rend() || newest->finished_at.empty()) return std::optional<catalog::CrawlId>();
  Plan over = plan;
  over.crawl = newest->id;
  ASSAY_LET(const auto run,
            workspace.catalog().UnfinishedRun(Sha256(Identity(over, pack.Serialize())).Hex()));
  if (run) return std::optional(newest->id);
  ASSAY_LET(const bool has_begun, HasRun(newest->id, workspace.catalog()));
  return has_begun ? std::nullopt : std::optional(newest->id);
}

}  // namespace

Result<catalog::CrawlId> FetchPictures(const Plan& plan, const policy::Pack& pack,
                                       policy::Engine& engine, Workspace& workspace,
                                       const Environment& environment) {
  ASSAY_LET(const Manifest manifest, LoadManifest(plan.manifest, plan.sources.front().path,
                                                  workspace.layout().root, environment));
  ASSAY_TRY(CheckSplits(plan, manifest));
  CrawlPlan crawl;
  crawl.use = plan.use;
  crawl.network = *plan.network;
  crawl.depth = 0;
  crawl.pages = std::numeric_limits<std::int32_t>::max();
  for (std::size_t i = 0; i < manifest.size(); ++i) {
    ASSAY_LET(const Manifest::Row row, manifest.At(i));
    if (std::string url = Spelled(UrlIn(manifest, row)); !url.empty())
      crawl.list.push_back(std::move(url));
  }
  ASSAY_LET(auto id, Waiting(plan, pack, DigestOf(crawl, pack), workspace));
  if (!id) {
    ASSAY_LET(const CrawlResult result, RunCrawl(crawl, pack, engine, workspace, environment));
    id = result.crawl.id;
  }
  std::error_code failed;
  std::filesystem::create_directories(environment.out, failed);
  if (failed) return SystemError(failed.value(), "creating", environment.out);
  ASSAY_LET(const Json summary, WriteCrawl(workspace, *id, environment.out));
  (void)summary;
  return *id;
}

std::unique_ptr<Source> OpenFetched(Workspace& workspace, catalog::CrawlId crawl,
                                    SourceOptions options, std::shared_ptr<Manifest> manifest) {
  return std::make_unique<FetchedPictures>(workspace, crawl, std::move(options),
                                           std::move(manifest));
}

}  // namespace assay::pipeline
