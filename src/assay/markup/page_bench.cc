// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <string>

#include "assay/markup/licence_scope.h"
#include "assay/markup/page.h"

namespace assay::markup {
namespace {

/// 100 kB like a news page: articles with figures, lists of links, some scripts.
std::string MadePage() {
  std::string html =
      "<!doctype html><html lang=en><head><meta charset=utf-8><title>Bench</title>"
      "<link rel=license href=https://creativecommons.org/licenses/by/4.0/></head><body><main>";
  for (int i = 0; html.size() < 100'000; ++i) {
    const std::string n = std::to_string(i);
    html +=
        "<article class=\"card card--wide\" id=\"a" + n + "\"><h2 class='title'><a href=\"/story/" +
        n + "?ref=front&amp;pos=" + n + "\">Story number " + n +
        "</a></h2><figure><img src=\"/img/" + n + ".jpg\" srcset=\"/img/" + n +
        "-2x.jpg 2x\" alt=\"A picture\"><figcaption>&copy; Agency " + n +
        "</figcaption></figure><p class=\"text\">Some words of a story that go on for a while, "
        "with <em>stress</em> and <b>weight</b>, and an end.</p><ul><li><a href='/t/1'>one</a>"
        "<li><a href='/t/2'>two</a></ul></article><script>window.x = window.x || [];</script>\n";
  }
  return html + "</main><footer><a rel=license href=/l>l</a></footer>";
}

void BM_ReadPage(benchmark::State& state) {
  const std::string html = MadePage();
  for (auto _ : state) benchmark::DoNotOptimize(ReadPage(AsBytes(html)));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(html.size()));
}
BENCHMARK(BM_ReadPage);

void BM_LicenceStatements(benchmark::State& state) {
  const auto page = ReadPage(AsBytes(MadePage()));
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        LicenceStatements(page.value(), "https://x.example/", "https://x.example/img/7.jpg"));
  }
}
BENCHMARK(BM_LicenceStatements);

/// Nearly as many tags as are read, each looking through a high stack.
void BM_HostilePage(benchmark::State& state) {
  std::string html;
  for (int i = 0; i < 500; ++i) html += "<i>";
  while (html.size() < 1'400'000) html += "<p>";
  for (auto _ : state) benchmark::DoNotOptimize(ReadPage(AsBytes(html)));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(html.size()));
}
BENCHMARK(BM_HostilePage);

}  // namespace
}  // namespace assay::markup
