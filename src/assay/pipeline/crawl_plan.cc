// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <utility>

#include "assay/acquire/memento.h"
#include "assay/pipeline/crawl.h"
#include "assay/pipeline/network_plan_internal.h"
#include "assay/pipeline/plan.h"

namespace assay::pipeline {
namespace {

class Reader : public internal::NetworkReader {
 public:
  using NetworkReader::NetworkReader;

  Status Read(const YAML::Node& root, CrawlPlan& plan) const {
    constexpr std::array<std::string_view, 7> kKeys = {"assay",    "use",  "crawl", "network",
                                                       "products", "warc", "terms"};
    ASSAY_TRY(OnlyKeys(root, kKeys));
    ASSAY_LET(const std::string version, Text(root, "assay", ""));
    if (version != "1") return At(root, "a plan starts with 'assay: 1'");
    if (root["use"].IsDefined()) ASSAY_TRY(ReadUse(root["use"], plan.use));
    if (root["crawl"].IsDefined()) ASSAY_TRY(ReadCrawl(root["crawl"], plan));
    if (root["network"].IsDefined()) ASSAY_TRY(ReadNetwork(root["network"], plan.network));
    if (root["warc"].IsDefined()) ASSAY_TRY(ReadWarc(root["warc"], plan));
    if (root["terms"].IsDefined()) ASSAY_TRY(ReadTerms(root["terms"], plan.history));
    return root["products"].IsDefined() ? ReadSelectors(root["products"], plan) : Status(Done{});
  }

 private:
  Status ReadCrawl(const YAML::Node& node, CrawlPlan& plan) const {
    constexpr std::array<std::string_view, 9> kKeys = {"seeds",    "hosts",     "exclude",
                                                       "pictures", "depth",     "requests",
                                                       "per_host", "redirects", "every"};
    ASSAY_TRY(OnlyKeys(node, kKeys));
    ASSAY_LET(plan.seeds, Texts(node, "seeds"));
    ASSAY_LET(const auto hosts, Texts(node, "hosts"));
    plan.hosts.insert(hosts.begin(), hosts.end());
    ASSAY_LET(plan.exclude, Texts(node, "exclude"));
    ASSAY_LET(plan.pictures, Flag(node, "pictures", plan.pictures));
    ASSAY_LET(plan.depth, Count(node, "depth", plan.depth));
    ASSAY_LET(plan.pages, Count(node, "requests", plan.pages));
    ASSAY_LET(plan.per_host, Count(node, "per_host", plan.per_host));
    ASSAY_LET(plan.redirects, CountWithin(node, "redirects", plan.redirects, 0, kMostRedirects));
    ASSAY_LET(const std::int64_t every_s, Count(node, "every", plan.every.count()));
    if (every_s < 1) return At(node["every"], "'every' must be a time such as 24h");
    plan.every = std::chrono::seconds(every_s);
    return Done{};
  }

  Status ReadTerms(const YAML::Node& node, HistoryPlan& history) const {
    constexpr std::array<std::string_view, 2> kKeys = {"history", "at"};
    ASSAY_TRY(OnlyKeys(node, kKeys));
    ASSAY_LET(const std::string archive, Text(node, "history", ""));
    if (archive.empty()) return At(node, "'history' is missing: the address of an archive");
    auto address = acquire::ArchiveAddress(archive);
    if (!address.ok()) return At(node["history"], address.error().what);
    history.archive = std::move(address).value();
    ASSAY_LET(history.at, Text(node, "at", ""));
    if (!history.at.empty() && !IsDate(history.at))
      return At(node["at"], "'at' must be a day such as 2024-05-01");
    return Done{};
  }

  Status ReadWarc(const YAML::Node& node, CrawlPlan& plan) const {
    constexpr std::array<std::string_view, 1> kKeys = {"size"};
    constexpr std::int64_t kLeast_bytes = 1LL << 20;
    constexpr std::int64_t kMost_bytes = 1LL << 40;
    ASSAY_TRY(OnlyKeys(node, kKeys));
    ASSAY_LET(plan.warc_bytes,
              CountWithin(node, "size", plan.warc_bytes, kLeast_bytes, kMost_bytes));
    return Done{};
  }

  /// What each may be is checked by the worker that reads pages with them.
  Status ReadSelectors(const YAML::Node& node, CrawlPlan& plan) const {
    if (!node.IsMap()) return At(node, "a map is expected here");
    for (const auto& entry : node) {
      if (!entry.first.IsScalar() || !entry.second.IsScalar())
        return At(entry.first, "a selector is a text, such as price: '.price'");
      plan.selectors[entry.first.Scalar()] = entry.second.Scalar();
    }
    return Done{};
  }
};

}  // namespace

Result<CrawlPlan> ParseCrawlPlan(std::string_view yaml, std::string_view name,
                                 const std::filesystem::path& folder) {
  CrawlPlan plan;
  ASSAY_TRY(internal::ReadYaml(
      yaml, name, [&](const YAML::Node& root) { return Reader(name, folder).Read(root, plan); }));
  return plan;
}

}  // namespace assay::pipeline
