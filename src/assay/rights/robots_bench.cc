// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/rights/resolve.h"
#include "assay/rights/robots.h"
#include "assay/rights/web_signals.h"

namespace assay::rights {
namespace {

constexpr std::array<std::string_view, 8> kPaths = {
    "/",
    "/images/2024/05/red-bicycle-1200x800.jpg",
    "/wp-content/uploads/2021/11/DSC_0042.jpg",
    "/search?q=cats&sort=price&page=3",
    "/product/12345/blue-shoe?color=blue&utm_source=x",
    "/admin/login",
    "/a/very/long/path/with/many/segments/that/leads/to/a/picture/of/something.png",
    "/caf%C3%A9/men%75.html"};

/// Like the files of shops and blogs: `rules` folders, and a wildcard in every fifth line.
std::string MakeFile(std::int64_t rules) {
  std::string text = "User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nCrawl-delay: 1\n";
  for (std::int64_t i = 0; i < rules; ++i) {
    const std::string number = std::to_string(i);
    if (i % 5 == 4 && i < 500)
      text += "Disallow: /*?*filter" + number + "=\n";
    else
      text += (i % 7 == 6 ? "Allow: /product/" : "Disallow: /folder-") + number + "/\n";
  }
  return text + "Disallow: /admin/\nDisallow: /*.pdf$\n";
}

void BM_RobotsMatch(benchmark::State& state) {
  const Robots robots = Robots::Parse(MakeFile(state.range(0)));
  for (auto _ : state) {
    for (const std::string_view path : kPaths)
      benchmark::DoNotOptimize(robots.Match("AssayBot", path));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kPaths.size()));
}
BENCHMARK(BM_RobotsMatch)->Arg(5)->Arg(50)->Arg(500)->Arg(20'000);

void BM_RobotsParse(benchmark::State& state) {
  const std::string text = MakeFile(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(Robots::Parse(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(BM_RobotsParse)->Arg(50)->Arg(20'000);

/// Linear in the path, also where each wildcard nearly matches everywhere.
void BM_RobotsMatchHostile(benchmark::State& state) {
  std::string pattern = "/";
  for (int i = 0; i < 200; ++i) pattern += "*aaaaaaab";
  const Robots robots = Robots::Parse("User-agent: *\nDisallow: " + pattern + "\n");
  std::string path(static_cast<std::size_t>(state.range(0)), 'a');
  path.front() = '/';
  path += "aaaaaaab";
  for (auto _ : state) benchmark::DoNotOptimize(robots.Match("AssayBot", path));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(path.size()));
}
BENCHMARK(BM_RobotsMatchHostile)->Arg(2 << 10)->Arg(32 << 10);

/// All that is read for one asset of a site whose robots.txt is parsed already.
void BM_SignalsOfOneAsset(benchmark::State& state) {
  const Robots robots = Robots::Parse(MakeFile(50) + "Content-Signal: search=yes, ai-train=no\n");
  const std::vector<HeaderLine> headers = {{"Content-Type", "image/jpeg"},
                                           {"X-Robots-Tag", "noai, max-image-preview:large"},
                                           {"Content-Usage", "train-ai=n"},
                                           {"TDM-Reservation", "1"}};
  WebContext context;
  context.path = kPaths[1];
  context.date = "2026-11-22";
  context.source = "url:https://e.example/";
  for (auto _ : state) {
    auto facts = FromRobots(robots, context);
    for (Fact& fact : FromHeaders(headers, context)) facts.push_back(std::move(fact));
    for (Fact& fact : FromTdm({nullptr, headers, {}, ""}, context))
      facts.push_back(std::move(fact));
    benchmark::DoNotOptimize(Resolve(facts));
  }
}
BENCHMARK(BM_SignalsOfOneAsset);

}  // namespace
}  // namespace assay::rights
